"""Verbs about the incident room."""

from __future__ import annotations

from drconsole.cli.words.common import COMMENT, JOB, arg
from drconsole.cli.words.verb import Verb
from drconsole.recovery.types.seats import Seat

FAMILY = "the incident room: who may do what here; its owner changes it: member, policy"
MEMBERS = "who is in the room, and with which seats: add, remove"

_WHO = arg("member", help="a user of this machine, or group:NAME", metavar="WHO")

ROOM = (
    Verb(("room",), "who may do what here, and which seats are yours", "room.members:show"),
    Verb(
        ("room", "member", "add"),
        "give seats; the first member makes the room",
        "room.members:add",
        (
            _WHO,
            arg(
                "seats",
                help=f"one or more of {', '.join(Seat)}",
                nargs="+",
                choices=[*Seat],
                metavar="SEAT",
            ),
        ),
    ),
    Verb(
        ("room", "member", "remove"),
        "take seats of a member, or all of them; without its last member there is no room",
        "room.members:remove",
        (_WHO, arg("seats", help="these only", nargs="*", metavar="SEAT")),
    ),
    Verb(
        ("lead",),
        "who leads a job, and how it came to them; take it, give it, ask for it",
        "room.lead:lead",
        (
            JOB,
            arg("--take", help="take it; from somebody who has it with --comment", action="store_true"),
            arg("--give", help="give it to this member", metavar="MEMBER"),
            arg("--ask", help="ask who has it", action="store_true"),
            COMMENT,
        ),
    ),
)
