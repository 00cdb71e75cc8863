"""Line about a job for people who are elsewhere: condition, actions, needs (CAN), to be pasted into a chat. Pure.

It stands alone: how real it is and the worst that is true come first, as on the wall; then which run, and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.work.jobs import JobRow, TaskNode
from drconsole.recovery.forecast.objective import Verdict
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Description, RunState, counted
from drconsole.render.jobs.jobs import hold_text, items_text, task_name
from drconsole.render.jobs.objectives import objective_text
from drconsole.render.jobs.tree import in_state
from drconsole.render.rows.stands import stand_mark
from drconsole.render.words.labels import labelled, labels
from drconsole.render.words.marks import run_mark
from drconsole.render.words.text import clean, prose, time_of_day

NAMED = 3
"""Machines, steps or waits that are named (our choice): the line is read in a chat."""
_DOWN = frozenset({Stand.RUNS_TWICE, Stand.MUST_NOT_RUN, Stand.RUNS_NOWHERE})
_LATE = frozenset({Verdict.MISSED, Verdict.WILL_BE_MISSED, Verdict.NOT_MET})
_LEFT: dict[str, str] = {
    Stand.UNPROTECTED: "protect {what} again",
    Stand.TEST_OPEN: "clean up the test of {what}",
    Stand.NOT_COMMITTED: "validate {what}, then commit or change the recovery point",
    Stand.FAILED_OVER: "re-protect {what}",
    Stand.SWITCHED_OFF: "see whether {what} is to be on",
}
"""Stand of machines after a run -> what a person has to do."""


@dataclass(frozen=True, slots=True)
class _True:
    """Something that is so: the word that stands first if nothing is worse, and what is said of it."""

    word: str
    text: str = ""

    @property
    def said(self) -> str:
        return f"{self.word}: {self.text}" if self.text else self.word


def can_line(
    job: JobRow, tasks: Sequence[TaskNode], items: Sequence[ItemRow], mode: str | None, now: str | None
) -> str:
    """``EXERCISE, LATE: failover of plan shop, job j1-2, 08:12:00Z. Condition: ... Actions: ... Needs: ...``

    ``job`` with its objective held against it (``records.objectives``); ``items``: its machines as they stand now.
    """
    known = labelled(items)
    conditions, needs = _conditions(job, known), _needs(job, known)
    of = f"{clean(job['operation'])} of {clean(job['target_type'])} {clean(job['target'])}, job {clean(job['id'])}"
    lead = job["lead"]
    by = f", led by {clean(lead['name'])}" if lead is not None and lead["name"] else ""
    at = f", {time_of_day(now)}" if now else ""
    return " ".join(
        (
            f"{clean(mode or 'MODE NOT KNOWN')}, {conditions[0].word}: {of}{by}{at}.",
            f"Condition: {_sentence(one.said for one in (*conditions, *_progress(job)))}",
            f"Actions: {_sentence(_actions(job, tasks))}",
            f"Needs: {_sentence(needs or ['nothing'])}",
        )
    )


def _sentence(parts: Iterable[str]) -> str:
    said = "; ".join(dict.fromkeys(part.strip().rstrip(".") for part in parts if part.strip()))
    return f"{said}."


def _some(names: Sequence[str]) -> str:
    left = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {left} more" if left > 0 else "")


def _conditions(job: JobRow, items: Sequence[ItemRow]) -> list[_True]:
    """Return what is true, the worst first; last the state itself, where nothing else says it."""
    found = list(_worst_first(job, items))
    word = run_mark(job["state"]).word.upper()
    said = found and (job["state"] == RunState.SUSPENDED or word in {one.word for one in found})
    return found if said else [*found, _True(word)]


def _worst_first(job: JobRow, items: Sequence[ItemRow]) -> Iterator[_True]:
    for stand in sorted(_DOWN, key=lambda stand: GRAVITY[stand]):
        if there := [item for item in items if item["stand"] == stand]:
            yield _True(stand_mark(there[0]).word, _some([clean(item["name"]) for item in there]))
    known = labels(job["items"])
    if failed := [known[item["key"]] for item in job["items"] if item["outcome"] == RunState.FAILED]:
        yield _True("FAILED", f"{len(failed)} of {counted(len(job['items']), 'machine')} ({_some(failed)})")
    if unknown := [wait for wait in job["waits_for"] if wait["state_description"] == Description.WAITING_FOR_OUTCOME]:
        yield _True("OUTCOME UNKNOWN", _some([clean(wait["friendly_name"]) for wait in unknown]))
    objective = job.get("objective")
    if objective is not None and objective["verdict"] in _LATE:
        yield _True("LATE", objective_text(objective))
    if any(wait["outcomes"] for wait in job["waits_for"]):
        yield _True("WAITS FOR A PERSON")
    if job["held"]:
        yield _True("HELD")
    if objective is not None and objective["verdict"] == Verdict.AT_RISK:
        yield _True("AT RISK", objective_text(objective))
    for broken in job["break_glass"]:
        yield _True("BREAK-GLASS", f"no second person agreed, says {clean(broken['by'])}: {prose(broken['reason'])}")


def _progress(job: JobRow) -> Iterator[_True]:
    if job["items"]:
        yield _True("machines", items_text(job))
    objective = job.get("objective")
    if objective is not None and objective["verdict"] not in (*_LATE, Verdict.AT_RISK):
        yield _True(objective_text(objective))


def _actions(job: JobRow, tasks: Sequence[TaskNode]) -> Iterator[str]:
    """Yield what is being done."""
    if job["ended_at"] is not None:
        yield f"none, it ended at {time_of_day(job['ended_at'])}"
        return
    if job["held"]:
        yield f"nothing new is begun, {hold_text(job)}"
    if job["state"] == RunState.CANCELLING:
        yield "it is being cancelled"
    if running := [task_name(task) for task in in_state(tasks, RunState.IN_PROGRESS)]:
        yield _some(running)
    elif not job["held"]:
        yield "none"


def _needs(job: JobRow, items: Sequence[ItemRow]) -> list[str]:
    """Return what a person has to do, the most urgent first."""
    asked = [wait for wait in job["waits_for"] if wait["outcomes"]]
    found = [f"an answer to {clean(wait['friendly_name'])}{_since(wait['since'])}" for wait in asked[:NAMED]]
    if len(asked) > NAMED:
        found.append(counted(len(asked) - NAMED, "more answer"))
    if "resume" in job["allowed_actions"]:
        found.append("somebody who resumes it")
    for stand in Stand:
        there = [clean(item["name"]) for item in items if item["stand"] == stand]
        if there and stand in _DOWN:
            found.append(f"see to {_some(there)} at once")
        elif there and job["ended_at"] is not None and (what := _LEFT.get(stand)) is not None:
            found.append(what.format(what=_some(there)))
    return found


def _since(time: str | None) -> str:
    return f" since {time_of_day(time)}" if time else ""
