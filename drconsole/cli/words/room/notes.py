"""Verbs about notes: what people write into the record themselves."""

from __future__ import annotations

from drconsole.cli.words.common import arg
from drconsole.cli.words.verb import Verb

NOTES_FAMILY = "what people wrote into the record, by when it happened: pin, unpin"

_NOTE = arg("note", help="the note's id (drconsole notes)", metavar="NOTE")

NOTES = (
    Verb(
        ("note",),
        "write into the record what happened, now or earlier; it cannot be taken back",
        "room.notes:note",
        (
            arg("text", help="what happened, in your words", nargs="+", metavar="TEXT"),
            arg(
                "--at",
                help="when it happened: 14:05 (UTC), 2026-01-31T14:05:00Z, or so long ago: 90s, 5m, 2h;"
                " by the provider's clock",
                metavar="TIME",
            ),
            arg("--pin", help="pin it: who takes over is told of it", action="store_true"),
            arg("--job", help="the job that it is about", metavar="JOB"),
        ),
    ),
    Verb(
        ("notes",),
        "what people wrote into the record, by when it happened",
        "room.notes:notes",
        (
            arg("--job", help="only those about this job", metavar="JOB"),
            arg("--pinned", help="only those that are pinned", action="store_true"),
        ),
    ),
    Verb(("notes", "pin"), "pin a note: who takes over is told of it", "room.notes:pin", (_NOTE,)),
    Verb(("notes", "unpin"), "take a note's pin; the note stays", "room.notes:unpin", (_NOTE,)),
)
