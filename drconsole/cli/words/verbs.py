"""Verbs of the command line, as one table. A verb's module is imported when the verb is run."""

from __future__ import annotations

from functools import partial

from drconsole.cli.words import arguments
from drconsole.cli.words.common import OUTPUT_FILE, SPEED, arg
from drconsole.cli.words.room.approvals import APPROVALS, POLICY
from drconsole.cli.words.room.handover import HANDOVER, HANDOVERS
from drconsole.cli.words.room.members import FAMILY as ROOM_FAMILY
from drconsole.cli.words.room.members import MEMBERS, ROOM
from drconsole.cli.words.room.notes import NOTES, NOTES_FAMILY
from drconsole.cli.words.room.polls import ALARMS, ALARMS_FAMILY, POLLS
from drconsole.cli.words.room.polls import FAMILY as POLL_FAMILY
from drconsole.cli.words.room.wall import WALL
from drconsole.cli.words.train import FAMILY, TRAIN
from drconsole.cli.words.verb import Verb
from drconsole.cli.words.work import WORK
from drconsole.cli.words.worlds import SIMULATE, WORLDS
from drconsole.console.state.screens import FIRST, SCREENS

FAMILIES = {
    "estate": "estates as documents: list, show, check, schema, generate, load",
    "config": "the user's config file: path, show, check",
    "engine": "the process that carries operations out: start, run, status, drain, stop, unit, accept-loss",
    "clock": "show the provider's clock; where it is ours: speed, pause, resume",
    "simulate": "people outside, of whom a simulation has none: faults, repair; and to begin again: reset",
    "journal": "everything that happened, oldest first: anchor",
    "job": "act on a running job: hold, resume, cancel, retry, answer",
    "notes": NOTES_FAMILY,
    "room": ROOM_FAMILY,
    "room member": MEMBERS,
    "room policy": POLICY,
    "handover": HANDOVERS,
    "alarms": ALARMS_FAMILY,
    "poll": POLL_FAMILY,
    "train": FAMILY,
}
"""Family -> what it is. A family in another one has its name before it."""

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
    *WORLDS,
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
    *SIMULATE,
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
    *ALARMS,
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
    Verb(
        ("journal", "anchor"),
        "head and length of the journal's hash chain, to be kept elsewhere",
        "engine.anchor:anchor",
        OUTPUT_FILE,
    ),
    *WALL,
    *WORK,
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
    *ROOM,
    *NOTES,
    *APPROVALS,
    *HANDOVER,
    *POLLS,
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
            arg("--can", help="one line for a chat instead: condition, actions, needs", action="store_true"),
            arg("--sign", help="sign FILE with this SSH key, into FILE.sig", metavar="KEY"),
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
    Verb(
        ("doctor",),
        "check the integrity of store and journal",
        "engine.doctor:doctor",
        (
            arg(
                "--anchor",
                help="compare the journal with this anchor, too: a file of journal anchor, a report as JSON, or"
                " HEAD:LENGTH; may be given more than once",
                action="append",
                default=[],
                metavar="FILE",
            ),
        ),
    ),
)


def words_after(above: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that may follow the words of a family, in the table's order; of no words the first ones."""
    size = len(above)
    found = (verb.words[size] for verb in VERBS if verb.words[:size] == above and verb.words[size:])
    return tuple(dict.fromkeys(found))
