"""A screen whose terminal was made smaller or larger is as if it had been opened so, although no news came."""

from __future__ import annotations

import pytest
from screen_support import console

from drconsole.console.widgets.table.line_table import LineTable

LARGE, SMALL = (200, 60), (80, 24)
SCREENS = {"overview": "1", "plans": "2", "items": "3", "points": "4", "jobs": "5", "journal": "6", "alarms": "7"} | {
    "plan": "2 enter",
    "item": "3 G enter",
}


async def lines(key: str, opened: tuple[int, int], then: tuple[int, int]) -> list[str]:
    async with console("running", size=opened) as it:
        await it.press(*key.split())
        if then != opened:
            await it.pilot.resize_terminal(*then)
            await it.settle()
            await it.settle()
        # How wide a column is depends on what was in it: its line and its first letters do not.
        return [line[:8].rstrip() for line in it.lines]


@pytest.mark.parametrize(("opened", "then"), [(LARGE, SMALL), (SMALL, LARGE)])
@pytest.mark.parametrize("name", SCREENS)
async def test_it_is_as_if_it_had_been_opened_at_that_size(
    name: str, opened: tuple[int, int], then: tuple[int, int]
) -> None:
    key = SCREENS[name]
    assert await lines(key, opened, then) == await lines(key, then, then)


@pytest.mark.parametrize(("size", "least"), [((80, 12), 4), ((40, 10), 3)], ids=["80x12", "40x10"])
async def test_in_a_low_window_the_list_keeps_more_lines_than_its_details(size: tuple[int, int], least: int) -> None:
    async with console("quiet", size=size) as it:
        await it.press("3", "g", "g")
        table = it.app.screen.query_one("#list", LineTable)
        assert table.window >= least
        assert it.app.screen.query_one("#detail").size.height >= 1
