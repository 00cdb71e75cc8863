"""Every screen as a picture, at the size it is designed for and at a large one."""

from __future__ import annotations

import pytest
from screen_support import LARGE, SMALL, compare, console

SIZES = {"80x24": SMALL, "120x40": LARGE}
SCREENS: dict[str, tuple[str, tuple[str, ...]]] = {
    "overview-quiet": ("quiet", ()),
    "overview-waiting": ("waiting", ()),
    "plans": ("done", ("2",)),
    "items": ("done", ("3", *"jjjjjjj")),
    "points": ("quiet", ("4", "r")),
    "jobs": ("running", ("5",)),
    "journal": ("waiting", ("6",)),
    "alarms": ("done", ("7",)),
    "plan": ("done", ("2", "enter", "tab")),
    "item": ("done", ("3", "enter")),
    "job-running": ("running", ("5", "enter")),
    "job-waiting": ("waiting", ("5", "enter")),
}
"""Name -> moment, and the keys that lead there."""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SCREENS)
async def test_a_screen_is_as_its_picture(name, size):
    moment, keys = SCREENS[name]
    async with console(moment, size=SIZES[size]) as opened:
        for key in keys:
            await opened.press(key)
        if name == "journal":
            await opened.journal(moment)
        elif name.startswith("job-"):
            await opened.take(news(moment))
        opened.app.clear_notices(*opened.app.shown_notices)
        await opened.settle()
        compare(opened.app, f"{name}-{size}")


def news(moment):
    """What the feed tells once the job's tasks are followed."""
    from console_fakes import news_at

    return news_at(moment)
