"""The app on a real terminal: what it does with signals and faults that a headless one must not."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from typing import Any

from drconsole.console.app import ConsoleApp
from drconsole.console.state.model import News
from drconsole.console.state.session import Session
from drconsole.console.terminal.attention import RESTORE, SAVE, WITHOUT_TITLE, Attention, title
from drconsole.console.terminal.leaving import GRACE, Belt
from drconsole.console.terminal.plain import PlainGlyphs, charset_of


class TerminalApp(ConsoleApp):
    """Keeps what went wrong in ``faults`` instead of printing it: the report and the exit code are made of it."""

    def __init__(self, session: Session, belt: Belt) -> None:
        self._belt = belt
        self.faults: list[Any] = []
        self._attention = Attention()
        self._title = ""
        self._titled = session.checked.config.console.title and os.environ.get("TERM", "") not in WITHOUT_TITLE
        super().__init__(session)
        encoding = getattr(sys.__stderr__, "encoding", None) or "ascii"  # where Textual's driver writes
        charset = charset_of(session.checked.config.console.glyphs, encoding, os.environ)
        if charset is not None:
            self._filters.append(PlainGlyphs(charset))

    def on_mount(self) -> None:
        # Textual calls the handler of every class, ours and the one it derives from.
        if self._titled:
            self._say_to_terminal(SAVE)

    def take(self, news: News) -> None:
        super().take(news)
        if not self.model.rev:
            return
        waits = self.model.waits()
        if self._attention.rings(waits) and self.session.checked.config.console.bell:
            self.bell()
        wanted = title(self.model.mode(), len(waits))
        if self._titled and wanted != self._title:
            self._title = wanted
            self._say_to_terminal(wanted)

    def on_unmount(self) -> None:
        if self._titled:
            self._say_to_terminal(RESTORE)

    def _say_to_terminal(self, sequence: str) -> None:
        if self._driver is not None:
            self._driver.write(sequence)

    def catch_signals(self) -> None:
        self._belt.catch(self.leave)

    def panic(self, *renderables: Any) -> None:
        # Of an exception Textual makes a picture; the exception itself is in the list already.
        if self._exception is None:
            self.faults.extend(renderables)
        super().panic()

    def _handle_exception(self, error: Exception) -> None:
        self.faults.append(error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def thread_died(self, error: BaseException, thread: threading.Thread | None) -> None:
        """Called on the thread that died, or on any that outlives the loop."""
        gone = isinstance(error, OSError) and thread is not None and thread.name == "textual-output"
        loop = self._loop
        if gone:
            # Nobody takes what is drawn: the loop may block for ever on its next frames.
            self._belt.at_most(GRACE, 128 + signal.SIGHUP)
        if loop is None or not isinstance(error, Exception):
            return
        with contextlib.suppress(RuntimeError):
            if gone:
                loop.call_soon_threadsafe(self.leave, int(signal.SIGHUP))
            else:
                loop.call_soon_threadsafe(self._handle_exception, error)
