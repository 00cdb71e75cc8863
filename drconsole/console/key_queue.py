"""Queue of keys: each key waits until the one before it has done its work.

Textual hands every key at once to the widget that has the focus. Where ``n`` and a name arrive in one burst, through
SSH or from a script, the letters of the name would still go to the page, which takes them for commands.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from typing import Any

from textual.app import App
from textual.events import Key, Paste
from textual.message_pump import MessagePump

LONGEST_WAIT = 2.0
"""Seconds that a key waits at most for the one before it."""
ROUNDS = 8
"""Number of times at most that the focus is looked at again: a key that closes one page and opens another needs 3."""

Typed = Key | Paste


class KeyQueue:
    """Hands the app one key after the other, each when the focus no longer moves after the last."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._waiting: deque[Typed] = deque()
        self._current: Typed | None = None
        self._task: asyncio.Task[None] | None = None

    def holds_back(self, event: Typed) -> bool:
        """Return whether a key has to wait; it is then posted again later. False = the app handles it now."""
        if event is self._current:
            return False
        self._waiting.append(event)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._hand_over())
        return True

    async def _hand_over(self) -> None:
        while self._waiting:
            self._current = self._waiting.popleft()
            self._app.post_message(self._current)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._focus_at_rest(), LONGEST_WAIT)
        self._current = None

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


async def processed(pump: MessagePump) -> None:
    """Wait until a pump has handled the messages that it was sent so far; return at once if it is closed."""
    reached = asyncio.Event()
    if pump.call_later(reached.set):
        await reached.wait()
