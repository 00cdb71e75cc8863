"""Words that may stand where, from the table of verbs: what completion scripts are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from drconsole.cli.words.common import COMMON
from drconsole.cli.words.verb import Arg, Verb
from drconsole.cli.words.verbs import FAMILIES, VERBS, words_after
from drconsole.recovery.types.approving import ANY, CANCEL
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.votes import Vote
from drconsole.recovery.types.words import Operation

FLAGS = frozenset({"store_true", "store_false"})


class Kind(StrEnum):
    """Kind of what completes a word."""

    NOTHING = "nothing"
    """Nothing can be offered: only the person knows it."""
    WORDS = "words"
    FILES = "files"
    FOLDERS = "folders"
    COMMANDS = "commands"
    # These are asked of the program, which reads the state.
    PLANS = "plans"
    ITEMS = "items"
    TARGETS = "targets"
    JOBS = "jobs"
    TASKS = "tasks"
    ESTATES = "estates"
    """Bundled estates, and files."""
    FINDINGS = "findings"
    NETWORKS = "networks"
    NOTES = "notes"
    PROPOSALS = "proposals"
    POLLS = "polls"
    HANDOVERS = "handovers"
    SHELVED = "shelved"
    """Alarms that were put aside."""
    MEMBERS = "members"
    """Members of the incident room: users, groups and players."""
    FAULTS = "faults"
    """Faults that an instructor lets come, in one word, field by field."""
    PEOPLE = "people"
    """Members who are one person."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Place for one word."""

    name: str
    """Name of the word, as the help writes it."""
    kind: Kind = Kind.NOTHING
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """Option of a command; ``slot`` is its value, None = it takes none."""

    names: tuple[str, ...]
    help: str
    slot: Slot | None = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """Command, or the family of some; ``members`` are those of a family."""

    words: tuple[str, ...]
    help: str
    options: tuple[Option, ...] = ()
    places: tuple[Slot, ...] = ()
    members: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return " ".join(self.words)


METAVARS: Mapping[str, tuple[Kind, tuple[str, ...]]] = {
    "PLAN": (Kind.PLANS, ()),
    "ITEM": (Kind.ITEMS, ()),
    "TARGET": (Kind.TARGETS, ()),
    "JOB": (Kind.JOBS, ()),
    "TASK": (Kind.TASKS, ()),
    "FINDING": (Kind.FINDINGS, ()),
    "NAME|none": (Kind.NETWORKS, ()),
    "NAME|FILE": (Kind.ESTATES, ()),
    "FILE": (Kind.FILES, ()),
    "LESSON": (Kind.FILES, ()),
    "DIR": (Kind.FOLDERS, ()),
    "COMMAND": (Kind.COMMANDS, ()),
    "OPERATION": (Kind.WORDS, tuple(each.value for each in Operation)),
    "OPERATION|any": (Kind.WORDS, (*(each.value for each in Operation), CANCEL, ANY)),
    "X|max": (Kind.WORDS, ("max",)),
    "FAULT": (Kind.FAULTS, ()),
    "TIME": (Kind.NOTHING, ()),
    # A name that confirms is to be typed by a person who knows what it confirms.
    "NAME": (Kind.NOTHING, ()),
    "PERSON": (Kind.NOTHING, ()),
    "TEXT": (Kind.NOTHING, ()),
    "D": (Kind.NOTHING, ()),
    "ID": (Kind.NOTHING, ()),
    "N": (Kind.NOTHING, ()),
    "S": (Kind.NOTHING, ()),
    "REV": (Kind.NOTHING, ()),
    "KEY": (Kind.FILES, ()),
    "NOTE": (Kind.NOTES, ()),
    "WHEN": (Kind.NOTHING, ()),
    "URL": (Kind.NOTHING, ()),
    "USER": (Kind.WORDS, ("engine",)),
    "WHO": (Kind.MEMBERS, ()),
    "HANDOVER": (Kind.HANDOVERS, ()),
    "ALARM": (Kind.NOTHING, ()),
    "SHELVED": (Kind.SHELVED, ()),
    "MEMBER": (Kind.PEOPLE, ()),
    "POLL": (Kind.POLLS, ()),
    "PROPOSAL": (Kind.PROPOSALS, ()),
    "go|no-go": (Kind.WORDS, tuple(Vote)),
    "SEAT": (Kind.WORDS, tuple(Seat)),
}
"""What the help calls a word -> what completes it. A test holds that no verb uses a word that is missing here."""

HELP = Option(("-h", "--help"), "show this help message and exit")


def commands() -> tuple[Command, ...]:
    """Return the top of the command line, with the path ``()``, every family and every command of this version."""
    common = (*map(_option, COMMON), HELP)
    found = [Command((), "", (*common, Option(("--version",), "show the version")), members=words_after(()))]
    for family, text in FAMILIES.items():
        words = tuple(family.split())
        own = next((verb for verb in VERBS if verb.words == words), None)
        options = () if own is None else _options(own)
        found.append(Command(words, text, (*options, *common), members=words_after(words)))
    for verb in VERBS:
        if verb.name not in FAMILIES:
            places = tuple(_slot(arg) for arg in verb.args if not arg.names[0].startswith("-"))
            found.append(Command(verb.words, verb.help, (*_options(verb), *common), places))
    return tuple(found)


def _options(verb: Verb) -> tuple[Option, ...]:
    return tuple(_option(arg) for arg in verb.args if arg.names[0].startswith("-"))


def _option(arg: Arg) -> Option:
    action = arg.more.get("action", "store")
    return Option(arg.names, arg.help, None if action in FLAGS else _slot(arg), many=action in ("append", "extend"))


def _slot(arg: Arg) -> Slot:
    name = str(arg.more.get("metavar") or arg.names[-1].lstrip("-"))
    if choices := arg.more.get("choices"):
        return Slot(name, Kind.WORDS, tuple(map(str, choices)))
    kind, words = METAVARS[name]
    return Slot(name, kind, words)


def slots() -> Iterator[Slot]:
    """Yield every place of the command line."""
    for command in commands():
        yield from command.places
        yield from (option.slot for option in command.options if option.slot is not None)
