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
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from drconsole.cli.exit_codes import INTERRUPTED, LOST
from drconsole.cli.streams import OutputLost, terminal_width, unicode_stream
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.words.text import clean, escaped

if TYPE_CHECKING:
    from drconsole.render.rows.records import Column

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
    person: str | None = None
    """Who somebody is, as they said by ``--as``; None = they did not."""
    lines: bool = False
    """With ``json``: JSON lines and not one document; an error is a line, too."""

    @property
    def unicode(self) -> bool:
        """Return whether glyphs may be more than ASCII: on a terminal that can show them; a pipe gets the plain
        ones."""
        return self.out.isatty() and unicode_stream(self.out)

    def here(self, hint: str) -> str:
        """Return a hint whose commands mean this same state and person: ``--state`` and ``--as`` stand in them where
        they were given."""
        said = self._said()
        if not said or "--state" in hint:
            return hint
        from drconsole.render.words.command_lines import PROGRAM

        here = f"{PROGRAM} {' '.join(shlex.quote(clean(word)) for word in said)} "
        return _commands().sub(lambda _: here, hint)

    def command(self, *words: str) -> str:
        """Return a command line to copy that means this same state and person."""
        from drconsole.render.words.command_lines import command

        return command(*self._said(), *words)

    def for_others(self, *words: str) -> str:
        """Return a command line for somebody else that means this same state."""
        from drconsole.render.words.command_lines import command

        return command(*self._state_said(), *words)

    def _said(self) -> tuple[str, ...]:
        return (*(() if self.person is None else ("--as", self.person)), *self._state_said())

    def _state_said(self) -> tuple[str, ...]:
        return () if self.state is None else ("--state", self.state)

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
        import textwrap

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
        self.put_table(self.out, columns, list(records), empty)

    def rows(self, columns: Sequence[Column[R]], records: Sequence[R], empty: str) -> None:
        """Print rows: with ``--json`` as the one document, else as a table."""
        if self.json:
            self.document(records)
        else:
            self.table(columns, records, empty)

    def put_table(
        self, stream: TextIO, columns: Sequence[Column[R]], records: Sequence[R], empty: str = "none"
    ) -> None:
        """Print a table on one of the two streams."""
        from drconsole.cli.output import tables

        text = tables.draw(columns, records, stream) if records else empty
        self._write(stream, text)

    def failure(self, error: DrError) -> None:
        """Tell an error: for people on stderr, with ``--json`` as an object on stdout."""
        # Words for people are loaded where something is said to people: here, and by those who draw.
        from drconsole.cli.output.failures import show, told

        if self.json:
            put = self.line if self.lines else self.document
            put({"error": told(self, error)})
            return
        show(self, error)

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


@cache
def _commands() -> re.Pattern[str]:
    """Return a pattern for our name before one of our commands."""
    from drconsole.cli.words.verbs import VERBS
    from drconsole.render.words.command_lines import PROGRAM

    first = "|".join(sorted({verb.words[0] for verb in VERBS}))
    return re.compile(rf"\b{PROGRAM} (?=(?:{first})\b)")


def dumps(value: Any, indent: int | None = None) -> str:
    """Return a value as JSON that this terminal can show."""
    return escaped(json.dumps(value, indent=indent, ensure_ascii=not unicode_stream(sys.stdout), default=str))
