"""Verbs about polls and shelved alarms: what the people of a room say to each other by the engine."""

from __future__ import annotations

from functools import partial

from drconsole.cli.words import arguments
from drconsole.cli.words.common import arg
from drconsole.cli.words.verb import Verb
from drconsole.recovery.types.votes import Vote

FAMILY = "go/no-go polls, newest first: ask, answer, close"
ALARMS_FAMILY = "everything that is wrong, worst first; to put one aside for a while: shelve, unshelve; rate, events"
_POLL = arg("poll", help="the poll's id", metavar="POLL")
_ALARM = arg("alarm", help="the alarm's id (drconsole alarms), or what only one begins with", metavar="ALARM")
_SHELVED = arg("alarm", help="its id (drconsole alarms), or what only one begins with", metavar="SHELVED")

POLLS = (
    Verb(("poll",), "go/no-go polls, newest first", "room.polls:polls"),
    Verb(
        ("poll", "ask"),
        "ask everybody who has a seat for GO or NO-GO; nothing starts by it",
        "room.polls:ask",
        (
            arg("text", help="the question", nargs="+", metavar="TEXT"),
            arg("--proposal", help="the proposal that it is about", default="", metavar="PROPOSAL"),
            arg(
                "--for",
                help="how long it takes answers, such as 90s or 5m (without it: 5m)",
                type=partial(arguments.seconds, place="--for"),
                metavar="TIME",
            ),
        ),
    ),
    Verb(
        ("poll", "answer"),
        "answer a poll; the last answer before its end counts",
        "room.polls:answer",
        (
            _POLL,
            arg("vote", help="go, or no-go with --comment", choices=[*Vote], metavar="go|no-go"),
            arg("--comment", help="the reason: a no-go needs one", default="", metavar="TEXT"),
        ),
    ),
    Verb(("poll", "close"), "end a poll: who has not answered is silent", "room.polls:close", (_POLL,)),
)

ALARMS = (
    Verb(("alarms",), "everything that is wrong, worst first", "reading.alarms:alarms"),
    Verb(
        ("alarms", "shelve"),
        "put an alarm aside for at most 30 minutes; it returns by itself, and at once when it gets worse",
        "room.polls:shelve",
        (
            _ALARM,
            arg(
                "--for",
                help="how long, such as 90s or 20m",
                type=partial(arguments.seconds, place="--for"),
                required=True,
                metavar="TIME",
            ),
            arg("--comment", help="why; goes into the journal", required=True, metavar="TEXT"),
        ),
    ),
    Verb(("alarms", "rate"), "how many alarms stand, are shelved, and came lately", "reading.alarms:rate"),
    Verb(("alarms", "events"), "what is wrong and nobody can do anything about", "reading.alarms:events"),
    Verb(("alarms", "unshelve"), "put a shelved alarm back among the others", "room.polls:unshelve", (_SHELVED,)),
)
