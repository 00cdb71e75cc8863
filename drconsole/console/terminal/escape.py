"""Escape and a key right after it, told apart from what a terminal sends for one key.

A terminal says ``alt+x`` as escape and x, so Textual takes an escape that another key follows within a tenth of a
second for one key, and loses the escape. Over a slow line keys arrive together however they were pressed: of escape and
enter in a dialog, enter alone would be left, and it starts what escape was to leave.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.events import Key
from textual.message import Message

from drconsole.console.terminal.flood import Flood, Flooded

ESC = "\x1b"
ONE_KEY = "[Obf\x7f"
"""Letters after an escape with which it is one key: arrows and the like, and alt+b, alt+f, alt+backspace of a field."""
ALT = "alt+"


class KeyParser(XTermParser):
    """Reads keys from what a terminal sends; an escape is a key of its own wherever it can be one.

    A flood of keys is not read at all.
    """

    def __init__(self, debug: bool = False, *, alt: Iterable[str] = ()) -> None:
        """``alt``: letters that a person has bound with alt."""
        super().__init__(debug)
        self._alone = re.compile(f"{ESC}(?=[^{re.escape(ONE_KEY + ''.join(alt))}])", re.DOTALL)
        self.flood = Flood()
        self._held_until: float | None = None
        """Time at which an escape that came last is a key by itself; None = nothing is held."""
        self.clock: Callable[[], float] = time.monotonic
        """Clock in seconds; tests replace it."""

    def feed(self, data: str) -> Iterator[Message]:
        if data:
            before = self.flood.running
            data = self.flood.passed(data)
            if self.flood.running and not before:
                yield Flooded()
            if not data:
                return  # Textual takes it for the end of all input
        if self._held_until is not None:
            self._held_until = None
            if not data:
                yield from self._escape()
            else:
                data = ESC + data
        if not data:
            yield from super().feed(data)
            return
        if data.endswith(ESC):
            data, self._held_until = data[:-1], self.clock() + constants.ESCAPE_DELAY
        first, *others = self._alone.split(data)
        if first:
            yield from super().feed(first)
        for piece in others:
            yield from self._escape()
            if piece:
                yield from super().feed(piece)

    def tick(self) -> Iterator[Message]:
        if self._held_until is not None and self.clock() >= self._held_until:
            self._held_until = None
            yield from self._escape()
        yield from super().tick()
        if (ended := self.flood.ended()) is not None:
            yield ended

    def _escape(self) -> Iterator[Message]:
        """Yield what was read before, although more of it may have come, and the escape."""
        if self._timeout_time is not None:
            self._timeout_time = 0.0
            yield from super().tick()
        yield Key("escape", ESC)


def read_keys(bound: Iterable[str]) -> None:
    """Have Textual's driver read keys so from now on; ``bound``: keys that commands have, such as ``alt+x``."""
    letters = {key.removeprefix(ALT) for key in bound if key.startswith(ALT)}
    parser = partial(KeyParser, alt=[letter for letter in letters if len(letter) == 1])
    setattr(linux_driver, "XTermParser", parser)  # noqa: B010 - its driver takes no other
