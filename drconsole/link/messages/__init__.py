"""Messages of the link: a frozen dataclass each, with the type of its answer. Standard library only.

``kind`` is the word on the wire. A *command* changes something and is answered after its commit; a *query* changes
nothing. Fields are the message's ``body``. The server parses a body into these types (``serving.validate``), and the
engine knows nothing else; an unknown field is an error that names it.
"""

from __future__ import annotations

from typing import Any

from drconsole.link.messages.alarms import ShelveAlarm, UnshelveAlarm
from drconsole.link.messages.approvals import (
    Approve,
    Policy,
    Propose,
    ProposeCancel,
    Reject,
    SetApprovals,
    SetRule,
    ShowProposal,
    ToSign,
)
from drconsole.link.messages.commands import (
    COMMANDS,
    AnswerTask,
    Arm,
    CancelJob,
    Drain,
    HoldJob,
    Repair,
    ResumeJob,
    RetryJob,
    SetClock,
    StartJob,
    Stop,
    Validate,
)
from drconsole.link.messages.handovers import AcceptHandover, DeclineHandover, OfferHandover, WithdrawHandover
from drconsole.link.messages.instructing import ExerciseClock, Inject, InjectedFault, TakeSnapshot
from drconsole.link.messages.leads import AskLead, GiveLead, TakeLead
from drconsole.link.messages.message import MAX_KEY, MAX_PLACE, PROTOCOL, A_co, AnswerRow, Message, Options, options_of
from drconsole.link.messages.notes import PinNote, TakeNote
from drconsole.link.messages.polls import AnswerPoll, AskPoll, ClosePoll
from drconsole.link.messages.queries import (
    QUERIES,
    Check,
    Doctor,
    Faults,
    Here,
    Next,
    Preview,
    RecoveryPoints,
    Status,
    Subscribe,
)
from drconsole.link.messages.room import RemoveMember, Room, SeatMember

__all__ = [
    "COMMANDS",
    "KINDS",
    "MAX_KEY",
    "MAX_PLACE",
    "PROTOCOL",
    "QUERIES",
    "A_co",
    "AcceptHandover",
    "AnswerPoll",
    "AnswerRow",
    "AnswerTask",
    "Approve",
    "Arm",
    "AskLead",
    "AskPoll",
    "CancelJob",
    "Check",
    "ClosePoll",
    "DeclineHandover",
    "Doctor",
    "Drain",
    "ExerciseClock",
    "Faults",
    "GiveLead",
    "Here",
    "HoldJob",
    "Inject",
    "InjectedFault",
    "Keyed",
    "Message",
    "Next",
    "OfferHandover",
    "Options",
    "PinNote",
    "Policy",
    "Preview",
    "Propose",
    "ProposeCancel",
    "RecoveryPoints",
    "Reject",
    "RemoveMember",
    "Repair",
    "ResumeJob",
    "RetryJob",
    "Room",
    "SeatMember",
    "SetApprovals",
    "SetClock",
    "SetRule",
    "ShelveAlarm",
    "ShowProposal",
    "StartJob",
    "Status",
    "Stop",
    "Subscribe",
    "TakeLead",
    "TakeNote",
    "TakeSnapshot",
    "ToSign",
    "UnshelveAlarm",
    "Validate",
    "WithdrawHandover",
    "options_of",
]

Keyed = StartJob | AnswerTask | Check | Preview | Propose
"""What an encryption key may come with."""

KINDS: dict[str, type[Message[Any]]] = COMMANDS | QUERIES
