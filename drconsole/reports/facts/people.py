"""People in a run: decisions, accepted findings, holds, waits, validations, as the journal tells them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.events import (
    ActBegun,
    Event,
    FaultsCleared,
    JobCancelRequested,
    JobCreated,
    JobDoubted,
    JobEnded,
    JobHeld,
    JobResumed,
    LeadAsked,
    LeadPassed,
    LeadWay,
    Recorded,
    TaskAnswered,
    TaskEnded,
    TaskFound,
    TaskReset,
    TaskWaiting,
    ValidationRecorded,
    ValidationVoided,
)
from drconsole.render.jobs.jobs import task_name
from drconsole.reports.facts.sources import Sources
from drconsole.reports.facts.types import Accepted, Decision, Hold, Validation, Wait

ENGINE = "engine"
"""Actor of what the engine does by itself."""


LED = {
    LeadWay.GIVEN: "gave the lead",
    LeadWay.TAKEN: "took the lead",
    LeadWay.HANDED_OVER: "took the lead over, by a handover",
}
"""What is told of a lead that passed, by its way."""


def text_of(when: datetime) -> str:
    """Return a moment as the contract writes it."""
    return when.isoformat().replace("+00:00", "Z")


def decisions(sources: Sources) -> tuple[Decision, ...]:
    """Return every act of a person on the job and on its machines until the next job took them, oldest first."""
    found = []
    for each in (*sources.own, *_of_machines(sources)):
        told = None if each.actor == ENGINE else _told(each.event, sources)
        if told is not None:
            what, about, comment = told
            at, wall = text_of(each.world_at), text_of(each.at)
            found.append(Decision(each.rev, at, wall, each.actor, what, about, comment))
    return tuple(sorted(found, key=lambda decision: decision.rev))


def _told(event: Event, sources: Sources) -> tuple[str, str, str] | None:
    """Return what was done, what it was about and the comment; None = it is no act of a person on a run."""
    match event:
        case JobCreated():
            again = f" again, after job {event.retry_of}" if event.retry_of else ""
            return f"started {event.request.operation}{again}", event.target_name, event.request.options.comment
        case JobHeld():
            return "held", "the job", event.comment
        case JobResumed():
            return "resumed", "the job", event.comment
        case LeadPassed() if event.way is not LeadWay.STARTED:  # the start itself tells that
            return LED[event.way], event.name, event.comment
        case LeadAsked():
            return "asked for the lead", event.name, event.comment
        case JobCancelRequested():
            return "cancelled", "the job", event.comment
        case TaskAnswered():
            return f"answered {event.outcome}", _task(sources, event.task), event.comment
        case ActBegun():
            return f"asked to {event.action}", _task(sources, event.task), event.comment
        case ValidationRecorded():
            return f"validated: {event.result}", sources.label(event.item) or "", event.comment
        case FaultsCleared():
            return "had people outside repair", sources.label(event.item) or "", event.comment
    return None


def _task(sources: Sources, task: str) -> str:
    row = sources.by_task.get(task)
    return task if row is None else task_name(row, sources.labels)


def _of_machines(sources: Sources) -> Iterator[Recorded]:
    """Yield what was done to the job's machines and not to the job, from its start to the next job of the machine.

    A commit is about the failover before it: it makes no new machine, and so ends no such time and begins none.
    """
    ends: dict[str, int] = {}
    begins: dict[str, int] = {}
    own = sources.created
    if own is None:
        return
    for each in sources.events:
        event = each.event
        if not isinstance(event, JobCreated):
            continue
        commits = event.request.operation is Operation.COMMIT
        for key in sources.taking_part.intersection(event.qualified):
            if each.rev <= own.rev and not commits:
                begins[key] = each.rev
            elif not commits:
                ends.setdefault(key, each.rev)
    ours = isinstance(own.event, JobCreated) and own.event.request.operation is Operation.COMMIT
    keys = sources.taking_part
    for each in sources.events:
        event = each.event
        if isinstance(event, ValidationRecorded | ValidationVoided | FaultsCleared) and event.item in keys:
            first = begins.get(event.item, own.rev) if ours else own.rev
            if first < each.rev < ends.get(event.item, each.rev + 1):
                yield each


def accepted(sources: Sources) -> tuple[Accepted, ...]:
    """Return the findings that were accepted when the job was confirmed."""
    each = sources.created
    if each is None or not isinstance(each.event, JobCreated):
        return ()
    event = each.event
    return tuple(
        Accepted(
            finding.id,
            finding.level,
            finding.item,
            sources.label(finding.item),
            finding.message,
            finding.recommended_action,
            each.actor,
            text_of(each.world_at),
            event.request.options.comment,
        )
        for finding in event.findings
        if finding.id in event.accepted
    )


def holds(sources: Sources) -> tuple[Hold, ...]:
    """Return every time in which the job was held, oldest first."""
    found: list[Hold] = []
    since: datetime | None = None
    for each in sources.own:
        event = each.event
        if isinstance(event, JobHeld | JobDoubted) and since is None:
            since = each.world_at
            found.append(Hold(text_of(since), None, None, each.actor, None, event.comment))
        elif isinstance(event, JobResumed | JobCancelRequested | JobEnded) and since is not None:
            took = (each.world_at - since).total_seconds()
            found[-1] = replace(found[-1], ended_at=text_of(each.world_at), seconds=took, ended_by=each.actor)
            since = None
    return tuple(found)


def waits(sources: Sources) -> tuple[Wait, ...]:
    """Return every wait of a task for a person, and what ended it, oldest first."""
    found: list[Wait] = []
    open_: dict[str, tuple[int, datetime]] = {}
    for each in sources.own:
        event, at = each.event, text_of(each.world_at)
        if isinstance(event, TaskWaiting) and event.outcomes and event.task not in open_:
            open_[event.task] = len(found), each.world_at
            found.append(Wait(event.task, _task(sources, event.task), event.why, at, None, None, None, None, ""))
        elif isinstance(event, TaskAnswered | TaskFound | TaskEnded | TaskReset) and event.task in open_:
            place, since = open_.pop(event.task)
            took = (each.world_at - since).total_seconds()
            said = event if isinstance(event, TaskAnswered) else None
            found[place] = replace(
                found[place],
                ended_at=at,
                seconds=took,
                by=each.actor,
                outcome=None if said is None else said.outcome.value,
                comment="" if said is None else said.comment,
            )
    return tuple(found)


def validations(sources: Sources) -> tuple[Validation, ...]:
    """Return what people found of the job's machines, oldest first; what was voided says why."""
    found: list[Validation] = []
    for each in _of_machines(sources):
        event = each.event
        if isinstance(event, ValidationRecorded):
            found.append(
                Validation(
                    event.item,
                    sources.label(event.item) or event.item,
                    event.result,
                    event.comment,
                    each.actor,
                    text_of(each.world_at),
                    event.point,
                    event.seen,
                    event.accepted,
                    "",
                )
            )
        elif isinstance(event, ValidationVoided):
            found = [replace(one, voided=one.voided or event.why) if one.key == event.item else one for one in found]
    return tuple(found)
