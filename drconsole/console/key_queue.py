"""Queue of keys: each key waits until the one before it has done its work.

Textual hands every key at once to the widget that has the focus. Where ``n`` and a name arrive in one burst, through
SSH or from a script, the letters of the name would still go to the page, which takes them for commands. They would as
well where the key before them was refused, and opened no field: so what is typed in one go with it is not taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.events import Key, Paste
from textual.message_pump import MessagePump

LONGEST_WAIT = 2.0
"""Seconds that a key waits at most for the one before it."""
ROUNDS = 8
"""Number of times at most that the focus is looked at again: a key that closes one page and opens another needs 3."""
LOOKS = 32
"""Turns of the loop at most, after which a busy pump is sent a message instead of being looked at again."""

BURST = 0.3
"""Seconds without a key that end what is typed in one go, our choice: fast fingers and a slow line have less."""
TEXT_KEYS = frozenset({"enter", "tab", "backspace"})
"""Keys of somebody who types into a field, beside letters and signs. Escape and control keys are always taken."""

Typed = Key | Paste


class KeyQueue:
    """Hands the app one key after the other, each when the focus no longer moves after the last."""

    def __init__(self, app: App[Any], dropped: Callable[[str], None], rested: Callable[[], None]) -> None:
        """``dropped``: told which key was refused, when the first one after it is not taken.

        ``rested``: called when the last key of a burst has done its work.
        """
        self._app = app
        self._dropped = dropped
        self._rested = rested
        self.clock: Callable[[], float] = time.monotonic
        """Clock, in seconds, by which a burst ends; tests replace it."""
        self._refused_at: float | None = None
        """Time of the refusal, or of the last key after it that was not taken; None = the burst is over."""
        self._refused = ""
        """Name of the refused key, until it is told what became of those after it."""
        self._waiting: deque[Typed] = deque()
        self._current: Typed | None = None
        self._task: asyncio.Task[None] | None = None

    def holds_back(self, event: Typed) -> bool:
        """Return whether a key has to wait; it is then posted again later. False = the app handles it now."""
        if event is self._current:
            return False
        if self._is_dropped(event):
            return True
        if self._task is not None and not self._task.done():
            self._waiting.append(event)
            return True
        self._current = event
        self._task = asyncio.create_task(self._hand_over())
        return False

    @property
    def more(self) -> bool:
        """Return whether other keys wait for the present one."""
        return bool(self._waiting)

    def refused(self) -> None:
        """Drop what was typed in one go with a key that was refused: it was meant for what the key did not open."""
        self._refused_at = self.clock()
        self._refused = self._current.key if isinstance(self._current, Key) else ""
        waiting = [*self._waiting]
        self._waiting.clear()
        self._waiting.extend(event for event in waiting if not self._is_dropped(event))

    def drop_waiting(self) -> int:
        """Drop the keys that wait, and return their number: they belong to a flood of keys."""
        dropped = len(self._waiting)
        self._waiting.clear()
        return dropped

    def _is_dropped(self, event: Typed) -> bool:
        """Return whether a key belongs to a burst that a refusal has ended."""
        if self._refused_at is None:
            return False
        if self.clock() - self._refused_at >= BURST or not _is_text(event):
            self._refused_at = None
            return False
        self._refused_at = self.clock()
        if self._refused:
            self._dropped(self._refused)
            self._refused = ""
        return True

    async def _hand_over(self) -> None:
        """Wait for the end of the present key, and hand over those that have come meanwhile, one after the other."""
        while self._current is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_WAIT):
                    await self._focus_at_rest()
            self._current = self._waiting.popleft() if self._waiting else None
            if self._current is not None:
                self._app.post_message(self._current)
        self._rested()

    async def _focus_at_rest(self) -> None:
        """Wait until the focused widget has handled all its messages and still has the focus."""
        await processed(self._app)
        before: MessagePump | None = None
        for _ in range(ROUNDS):
            if not self._app.screen_stack:
                return
            here = self._app.focused or self._app.screen
            for pump in here.ancestors_with_self:
                await processed(pump)
            if here is before:
                return
            before = here


def _is_text(event: Typed) -> bool:
    return isinstance(event, Paste) or event.is_printable or event.key in TEXT_KEYS


async def processed(pump: MessagePump) -> None:
    """Wait until a pump has handled the messages that it was sent so far; return at once if it is closed."""
    for _ in range(LOOKS):
        # A turn of the loop in any case: what a key has begun beside the pumps gets as far as opening its page.
        await asyncio.sleep(0)
        if _waits(pump):
            return
    reached = asyncio.Event()
    if pump.call_later(reached.set):
        await reached.wait()


def _waits(pump: MessagePump) -> bool:
    """Return whether a pump waits for its next message; a look costs a tenth of a message that is sent through it."""
    ready: asyncio.Event = pump._message_queue.ready_event
    # asyncio tells nobody who waits: where it no longer has this attribute, the pump is sent a message.
    return not ready.is_set() and bool(getattr(ready, "_waiters", ()))
