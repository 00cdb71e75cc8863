"""App that a signal ends: the terminal is restored, and whoever started it learns which signal it was."""

from __future__ import annotations

import asyncio
import contextlib
import signal

from textual.app import App


class Signalled(App[None]):
    """App that leaves on SIGHUP and SIGTERM."""

    signalled: int | None = None
    """The signal that ended it."""

    def catch_signals(self) -> None:
        """Leave on SIGHUP and SIGTERM from now on; outside a main thread's loop nothing is caught."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, self.leave, number)

    def leave(self, number: int) -> None:
        """Exit after a signal with code 128 + ``number``."""
        self.signalled = number
        self.exit(return_code=128 + number)
