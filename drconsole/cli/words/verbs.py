"""Verbs of the command line, as one table. A verb's module is imported when the verb is run."""

from __future__ import annotations

from functools import partial
from typing import Any

from drconsole.cli.words import arguments
from drconsole.cli.words.verb import Arg, Verb
from drconsole.console.state.screens import FIRST, SCREENS
from drconsole.recovery.types.words import Direction, PointChoice


def _arg(*names: str, help: str, **more: Any) -> Arg:  # noqa: A002
    return Arg(names, help, more)


COMMON = (
    _arg("--state", help="the state folder (or DRCONSOLE_STATE)", metavar="DIR"),
    _arg("--json", help="one JSON document on stdout", action="store_true"),
    _arg("--as", help="who you are, where several people share an account; goes into the journal", metavar="PERSON"),
)
"""Options of every command, before or behind it."""

FAMILIES = {
    "estate": "estates as documents: list, check, schema, generate, load",
    "config": "the user's config file: path, show, check",
    "engine": "the process that carries operations out: start, run, status, drain, stop, unit, accept-loss",
    "clock": "show the provider's clock; where it is ours: speed, pause, resume",
    "simulate": "people outside, of whom a simulation has none: faults, repair; and to begin anew: reset",
    "job": "act on a running job: hold, resume, cancel, retry, answer",
}

COMMENT = _arg("--comment", help="goes into the journal", default="", metavar="TEXT")
OPERATION = _arg(
    "operation", help="such as failover, test-failover, commit", metavar="OPERATION", type=arguments.operation
)
TARGET = _arg("target", help="a recovery plan or a replicated item; plan:NAME, item:NAME or a key", metavar="TARGET")
JOB = _arg("job", help="the job's id", metavar="JOB")
ENCRYPTION_KEY = _arg(
    "--encryption-key",
    help="the certificate issued when a VMM cloud's data encryption was set up (.cer, .pem, .pfx;"
    " a password in DRCONSOLE_ENCRYPTION_PASSWORD)",
    metavar="FILE",
)
SPEED = _arg("--speed", help="of a simulated clock: 1 is real time", type=arguments.speed, metavar="X|max")

GRAIN = _arg(
    "--grain",
    help="what the simulated provider does by itself: steps, or whole plans",
    choices=["step", "plan"],
    default="step",
)

OPTIONS = (
    _arg("--point", help="which recovery point", choices=[each.value for each in PointChoice]),
    _arg("--point-id", help="with --point custom: the point's id (drconsole points ITEM)", metavar="ID"),
    _arg("--direction", help="which way", choices=[each.value for each in Direction]),
    _arg("--shutdown", help="shut the source machines down first", action="store_true", default=None),
    _arg("--no-shutdown", help="leave the source machines alone", action="store_false", default=None, dest="shutdown"),
    _arg("--network", help="network of the machines after a test failover", metavar="NAME|none"),
    ENCRYPTION_KEY,
    COMMENT,
)

VERBS = (
    Verb(
        ("console",),
        "open the console: the screens",
        "console:console",
        (
            _arg("--screen", help="the screen to open", choices=[*SCREENS], default=FIRST),
            _arg("--read-only", help="look, change nothing; starts no engine", action="store_true"),
            _arg("--plain", help="print the screen as lines, for a screen reader, and exit", action="store_true"),
        ),
    ),
    Verb(("estate", "list"), "the bundled estates", "estate.estate:list_estates"),
    Verb(
        ("estate", "check"),
        "say what is wrong with an estate's file",
        "estate.estate:check",
        (_arg("file", help="an estate (YAML), or a bundled one's name", metavar="FILE"),),
    ),
    Verb(("estate", "schema"), "the JSON Schema of an estate", "estate.estate:schema"),
    Verb(
        ("estate", "generate"),
        "write a large estate",
        "estate.estate:generate",
        (
            _arg(
                "--items",
                help="how many replicated items",
                type=arguments.whole("--items", 1),
                required=True,
                metavar="N",
            ),
            _arg(
                "--seed",
                help="the same seed makes the same estate",
                type=arguments.whole("--seed"),
                default=1,
                metavar="S",
            ),
            _arg("-o", "--output", help="the file to write; - is standard output", default="-", metavar="FILE"),
            _arg("--force", help="write over a file that is there", action="store_true"),
        ),
    ),
    Verb(
        ("estate", "load"),
        "make world and store of an estate in an empty state",
        "estate.estate:load",
        (
            _arg("name", help="a bundled estate's name, or a file", metavar="NAME|FILE"),
            GRAIN,
        ),
    ),
    Verb(("engine", "start"), "start the engine and return when it answers", "engine.engine:start", (SPEED,)),
    Verb(("engine", "run"), "be the engine, in the foreground", "engine.engine:run", (SPEED,)),
    Verb(("engine", "status"), "whether an engine answers", "engine.engine:status"),
    Verb(
        ("engine", "drain"),
        "begin nothing new, wait for what is under way, exit",
        "engine.engine:drain",
        text="drconsole.engine.process.leaving:STOP_TABLE",
    ),
    Verb(
        ("engine", "stop"),
        "stop the engine; refused while a job runs",
        "engine.engine:stop",
        (_arg("--force", help="leave at once; the next engine resumes", action="store_true"),),
        text="drconsole.engine.process.leaving:STOP_TABLE",
    ),
    Verb(("engine", "unit"), "print a systemd unit", "engine.engine:unit"),
    Verb(
        ("engine", "accept-loss"),
        "take a store that lost its end as it is; open jobs are held",
        "engine.engine:accept_loss",
        (
            _arg("--confirm", help="the state folder's name; without it, what is lost is printed", metavar="NAME"),
            _arg("--comment", help="what was seen at the machines; goes into the journal", default="", metavar="TEXT"),
        ),
    ),
    Verb(("simulate", "faults"), "faults that have shown themselves, and what clears them", "estate.simulate:faults"),
    Verb(
        ("simulate", "repair"),
        "let people outside clear what is at work on an item",
        "estate.simulate:repair",
        (
            _arg("item", help="a replicated item", metavar="ITEM"),
            _arg("--fault", help="one fault of several, by its id", metavar="ID"),
            COMMENT,
        ),
    ),
    Verb(
        ("simulate", "reset"),
        "begin the exercise anew, as its estate says",
        "estate.reset:reset",
        (
            _arg("--confirm", help="the estate's name; without it, what goes is printed", metavar="NAME"),
            _arg("--estate", help="another document than the bundled one", metavar="NAME|FILE"),
            GRAIN,
        ),
    ),
    Verb(("clock",), "show the provider's clock", "engine.engine:clock"),
    Verb(
        ("clock", "speed"),
        "set its speed",
        "engine.engine:clock_speed",
        (
            _arg(
                "speed",
                help="world seconds in a second, or max",
                type=partial(arguments.speed, place="X"),
                metavar="X|max",
            ),
        ),
    ),
    Verb(("clock", "pause"), "stop it", "engine.engine:clock_pause"),
    Verb(("clock", "resume"), "let it go on", "engine.engine:clock_resume"),
    Verb(("status",), "what runs, what needs a person", "reading.status:status"),
    Verb(("who",), "who has a console open here, and where they are", "reading.read:who"),
    Verb(("alarms",), "everything that is wrong, worst first", "reading.alarms:alarms"),
    Verb(
        ("plans",),
        "recovery plans, or one in full",
        "reading.read:plans",
        (_arg("plan", help="one plan", nargs="?", metavar="PLAN"),),
    ),
    Verb(
        ("items",),
        "replicated items, or one in full",
        "reading.items:items",
        (_arg("item", help="one item", nargs="?", metavar="ITEM"),),
    ),
    Verb(
        ("jobs",),
        "jobs, newest first, or one in full",
        "reading.read:jobs",
        (_arg("job", help="one job", nargs="?", metavar="JOB"),),
    ),
    Verb(
        ("journal",),
        "everything that happened, oldest first",
        "reading.read:journal",
        (
            _arg(
                "--since",
                help="only events after this revision",
                type=arguments.whole("--since"),
                default=0,
                metavar="REV",
            ),
            _arg("--limit", help="at most so many", type=arguments.whole("--limit"), metavar="N"),
            _arg("--job", help="only events of this job", metavar="JOB"),
            _arg("--by", help="only what this user or person did, or engine", metavar="USER"),
        ),
    ),
    Verb(("next",), "where a target stands, what is next and why", "work.next:next_step", (TARGET,)),
    Verb(
        ("points",),
        "an item's recovery points, newest first",
        "work.operations:points",
        (_arg("item", help="a replicated item", metavar="ITEM"),),
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
            _arg("--confirm", help="the target's name, typed again", metavar="NAME"),
            _arg("--digest", help="run exactly what was previewed", metavar="D"),
            _arg(
                "--accept",
                help="pass an overridable finding (needs --comment); may be repeated",
                action="append",
                default=[],
                metavar="FINDING",
            ),
            _arg("--wait", help="follow it to the end", action="store_true"),
        ),
    ),
    Verb(("watch",), "follow a job to its end", "work.jobs:watch", (JOB,), lines=True),
    Verb(("job", "hold"), "begin nothing new; can be resumed", "work.jobs:hold", (JOB, COMMENT)),
    Verb(("job", "resume"), "go on after hold", "work.jobs:resume", (JOB, COMMENT)),
    Verb(
        ("job", "cancel"),
        "end it; without --confirm: what that would leave behind",
        "work.jobs:cancel",
        (JOB, _arg("--confirm", help="the target's name, typed again", metavar="NAME"), COMMENT),
    ),
    Verb(("job", "retry"), "a new job for what failed", "work.jobs:retry", (JOB, COMMENT)),
    Verb(
        ("job", "answer"),
        "answer a task that waits for a person",
        "work.jobs:answer",
        (
            JOB,
            _arg("task", help="the task's id", metavar="TASK"),
            _arg("--outcome", help="what came of it", choices=["done", "failed", "skip", "retry"], required=True),
            _arg("--comment", help="goes into the journal", required=True, metavar="TEXT"),
            ENCRYPTION_KEY,
        ),
        text="drconsole.cli.words.help_texts:ANSWERS",
    ),
    Verb(
        ("validate",),
        "record whether a failed-over item works",
        "work.operations:validate",
        (
            _arg("item", help="a replicated item", metavar="ITEM"),
            _arg("--result", help="what you found", choices=["ok", "failed"], required=True),
            _arg("--comment", help="what you looked at", required=True, metavar="TEXT"),
        ),
    ),
    Verb(("config", "path"), "where the config file is looked for", "config:path"),
    Verb(("config", "show"), "every setting, and where it comes from", "config:show"),
    Verb(
        ("config", "check"),
        "say what is wrong in a config file",
        "config:check",
        (_arg("file", help="another file than the user's own", nargs="?", metavar="FILE"),),
    ),
    Verb(
        ("completion",),
        "print a shell's completion script",
        "about:completion",
        (
            _arg(
                "shell", help="the shell; without it, how each is turned on", nargs="?", choices=["bash", "zsh", "fish"]
            ),
        ),
    ),
    Verb(
        ("help",),
        "explain a command",
        "about:show_help",
        (_arg("command", help="the command; without it, all of them", nargs="*", metavar="COMMAND"),),
    ),
    Verb(("man",), "show the manual page", "about:manual"),
    Verb(("version",), "print the version", "about:version"),
    Verb(("train",), "training (not part of this version)", "not_available:not_available", later=True),
    Verb(("report",), "after-action reports (not part of this version)", "not_available:not_available", later=True),
    Verb(("doctor",), "check the integrity of store and journal", "engine.doctor:doctor"),
)
