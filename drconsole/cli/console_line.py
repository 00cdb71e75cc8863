"""Command line inside the console: lines typed after ``:``, read by the declarations of the command line itself.

It starts nothing. What changes something is read into a ``Typed``, for which the console opens a dialog; a command that
only reads can be run here, and what it prints is returned.
"""

from __future__ import annotations

import argparse
import io
import shlex
from collections.abc import Iterator, Sequence

from drconsole.cli.context import Context
from drconsole.cli.output.output import Output
from drconsole.cli.shell.slots import Command, Kind, Option, commands
from drconsole.cli.words.parser import HELP, LONGEST, load, parse_alone
from drconsole.cli.words.verb import Verb
from drconsole.cli.words.verbs import FAMILIES, VERBS, words_after
from drconsole.console.state.typed import Following, Typed
from drconsole.link.messages import Options, options_of
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.render.words.command_lines import PROGRAM

RUN = "run"
OPERATIONS = frozenset(each.value for each in Operation)
PRINTED = frozenset(
    {
        "engine status",
        "clock",
        "simulate faults",
        "config path",
        "config show",
        "config check",
        "version",
        "journal",
        "journal anchor",
    }
    | {
        "estate check",
        "estate show",
        "check",
        "next",
        "alarms",
        "who",
        "estate list",
        "plans",
        "items",
        "jobs",
        "status",
    }
    | {"train list", "train show", "train check", "train status", "room", "room policy", "notes", "proposals"}
    | {"status", "handover offers", "alarms rate", "alarms events"}
)
"""Commands that only read, and print little enough for a page."""


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


LEFT_TO_DIALOG = ("confirm", "digest", "proposal", "break_glass", "break_glass_again")
"""Options with which a script confirms what a person confirms in the dialog."""
LEAD = ("take", "give", "ask")
"""Options that say what is to be done with the lead of a job."""
NOT_HERE = frozenset({"--state", "--json", "--as", "--help", "--version", *map(_flag, LEFT_TO_DIALOG)})
"""Options that mean nothing in a console: its state is open, and nothing is printed."""


class ConsoleLine:
    """Reader of command lines for one console."""

    def __init__(self, state: str) -> None:
        """``state``: folder of the console's state, whatever ``DRCONSOLE_STATE`` says."""
        self._state = state

    def knows(self, text: str) -> bool:
        """Return whether a line begins with a command of the command line."""
        first = next(iter(_without_program(text.split())), "")
        return first in OPERATIONS or any(verb.words[0] == first for verb in VERBS)

    def of_family(self, text: str) -> bool:
        """Return whether a line begins with several words that are one command, as in ``job hold``."""
        words = tuple(_without_program(text.split()))
        return any(len(verb.words) > 1 and verb.words == words[: len(verb.words)] for verb in VERBS)

    def names(self) -> Sequence[str]:
        """Return the words with which a line may begin."""
        return sorted({verb.name for verb in VERBS} | OPERATIONS)

    def read(self, text: str) -> Typed:
        """Read a line. Raises ``BadInput`` with the place and what would be right."""
        words = _without_program(split(text))
        if asked := HELP.intersection(words):
            return Typed("help", text, words=tuple(word for word in words if word not in asked))
        verb, rest = _verb(words)
        args = parse_alone(verb, rest)
        if getattr(args, "anchor", None):  # the dialog compares with none, and would seem to
            raise _needs_a_shell(verb, words)
        return _typed(verb, args, shlex.join(words))

    def following(self, text: str) -> Following | None:
        """Return what may follow; None = nothing is known of it."""
        try:
            *before, last = split(f"{text}''" if text[-1:].isspace() else text) or [""]
        except BadInput:
            return None
        return _following(_without_program(before), last)

    def printed(self, text: str) -> list[str]:
        """Run a command that only reads, and return the lines that it prints. Raises ``DrError``."""
        words = _without_program(split(text))
        verb, rest = _verb(words)
        if verb.name not in PRINTED:
            raise _needs_a_shell(verb, words)
        args = parse_alone(verb, rest)
        if getattr(args, "output", None) is not None:
            raise _needs_a_shell(verb, words)
        written = io.StringIO()
        output = Output(False, written, io.StringIO())
        load(f"drconsole.cli.commands.{verb.handler}")(Context(self._state, output), args)
        return written.getvalue().rstrip("\n").split("\n")


def _needs_a_shell(verb: Verb, words: Sequence[str]) -> Refused:
    advice = shlex.join((PROGRAM, *words))
    return Refused("needs-a-shell", f"{verb.name} needs a shell", advice=advice, place=verb.name)


def split(text: str) -> list[str]:
    """Split a line into words as a shell does. Raises ``BadInput`` for a quotation mark without its end."""
    try:
        return shlex.split(text)
    except ValueError:
        mark = max(text.rfind("'"), text.rfind('"'))
        raise BadInput(
            "bad-arguments",
            "a quotation mark has no end",
            place=f"character {mark + 1}",
            advice=f"close it with {text[mark]}" if mark >= 0 else "put nothing behind the last \\",
        ) from None


def _without_program(words: list[str]) -> list[str]:
    return words[1:] if words[:1] == [PROGRAM] else words


def _verb(words: Sequence[str]) -> tuple[Verb, Sequence[str]]:
    """Return the verb of a line and the words behind it; an operation alone is ``run``. Raises ``BadInput``."""
    if words and words[0] in OPERATIONS:
        return next(verb for verb in VERBS if verb.name == RUN), words
    for number in range(LONGEST, 0, -1):
        found = next((verb for verb in VERBS if verb.words == tuple(words[:number])), None)
        if found is not None and not _wrong_member(found.name, words[number:]):
            return found, words[number:]
    raise _unknown(words)


def _wrong_member(name: str, behind: Sequence[str]) -> bool:
    """Return whether a word that is no option follows the name of a family: ``clock spede 60``."""
    return name in FAMILIES and bool(behind) and not behind[0].startswith("-")


def _unknown(words: Sequence[str]) -> BadInput:
    first = words[0] if words else ""
    if first in FAMILIES:
        size = next(size for size in range(len(words), 0, -1) if " ".join(words[:size]) in FAMILIES)
        family, members, wrong = " ".join(words[:size]), words_after(tuple(words[:size])), words[size : size + 1]
        said = f"there is no command '{family} {wrong[0]}'" if wrong else f"{family} what?"
        advice = (nearest(wrong[0], members) if wrong else "") or f"one of: {', '.join(members)}"
        return BadInput("unknown-command", said, place=family, advice=advice)
    known = [*OPERATIONS, *(verb.words[0] for verb in VERBS)]
    return BadInput("unknown-command", f"there is no command '{first}'", place="command", advice=nearest(first, known))


def _typed(verb: Verb, args: argparse.Namespace, line: str) -> Typed:
    def said(*names: str) -> str:
        return next((str(value) for name in names if (value := getattr(args, name, None)) is not None), "")

    options = options_of(vars(args)) if verb.name in (RUN, "check", "preview") else Options()
    flags = {name for one in verb.args for name in one.names}
    said_here = [name for name in LEFT_TO_DIALOG if getattr(args, name, None) is not None]
    left = tuple(_flag(name) for name in said_here if _flag(name) in flags)
    # Of a job the journal alone has options by which it is narrowed: there ``--job`` is no subject.
    listing = verb.name == "journal"
    return Typed(
        verb.name,
        line,
        subject="" if listing else said("target", "item", "plan", "job", "note", "proposal", "poll", "alarm"),
        operation=getattr(args, "operation", None),
        options=options,
        key_file=said("encryption_key"),
        accept=tuple(getattr(args, "accept", ())),
        comment=" ".join(getattr(args, "text", ())) or said("comment"),
        task=said("task", "give", "to"),
        outcome=said("outcome", "result", "vote") or next((way for way in LEAD if getattr(args, way, None)), ""),
        fault=said("fault"),
        document=said("estate"),
        grain=said("grain"),
        speed=getattr(args, "speed", None),
        force=bool(getattr(args, "force", False)),
        at=said("at"),
        seconds=int(getattr(args, "for", None) or 0),
        pin=bool(getattr(args, "pin", False)),
        off=bool(getattr(args, "off", False)),
        screen=said("screen"),
        words=tuple(getattr(args, "command", ()) or ()),
        left_to_dialog=left,
        narrowed=listing and any((args.since, args.limit is not None)),
        only=" ".join(f"{name}:{value}" for name in ("job", "by") if listing and (value := getattr(args, name))),
    )


# Completion


def _following(before: Sequence[str], last: str) -> Following | None:
    known = {command.words: command for command in commands()}
    if not before:
        first = [*OPERATIONS, *(command.words[0] for command in known.values() if command.words)]
        return Following(last, tuple(sorted({word for word in first if word.startswith(last)})))
    found = _command(before, known)
    if found is None:
        return None
    command, behind = found
    return _slot(command, behind, last)


def _command(before: Sequence[str], known: dict[tuple[str, ...], Command]) -> tuple[Command, Sequence[str]] | None:
    if before[0] in OPERATIONS:
        return known[(RUN,)], before
    for number in range(LONGEST, 0, -1):
        if len(before) >= number and (command := known.get(tuple(before[:number]))) is not None:
            return command, before[number:]
    return None


def _slot(command: Command, behind: Sequence[str], last: str) -> Following:
    options = {name: option for option in command.options for name in option.names}
    places, used, waiting = list(command.places), set[str](), None
    for word in behind:
        if waiting is not None:
            waiting = None
        elif (option := options.get(word)) is not None:
            used |= set() if option.many else set(option.names)
            waiting = option.slot
        elif not word.startswith("-") and places:
            places.pop(0)
    if waiting is not None:
        return _of_kind(last, waiting.kind, waiting.words)
    if last.startswith("-"):
        free = (name for name in _long(command.options) if name not in used)
        return Following(last, tuple(name for name in free if name.startswith(last)))
    if command.members and not behind:
        return Following(last, tuple(word for word in command.members if word.startswith(last)))
    return _of_kind(last, places[0].kind, places[0].words) if places else Following(last)


def _of_kind(last: str, kind: Kind, words: tuple[str, ...]) -> Following:
    return Following(last, tuple(word for word in words if word.startswith(last)), "" if words else kind.value)


def _long(options: Sequence[Option]) -> Iterator[str]:
    """Yield the options that mean something behind ``:``."""
    for option in options:
        yield from (name for name in option.names if name.startswith("--") and name not in NOT_HERE)
