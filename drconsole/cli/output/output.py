"""Output to stdout and stderr, as JSON or for people.

A reader that left (a closed pipe) is no error; a stdout that takes nothing (closed, its disk full) is ``OutputLost``.
What stderr does not take is lost in silence: there is nowhere left to say so.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TextIO, TypeVar

from drconsole.cli.exit_codes import INTERRUPTED, LOST
from drconsole.cli.streams import OutputLost, terminal_width, unicode_stream
from drconsole.records.rows.checks import FindingRow
from drconsole.records.rows.jobs import ConsequenceRow
from drconsole.recovery.types.errors import DrError
from drconsole.render.command_lines import PROGRAM, command, finding_to_type, flag, typed
from drconsole.render.labels import labelled_about, labels_about
from drconsole.render.operation.findings import finding_lines
from drconsole.render.records import CONSEQUENCES, FAULTS, Column
from drconsole.render.text import clean, escaped

R = TypeVar("R")
ROOM = 40
"""Columns that sentences have at least."""


@dataclass(slots=True)
class Output:
    """Output of one command: JSON or text to stdout, messages to stderr."""

    json: bool
    out: TextIO
    err: TextIO
    gone: bool = False
    """Nobody reads stdout any more."""
    state: str | None = None
    """The state folder as ``--state`` named it; None = it was not given."""
    lines: bool = False
    """With ``json``: JSON lines and not one document; an error is a line, too."""

    @property
    def unicode(self) -> bool:
        """Return whether glyphs may be more than ASCII: on a terminal that can show them; a pipe gets the plain
        ones."""
        return self.out.isatty() and unicode_stream(self.out)

    def here(self, hint: str) -> str:
        """Return a hint whose commands mean this same state: ``--state`` stands in them where it was given."""
        if self.state is None or "--state" in hint:
            return hint
        with_state = f"{PROGRAM} --state {shlex.quote(clean(self.state))} "
        return _commands().sub(lambda _: with_state, hint)

    def command(self, *words: str) -> str:
        """Return a command line to copy that means this same state."""
        return command(*(() if self.state is None else ("--state", self.state)), *words)

    def hint(self, text: str) -> None:
        """Print a line with commands to copy."""
        self.text(self.here(text))

    def document(self, value: Any) -> None:
        """Print the one JSON document of a command."""
        self._write(self.out, dumps(value, indent=2))

    def line(self, value: Any) -> None:
        """Print one line of JSON lines, seen at once by whoever reads."""
        self._write(self.out, dumps(value))
        self.flush()

    def text(self, text: str = "") -> None:
        """Print a line on stdout."""
        self._write(self.out, text)

    def prose(self, text: str, indent: str = "") -> None:
        """Print sentences on stdout; on a terminal they go on below at a word, not in the middle of one."""
        if not self.out.isatty():
            self.text(f"{indent}{text}")
            return
        width, below = max(ROOM, terminal_width(self.out)), f"{indent}  "
        wrap = textwrap.TextWrapper(
            width, initial_indent=indent, subsequent_indent=below, break_long_words=False, break_on_hyphens=False
        )
        for line in wrap.wrap(text):
            self.text(line)

    def note(self, text: str) -> None:
        """Print progress or a message on stderr."""
        self._write(self.err, text)

    def table(self, columns: Sequence[Column[R]], records: Iterable[R], empty: str = "none") -> None:
        """Print a table; ``empty`` where there is no row."""
        self._table(self.out, columns, list(records), empty)

    def _table(self, stream: TextIO, columns: Sequence[Column[R]], records: Sequence[R], empty: str = "none") -> None:
        from drconsole.cli.output import tables

        text = tables.draw(columns, records, stream) if records else empty
        self._write(stream, text)

    def failure(self, error: DrError) -> None:
        """Tell an error: for people on stderr, with ``--json`` as an object on stdout."""
        if self.json:
            put = self.line if self.lines else self.document
            put({"error": self._told(error)})
            return
        place, advice = place_of(error), advice_of(error)
        self.note(f"drconsole: {clean(error.message)}")
        if place:
            self.note(f"  where:  {clean(place)}")
        found = _findings(error)
        for line in finding_lines(
            [finding_to_type(one) for one in found], terminal_width(self.err), labels_about(found)
        ):
            self.note(line.plain(self.err.isatty() and unicode_stream(self.err)))
        consequences: list[ConsequenceRow] = error.extra.get("consequences") or []
        if consequences:
            self._table(self.err, CONSEQUENCES, labelled_about(consequences))
        faults = error.extra.get("faults") or ()
        if len(faults) > 1:
            self._table(self.err, FAULTS, list(faults))
        for change in _differences(error.extra.get("difference")):
            self.note(f"  changed:  {change}")
        if advice:
            self.note(f"  advice:  {clean(self.here(advice))}")

    def _told(self, error: DrError) -> dict[str, Any]:
        """Return an error in the fields of the command line."""
        told = {**error.to_json(), "place": place_of(error), "advice": self.here(advice_of(error))}
        if found := _findings(error):
            told["findings"] = [finding_to_type(finding) for finding in found]
        return told

    def interrupted(self, message: str, advice: str = "") -> int:
        """Tell of Ctrl-C in the form of an error; return the exit code."""
        self.failure(DrError("interrupted", message, advice=advice))
        return INTERRUPTED

    def lost(self, error: OutputLost) -> int:
        """Tell on stderr that stdout cannot be written; return the exit code."""
        self.note(f"drconsole: standard output cannot be written ({clean(error.why)}); what was asked for may be done")
        with contextlib.suppress(OutputLost):
            self.flush()
        return LOST

    def flush(self) -> None:
        """Write what is buffered. Raises ``OutputLost``."""
        for stream in (self.err, self.out):
            self._try(stream, stream.flush)

    def _write(self, stream: TextIO, text: str) -> None:
        self._try(stream, lambda: stream.write(text + "\n"))

    def _try(self, stream: TextIO, act: Callable[[], object]) -> None:
        try:
            act()
        except BrokenPipeError:
            self._leave(stream)
        except (OSError, ValueError) as error:
            self._leave(stream)
            if stream is self.out:
                raise OutputLost(error) from error

    def _leave(self, stream: TextIO) -> None:
        """Let what is still buffered run into nothing: it would fail again at exit."""
        self.gone = self.gone or stream is self.out
        with contextlib.suppress(OSError, ValueError), open(os.devnull, "wb") as nothing:
            os.dup2(nothing.fileno(), stream.fileno())


def place_of(error: DrError) -> str:
    """Return where the fault lies, as it is typed: ``--point``; with what was said of it."""
    option = error.extra.get("option")
    if not option:
        return error.place
    return flag(option) if error.place in ("", option) else f"{flag(option)} {error.place}"


def advice_of(error: DrError) -> str:
    """Return what would be right, with the options and commands for it."""
    return typed(error.advice, error.extra.get("remedies") or ())


def _findings(error: DrError) -> list[FindingRow]:
    found: list[FindingRow] = error.extra.get("findings") or []
    return found


@cache
def _commands() -> re.Pattern[str]:
    """Return a pattern for our name before one of our commands."""
    from drconsole.cli.words.verbs import VERBS

    first = "|".join(sorted({verb.words[0] for verb in VERBS}))
    return re.compile(rf"\b{PROGRAM} (?=(?:{first})\b)")


def dumps(value: Any, indent: int | None = None) -> str:
    """Return a value as JSON that this terminal can show."""
    return escaped(json.dumps(value, indent=indent, ensure_ascii=not unicode_stream(sys.stdout), default=str))


def _differences(difference: Any) -> list[str]:
    if not difference:
        return []
    if isinstance(difference, Mapping):
        return [f"{clean(name)}: {clean(value)}" for name, value in difference.items()]
    if isinstance(difference, str):
        return [clean(difference)]
    return [
        ", ".join(f"{clean(name)}: {clean(value)}" for name, value in each.items())
        if isinstance(each, Mapping)
        else clean(each)
        for each in difference
    ]
