"""The lead of a job as it is taken, given and asked for, and what only the lead may command."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from drconsole.engine.projections.jobs import job_row
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.open_jobs import the_job
from drconsole.engine.service.room.seating import person_named, person_of
from drconsole.link.messages import AskLead, CancelJob, GiveLead, Message, TakeLead
from drconsole.link.peer import Peer
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.remedies import Option
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import NotPermitted, Refused
from drconsole.room.acts import NO_SEAT
from drconsole.room.leads import BESIDE_THE_LEAD, LEADS, NOT_THE_LEAD, require
from drconsole.room.members import Person, seats_of

if TYPE_CHECKING:
    from drconsole.engine.decider.state import Job
    from drconsole.engine.shell import Engine


def begun(engine: Engine, job: str, peer: Peer, taken: str = "") -> tuple[ev.LeadPassed, ...]:
    """Return that who starts a job leads it; nothing where there is no room.

    ``taken``: why they go on with what another one led.
    """
    if not engine.state.room:
        return ()
    person = person_of(peer)
    way = ev.LeadWay.TAKEN if taken else ev.LeadWay.STARTED
    return (ev.LeadPassed(job, person.key, person.name, way, taken),)


def require_lead(engine: Engine, message: Message[Any], asked: Asked) -> None:
    """Raise ``NotPermitted`` where there is a room, and the message takes the lead that another person has."""
    room = engine.state.room
    if not room or message.kind not in BESIDE_THE_LEAD or _only_asks(message):
        return
    job = engine.state.jobs.get(str(getattr(message, "job", "")))
    if job is not None and job.lead is not None:
        person = person_of(asked.peer)
        require(job.lead, person, seats_of(room.values(), person), message.kind, job.id)


def _only_asks(message: Message[Any]) -> bool:
    """A cancel that is not confirmed asks what it would leave behind, and does nothing."""
    return isinstance(message, CancelJob) and message.confirm is None


def taken_on(engine: Engine, story: Iterable[ev.Event], peer: Peer, comment: str) -> str:
    """Return why somebody starts again what another one led; empty where they led it themselves, or command.

    Raises ``Refused`` where they do not say why.
    """
    last = next((event for event in reversed(list(story)) if isinstance(event, ev.LeadPassed)), None)
    if last is None or not (room := engine.state.room):
        return ""
    person = person_of(peer)
    if person.key == last.person or Seat.COMMANDER in seats_of(room.values(), person):
        return ""
    _with_reason(comment, f"{last.name} led job {last.job}")
    return comment


async def take(engine: Engine, message: TakeLead, asked: Asked) -> JobRow:
    """Take the lead. Raises ``Refused`` without a reason where another person has it."""
    job, person = _job(engine, message.job), person_of(asked.peer)
    lead = job.lead
    _not_yet(job, person)
    if lead is not None:
        _with_reason(message.comment, f"{lead.name} leads job {job.id}")
    return await _pass(engine, job, person, ev.LeadWay.TAKEN, message.comment, asked)


async def give(engine: Engine, message: GiveLead, asked: Asked) -> JobRow:
    """Give the lead to a member. Raises ``Refused`` where it is not theirs to give, and for one who cannot lead."""
    job, person = _job(engine, message.job), person_of(asked.peer)
    members = engine.state.room.values()
    lead = job.lead
    if lead is not None and lead.key != person.key and Seat.COMMANDER not in seats_of(members, person):
        raise NotPermitted(
            NOT_THE_LEAD,
            f"{lead.name} leads job {job.id}: its lead is theirs to give, and the commander's",
            place=f"job {job.id}",
            advice=f"ask {lead.name} for it, or take it with a reason",
        )
    to = person_named(engine, message.to)
    require_able(engine, to)
    _not_yet(job, to)
    return await _pass(engine, job, to, ev.LeadWay.GIVEN, message.comment, asked)


async def ask(engine: Engine, message: AskLead, asked: Asked) -> JobRow:
    """Ask for the lead. Raises ``Refused`` where nobody has it, or the asker does."""
    job, person = _job(engine, message.job), person_of(asked.peer)
    _not_yet(job, person)
    if job.lead is None:
        raise Refused("nobody-leads", f"nobody leads job {job.id}", place=f"job {job.id}", advice="take it")
    event = ev.LeadAsked(job.id, person.key, person.name, message.comment)
    await engine.record(event, actor=asked.actor, intent=asked.answered({"id": job.id}))
    return job_row(job)


def require_able(engine: Engine, person: Person) -> None:
    """Raise ``Refused`` for who has no seat with which a job can be led."""
    if LEADS.isdisjoint(seats_of(engine.state.room.values(), person)):
        raise Refused(
            NO_SEAT,
            f"{person.name} cannot lead a job: it takes the seat operator or commander",
            place=person.name,
            advice="name a member who has one, or have the owner of the state give it",
        )


def _job(engine: Engine, job_id: str) -> Job:
    """Return the job. Raises ``Refused`` where there is no room: nobody leads anything there."""
    if not engine.state.room:
        raise Refused("no-room", "no incident room is set: nobody leads a job", advice="act as it is")
    return the_job(engine, job_id)


def _not_yet(job: Job, person: Person) -> None:
    if job.lead is not None and job.lead.key == person.key:
        raise Refused("leads-already", f"{person.name} leads job {job.id} already", place=f"job {job.id}")


def _with_reason(comment: str, why: str) -> None:
    if not comment.strip():
        raise Refused(
            "comment-missing",
            f"{why}: it is taken with a reason",
            option=Option.COMMENT,
            advice="say why; it goes into the journal, and to who leads it",
        )


async def _pass(engine: Engine, job: Job, person: Person, way: ev.LeadWay, comment: str, asked: Asked) -> JobRow:
    event = ev.LeadPassed(job.id, person.key, person.name, way, comment)
    await engine.record(event, actor=asked.actor, intent=asked.answered({"id": job.id}))
    return job_row(job)
