"""Verbs of the work itself: what is due, what would run, running it, acting on its job, validating what came of it."""

from __future__ import annotations

from drconsole.cli.words.common import COMMENT, ENCRYPTION_KEY, JOB, OPERATION, OPTIONS, TARGET, arg
from drconsole.cli.words.room.approvals import BREAK_GLASS
from drconsole.cli.words.verb import Verb
from drconsole.recovery.types.estate.known import DOUBTFUL

WORK = (
    Verb(("next",), "where a target stands, what is next and why", "work.next:next_step", (TARGET,)),
    Verb(
        ("points",),
        "an item's recovery points, newest first",
        "work.operations:points",
        (arg("item", help="a replicated item", metavar="ITEM"),),
    ),
    Verb(("check",), "the prerequisites of an operation", "work.operations:check", (OPERATION, TARGET, *OPTIONS)),
    Verb(("preview",), "what run would do", "work.operations:preview", (OPERATION, TARGET, *OPTIONS)),
    Verb(
        ("run",),
        "start an operation",
        "work.operations:run",
        (
            OPERATION,
            TARGET,
            *OPTIONS,
            arg("--confirm", help="the target's name, typed again", metavar="NAME"),
            arg("--digest", help="run exactly what was previewed", metavar="D"),
            arg(
                "--accept",
                help="pass an overridable finding (needs --comment); may be repeated",
                action="append",
                default=[],
                metavar="FINDING",
            ),
            arg("--wait", help="follow it to the end", action="store_true"),
            *BREAK_GLASS,
        ),
    ),
    Verb(("watch",), "follow a job to its end", "work.jobs:watch", (JOB,), lines=True),
    Verb(("job", "hold"), "begin nothing new; can be resumed", "work.jobs:hold", (JOB, COMMENT)),
    Verb(("job", "resume"), "go on after hold", "work.jobs:resume", (JOB, COMMENT)),
    Verb(
        ("job", "cancel"),
        "end it; without --confirm: what that would leave behind",
        "work.jobs:cancel",
        (JOB, arg("--confirm", help="the target's name, typed again", metavar="NAME"), COMMENT, *BREAK_GLASS),
    ),
    Verb(("job", "retry"), "a new job for what failed", "work.jobs:retry", (JOB, COMMENT)),
    Verb(
        ("job", "answer"),
        "answer a task that waits for a person",
        "work.jobs:answer",
        (
            JOB,
            arg("task", help="the task's id", metavar="TASK"),
            arg("--outcome", help="what came of it", choices=["done", "failed", "skip", "retry"], required=True),
            arg("--comment", help="goes into the journal", required=True, metavar="TEXT"),
            ENCRYPTION_KEY,
        ),
        text="drconsole.cli.words.help_texts:ANSWERS",
    ),
    Verb(
        ("validate",),
        "record whether a failed-over item works",
        "work.operations:validate",
        (
            arg("item", help="a replicated item", metavar="ITEM"),
            arg("--result", help="what you found", choices=["ok", "failed"], required=True),
            arg("--comment", help="what you looked at", required=True, metavar="TEXT"),
            arg(
                "--accept",
                dest="accept_seen",
                help="what is seen of it, where that speaks against ok",
                choices=[*DOUBTFUL],
            ),
        ),
    ),
)
