"""Lanes of a run: a line a machine, and what was done of it when. Pure; ``lane_lines`` draws them.

A lane shows at one look which machine is late, which failed and which waits. Those come first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum

from drconsole.records.clock import seconds_between
from drconsole.records.rows.work.jobs import TaskFields, TaskRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Description, RunState, TaskKind
from drconsole.render.words.marks import RUN_MARKS, Mark, Severity, run_mark
from drconsole.render.words.text import clean


class Doing(StrEnum):
    """Kind of a stretch of a lane."""

    CHECK = "check"
    SHUTDOWN = "shutdown"
    FAILOVER = "failover"
    EXTRA = "extra step"
    START = "start"
    COMMIT = "commit"
    REPLICATION = "re-protect"
    ACTION = "action"
    WAIT = "waits"
    OTHER = "other step"


_NAMED = {
    "VmCommit": Doing.COMMIT,
    "VmCommitFailover": Doing.COMMIT,
    "FinalizeRestoreOnRecovery": Doing.COMMIT,
    "FinalizeRestoreOnPrimary": Doing.COMMIT,
    "CancelFailoverRecovery": Doing.OTHER,
    "VmTfoEndFailover": Doing.OTHER,
    "VmStartInitialReplication": Doing.REPLICATION,
    "DiscoverReplicaTask": Doing.REPLICATION,
    "GetSwitchProtectionRequirementsTask": Doing.REPLICATION,
    "ProtectReplicaTask": Doing.REPLICATION,
    "VmPrepareForReverseReplication": Doing.REPLICATION,
    "VmInitiateReverseReplication": Doing.REPLICATION,
}
"""Names in which a word stands for something else."""
_BEGINNINGS = (
    ("VmShutdown", Doing.SHUTDOWN),
    ("ShutdownVm", Doing.SHUTDOWN),
    ("VmHydration", Doing.EXTRA),
    ("VmFoStart", Doing.START),
    ("VmTfoStart", Doing.START),
    ("VmStart", Doing.START),
)
_PARTS = (
    ("PrerequisitesCheck", Doing.CHECK),
    ("Preflight", Doing.CHECK),
    ("Failover", Doing.FAILOVER),
    ("Start", Doing.START),
)
_SAID = frozenset({Doing.CHECK, Doing.SHUTDOWN, Doing.EXTRA, Doing.START, Doing.REPLICATION})
"""What says more in a word than in the task's own name, which is long."""
STOPPED = frozenset({RunState.FAILED, RunState.CANCELLED})
PLAN, OF_THE_PLAN = "", "(plan)"
"""Key and label of the lane of what is about no machine: the plan's checks, scripts and manual actions."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Task on its lane; seconds since the job's start, ``end`` None while it is under way."""

    doing: Doing
    start: float
    end: float | None
    state: str


@dataclass(frozen=True, slots=True)
class Lane:
    key: str
    label: str
    stretches: tuple[Stretch, ...]
    note: str
    """What it does now, or how it ended badly."""
    severity: Severity
    glyph: str
    """Mark of how it stands."""
    more: bool = False
    """Something of it has not begun yet."""

    @property
    def over(self) -> float | None:
        """Return when its last stretch ended; None = it goes on, or has not begun."""
        ends = [stretch.end for stretch in self.stretches]
        if self.more or not ends or None in ends:
            return None
        return max(end for end in ends if end is not None)


def doing_of(task: TaskFields) -> Doing:
    """Return what a task's stretch is drawn as; by Site Recovery's own task names."""
    if task["state"] == RunState.SUSPENDED:
        return Doing.WAIT
    if task["kind"] in (TaskKind.SCRIPT, TaskKind.RUNBOOK, TaskKind.MANUAL):
        return Doing.ACTION
    name = task["name"]
    if name in _NAMED:
        return _NAMED[name]
    found = next((doing for beginning, doing in _BEGINNINGS if name.startswith(beginning)), None)
    return found or next((doing for part, doing in _PARTS if part in name), Doing.OTHER)


def lane_of(key: str, label: str, tasks: Sequence[TaskRow], start: str | None) -> Lane:
    """Return the lane of an item's tasks that have no tasks below them, in the order of the tree."""
    stretches = []
    for task in tasks:
        begun = seconds_between(start, task["started_at"])
        if begun is None or _skipped(task):
            continue
        end = seconds_between(start, task["ended_at"])
        stretches.append(Stretch(doing_of(task), max(0.0, begun), end, task["state"]))
    mark = _mark(tasks, task_at(tasks, waits_first=key == PLAN))
    more = any(task["state"] == RunState.NOT_STARTED and not _skipped(task) for task in tasks)
    stretches.sort(key=lambda each: each.start)
    return Lane(key, clean(label), tuple(stretches), mark.word, mark.severity, mark.glyph, more)


def _skipped(task: TaskRow) -> bool:
    return task["state_description"] == Description.SKIPPED


def task_at(tasks: Sequence[TaskRow], *, waits_first: bool = False) -> TaskRow | None:
    """Return the task that says how a machine stands: one that failed, else waits, is unknown, runs, ended last.

    ``waits_first``: for the plan's own lane, where a failed script is over and the job waits for a person since.
    """
    for stands in (_waits, *_STANDS) if waits_first else _STANDS:
        if (found := next((task for task in tasks if stands(task)), None)) is not None:
            return found
    begun = [task for task in tasks if task["started_at"]]
    return begun[-1] if begun else next(iter(tasks), None)


def _waits(task: TaskRow) -> bool:
    return task["state"] == RunState.SUSPENDED


_STANDS: tuple[Callable[[TaskRow], bool], ...] = (
    lambda task: task["state"] in STOPPED,
    _waits,
    lambda task: task["state_description"] == Description.WAITING_FOR_OUTCOME,
    lambda task: task["state"] == RunState.IN_PROGRESS,
)


def _mark(tasks: Sequence[TaskRow], task: TaskRow | None) -> Mark:
    """Return the worst first: what failed, what waits, what is unknown, what runs; its word is the note."""
    if task is None or all(each["state"] == RunState.NOT_STARTED for each in tasks):
        return replace(RUN_MARKS[RunState.NOT_STARTED], word="")
    mark, name = run_mark(task["state"], task["state_description"]), clean(task["friendly_name"])
    if task["state"] in STOPPED:
        codes = [error["code"] for error in task["errors"] if error["code"]]
        word = f"{doing_of(task)} {mark.word}" if _went_on(tasks, task) else mark.word
        return replace(mark, word=f"{word}: {clean(codes[0])}" if codes else word)
    if task["state"] == RunState.SUSPENDED:
        return replace(mark, word=f"waits: {name}")
    if task["state_description"] == Description.WAITING_FOR_OUTCOME:
        return replace(mark, word=f"{mark.word}: {name}")
    if task["state"] == RunState.IN_PROGRESS:
        doing = doing_of(task)
        return replace(mark, word=str(doing) if doing in _SAID else name)
    over = all(each["state"] != RunState.NOT_STARTED or _skipped(each) for each in tasks)
    return replace(RUN_MARKS[RunState.SUCCEEDED if over else RunState.NOT_STARTED], word="")


def _went_on(tasks: Sequence[TaskRow], failed: TaskRow) -> bool:
    """Return whether a later step of the machine has begun: then that step has failed, and not the machine."""
    later = iter(tasks)
    return failed in later and any(task["started_at"] and not _skipped(task) for task in later)


GRAVEST = (Severity.BAD, Severity.UNKNOWN, Severity.WARN)


def worst_first(lanes: Iterable[Lane]) -> list[Lane]:
    """Return what failed, is unknown or waits first; for a window that cannot show all.

    Then what is under way, the longest in its step first; what has not begun; and of what is over the latest first.
    """
    return sorted(lanes, key=_rank)


def counts_text(lanes: Iterable[Lane]) -> str:
    """``✗ 2 ▶ 48 ✓ 50``: how many machines stand how, the worst first; the plan's own lane is none."""
    order = [*GRAVEST, Severity.BUSY, Severity.OK, Severity.IDLE]
    counts = Counter((order.index(lane.severity), lane.glyph) for lane in lanes if lane.key != PLAN)
    return " ".join(f"{glyph} {number}" for (_, glyph), number in sorted(counts.items()))


def _rank(lane: Lane) -> tuple[int, int, float]:
    gravity = GRAVEST.index(lane.severity) if lane.severity in GRAVEST else len(GRAVEST)
    runs = next((stretch.start for stretch in lane.stretches if stretch.end is None), None)
    if runs is not None:
        return gravity, 0, runs
    return (gravity, 1, 0.0) if lane.over is None else (gravity, 2, -lane.over)
