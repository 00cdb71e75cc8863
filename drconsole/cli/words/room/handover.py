"""Verbs about a handover."""

from __future__ import annotations

from drconsole.cli.words.common import COMMENT, OUTPUT_FILE, arg
from drconsole.cli.words.verb import Verb

HANDOVERS = "hand over, or take over: offer, offers, accept, decline, withdraw; alone: the brief of what is open"

_WHICH = arg("handover", help="the offer's id", metavar="HANDOVER")

HANDOVER = (
    Verb(
        ("handover",),
        "the brief: what runs, waits, is owed, shelved, pinned, and was decided",
        "room.handover:brief",
        (
            arg("--format", help="of the document; else by FILE's ending, else md", choices=["md", "json"]),
            *OUTPUT_FILE,
        ),
    ),
    Verb(("handover", "offers"), "what was offered, and what became of it, newest first", "room.handover:offers"),
    Verb(
        ("handover", "offer"),
        "offer your leads and seats to another member; nothing passes before they accept",
        "room.handover:offer",
        (
            arg("to", help="a member of the room", metavar="MEMBER"),
            COMMENT,
            arg("--keep-seats", help="only the leads are to pass", action="store_true"),
        ),
    ),
    Verb(
        ("handover", "accept"),
        "take over: go through the brief, read back what matters most",
        "room.handover:accept",
        (
            _WHICH,
            arg("--brief", help="without a terminal: the brief that you have read, as JSON", metavar="FILE"),
            arg(
                "--read-back",
                help="without a terminal: what you say of one line; once for each that is asked",
                action="append",
                default=[],
                metavar="TEXT",
            ),
        ),
    ),
    Verb(("handover", "decline"), "do not take over; nothing passes", "room.handover:decline", (_WHICH, COMMENT)),
    Verb(("handover", "withdraw"), "take an offer back; nothing passes", "room.handover:withdraw", (_WHICH, COMMENT)),
)
