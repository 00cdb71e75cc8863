"""Seats that each message of the link takes: a table, a row a kind of message.

Who has no seat reads. What would let somebody write files as the state's owner, or end an engine that nobody but the
owner can start, is the owner's. The seats themselves are our choice, after the roles of incident command: the commander
decides about what runs and has no hands on the keyboard, operations alone change the system, and the second person may
stop and not start (Google SRE book, "Managing Incidents"; PagerDuty's incident response; sudo_pair).
"""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.records.rows.room.members import ActRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.seats import Seat, seats_words
from drconsole.recovery.types.work.errors import Refused
from drconsole.room.members import Member, Person, in_order, seats_of
from drconsole.room.polls import ANSWERS

NO_SEAT = "no-seat"
"""Code of the refusal."""


@dataclass(frozen=True, slots=True)
class Act:
    """Effect of one kind of message, and who may send it. Neither seats nor owner: everybody who reaches the engine."""

    words: str
    """As in "to ... takes the seat operator"."""
    seats: frozenset[Seat] = frozenset()
    owner: bool = False
    """It is the state's owner's, whatever seats they have."""

    @property
    def open(self) -> bool:
        """Return whether it takes no seat."""
        return not self.seats and not self.owner


def _of(words: str, *seats: Seat) -> Act:
    return Act(words, frozenset(seats))


def _of_owner(words: str) -> Act:
    return Act(words, owner=True)


_S = Seat
ACTS: dict[str, Act] = {
    "StartJob": _of("start a job", _S.OPERATOR),
    "RetryJob": _of("retry a job", _S.OPERATOR),
    "HoldJob": _of("hold a job", _S.OPERATOR, _S.APPROVER, _S.COMMANDER),
    "ResumeJob": _of("resume a job", _S.OPERATOR, _S.COMMANDER),
    "CancelJob": _of("cancel a job", _S.OPERATOR, _S.COMMANDER),
    "AnswerTask": _of("answer a task", _S.OPERATOR, _S.COMMANDER),
    "TakeLead": _of("take the lead of a job", _S.OPERATOR, _S.COMMANDER),
    "GiveLead": _of("give the lead of a job", _S.OPERATOR, _S.COMMANDER),
    "AskLead": _of("ask for the lead of a job", _S.OPERATOR, _S.COMMANDER),
    "OfferHandover": _of("offer a handover", _S.OPERATOR, _S.COMMANDER),
    "WithdrawHandover": _of("withdraw a handover", _S.OPERATOR, _S.COMMANDER),
    "AcceptHandover": _of("accept a handover", _S.SCRIBE, _S.OPERATOR, _S.APPROVER, _S.COMMANDER),
    "DeclineHandover": _of("decline a handover", _S.SCRIBE, _S.OPERATOR, _S.APPROVER, _S.COMMANDER),
    "Validate": _of("record a validation", _S.SCRIBE, _S.OPERATOR, _S.COMMANDER),
    "TakeNote": _of("take a note", _S.SCRIBE, _S.OPERATOR, _S.APPROVER, _S.COMMANDER),
    "PinNote": _of("pin a note", _S.SCRIBE, _S.OPERATOR, _S.APPROVER, _S.COMMANDER),
    "Arm": _of("arm for a vault", _S.OPERATOR, _S.COMMANDER),
    "SetClock": _of("set the clock", _S.OPERATOR, _S.COMMANDER),
    "Repair": _of("repair an item of a simulation", _S.OPERATOR),
    "ShelveAlarm": _of("shelve an alarm", _S.OPERATOR, _S.COMMANDER),
    "UnshelveAlarm": _of("take a shelved alarm back", _S.OPERATOR, _S.COMMANDER),
    "AskPoll": _of("ask for a poll", _S.COMMANDER),
    "AnswerPoll": _of("answer a poll", *ANSWERS),
    "ClosePoll": _of("close a poll", _S.COMMANDER),
    "Propose": _of("propose a run", _S.OPERATOR),
    "ProposeCancel": _of("propose a cancel", _S.OPERATOR, _S.COMMANDER),
    "Approve": _of("approve a proposal", _S.APPROVER),
    "Reject": _of("reject a proposal", _S.APPROVER, _S.COMMANDER, _S.OPERATOR),
    "Inject": _of_owner("inject a fault"),
    "ExerciseClock": _of_owner("set the clock of an exercise"),
    "TakeSnapshot": _of_owner("take a snapshot"),
    "Drain": _of_owner("drain the engine"),
    "Stop": _of_owner("stop the engine"),
    "SeatMember": _of_owner("give a seat"),
    "RemoveMember": _of_owner("remove a member"),
    "SetRule": _of_owner("say what needs approval"),
    "SetApprovals": _of_owner("say how approvals are given"),
    "Status": _of("ask for the status"),
    "Check": _of("check prerequisites"),
    "Preview": _of("preview"),
    "RecoveryPoints": _of("read recovery points"),
    "Next": _of("ask what is next"),
    "Doctor": _of("examine the state"),
    "Faults": _of("ask for faults"),
    "Room": _of("look at the room"),
    "Policy": _of("look at what needs approval"),
    "ShowProposal": _of("look at a proposal"),
    "ToSign": _of("ask for the text of an approval"),
    "Subscribe": _of("follow revisions"),
    "Here": _of("say what a console shows"),
}
"""Acts by the message's kind. A kind without a row is taken from nobody."""

WITH_KEY = _of("send an encryption key", _S.OPERATOR)
"""Act of a question that brings an encryption key along: the key then lies in the engine's memory."""

_UNKNOWN = _of_owner("send this")
COMMANDING = frozenset(seat for act in ACTS.values() for seat in act.seats)
"""Seats that may command anything."""


def acts_rows() -> list[ActRow]:
    """Return what takes which seat, as rows."""
    return [
        {"act": act.words, "seats": [str(seat) for seat in in_order(act.seats)]}
        for act in ACTS.values()
        if not act.open
    ]


def act_of(kind: str, *, with_key: bool = False) -> Act:
    """Return what a message does, and who may send it. ``with_key``: an encryption key comes with it."""
    act = ACTS.get(kind, _UNKNOWN)
    return WITH_KEY if act.open and with_key else act


def require(members: Iterable[Member], person: Person, kind: str, *, with_key: bool = False, owner: str = "") -> None:
    """Raise ``Refused`` where a message takes a seat that a person does not have.

    ``with_key``: an encryption key comes with it. ``owner``: name of the state's owner, for the advice. Without members
    there is no room, and nothing is refused.
    """
    known = tuple(members)
    if not known:
        return
    act = act_of(kind, with_key=with_key)
    if act.open or (act.owner and person.owner):
        return
    has = seats_of(known, person)
    if has.isdisjoint(act.seats):
        raise _refused(act, known, person, has, owner)


def _refused(act: Act, members: tuple[Member, ...], person: Person, has: frozenset[Seat], owner: str) -> Refused:
    takes = in_order(act.seats)
    who = [member.label for member in members if not member.seats.isdisjoint(act.seats)]
    needed = "the state's owner" if act.owner else seats_words(takes, "or")
    sits = f"has {seats_words(in_order(has))}" if has else "has none"
    unknown = "" if person.told_apart else "; who of those behind this account it is, the system does not know"
    if act.owner:
        advice = f"ask the owner of the state{f': {owner}' if owner else ''}"
    elif who:
        advice = f"ask who has it: {', '.join(who[:8])}{' and others' if len(who) > 8 else ''}"
    else:
        advice = "nobody has it: the owner of the state gives it"
    return Refused(
        NO_SEAT,
        f"to {act.words} takes {needed}, and {person.name} {sits}{unknown}",
        place=act.words,
        advice=advice,
        extra={"takes": [str(seat) for seat in takes], "has_them": who},
    )
