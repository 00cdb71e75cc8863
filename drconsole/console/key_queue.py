"""Keys in turn: what is typed ahead goes where the key before it has led.

Textual hands every key at once to the widget that has the focus. Of ``n`` and a name that come as one burst, through
SSH or out of a script, the name would then still go where ``n`` was pressed, and its letters be taken for commands.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from typing import Any

from textual.app import App
from textual.events import Key, Paste
from textual.message_pump import MessagePump

PATIENCE = 2.0
"""Seconds that a key waits at most for what the one before it does."""
ROUNDS = 8
"""How often at most what a key leads to is looked at anew: a key that closes one page and opens another needs three."""

Typed = Key | Paste


class Turns:
    """Gives the app one key after the other: the next when the focus has come to rest after the last."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._waiting: deque[Typed] = deque()
        self._turn: Typed | None = None
        self._task: asyncio.Task[None] | None = None

    def waits(self, event: Typed) -> bool:
        """Whether it has to wait, and will come again; False = its turn is now."""
        if event is self._turn:
            return False
        self._waiting.append(event)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._in_turn())
        return True

    async def _in_turn(self) -> None:
        while self._waiting:
            self._turn = self._waiting.popleft()
            self._app.post_message(self._turn)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._rest(), PATIENCE)
        self._turn = None

    async def _rest(self) -> None:
        """Until whoever has the keys has done all that was asked of it, and still has them."""
        await done(self._app)
        before: MessagePump | None = None
        for _ in range(ROUNDS):
            if not self._app.screen_stack:
                return
            here = self._app.focused or self._app.screen
            for pump in here.ancestors_with_self:
                await done(pump)
            if here is before:
                return
            before = here


async def done(pump: MessagePump) -> None:
    """Until it has taken in what it was sent so far; at once if it is closed."""
    reached = asyncio.Event()
    if pump.call_later(reached.set):
        await reached.wait()
