"""Lead of a job: at most one person has it, and what is theirs alone. Pure.

Who is not at the keyboard of a run changes nothing of it: operations alone change the system (Google SRE book,
"Managing Incidents"). That the second person may still hold a job is our choice: a hold begins nothing, can be undone,
and is what a second person is there for (sudo_pair).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.work.errors import NotPermitted
from drconsole.recovery.types.work.events import LeadWay
from drconsole.room.acts import ACTS
from drconsole.room.members import Person

NOT_THE_LEAD = "not-the-lead"
"""Code of the refusal."""
LEADS = frozenset({Seat.OPERATOR, Seat.COMMANDER})
"""Seats of which one is needed to lead a job (our choice): without it nobody could resume or answer it."""
BESIDE_THE_LEAD: dict[str, frozenset[Seat]] = {
    "HoldJob": frozenset({Seat.COMMANDER, Seat.APPROVER}),
    "ResumeJob": frozenset({Seat.COMMANDER}),
    "CancelJob": frozenset({Seat.COMMANDER}),
    "ProposeCancel": frozenset({Seat.COMMANDER}),
    "AnswerTask": frozenset({Seat.COMMANDER}),
}
"""What only the lead may send of a job, by the message's kind, and the seats that may beside them."""
ACTIONS = {"hold": "HoldJob", "resume": "ResumeJob", "cancel": "CancelJob", "answer": "AnswerTask"}
"""The same by the words of a job's ``allowed_actions``."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asked for the lead, and got no answer yet."""

    key: str
    name: str
    at: datetime
    comment: str


@dataclass(frozen=True, slots=True)
class Lead:
    """Lead of a job: who has it, since when, and how it came to them."""

    key: str
    """Key of the person, as ``Person.key`` has it."""
    name: str
    since: datetime
    way: LeadWay
    by: str
    """Who said so, as the journal names them."""
    comment: str = ""
    asked: tuple[Asker, ...] = ()
    """Who asked for it since, oldest first, each once."""


def may(lead: str | None, person: str, seats: Collection[str], kind: str) -> bool:
    """Return whether a person may send this of a job. ``lead``: key of who leads it; None = nobody does."""
    beside = BESIDE_THE_LEAD.get(kind)
    return beside is None or lead is None or lead == person or not beside.isdisjoint(map(Seat, seats))


def require(lead: Lead | None, person: Person, seats: Collection[Seat], kind: str, job: str) -> None:
    """Raise ``NotPermitted`` where a message takes the lead of a job, and another person has it."""
    if lead is None or may(lead.key, person.key, seats, kind):
        return
    raise NotPermitted(
        NOT_THE_LEAD,
        f"{lead.name} leads job {job}; to {ACTS[kind].words} is theirs, and the commander's",
        place=f"job {job}",
        advice=f"ask {lead.name} for the lead, or take it with a reason",
        remedies=(Remedy(Act.LEAD, job=job),),
    )
