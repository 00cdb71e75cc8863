"""Waiting until a console has nothing in hand, as its event loop shows it.

Textual's own tests sleep until the processor is idle: 20 ms at least for every key that is pressed, and more while
anything computes. That was two thirds of the time of the console's tests.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import textual.app
import textual.pilot
from bench.console.outside.process import states
from textual._context import active_app
from textual.app import App

SOON = 0.02
"""Seconds for which a thread is waited for that itself waits for something, as Textual waits for it."""
PATIENCE = 1.0
"""Seconds of work after which Textual looks at the screen whatever is still going on. What others work on the machine
does not count."""
QUIET = 3
"""Rounds of the loop in which nothing may have happened."""


class Threads:
    """Count of what runs in threads by ``asyncio.to_thread``."""

    def __init__(self) -> None:
        self.running = 0
        self._to_thread = asyncio.to_thread

    async def run(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.running += 1
        try:
            return await self._to_thread(function, *args, **kwargs)
        finally:
            self.running -= 1


def _working() -> bool:
    """Return whether another thread of ours has a processor, or waits for one or for the disk."""
    ours = threading.get_native_id()
    return any(state in "RD" for thread, state in states(os.getpid()).items() if thread != ours)


def _resizing() -> bool:
    """Whether a new size of the terminal waits: Textual takes it after a moment in which no other one came."""
    app = active_app.get(None)
    return app is not None and app._resize_event is not None


def _paint() -> bool:
    """Draw what has changed, as the screen's timer does at the next frame. Return whether there was anything."""
    app = active_app.get(None)
    if app is None or not app.screen_stack or app._exit:
        return False
    _show(app)
    screen = app.screen
    if app._batch_count or not screen.is_current:
        return False
    changed = screen._layout_required or screen._scroll_required or screen._repaint_required
    if not (changed or screen._recompose_required or screen._dirty_widgets or screen._callbacks):
        return False
    screen._on_timer_update()
    return True


def _show(app: App[Any]) -> None:
    """Let a page be drawn that is there: Textual draws nothing for a while after another mode was asked for."""
    for timer in list(app._timers) if app._batch_count else ():
        if timer.name == "delay_update" and timer._task is not None and not timer._task.done():
            assert timer._callback is not None
            timer.stop()
            timer._callback()


async def until_idle(min_sleep: float = 0.0, max_sleep: float = PATIENCE) -> None:
    """Wait until nothing is ready to run and what has changed is painted."""
    loop: Any = asyncio.get_running_loop()
    began = time.thread_time()
    waited_since: float | None = None
    quiet = 0
    while time.thread_time() - began < max_sleep:
        await asyncio.sleep(0)
        if loop._ready or _paint():
            quiet, waited_since = 0, None
        elif quiet < QUIET:
            quiet += 1
        elif not (_resizing() or THREADS.running):
            return
        elif _working():
            waited_since = None
            await asyncio.sleep(0.001)
        else:
            waited_since = waited_since or time.monotonic()
            if time.monotonic() - waited_since >= SOON:
                return
            await asyncio.sleep(0.001)


THREADS = Threads()


def wait_by_the_loop() -> Iterator[None]:
    """Body of a fixture: as long as it lasts, Textual's pilot waits for the loop and not for the processor."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "to_thread", THREADS.run)
        for module in (textual.app, textual.pilot):
            patch.setattr(module, "wait_for_idle", until_idle)
        yield
