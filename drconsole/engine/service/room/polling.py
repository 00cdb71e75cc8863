"""Go/no-go polls as they are asked, answered and closed. Nothing starts by one."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import TYPE_CHECKING

from drconsole.engine.decider.room import polling
from drconsole.engine.decider.state import State
from drconsole.engine.projections.room.agreed import poll_row
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.room.seating import person_of
from drconsole.link.messages import AnswerPoll, AskPoll, ClosePoll
from drconsole.link.peer import groups_of, user_name
from drconsole.records.rows.room.polls import PollRow
from drconsole.recovery.types.seats import member_key
from drconsole.recovery.types.votes import PollEnd
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, NotPermitted, Refused
from drconsole.room.members import Member, Person, seats_of
from drconsole.room.polls import ANSWERS, answers_for, asked_of, closing, require_open
from drconsole.room.proposals import require_lasting

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine


async def ask(engine: Engine, message: AskPoll, asked: Asked) -> PollRow:
    """Open a poll. Raises ``Refused``: there is no room, one is open, or nobody would be asked."""
    members = _members(engine)
    now = engine.wall()
    if (other := next((one for one in engine.state.polls.values() if one.open and now < one.until), None)) is not None:
        raise Refused(
            "poll-open", f"poll {other.id} is open: {other.question}", place=other.id, advice="close it, then ask again"
        )
    if message.proposal:
        _require_proposal(engine, message.proposal)
    person = person_of(asked.peer)
    polled = asked_of(members, person)
    if not polled:
        raise Refused("nobody-to-ask", f"nobody but {person.name} has a seat that answers", advice="give seats first")
    # Two people may have asked in the same moment: the number follows from the polls that are there.
    number, until = f"q{len(engine.state.polls) + 1}", now + timedelta(seconds=message.seconds)
    by = member_key(False, person.uid)
    question = message.question.strip()
    opened = ev.PollOpened(number, question, until, by, person.name, polled, message.proposal)
    return await _told(engine, opened, asked)


async def answer(engine: Engine, message: AnswerPoll, asked: Asked) -> PollRow:
    """Take an answer, the last one counts. Raises ``Refused``: the poll is over, or it is somebody's second one."""
    members = _members(engine)
    poll = require_open(engine.state.polls.get(message.poll), message.poll, engine.wall())
    person = person_of(asked.peer)
    _require_one_voice(members, person, asked.peer.login_uid)
    keys = answers_for(members, person)
    given = ev.PollAnswered(poll.id, keys[0], person.name, message.vote, message.comment.strip(), keys)
    return await _told(engine, given, asked)


async def close(engine: Engine, message: ClosePoll, asked: Asked) -> PollRow:
    """End a poll. Raises ``Refused``: it is over."""
    _members(engine)
    poll = require_open(engine.state.polls.get(message.poll), message.poll, engine.wall())
    return await _told(engine, closing(poll, PollEnd.CLOSED), asked)


def _require_one_voice(members: tuple[Member, ...], person: Person, login: int | None) -> None:
    """Raise ``NotPermitted`` where somebody who is asked themselves answers by su in another one's name."""
    if login is None or login == person.uid:
        return
    behind = Person(login, user_name(login), groups_of(login))
    if not ANSWERS.isdisjoint(seats_of(members, behind)):
        raise NotPermitted(
            "not-own-login",
            f"{behind.name} answers as themselves, and not as {person.name}, too",
            place=person.name,
            advice="each person answers from their own login",
        )


def _require_proposal(engine: Engine, said: str) -> None:
    """Raise ``BadInput`` where there is no such proposal, ``Refused`` where it can come to nothing any more."""
    proposal = engine.state.approvals.proposals.get(said)
    if proposal is None:
        raise BadInput("no-such-proposal", f"there is no proposal {said!r}", place=said, advice="look at the proposals")
    require_lasting(proposal, engine.wall())


def _members(engine: Engine) -> tuple[Member, ...]:
    """Return the members of the room. Raises ``Refused`` where there is none: nobody could be asked."""
    if not engine.state.room:
        raise Refused(
            "no-room",
            "without an incident room there is nobody to be asked",
            advice="the owner of the state gives seats first",
        )
    return tuple(engine.state.room.values())


async def _told(engine: Engine, event: ev.PollOpened | ev.PollAnswered | ev.PollClosed, asked: Asked) -> PollRow:
    """Record an event; the answer is the poll as it stands after it."""
    scratch = State(polls={key: copy.deepcopy(one) for key, one in engine.state.polls.items() if key == event.poll})
    polling.FOLDS[event.kind](scratch, event, engine.wall(), asked.actor)
    recorded = engine.record(event, actor=asked.actor, intent=asked.answered(poll_row(scratch.polls[event.poll])))
    engine.deadlines.changed()
    await recorded
    return poll_row(engine.state.polls[event.poll])
