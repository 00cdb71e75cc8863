"""Leaving, whatever happens: a signal, a stuck loop, a terminal that is gone. The engine never notices.

A signal is handled on the app's loop, which puts the terminal back in order. The belt is for a loop that does
not come round to it: a terminal that has stopped reading blocks every write, and the loop with it. Then an
alarm puts the terminal back as well as it can be done and ends the process, with the same exit code.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGHUP, signal.SIGTERM)
GRACE = 5
"""Seconds that the loop has to leave after a signal."""
LAST_WORDS = 2
"""Seconds that threads have to end once the terminal is restored: an answer of the engine may be waited for."""

RESTORE = (
    b"\x1b[?2004l\x1b[?7h"  # no bracketed paste, line wrap
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2048l"  # no mouse, no resize reports
    b"\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[0m"  # keys, main screen, cursor, no focus reports, no colours
)
"""What Textual's driver sends when it stops, in one piece."""


class Belt:
    """Signals while a console runs. Made and worn on the main thread."""

    def __init__(self) -> None:
        self.code = 0
        self._output = sys.__stderr__.fileno() if sys.__stderr__ else 2
        self._input = sys.__stdin__.fileno() if sys.__stdin__ else 0
        self._before: list[Any] | None = None
        with contextlib.suppress(termios.error):
            self._before = termios.tcgetattr(self._input)
        self.restored = False

    @contextlib.contextmanager
    def worn(self) -> Iterator[Belt]:
        """From here until the loop takes over, a signal ends the process at once, terminal restored."""
        before = {number: signal.signal(number, self._at_once) for number in SIGNALS}
        before[signal.SIGALRM] = signal.signal(signal.SIGALRM, self._too_late)
        try:
            yield self
        finally:
            signal.alarm(0)
            for number, handler in before.items():
                signal.signal(number, handler)

    def catch(self, leave: Callable[[int], None]) -> None:
        """On the running loop: a signal calls ``leave`` there, and starts the alarm wherever the loop is."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, leave, number)
            # The loop is told through its wake-up descriptor whatever the handler: ours runs beside it.
            signal.signal(number, self._asked)

    def at_most(self, seconds: int, code: int) -> None:
        """Whatever still runs then, the process ends with this code."""
        self.code = code
        signal.alarm(seconds)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.at_most(GRACE, 128 + number)

    def _at_once(self, number: int, frame: FrameType | None) -> None:
        self.code = 128 + number
        self._too_late(number, frame)

    def _too_late(self, number: int, frame: FrameType | None) -> None:
        if not self.restored:
            self.restore()
        os._exit(self.code)

    def restore(self) -> None:
        """The terminal as it was found, without ever waiting for it."""
        with contextlib.suppress(termios.error):
            if self._before is not None:
                termios.tcsetattr(self._input, termios.TCSANOW, self._before)
        # The open terminal is shared with the shell: it gets its blocking back.
        with contextlib.suppress(OSError):
            os.set_blocking(self._output, False)
            try:
                os.write(self._output, RESTORE)
            finally:
                os.set_blocking(self._output, True)
