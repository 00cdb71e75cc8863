"""App on a real terminal: its signals, its faults and its glyphs, which a headless app in a test has not."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
from dataclasses import replace
from typing import Any

from rich.console import RenderableType
from textual.drivers.linux_driver import LinuxDriver
from textual.events import CursorPosition, Resize
from textual.geometry import Offset
from textual.screen import Screen

from drconsole.console.app import ConsoleApp
from drconsole.console.state import clipboard
from drconsole.console.state.model.model import News
from drconsole.console.state.session import Session
from drconsole.console.terminal.attention import RESTORE, SAVE, WITHOUT_TITLE, Attention, title
from drconsole.console.terminal.charset import charset_of
from drconsole.console.terminal.escape import read_keys
from drconsole.console.terminal.flood import Flooded
from drconsole.console.terminal.leaving import GRACE, SignalGuard
from drconsole.console.terminal.output.abilities import RepeatTrial, abilities
from drconsole.console.terminal.output.frame import Frame, writes
from drconsole.console.terminal.pulse import EVERY, QUESTION, Pulse
from drconsole.console.widgets.view import point_at_focus

PIECES_WAITING = 5
"""Pieces that may wait to be written, of which a frame has up to three; with more, the terminal takes nothing now."""
CATCH_UP = 0.1
"""Seconds between two looks whether a terminal that took nothing takes something again."""


def collect_garbage() -> None:
    """Look for garbage from now on, and never among what was made for the first frame (see ``run_console``)."""
    gc.freeze()
    gc.enable()


class TerminalApp(ConsoleApp):
    """Console on a terminal. It keeps its faults in ``faults`` instead of printing them, for report and exit code."""

    WRITTEN_IN = 0.03

    def __init__(self, session: Session, guard: SignalGuard) -> None:
        self._guard = guard
        self.faults: list[Any] = []
        self._attention, self._pulse = Attention(), Pulse()
        self._frame = Frame(abilities(os.environ))
        self._framed: tuple[Screen[Any], Offset] | None = None
        """Screen and place of the cursor in the last frame."""
        self._late = False
        """Whether a frame was left out, because the terminal takes nothing."""
        self._pointer = "default"
        """Shape of the mouse's pointer; each new screen of Textual tells it once more."""
        self._title = ""
        self._flood_dropped = 0
        """Keys of a flood that were read already, and dropped."""
        self._titled = session.checked.config.console.title and os.environ.get("TERM", "") not in WITHOUT_TITLE
        super().__init__(session)
        known = (*self.registry, *self.registry.left_out.values())
        read_keys(key for command in known for key in command.keys)
        encoding = getattr(sys.__stderr__, "encoding", None) or "ascii"  # where Textual's driver writes
        charset = charset_of(session.checked.config.console.glyphs, encoding, os.environ)
        line = "─"
        if charset is not None:
            from drconsole.console.terminal.plain import PlainGlyphs, plain  # with the signs of all pictures

            self._filters.append(PlainGlyphs(charset))
            line = plain(line, charset)
        self._trial: RepeatTrial | None = RepeatTrial(line)
        """Trial of which the terminal has not said the end."""

    def on_mount(self) -> None:
        # Textual calls the handler of every class, ours and the one it derives from.
        if self._titled:
            self._say_to_terminal(SAVE)
        if self._trial is not None:
            self._say_to_terminal(self._trial.written)
        self.set_interval(EVERY, self._ask_whether_there)
        self.once_shown(collect_garbage)
        self.app_resume_signal.subscribe(self, self._resumed)

    def _resumed(self, _: object) -> None:
        self.repaint()

    def repaint(self) -> None:
        self._frame.forget()
        super().repaint()

    def on_resize(self, event: Resize) -> None:
        # Some terminals wrap their lines anew, or clear the screen.
        self._frame.resized(event.size.width)

    def _ask_whether_there(self) -> None:
        """Ask the terminal, where somebody else is here who would want to know that this line is lost."""
        if len(self.model.consoles) < 2 or self.cursor_position.y == 0:
            return
        self._pulse.asked(self.monotonic())
        if not self._stalled():
            self._say_to_terminal(QUESTION)

    def terminal_silence(self) -> float:
        return self._pulse.silence(self.monotonic())

    def on_flooded(self, message: Flooded) -> None:
        """Drop what waits of a flood of keys; say once, when it is over, that it was not taken."""
        self._flood_dropped += self._key_queue.drop_waiting()
        if message.over:
            dropped = message.held_back + self._flood_dropped
            self._flood_dropped = 0
            letters = f"{dropped:,} characters"
            what = f"a paste of {letters}" if dropped >= message.came else f"the rest of a paste, {letters},"
            self.say(f"{what} was not taken: it is too long", refused=True)

    def on_cursor_position(self, event: CursorPosition) -> None:
        self._pulse.answered()
        if self._trial is not None:
            self._frame.able = replace(self._frame.able, repeats=self._trial.repeats(event.x, event.y))
            self._trial = None

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if renderable is None or not writes(self):
            super()._display(screen, renderable)
            return
        if self._stalled():
            # Nothing is noted as shown. One frame follows later, instead of all that were left out, and the loop does
            # not wait for the terminal.
            super()._display(screen, None)
            if not self._late:
                self._late = True
                self.set_timer(CATCH_UP, self._catch_up)
            return
        point_at_focus(screen)
        here = screen, screen.outer_size.clamp_offset(self.cursor_position)
        moved, self._framed = here != self._framed, here
        super()._display(screen, self._frame.to_write(renderable, moved=moved))

    def _stalled(self) -> bool:
        """Return whether the terminal takes nothing: more frames wait to be written than come at once."""
        writer = self._driver._writer_thread if isinstance(self._driver, LinuxDriver) else None
        return writer is not None and writer._queue.qsize() > PIECES_WAITING

    def _catch_up(self) -> None:
        """Show what is there now, once the terminal takes something again."""
        if self._stalled():
            self.set_timer(CATCH_UP, self._catch_up)
            return
        self._late = False
        self.refresh()

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

    def set_mouse(self, on: bool) -> None:
        super().set_mouse(on)
        if isinstance(self._driver, LinuxDriver):
            # Textual has no switch: both methods do nothing for a driver that was started without the mouse.
            self._driver._mouse = True
            (self._driver._enable_mouse_support if on else self._driver._disable_mouse_support)()
            self._driver._mouse = on

    def on_unmount(self) -> None:
        if self._titled:
            self._say_to_terminal(RESTORE)

    def _set_pointer_shape(self, shape: str) -> None:
        if shape != self._pointer:
            self._pointer = shape
            super()._set_pointer_shape(shape)

    def copy_to_clipboard(self, text: str) -> None:
        """Put a text into the terminal's clipboard, through tmux as well."""
        self._clipboard = text
        self._say_to_terminal(clipboard.sequence(text, os.environ))

    def _say_to_terminal(self, sequence: str) -> None:
        if self._driver is not None:
            self._driver.write(sequence)

    def catch_signals(self) -> None:
        self._guard.catch(self.leave)

    def panic(self, *renderables: Any) -> None:
        # Textual renders an exception as a picture; ``_handle_exception`` has put the exception itself into the list.
        if self._exception is None:
            self.faults.extend(renderables)
        super().panic()

    def _handle_exception(self, error: Exception) -> None:
        self.faults.append(error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def thread_died(self, error: BaseException, thread: threading.Thread | None) -> None:
        """Leave after a fault of a thread; called on that thread, perhaps after the loop has ended."""
        gone = isinstance(error, OSError) and thread is not None and thread.name == "textual-output"
        loop = self._loop
        if gone:
            # Nobody reads what is drawn: the loop may block for ever on its next frame.
            self._guard.exit_within(GRACE, 128 + signal.SIGHUP)
        if loop is None or not isinstance(error, Exception):
            return
        with contextlib.suppress(RuntimeError):
            if gone:
                loop.call_soon_threadsafe(self.leave, int(signal.SIGHUP))
            else:
                loop.call_soon_threadsafe(self._handle_exception, error)
