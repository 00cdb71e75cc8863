"""One part of a page on the full screen."""

from __future__ import annotations

import pytest
from console_fakes import news_at
from screen_support import LARGE, SMALL, Open, console


def heights(opened: Open) -> dict[str, int]:
    return {
        each.id: each.outer_size.height for each in opened.app.screen.query("#list, #detail, #lanes, #facts, #head")
    }


@pytest.mark.parametrize("size", [SMALL, LARGE, (200, 60)])
async def test_a_list_takes_the_screen_and_gives_it_back(size: tuple[int, int]) -> None:
    async with console("done", size=size) as opened:
        await opened.press("5")
        before = heights(opened)
        assert before["detail"] > 0
        await opened.press("z")
        assert heights(opened)["detail"] == 0
        assert heights(opened)["list"] == size[1] - 3 - bars(opened)
        await opened.press("z")
        assert heights(opened) == before


def bars(opened: Open) -> int:
    """Lines of the status line beyond its first."""
    from drconsole.console.widgets.bars.status import StatusLine

    return opened.app.screen.query_one(StatusLine).outer_size.height - 1


@pytest.mark.parametrize("size", [SMALL, LARGE, (200, 60)])
async def test_a_part_in_a_part_is_shown_alone_and_tab_goes_to_the_next(size: tuple[int, int]) -> None:
    async with console("waiting", size=size) as opened:
        await opened.press("5", "enter")
        await opened.take(news_at("waiting"))
        before = heights(opened)
        await opened.press("z")
        shown = heights(opened)
        assert shown["lanes"] == size[1] - 3 - bars(opened)
        assert shown["facts"] == shown["head"] == 0
        assert opened.app.screen.query_one("#lanes").outer_size.width == size[0]
        await opened.press("tab")
        while opened.app.screen.focused.id != "facts":
            await opened.press("tab")
        assert heights(opened)["facts"] == size[1] - 3 - bars(opened)
        assert "  planned " not in opened.text
        await opened.press("z")
        assert heights(opened) == before


async def test_what_is_below_stays_away_while_the_cursor_moves() -> None:
    async with console("quiet", size=SMALL) as opened:
        await opened.press("3", "z", "j", "j")
        assert heights(opened)["detail"] == 0
        assert "press z again for all of it" in opened.text


async def test_escape_shows_the_page_again_before_it_leaves_it() -> None:
    async with console("done", size=SMALL) as opened:
        await opened.press("1", "z")
        assert opened.app.here.zoomed
        assert "press z again for all of it" in opened.text
        await opened.press("escape")
        assert not opened.app.here.zoomed
        assert "press z again" not in opened.text
        await opened.press("2", "enter", "z", "escape")
        assert opened.app.here.about() is not None, "the page is still there"
