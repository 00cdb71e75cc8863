"""Console on an exercise whose coach says what a test wants."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from coach_views import say
from console_fakes import samples
from dialog_support import settled
from screen_support import Open, console

from drconsole.console.dialogs.coach import CoachDialog
from drconsole.training.coaching.view import CoachView


@asynccontextmanager
async def exercise(*views: CoachView, size: tuple[int, int] = (80, 24), moment: str = "quiet") -> AsyncIterator[Open]:
    """A console on an exercise whose coach has said this; the story is closed."""
    status = {**samples()[moment].status, "mode": "EXERCISE"}
    async with console(moment, size=size, news={"status": status}) as opened:
        for view in views:
            say(opened.app, view)
            await opened.settle()
            if isinstance(opened.app.screen, CoachDialog):
                await opened.press("escape")
        yield opened


async def in_dialog(opened: Open, *keys: str) -> None:
    """Press keys of which the last opens a dialog; its command waits for the answer."""
    for key in keys:
        await opened.pilot.press(key)
        await settled(opened.app, opened.pilot)


class Asked:
    """What the coach was asked for."""

    def __init__(self, opened: Open, patch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        patch.setattr(opened.app.coaching, "hint", lambda: self.asked.append("hint"))
        patch.setattr(opened.app.coaching, "end", lambda: self.asked.append("end"))
