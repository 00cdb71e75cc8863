"""Exit of the console after a signal, even where its loop is stuck or the terminal is gone. The engine goes on.

A signal is handled on the app's loop, which restores the terminal. The guard is for a loop that does not get to it: a
terminal that no longer reads blocks every write, and so the loop. Then an alarm restores the terminal as far as
possible, and ends the process with the same exit code.
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
"""Seconds for the loop to exit after a signal."""
THREADS_TIMEOUT = 2
"""Seconds for threads to end once the terminal is restored: one may wait for an answer of the engine."""

RESTORE = (
    b"\x1b[?2004l\x1b[?7h"  # no bracketed paste, line wrap
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2048l"  # no mouse, no resize reports
    b"\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[0m"  # keys, main screen, cursor, no focus reports, no colours
)
"""Sequences that Textual's driver sends when it stops, in one write."""


class SignalGuard:
    """Handling of signals while a console runs; make and install it on the main thread."""

    def __init__(self) -> None:
        self.code = 0
        self._output = sys.__stderr__.fileno() if sys.__stderr__ else 2
        self._input = sys.__stdin__.fileno() if sys.__stdin__ else 0
        self._before: list[Any] | None = None
        with contextlib.suppress(termios.error):
            self._before = termios.tcgetattr(self._input)
        self.restored = False

    @contextlib.contextmanager
    def installed(self) -> Iterator[SignalGuard]:
        """Handle signals in this block: until ``catch``, one restores the terminal and ends the process at once."""
        before = {number: signal.signal(number, self._exit_now) for number in SIGNALS}
        before[signal.SIGALRM] = signal.signal(signal.SIGALRM, self._on_alarm)
        try:
            yield self
        finally:
            signal.alarm(0)
            for number, handler in before.items():
                signal.signal(number, handler)

    def catch(self, leave: Callable[[int], None]) -> None:
        """Hand signals to the running loop: one calls ``leave`` there, and starts the alarm."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, leave, number)
            # The loop learns of the signal by its wake-up descriptor, so that our own handler can run as well.
            signal.signal(number, self._on_signal)

    def exit_within(self, seconds: int, code: int) -> None:
        """End the process with this code after these seconds, whatever still runs."""
        self.code = code
        signal.alarm(seconds)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.exit_within(GRACE, 128 + number)

    def _exit_now(self, number: int, frame: FrameType | None) -> None:
        self.code = 128 + number
        self._on_alarm(number, frame)

    def _on_alarm(self, number: int, frame: FrameType | None) -> None:
        if not self.restored:
            self.restore()
        os._exit(self.code)

    def restore(self) -> None:
        """Restore the terminal as it was found, without ever waiting for it."""
        with contextlib.suppress(termios.error):
            if self._before is not None:
                termios.tcsetattr(self._input, termios.TCSANOW, self._before)
        # The shell shares this open terminal and expects blocking writes: set that again afterwards.
        with contextlib.suppress(OSError):
            os.set_blocking(self._output, False)
            try:
                os.write(self._output, RESTORE)
            finally:
                os.set_blocking(self._output, True)
