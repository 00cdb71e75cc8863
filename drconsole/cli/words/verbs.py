"""Verbs of the command line, as one table. A verb's module is imported when the verb is run."""

from __future__ import annotations

from functools import partial

from drconsole.cli.words import arguments
from drconsole.cli.words.common import (
    COMMENT,
    ENCRYPTION_KEY,
    GRAIN,
    GRAIN_ANEW,
    JOB,
    OPERATION,
    OPTIONS,
    OUTPUT_FILE,
    SPEED,
    TARGET,
    arg,
)
from drconsole.cli.words.train import FAMILY, TRAIN
from drconsole.cli.words.verb import Verb
from drconsole.console.state.screens import FIRST, SCREENS
from drconsole.recovery.types.estate.known import DOUBTFUL

FAMILIES = {
    "estate": "estates as documents: list, check, schema, generate, load",
    "config": "the user's config file: path, show, check",
    "engine": "the process that carries operations out: start, run, status, drain, stop, unit, accept-loss",
    "clock": "show the provider's clock; where it is ours: speed, pause, resume",
    "simulate": "people outside, of whom a simulation has none: faults, repair; and to begin anew: reset",
    "job": "act on a running job: hold, resume, cancel, retry, answer",
    "train": FAMILY,
}

VERBS = (
    Verb(
        ("console",),
        "open the console: the screens",
        "console:console",
        (
            arg("--screen", help="the screen to open", choices=[*SCREENS], default=FIRST),
            arg("--read-only", help="look, change nothing; starts no engine", action="store_true"),
            arg("--plain", help="print the screen as lines, for a screen reader, and exit", action="store_true"),
        ),
    ),
    Verb(("estate", "list"), "the bundled estates", "estate.estate:list_estates"),
    Verb(
        ("estate", "check"),
        "say what is wrong with an estate's file",
        "estate.estate:check",
        (arg("file", help="an estate (YAML), or a bundled one's name", metavar="FILE"),),
    ),
    Verb(("estate", "schema"), "the JSON Schema of an estate", "estate.estate:schema"),
    Verb(
        ("estate", "generate"),
        "write a large estate",
        "estate.estate:generate",
        (
            arg(
                "--items",
                help="how many replicated items",
                type=arguments.whole("--items", 1),
                required=True,
                metavar="N",
            ),
            arg(
                "--seed",
                help="the same seed makes the same estate",
                type=arguments.whole("--seed"),
                default=1,
                metavar="S",
            ),
            arg("-o", "--output", help="the file to write; - is standard output", default="-", metavar="FILE"),
            arg("--force", help="write over a file that is there", action="store_true"),
        ),
    ),
    Verb(
        ("estate", "load"),
        "make world and store of an estate in an empty state",
        "estate.estate:load",
        (
            arg("name", help="a bundled estate's name, or a file", metavar="NAME|FILE"),
            GRAIN,
        ),
    ),
    Verb(
        ("connect",),
        "bind an empty state to a vault of Azure Site Recovery",
        "connect:connect",
        (
            arg("file", help="a connection document (YAML)", metavar="FILE", nargs="?"),
            arg("--check", help="sign in and read, say what is missing, change nothing", action="store_true"),
            arg("--schema", help="the JSON Schema of a connection document", action="store_true"),
        ),
    ),
    Verb(
        ("arm",),
        "let yourself act on the vault that the state is bound to, for an hour",
        "arm:arm",
        (
            arg("--off", help="take it back", action="store_true"),
            arg("--confirm", help="the vault's name: refused where it is another", metavar="NAME"),
        ),
    ),
    Verb(
        ("emulate",),
        "the simulated world behind Site Recovery's REST interface, for other programs",
        "emulate:emulate",
        (
            arg("estate", help="a bundled estate's name, or a file", nargs="?", metavar="NAME|FILE"),
            arg(
                "--port",
                help="where it listens, at 127.0.0.1; 0 = any that is free",
                type=arguments.whole("--port", most=65535),
                default=8443,
                metavar="N",
            ),
            SPEED,
            arg("--connect-file", help="where to write a connection document for connect", metavar="FILE"),
        ),
        lines=True,
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
        (arg("--force", help="leave at once; the next engine resumes", action="store_true"),),
        text="drconsole.engine.process.leaving:STOP_TABLE",
    ),
    Verb(("engine", "unit"), "print a systemd unit", "engine.engine:unit"),
    Verb(
        ("engine", "accept-loss"),
        "take a store that lost its end as it is; open jobs are held",
        "engine.engine:accept_loss",
        (
            arg("--confirm", help="the state folder's name; without it, what is lost is printed", metavar="NAME"),
            arg("--comment", help="what was seen at the machines; goes into the journal", default="", metavar="TEXT"),
        ),
    ),
    Verb(("simulate", "faults"), "faults that have shown themselves, and what clears them", "estate.simulate:faults"),
    Verb(
        ("simulate", "repair"),
        "let people outside clear what is at work on an item",
        "estate.simulate:repair",
        (
            arg("item", help="a replicated item", metavar="ITEM"),
            arg("--fault", help="one fault of several, by its id", metavar="ID"),
            COMMENT,
        ),
    ),
    Verb(
        ("simulate", "reset"),
        "begin the exercise anew, as its estate says",
        "estate.reset:reset",
        (
            arg("--confirm", help="the estate's name; without it, what goes is printed", metavar="NAME"),
            arg("--estate", help="another document than the bundled one", metavar="NAME|FILE"),
            GRAIN_ANEW,
        ),
    ),
    Verb(("clock",), "show the provider's clock", "engine.engine:clock"),
    Verb(
        ("clock", "speed"),
        "set its speed",
        "engine.engine:clock_speed",
        (
            arg(
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
        (arg("plan", help="one plan", nargs="?", metavar="PLAN"),),
    ),
    Verb(
        ("items",),
        "replicated items, or one in full",
        "reading.items:items",
        (arg("item", help="one item", nargs="?", metavar="ITEM"),),
    ),
    Verb(
        ("jobs",),
        "jobs, newest first, or one in full",
        "reading.read:jobs",
        (arg("job", help="one job", nargs="?", metavar="JOB"),),
    ),
    Verb(
        ("journal",),
        "everything that happened, oldest first",
        "reading.read:journal",
        (
            arg(
                "--since",
                help="only events after this revision",
                type=arguments.whole("--since"),
                default=0,
                metavar="REV",
            ),
            arg("--limit", help="at most so many", type=arguments.whole("--limit"), metavar="N"),
            arg("--job", help="only events of this job", metavar="JOB"),
            arg("--by", help="only what this user or person did, or engine", metavar="USER"),
        ),
    ),
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
        ),
    ),
    Verb(("watch",), "follow a job to its end", "work.jobs:watch", (JOB,), lines=True),
    Verb(("job", "hold"), "begin nothing new; can be resumed", "work.jobs:hold", (JOB, COMMENT)),
    Verb(("job", "resume"), "go on after hold", "work.jobs:resume", (JOB, COMMENT)),
    Verb(
        ("job", "cancel"),
        "end it; without --confirm: what that would leave behind",
        "work.jobs:cancel",
        (JOB, arg("--confirm", help="the target's name, typed again", metavar="NAME"), COMMENT),
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
    Verb(("config", "path"), "where the config file is looked for", "config:path"),
    Verb(("config", "show"), "every setting, and where it comes from", "config:show"),
    Verb(
        ("config", "check"),
        "say what is wrong in a config file",
        "config:check",
        (arg("file", help="another file than the user's own", nargs="?", metavar="FILE"),),
    ),
    Verb(
        ("completion",),
        "print a shell's completion script",
        "about:completion",
        (
            arg(
                "shell", help="the shell; without it, how each is turned on", nargs="?", choices=["bash", "zsh", "fish"]
            ),
        ),
    ),
    Verb(
        ("help",),
        "explain a command",
        "about:show_help",
        (arg("command", help="the command; without it, all of them", nargs="*", metavar="COMMAND"),),
    ),
    Verb(("man",), "show the manual page", "about:manual"),
    Verb(("version",), "print the version", "about:version"),
    *TRAIN,
    Verb(
        ("report",),
        "the after-action report of a job, or of all runs since a day",
        "report.job:report",
        (
            arg("job", help="the job's id", nargs="?", metavar="JOB"),
            arg(
                "--since",
                help="sum up runs and tests per plan since a day, a time, or 90d",
                metavar="WHEN",
            ),
            arg(
                "--format",
                help="of the document; else by FILE's ending, else md",
                choices=["md", "html", "json", "csv"],
            ),
            *OUTPUT_FILE,
            arg("--sign", help="sign it (not part of this version)", metavar="KEY"),
        ),
    ),
    Verb(
        ("runbook",),
        "a recovery plan on paper, as it stands now: machines, addresses, actions, a checklist by hand",
        "report.runbook:runbook",
        (
            arg("plan", help="a recovery plan", metavar="PLAN"),
            arg("--format", help="of the document; else by FILE's ending, else md", choices=["md", "html"]),
            *OUTPUT_FILE,
        ),
    ),
    Verb(("doctor",), "check the integrity of store and journal", "engine.doctor:doctor"),
)
