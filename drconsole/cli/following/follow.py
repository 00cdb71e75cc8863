"""Following of a job by revision: the store says what is true, the engine's push only says when to look."""

from __future__ import annotations

import contextlib
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from drconsole.cli.context import Context
from drconsole.cli.lookup import job_ended, the_job
from drconsole.cli.store import Store
from drconsole.link.messages import Status
from drconsole.records.objectives import with_objective
from drconsole.records.rows.work.jobs import JobRow, JobTree, TaskRow
from drconsole.records.tables import JOBS, TASKS
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.errors import OutcomeUnknown
from drconsole.render.jobs.jobs import waits_for_person
from drconsole.render.jobs.tree import latest_time, with_tasks
from drconsole.render.words.command_lines import command

if TYPE_CHECKING:
    from drconsole.link.client import Client

PATIENCE = 30.0
"""Seconds without an engine after which the outcome counts as unknown."""
TICK = 1.0
"""Seconds between looks at the provider's clock, for a view that shows it go on."""
POLL = 0.5
"""Seconds between looks at the store when nobody pushes."""


@dataclass(frozen=True, slots=True)
class JobChange:
    """Change of the job's own row, at a revision."""

    rev: int
    job: JobRow


@dataclass(frozen=True, slots=True)
class TaskChange:
    """Change of a task's row, at a revision."""

    rev: int
    task: TaskRow


Change = JobChange | TaskChange


class Show(Protocol):
    """View that progress goes to."""

    wants_clock: bool
    """Whether ``tick`` is of use: it costs a question to the engine a second."""

    def tick(self, now: str) -> None:
        """Show the provider's clock."""

    def changed(self, followed: Followed, changes: list[Change]) -> None:
        """Show what changed of the job."""

    def lost(self, seconds: float) -> None:
        """Say that no engine has answered for so many seconds."""

    def back(self) -> None:
        """Say that an engine answers again."""

    def close(self) -> None:
        """Leave what was shown as it is."""


class Followed:
    """Job as it stands in the store, brought up to date by what changed."""

    def __init__(self, store: Store, job: str) -> None:
        self._store = store
        self._row = the_job(store, job)
        self._told_job = 0
        self._tasks: dict[str, TaskRow] = {}
        self._told_tasks = 0
        self._looked_at = -1
        self._tree: JobTree | None = None
        self.id = job

    def read(self) -> list[Change]:
        """Return what changed since the last call, in the order of revisions."""
        rev = self._store.rev()
        if rev == self._looked_at:
            return []
        self._looked_at = rev
        self._row = self._store.row(JOBS, self.id) or self._row
        tasks = self._store.rows(TASKS, since=self._told_tasks, job=self.id)
        changes: list[Change] = [TaskChange(task["rev"], task) for task in tasks]
        self._told_tasks = max((change.rev for change in changes), default=self._told_tasks)
        if self._row["rev"] > self._told_job:
            self._told_job = self._row["rev"]
            changes.append(JobChange(self._told_job, self._row))
        self._tasks.update((task["id"], task) for task in tasks)
        if changes:
            self._tree = None
        return sorted(changes, key=_as_it_went)

    @property
    def job(self) -> JobTree:
        """Return the job with its task tree, its objective as at its last change."""
        if self._tree is None:
            tree = with_tasks(self._row, self._tasks.values())
            self._tree = with_objective(tree, latest_time(tree, tree["tasks"]))
        return self._tree

    @property
    def ended(self) -> bool:
        """Return whether the job has ended."""
        return job_ended(self._row)


def _as_it_went(change: Change) -> tuple[int, int, int]:
    """Return the place among changes: by revision; within one, ends before beginnings, inner tasks end first and begin
    last, the job comes last.
    """
    if isinstance(change, JobChange):
        return change.rev, 2, 0
    position = change.task["position"]
    return (change.rev, 0, -position) if change.task["ended_at"] else (change.rev, 1, position)


class PushListener:
    """Thread that listens to the engine's pushes, and finds the next engine when one is lost."""

    def __init__(self, context: Context, clock: bool) -> None:
        self._context = context
        self._clock = clock
        self.now: str | None = None
        """The provider's clock as the engine last told it; None = not asked."""
        self._moved = threading.Event()
        self._stop = threading.Event()
        self._lost_since: float | None = None
        self._looked_at_clock = -TICK
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        # The thread is not joined: it ends with the next push or heartbeat, and nothing waits for it.
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait until the engine says that the store moved, or at most so many seconds."""
        self._moved.wait(seconds)
        self._moved.clear()

    def lost_for(self) -> float:
        """Return the seconds since the last engine was lost; 0 while one answers."""
        since = self._lost_since
        return 0.0 if since is None else time.monotonic() - since

    def _listen(self) -> None:
        while not self._stop.is_set():
            # Whatever goes wrong here only means that nobody pushes: the store is looked at anyway.
            with contextlib.suppress(Exception):
                self._hear()
            if self._lost_since is None:
                self._lost_since = time.monotonic()
            self._moved.set()
            self._stop.wait(POLL)

    def _hear(self) -> None:
        """Listen until the engine goes; raise what the client raises then."""
        with self._context.client() as client:
            for _ in client.subscribe(heartbeat=POLL):
                self._lost_since = None
                self._moved.set()
                if self._stop.is_set():
                    return
                self._look_at_clock(client)

    def _look_at_clock(self, client: Client) -> None:
        if self._clock and time.monotonic() - self._looked_at_clock >= TICK:
            self._looked_at_clock = time.monotonic()
            self.now = client.ask(Status())["clock"]["now"]


def follow(context: Context, job: str, show: Show, *, stop_at_person: bool) -> JobTree:
    """Follow a job to its end, or to where it waits for a person; return the job with its tasks.

    Raises ``OutcomeUnknown`` when no engine answers for ``PATIENCE`` seconds, ``BadInput`` for an unknown job.
    """
    lost = False
    with context.store() as store, contextlib.closing(show), PushListener(context, show.wants_clock) as wakes:
        followed = Followed(store, job)
        while True:
            changes = followed.read()
            if changes:
                show.changed(followed, changes)
            if followed.ended or (stop_at_person and waits_for_person(followed.job, followed.job["tasks"])):
                return followed.job
            seconds = wakes.lost_for()
            if seconds > PATIENCE:
                raise unknown(job)
            if bool(seconds) != lost:
                lost = not lost
                show.lost(seconds) if lost else show.back()
            if wakes.now is not None:
                show.tick(wakes.now)
            wakes.wait(POLL)


def unknown(job: str) -> OutcomeUnknown:
    """Return the refusal of a job that nobody carries out any more."""
    return OutcomeUnknown(
        "outcome-unknown",
        f"no engine answers for {PATIENCE:.0f} s: what has become of job {job} is not known",
        place=f"job {job}",
        advice=f"start one, it takes up the job: {command('engine', 'start')}; then {command('watch', job)}",
    )
