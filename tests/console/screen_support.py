"""An open console over sample rows, what stands on it, and pictures of it that are compared."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from console_fakes import SEEN_AT, FakeSession, fake_session, news_at, samples
from console_host import screen_lines
from textual.pilot import Pilot

from drconsole.console.app import ConsoleApp
from drconsole.console.state.model.model import News
from drconsole.console.widgets.table.line_table import LineTable

SMALL, LARGE = (80, 24), (120, 40)
_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")
"""A digest holds the paths of the plan's scripts, and so where this checkout lies."""
_UNIQUE = re.compile(r"terminal-\d+")


class Open:
    """A console, its session and who presses its keys."""

    def __init__(self, app: ConsoleApp, session: FakeSession, pilot: Pilot[Any]) -> None:
        self.app = app
        self.session = session
        self.pilot = pilot
        self.now = SEEN_AT
        app.monotonic = lambda: self.now

    async def take(self, news: News) -> None:
        self.app.take(news)
        await self.settle()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    def pause_typing(self) -> None:
        """As somebody does who reads what a key was answered: the next key belongs to no burst with it."""
        queue = self.app._key_queue
        later = queue.clock() + 60.0
        queue.clock = lambda: later

    async def to(self, key: str) -> None:
        """The cursor of the list on this key, wherever it stands."""
        assert self.app.screen.query_one("#list", LineTable).move_to(key), self.text
        await self.settle()

    async def settle(self) -> None:
        await self.pilot.pause()
        await self.app.workers.wait_for_complete([each for each in self.app.workers if each.group == "command"])
        await self.pilot.pause()

    async def journal(self, moment: str) -> None:
        """What the feed tells once the journal is followed."""
        await self.take(News(rev=self.app.model.rev, link=self.app.model.link, journal=samples()[moment].journal))

    @property
    def lines(self) -> list[str]:
        return screen_lines(self.app)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def flat(self) -> str:
        """The text without line ends, for what may be broken anywhere."""
        return re.sub(r"\s+", " ", self.text)

    @property
    def notices(self) -> list[str]:
        return [notice.text for notice in self.app.notices]

    def line(self, part: str) -> str:
        """The one line that holds this."""
        found = [line for line in self.lines if part in line]
        assert len(found) == 1, (part, self.text)
        return found[0]


@asynccontextmanager
async def console(
    moment: str | None = "quiet",
    *,
    size: tuple[int, int] = SMALL,
    answers: Mapping[str, Any] | None = None,
    news: Mapping[str, Any] | None = None,
    **settings: Any,
) -> AsyncIterator[Open]:
    """A console that has heard everything of this moment; None = nothing yet."""
    session = fake_session(answers, **settings)
    app = ConsoleApp(session, feed=False)
    async with app.run_test(size=size) as pilot:
        opened = Open(app, session, pilot)
        await pilot.pause()
        if moment is not None:
            await opened.take(news_at(moment, **(news or {})))
        yield opened


def picture(app: ConsoleApp) -> str:
    """The screen as SVG, the same for the same screen."""
    drawn = _UNIQUE.sub("terminal", app.export_screenshot(title="drconsole"))
    return _DIGEST.sub("0123456789abcdef", drawn)


def compare(app: ConsoleApp, name: str, folder: Path) -> None:
    """The screen is as its stored picture; ``DRCONSOLE_WRITE_PICTURES=1`` writes the pictures anew."""
    drawn = picture(app)
    path = folder / f"{name}.svg"
    if os.environ.get("DRCONSOLE_WRITE_PICTURES"):
        folder.mkdir(exist_ok=True)
        path.write_text(drawn)
    assert path.exists(), f"there is no picture {path.name}; DRCONSOLE_WRITE_PICTURES=1 makes it"
    stored = path.read_text()
    if drawn != stored:
        changes = difflib.unified_diff(_texts(stored), _texts(drawn), "stored", "drawn", lineterm="", n=0)
        raise AssertionError(f"{path.name} differs from the screen\n" + "\n".join(changes))


def _texts(svg: str) -> list[str]:
    """What a picture says, for the eye; where only colours differ it is the same."""
    return [re.sub(r"<[^>]+>", "", line) for line in svg.replace("</text>", "\n").splitlines()]
