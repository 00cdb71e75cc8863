"""Handovers as they are offered, accepted and ended. Everything of one passes in one entry, or nothing does."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from drconsole.engine.decider.room import handing_over as folds
from drconsole.engine.decider.state import State
from drconsole.engine.projections.folded import note_row
from drconsole.engine.projections.room.agreed import handover_row, poll_row
from drconsole.engine.projections.room.proposals import proposal_row
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.room.seating import person_named, person_of
from drconsole.link.messages import AcceptHandover, DeclineHandover, OfferHandover, WithdrawHandover
from drconsole.records.rows.room.handovers import HandoverRow
from drconsole.recovery.types.handing_over import OfferEnd
from drconsole.recovery.types.seats import Seat, member_key, seats_words
from drconsole.recovery.types.words import counted
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import NotPermitted, Refused
from drconsole.room.acts import NO_SEAT, act_of
from drconsole.room.handover.brief import not_gone_through
from drconsole.room.handover.facts import Facts
from drconsole.room.handover.lines import Line, lines_of
from drconsole.room.handover.offers import LASTS, PASS, Offer, passed, require_open, require_receiver, to_pass
from drconsole.room.handover.read_back import missed, most_important
from drconsole.room.leads import LEADS
from drconsole.room.members import Member, Person, in_order, seats_of

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine


async def offer(engine: Engine, message: OfferHandover, asked: Asked) -> HandoverRow:
    """Offer a handover. Raises ``Refused``: there is nothing to pass, one is offered already, or not to this person."""
    members = _members(engine)
    giver, to = person_of(asked.peer), person_named(engine, message.to)
    if to.key == giver.key:
        raise Refused("to-oneself", f"{to.name} would hand over to {giver.name}", advice="name another member")
    seats = () if message.keep_seats else to_pass(members, giver.key)
    if not seats and not _led_by(engine, giver.key):
        seated = seats_words(in_order(PASS), "or")
        raise Refused(
            "nothing-to-hand-over",
            f"there is nothing to hand over: {giver.name} leads no job"
            + (
                "" if message.keep_seats else f", and no seat of theirs passes (only {seated} does, not one of a group)"
            ),
            advice="leave --keep-seats out, and your seats pass" if message.keep_seats else "",
        )
    _require_able(engine, to, seats)
    lines = await _lines(engine)
    now = engine.wall()
    if (other := _open_of(engine, giver.key)) is not None:
        raise Refused(
            "handover-open", f"handover {other.id} to {other.to} is open", place=other.id, advice="withdraw it first"
        )
    number = f"h{len(engine.state.handovers) + 1}"
    people = (giver.key, giver.name, to.key, to.name)
    event = ev.HandoverOffered(
        number, *people, (now + LASTS).replace(microsecond=0), seats, most_important(lines), message.comment.strip()
    )
    return await _told(engine, asked, event)


async def accept(engine: Engine, message: AcceptHandover, asked: Asked) -> HandoverRow:
    """Take over. Raises ``Refused`` where the brief was not gone through or read back, ``NotPermitted`` for another."""
    lines = await _lines(engine, message.handover)
    # From here on nothing is waited for until it is recorded: what is found is what passes.
    members = _members(engine)
    found = require_open(engine.state.handovers.get(message.handover), message.handover, engine.wall())
    person = person_of(asked.peer)
    require_receiver(found, person)
    _require_two(found, asked.peer.login_uid)
    _require_read(found, lines, message)
    seats = [seat for seat in to_pass(members, found.by_key) if seat in found.seats]
    leads = _led_by(engine, found.by_key)
    if begun := [job for job in leads if f"job:{job}" not in message.gone_through]:
        raise _not_read(found, len(begun), f"job {begun[0]} was begun meanwhile")
    if not seats and not leads:
        raise Refused("nothing-to-hand-over", f"{found.by} leads no job any more, and has no seat that passes")
    _require_able(engine, person, seats)
    passing = [ev.LeadPassed(job, found.to_key, found.to, ev.LeadWay.HANDED_OVER, found.comment) for job in leads]
    done = ev.HandoverAccepted(found.id, found.by, found.to, tuple(leads), tuple(seats), len(message.gone_through))
    return await _told(engine, asked, done, *passing, *passed(members, found, seats))


async def decline(engine: Engine, message: DeclineHandover, asked: Asked) -> HandoverRow:
    """Do not take over. Raises ``NotPermitted`` for anybody but the receiver."""
    found = require_open(engine.state.handovers.get(message.handover), message.handover, engine.wall())
    require_receiver(found, person_of(asked.peer))
    return await _told(engine, asked, ev.HandoverEnded(found.id, OfferEnd.DECLINED, message.comment.strip()))


async def withdraw(engine: Engine, message: WithdrawHandover, asked: Asked) -> HandoverRow:
    """Take an offer back. Raises ``NotPermitted`` for anybody but who made it, and the commander."""
    found = require_open(engine.state.handovers.get(message.handover), message.handover, engine.wall())
    person = person_of(asked.peer)
    if person.key != found.by_key and Seat.COMMANDER not in seats_of(engine.state.room.values(), person):
        raise NotPermitted(
            "not-the-giver", f"handover {found.id} is {found.by}'s to withdraw, and the commander's", place=found.id
        )
    return await _told(engine, asked, ev.HandoverEnded(found.id, OfferEnd.WITHDRAWN, message.comment.strip()))


# What it rests on


async def _lines(engine: Engine, without: str = "") -> list[Line]:
    """Return the brief's lines as things stand. ``without``: the handover that it is for."""
    seen, state = await engine.seen(), engine.state
    return list(
        lines_of(
            Facts(
                seen,
                proposals=[proposal_row(one) for one in state.approvals.proposals.values()],
                polls=[poll_row(one) for one in state.polls.values()],
                notes=[note_row(one) for one in state.notes.values()],
                offers=[handover_row(one) for one in state.handovers.values() if one.id != without],
            )
        )
    )


def _members(engine: Engine) -> dict[str, Member]:
    if not engine.state.room:
        raise Refused("no-room", "no incident room is set: there is nobody to hand over to", advice="act as it is")
    return engine.state.room


def _open_of(engine: Engine, giver: str) -> Offer | None:
    """Return the open offer of a person; one whose time is up is none."""
    now = engine.wall()
    offers = engine.state.handovers.values()
    return next((one for one in offers if one.by_key == giver and one.open and now < one.until), None)


def _led_by(engine: Engine, key: str) -> list[str]:
    """Return the open jobs that a person leads."""
    return [job.id for job in engine.state.jobs.values() if job.lead is not None and job.lead.key == key]


def _require_able(engine: Engine, to: Person, seats: Collection[Seat]) -> None:
    """Raise ``Refused`` for who could not accept, and for who could not lead once it has passed."""
    has = seats_of(engine.state.room.values(), to)
    accepts = act_of(AcceptHandover.kind).seats
    needed = accepts if not has & accepts else LEADS if not (has | set(seats)) & LEADS else None
    if needed is not None:
        raise Refused(
            NO_SEAT,
            f"{to.name} cannot take over: it takes {seats_words(in_order(needed), 'or')}",
            place=to.name,
            advice="name a member who has one, or have the owner of the state give it",
        )


def _require_two(found: Offer, login: int | None) -> None:
    """Raise ``NotPermitted`` where who offered it accepts it by su in the receiver's name."""
    if login is not None and member_key(False, login) == found.by_key:
        raise NotPermitted(
            "not-own-login",
            f"{found.by} offered handover {found.id}, and does not accept it as {found.to}",
            place=found.id,
            advice=f"{found.to} accepts it from their own login",
        )


def _require_read(found: Offer, lines: list[Line], message: AcceptHandover) -> None:
    """Raise ``Refused`` where a line was not gone through, or what matters most was not read back."""
    if new := not_gone_through(lines, message.gone_through):
        raise _not_read(found, len(new), new[0].text[:200])
    # What has ended since it was offered is no longer in the brief: nobody could answer it rightly.
    stand = {line.key for line in lines}
    asked = [one for one in found.read_back if one.key in stand]
    if left := missed(asked, message.read_back):
        raise Refused(
            "not-read-back",
            f"{len(left)} of {len(asked)} not read back: {'; '.join(left)}",
            place=found.id,
            advice="say it by name and how it stands, as in 'shop waits', 'failover of shop runs'; the brief has both",
        )


def _not_read(found: Offer, count: int, first: str) -> Refused:
    return Refused(
        "not-gone-through",
        f"{counted(count, 'line')} of the brief not gone through, first: {first}",
        place=found.id,
        advice="go through what is new, then accept",
    )


async def _told(
    engine: Engine, asked: Asked, last: ev.HandoverOffered | ev.HandoverAccepted | ev.HandoverEnded, *first: ev.Event
) -> HandoverRow:
    """Record what belongs together in one entry, ``last`` at its end; the answer is the handover as it stands then."""
    scratch = State(handovers=dict(engine.state.handovers))
    folds.FOLDS[last.kind](scratch, last, engine.wall(), asked.actor)
    row = handover_row(scratch.handovers[last.handover])
    recorded = engine.record(*first, last, actor=asked.actor, intent=asked.answered(row))
    engine.deadlines.changed()
    await recorded
    return row
