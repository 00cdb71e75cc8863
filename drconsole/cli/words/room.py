"""Verbs about the incident room."""

from __future__ import annotations

from drconsole.cli.words.common import arg
from drconsole.cli.words.verb import Verb
from drconsole.recovery.types.seats import Seat

FAMILY = "the incident room: who may do what here; its owner changes it: member"
MEMBERS = "who is in the room, and with which seats: add, remove"

_WHO = arg("member", help="a user of this machine, or group:NAME", metavar="WHO")

ROOM = (
    Verb(("room",), "who may do what here, and which seats are yours", "room:show"),
    Verb(
        ("room", "member", "add"),
        "give seats; the first member makes the room",
        "room:add",
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
        "room:remove",
        (_WHO, arg("seats", help="these only", nargs="*", metavar="SEAT")),
    ),
)
