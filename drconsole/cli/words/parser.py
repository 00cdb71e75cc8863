"""Parser of the command line, built from the table of verbs; what argparse finds wrong becomes a ``BadInput``."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Collection, Sequence
from typing import Any, NoReturn

import drconsole
from drconsole.cli.streams import OutputLost, terminal_width
from drconsole.cli.words.common import COMMON
from drconsole.cli.words.verb import Verb
from drconsole.cli.words.verbs import FAMILIES, VERBS, words_after
from drconsole.recovery.types.naming import near, nearest
from drconsole.recovery.types.work.errors import BadInput

VALUED = tuple(arg.names[0] for arg in COMMON if "metavar" in arg.more)
"""Options of every command that take a value."""
OTHER = "COMMAND"
"""Place of a command in a usage line."""
FEW = 4
"""Choices of which all are named: none of them is more likely meant than the others."""
EXIT_CODES = """\
exit codes:
  0 done
  1 the job ended Failed, PartiallySucceeded or Cancelled, or doctor found something
  2 the words or a file are wrong, or the store cannot be read
  3 refused: state, prerequisites, no confirmation, full disk; check: not ready
  4 no engine answers, or the one that holds the state is silent
  5 a person is waited for: --wait met it, or it became a proposal
  6 outcome unknown
 70 a fault in drconsole itself; a file says what happened
 74 standard output cannot be written (closed, or its disk is full)
130 interrupted (Ctrl-C)
"""


LONGEST = max(len(verb.words) for verb in VERBS)
"""Words of the longest command."""
HELP = frozenset({"-h", "--help"})


def load(where: str) -> Any:
    """Import what ``module:name`` names, and return it."""
    module, _, name = where.partition(":")
    return getattr(importlib.import_module(module), name)


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Formatter with room for the names of commands: they stand deeper than options, which argparse does not count."""

    def __init__(self, prog: str) -> None:
        """Made for every argument of every parser: so nothing is loaded here to find out how wide the terminal is."""
        super().__init__(prog, width=terminal_width(sys.__stdout__) - 2)

    def add_argument(self, action: argparse.Action) -> None:
        super().add_argument(action)
        if isinstance(action, argparse._SubParsersAction):
            self._action_max_length += self._indent_increment


class Parser(argparse.ArgumentParser):
    """Parser that raises ``BadInput`` instead of leaving, and reads a long help text only when it is asked for."""

    text = ""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Raise ``BadInput`` for a word that is none of the choices: argparse would list them and suggest none."""
        if action.choices is None or value in action.choices:
            return
        name = action.option_strings[-1] if action.option_strings else str(action.metavar or action.dest)
        known = [str(choice) for choice in action.choices]
        close = near(str(value), known) if len(known) > FEW else ""
        advice = f"{close} one of: {', '.join(known)}".strip()
        raise BadInput("bad-arguments", f"{name} takes no {value!r}", place=self.prog, advice=advice)

    def error(self, message: str) -> NoReturn:
        """Raise ``BadInput`` for what argparse finds wrong."""
        raise BadInput("bad-arguments", message, place=self.prog, advice=f"see {self.prog} --help")

    def _print_message(self, message: str, file: Any = None) -> None:
        """Write a help text; argparse would let what cannot be written go by in silence. Raises ``OutputLost``."""
        stream = file or sys.stderr
        try:
            if message and stream is not None:
                stream.write(message)
        except BrokenPipeError:
            pass
        except OSError as error:
            raise OutputLost(error) from error

    def format_help(self) -> str:
        """Return the help text, with the long one below it."""
        below = f"\n{load(self.text)}" if self.text else ""
        return super().format_help() + below


def _common(*defaults: Any) -> argparse.ArgumentParser:
    """Return options that may stand before or after the command; after it they have no default of their own."""
    common = argparse.ArgumentParser(add_help=False, formatter_class=Formatter)
    for arg, default in zip(COMMON, defaults, strict=True):
        common.add_argument(*arg.names, help=arg.help, default=default, dest=_dest(arg.names[0]), **arg.more)
    return common


def _dest(name: str) -> str:
    # ``as`` is a word of Python: no attribute can be named so.
    return "person" if name == "--as" else name.lstrip("-")


def build() -> Parser:
    """Return the parser of the whole command line."""
    return parsers()[()]


def parsers(only: str = "") -> dict[tuple[str, ...], Parser]:
    """Return the parser of every command and family by its words; that of the whole command line has none.

    ``only``: first word of the commands that are wanted; empty = all. To make all takes longer than most commands.
    """
    top = Parser(
        prog="drconsole",
        description="Fails a data centre over: previewed, confirmed, durable.",
        epilog=EXIT_CODES,
        formatter_class=Formatter,
        parents=[_common(None, False, None)],
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"drconsole {drconsole.__version__}")
    top.set_defaults(verb=None)
    after = _common(*[argparse.SUPPRESS] * len(COMMON))
    # ``prog`` is said: to find it out, argparse would lay out a help text.
    commands = top.add_subparsers(title="commands", metavar=OTHER, prog=top.prog)
    made: dict[tuple[str, ...], Parser] = {(): top}
    members: dict[tuple[str, ...], Any] = {(): commands}
    alone = {verb.words for verb in VERBS}
    for verb in VERBS:
        if only and verb.words[0] != only:
            continue
        for words in _families(verb.words):
            if words not in members:
                made[words] = family = _parser(members[words[:-1]], words, FAMILIES[" ".join(words)], after)
                family.set_defaults(verb=None)  # not that of a family around it
                # A family that is a command itself needs no other word.
                metavar = f"[{OTHER}]" if words in alone else OTHER
                members[words] = family.add_subparsers(title="commands", metavar=metavar, prog=family.prog)
        if verb.words not in made:
            made[verb.words] = _parser(members[verb.words[:-1]], verb.words, verb.help, after)
        _fill(made[verb.words], verb)
    return made


def _families(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the families that a command's words go through, the outermost one first; its own among them."""
    heads = (words[:size] for size in range(1, len(words) + 1))
    return [head for head in heads if " ".join(head) in FAMILIES]


def _parser(commands: Any, words: tuple[str, ...], help_text: str, after: argparse.ArgumentParser) -> Parser:
    made: Parser = commands.add_parser(
        words[-1],
        help=help_text,
        description=help_text[0].upper() + help_text[1:] + ".",
        formatter_class=Formatter,
        parents=[after],
        allow_abbrev=False,
    )
    made.set_defaults(family=words)
    return made


def _fill(parser: Parser, verb: Verb) -> None:
    parser.text = verb.text
    for arg in verb.args:
        parser.add_argument(*arg.names, help=arg.help, **arg.more)
    parser.set_defaults(verb=verb)


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Return the words as a namespace with ``verb`` (None = no command).

    Raises ``BadInput``; ``SystemExit`` after a help text.
    """
    _check_command(words)
    heads = _heads(words)
    # The help of the whole lists every command.
    whole = not heads or not HELP.isdisjoint(words)
    args, rest = parsers("" if whole else heads[0])[()].parse_known_args(list(words))
    verb: Verb | None = args.verb
    if rest:
        raise _too_much(rest, verb, f"drconsole {verb.name}" if verb else "drconsole")
    if verb is None and getattr(args, "family", None):
        _need_word(args.family)
    return args


def _too_much(rest: Sequence[str], verb: Verb | None, place: str) -> BadInput:
    options = [name for arg in (*COMMON, *(verb.args if verb else ())) for name in arg.names if name.startswith("--")]
    advice = near(rest[0].partition("=")[0], options) if rest[0].startswith("-") else ""
    message = f"too much or unknown: {' '.join(rest)}"
    return BadInput("bad-arguments", message, place=place, advice=advice or f"see {place} --help")


def parse_alone(verb: Verb, words: Sequence[str]) -> argparse.Namespace:
    """Return the words behind a verb as a namespace. What is missing is None: somebody will ask for it.

    Raises ``BadInput``.
    """
    parser = Parser(prog=verb.name, add_help=False, allow_abbrev=False)
    for arg in verb.args:
        more = dict(arg.more)
        if arg.names[0].startswith("-"):
            more.pop("required", None)
        else:
            more.setdefault("nargs", "?")
        parser.add_argument(*arg.names, help=arg.help, **more)
    args, rest = parser.parse_known_intermixed_args(list(words))
    if rest:
        raise _too_much(rest, verb, verb.name)
    return args


def help_of(words: Sequence[str]) -> str:
    """Return the help text of a command or a family; of no words that of the whole. Raises ``BadInput``."""
    _check_command(words)
    found = parsers().get(tuple(words))
    if found is None:
        size = next(size for size in range(1, len(words) + 1) if tuple(words[:size]) not in parsers())
        name = f"drconsole {' '.join(words[: size - 1])}"
        advice = f"see {name} --help"
        raise BadInput("unknown-command", f"{name} takes no {words[size - 1]!r}", place=name, advice=advice)
    return found.format_help()


def _need_word(family: tuple[str, ...]) -> NoReturn:
    name = " ".join(family)
    raise BadInput(
        "bad-arguments", f"{name} what?", place=f"drconsole {name}", advice=f"one of: {', '.join(words_after(family))}"
    )


def _check_command(words: Sequence[str]) -> None:
    """Refuse an unknown command with what is near it: a better answer than argparse's list of all."""
    heads = _heads(words)
    for size, word in enumerate(heads):
        above = tuple(heads[:size])
        if above and " ".join(above) not in FAMILIES:
            return
        if word not in (known := words_after(above)):
            _unknown(word, known, " ".join(("drconsole", *above)))


def prints_lines(words: Sequence[str]) -> bool:
    """Return whether ``--json`` of this command is JSON lines."""
    heads = tuple(_heads(words))
    return any(verb.lines and verb.words == heads[: len(verb.words)] for verb in VERBS)


def _unknown(word: str, known: Collection[str], place: str) -> NoReturn:
    raise BadInput(
        "unknown-command",
        f"there is no command {word!r}",
        place=place,
        advice=nearest(word, known) or f"see {place} --help",
    )


def _heads(words: Sequence[str]) -> list[str]:
    """Return the first words that are no options of ours, as many as a command has at most."""
    heads: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in VALUED:
            skip = True
        elif word.startswith("-"):
            if word != "--json" and not word.startswith(tuple(f"{name}=" for name in VALUED)):
                break
        else:
            heads.append(word)
    return heads[:LONGEST]
