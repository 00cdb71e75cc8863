"""Moments that a journal tells of: how jobs, waits, validations and answers stood after each of its events.

What only a look at the provider tells (items, plans, obligations) is in no journal: a condition that asks for it is
judged when somebody looks, and no moment in between answers it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import RunState
from drconsole.recovery.types.work import events as ev
from drconsole.training.predicates.scene import AnswerRow, Scene

if TYPE_CHECKING:
    from drconsole.records.rows.work.jobs import GateRow, JobRow, ValidationRow

JOURNALED = frozenset({"jobs", "gates", "validations", "answers"})
"""Tables of the predicates that follow from the journal."""
Wait = tuple[str, str]
"""Job and task of a wait for a person."""


@dataclass(frozen=True, slots=True)
class JobThen:
    """Job as it stood. ``ended_at`` None = it ran."""

    state: RunState | None = None
    ended_at: datetime | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """State of everything after an event. ``rev``: its revision; ``at``: the world's time."""

    rev: int
    at: datetime
    events: Mapping[str, int] = field(default_factory=dict)
    jobs: Mapping[str, JobThen] = field(default_factory=dict)
    waits: frozenset[Wait] = frozenset()
    validations: Mapping[str, ev.ValidationRecorded] = field(default_factory=dict)
    answers: tuple[AnswerRow, ...] = ()


class Moments:
    """Reading of a journal as moments, oldest first; ``last`` is the newest."""

    def __init__(self, began: datetime, since: int) -> None:
        self.last = Moment(since, began)
        self.unjudged: list[Moment] = []
        """Those that were read since ``judged`` was called."""
        self._created: dict[str, ev.JobCreated] = {}
        self._names: dict[Wait, str] = {}
        """Name of a task as people read it; one that the provider named is found by its id."""

    def take(self, recorded: ev.Recorded, rev: int) -> None:
        """Take the next event in."""
        event, last = recorded.event, self.last
        moment = replace(
            last, rev=rev, at=recorded.world_at, events={**last.events, event.kind: last.events.get(event.kind, 0) + 1}
        )
        self.last = self._after(moment, event)
        self.unjudged.append(self.last)

    def judged(self) -> None:
        """Forget the moments that were read so far, but the last."""
        self.unjudged = []

    def _after(self, moment: Moment, event: ev.Event) -> Moment:
        match event:
            case ev.JobCreated():
                self._created[event.job] = event
                self._names.update({(event.job, task.id): task.friendly_name for task in event.tree.tasks})
                return _job(moment, event.job, JobThen())
            case ev.JobHeld() | ev.JobDoubted():
                return _job(moment, event.job, replace(moment.jobs.get(event.job, JobThen()), held=True))
            case ev.JobResumed():
                return _job(moment, event.job, replace(moment.jobs.get(event.job, JobThen()), held=False))
            case ev.JobEnded():
                waits = frozenset(wait for wait in moment.waits if wait[0] != event.job)
                return replace(_job(moment, event.job, JobThen(event.state, moment.at)), waits=waits)
            case ev.NodesObserved():
                self._names.update({(event.job, node.id): node.friendly_name for node in event.nodes})
                return moment
            case ev.TaskWaiting():
                return replace(moment, waits=moment.waits | {(event.job, event.task)})
            case ev.TaskFound() | ev.TaskEnded() | ev.TaskReset():
                return replace(moment, waits=moment.waits - {(event.job, event.task)})
            case ev.TaskAnswered():
                waits = moment.waits - {(event.job, event.task)}
                return replace(moment, waits=waits, answers=(*moment.answers, self._answer(event)))
            case ev.ValidationRecorded():
                return replace(moment, validations={**moment.validations, event.item: event})
            case ev.ValidationVoided():
                left = {item: one for item, one in moment.validations.items() if item != event.item}
                return replace(moment, validations=left)
            case _:
                return moment

    def _answer(self, event: ev.TaskAnswered) -> AnswerRow:
        job = self._created.get(event.job)
        return {
            "task": self._names.get((event.job, event.task), event.task),
            "operation": job.request.operation.value if job is not None else "",
            "target": job.target_name if job is not None else "",
            "outcome": event.outcome.value,
            "comment": event.comment,
        }

    def scene_at(self, moment: Moment, now: Scene, since_due: frozenset[str], looked: frozenset[str]) -> Scene:
        """Return the scene of a moment. ``now``: how everything stands, of whose rows those of then are made;
        ``since_due`` and ``looked``: screens that had been looked at by then."""
        return Scene(
            began=now.began,
            now=moment.at,
            items=now.items,  # for their names alone
            jobs=[_row_then(row, moment.jobs[row["id"]]) for row in now.jobs if row["id"] in moment.jobs],
            gates=[self._gate(wait) for wait in sorted(moment.waits)],
            validations=[_validation(one) for one in moment.validations.values()],
            answers=moment.answers,
            events=moment.events,
            looked=looked,
            since_due=since_due,
        )

    def _gate(self, wait: Wait) -> GateRow:
        job = self._created.get(wait[0])
        row = {
            "job": wait[0],
            "task": wait[1],
            "friendly_name": self._names.get(wait, wait[1]),
            "operation": job.request.operation.value if job is not None else None,
            "target": job.target_name if job is not None else None,
            "item": self._item(job, wait[1]),
        }
        return cast("GateRow", row)

    @staticmethod
    def _item(job: ev.JobCreated | None, task: str) -> str | None:
        key = next((one.item for one in job.tree.tasks if one.id == task), None) if job is not None else None
        return None if key is None or job is None else job.item_names.get(key, key)


def _job(moment: Moment, job: str, then: JobThen) -> Moment:
    return replace(moment, jobs={**moment.jobs, job: then})


def _row_then(row: JobRow, then: JobThen) -> JobRow:
    """Return the row of a job as it was: what it reached is not known before its end."""
    if then.state is not None and then.ended_at is not None:
        return {**row, "state": then.state.value, "ended_at": then.ended_at.isoformat(), "held": then.held}
    running = RunState.IN_PROGRESS.value if row["ended_at"] is not None else row["state"]
    return {**row, "state": running, "ended_at": None, "held": then.held, "items": []}


def _validation(one: ev.ValidationRecorded) -> ValidationRow:
    row = {"item": one.item, "result": one.result, "comment": one.comment, "operator": None}
    return cast("ValidationRow", row)


def journaled(tables: Sequence[str] | frozenset[str]) -> bool:
    """Return whether a condition that asks for these tables can be judged at a moment of the journal."""
    return JOURNALED.issuperset(tables)
