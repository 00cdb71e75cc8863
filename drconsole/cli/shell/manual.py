"""Manual page drconsole(1), from the table of verbs: roff with man's macros."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

import drconsole
from drconsole.cli.words.common import COMMON
from drconsole.cli.words.parser import EXIT_CODES, load
from drconsole.cli.words.verb import Arg, Verb
from drconsole.cli.words.verbs import FAMILIES, VERBS

DESCRIPTION = """\
Fails a data centre over to its recovery site, and back, as Azure Site Recovery does: previewed, confirmed by name,
carried out by an engine that survives being killed, and journaled. Without a command it opens the console, which shows
the same and does the same.

Where no provider is connected, the estate is simulated; every screen and every operation says so.
"""

ENVIRONMENT = (
    ("DRCONSOLE_STATE", "The state folder, where --state does not name one."),
    ("DRCONSOLE_ENCRYPTION_PASSWORD", "The password of an encryption key's file; no engine and no script gets it."),
    ("DRCONSOLE_AS", "Who you are, where several people share an account; as --as."),
    ("NO_COLOR", "Set and not empty: no colours."),
    ("COLUMNS", "The width of tables."),
    ("XDG_STATE_HOME, XDG_CONFIG_HOME, XDG_RUNTIME_DIR", "Where state folder, config file and long sockets lie."),
    ("SSH_CONNECTION", "Set: the console leaves the mouse to the terminal."),
)

FILES = (
    ("~/.local/state/drconsole", "The state folder: store, journal, engine's log and socket, output of scripts."),
    ("~/.config/drconsole/config.toml", "The config file; drconsole config show lists its settings."),
)

EXAMPLES = (
    ("Load the bundled estate, start its engine, and see what is there:",
     ("drconsole estate load contoso", "drconsole engine start --speed 60", "drconsole status")),
    ("See what a failover would do, then run exactly that and follow it:",
     ("drconsole preview failover shop", "drconsole run failover shop --confirm shop --wait")),
    ("Open the console to look, not to touch:", ("drconsole console --read-only",)),
)  # fmt: skip


WIDTH = 72
"""Characters of a line of the source; roff fills its own lines."""
_SIGNS = str.maketrans({"\\": "\\e", "-": "\\-", '"': "\\(dq", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"})
"""What roff would take for a request or draw as another sign."""


def page() -> str:
    """Return the page for ``man -l``."""
    lines = [
        f'.TH DRCONSOLE 1 "" "drconsole {drconsole.__version__}" "User Commands"',
        '.\\" Made from the table of commands: make docs',
        ".na",
        *(".SH NAME", r"drconsole \- fail a data centre over without making it worse"),
        *(".SH SYNOPSIS", *_synopsis("drconsole", [*COMMON], tail=r"[\fICOMMAND\fR]")),
        *(".SH DESCRIPTION", *_prose(DESCRIPTION)),
        *(".SH OPTIONS", *_args([*COMMON])),
        *(".SH COMMANDS", *_commands()),
        *(".SH EXIT STATUS", *_exit_codes()),
        *(".SH ENVIRONMENT", *_listed(ENVIRONMENT)),
        *(".SH FILES", *_listed(FILES)),
        *(".SH EXAMPLES", *_examples()),
        *(".SH SEE ALSO", ".BR ssh (1),", ".BR systemd.unit (5)"),
    ]
    # A paragraph begins by itself below a heading.
    kept = [line for above, line in zip(["", *lines], lines, strict=False) if not (line == ".PP" and above[:2] == ".S")]
    return "\n".join(kept) + "\n"


def _commands() -> Iterator[str]:
    told: set[str] = set()
    for verb in VERBS:
        family = verb.words[0]
        if family in FAMILIES and family not in told:
            told.add(family)
            yield f'.SS "{_text(family)}"'
            yield from _prose(_sentence(FAMILIES[family]))
        if family not in FAMILIES and verb.name not in told:
            told.add(verb.name)
            yield f'.SS "{_text(verb.name)}"'
        yield from _command(verb)


def _command(verb: Verb) -> Iterator[str]:
    yield ".PP"
    yield from _synopsis(f"drconsole {verb.name}", verb.args)
    yield ".PP"
    yield from _prose(_sentence(verb.help))
    yield from _args(verb.args)
    if verb.text:
        yield from (".PP", ".nf", *map(_line, load(verb.text).strip("\n").splitlines()), ".fi")


def _synopsis(command: str, args: Sequence[Arg], tail: str = "") -> list[str]:
    return [f".B {_text(command)}", *map(_usage, args), *([tail] if tail else [])]


def _usage(arg: Arg) -> str:
    """Return an argument as a line of usage has it: ``[--point CHOICE]``, ``TARGET``."""
    name = arg.names[-1]
    value = name.lstrip("-").upper() if "metavar" not in arg.more and _value(arg) else _value(arg)
    if not name.startswith("-"):
        optional = arg.more.get("nargs") in ("?", "*")
        return f"[\\fI{_text(value)}\\fR]" if optional else f"\\fI{_text(value)}\\fR"
    written = f"\\fB{_text(name)}\\fR" + (f" \\fI{_text(value)}\\fR" if value else "")
    return written if arg.more.get("required") else f"[{written}]"


def _value(arg: Arg) -> str:
    """Return what stands for its value; empty for a flag."""
    if arg.more.get("action") in ("store_true", "store_false"):
        return ""
    if choices := arg.more.get("choices"):
        return "|".join(map(str, choices))
    return str(arg.more.get("metavar") or arg.names[-1].lstrip("-"))


def _args(args: Sequence[Arg]) -> Iterator[str]:
    for arg in args:
        yield ".TP"
        value = _value(arg)
        names = ", ".join(f"\\fB{_text(name)}\\fR" for name in arg.names) if arg.names[0].startswith("-") else ""
        yield " ".join(part for part in (names, f"\\fI{_text(value)}\\fR" if value else "") if part)
        yield from _prose(_sentence(arg.help))


def _exit_codes() -> Iterator[str]:
    for code, meaning in re.findall(r"^\s*(\d+) (.*)$", EXIT_CODES, re.MULTILINE):
        yield from (".TP", f".B {code}", *_prose(_sentence(meaning)))


def _listed(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    for name, about in rows:
        yield from (".TP", f".B {_text(name)}", *_prose(about))


def _examples() -> Iterator[str]:
    for about, lines in EXAMPLES:
        yield from (".PP", *_prose(about), ".PP", ".nf", ".RS", *map(_line, lines), ".RE", ".fi")


def _prose(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(text.strip().split("\n\n")):
        if number:
            yield ".PP"
        yield from map(_line, textwrap.wrap(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False))


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _line(text: str) -> str:
    """Return a line of text that roff takes for no request."""
    return f"\\&{_text(text)}" if text.startswith(".") else _text(text)


def _text(text: str) -> str:
    """Return text in which nothing means something to roff; a hyphen stays one that can be copied."""
    return text.translate(_SIGNS)
