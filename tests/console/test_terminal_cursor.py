"""The terminal's cursor is where the focus is: there a screen reader reads, and a braille line stands."""

from __future__ import annotations

import pytest
from console_fakes import news_at
from screen_support import Open, console


async def read_after(opened: Open, *keys: str) -> str:
    """The line that the terminal's cursor is on, once these keys were pressed."""
    for key in keys:
        await opened.pilot.press(key)
    for _ in range(3):  # a part that gets the focus may change the layout, and the cursor comes after that
        await opened.pilot.pause()
    return opened.lines[opened.app.cursor_position.y]


@pytest.mark.parametrize("dialog", ["question_mark", "colon", "slash"])
@pytest.mark.parametrize("place", ["2 j", "5", "2 enter", "2 enter tab"])
async def test_a_dialog_that_closes_gives_it_back(place: str, dialog: str) -> None:
    async with console("waiting") as opened:
        before = await read_after(opened, *place.split())
        assert before
        await read_after(opened, dialog)
        assert await read_after(opened, "escape") == before


async def test_another_screen_gives_it_back() -> None:
    async with console("waiting") as opened:
        plan = await read_after(opened, "2", "j")
        assert await read_after(opened, "5") != plan
        assert await read_after(opened, "2") == plan
        assert await read_after(opened, "enter") != plan
        assert await read_after(opened, "escape") == plan


@pytest.mark.parametrize("place", ["2 j", "2 enter tab", "2 f", "2 f n", "2 slash", "2 colon"])
async def test_another_size_moves_it_with_its_line(place: str) -> None:
    async with console("quiet") as opened:
        before = await read_after(opened, *place.split())
        await opened.pilot.resize_terminal(80, 40)
        await opened.pilot.resize_terminal(80, 30)
        assert (await read_after(opened))[:15] == before[:15]


async def test_of_an_empty_list_it_reads_why_it_is_empty() -> None:
    async with console("quiet") as opened:
        assert await read_after(opened, "3", "enter") == "  recovery points: not read; press r"
        assert "nothing with" in await read_after(opened, "3", "slash", *"xyz", "enter")


async def test_of_a_job_it_reads_the_lane_and_the_task() -> None:
    async with console("waiting") as opened:
        await read_after(opened, "5", "enter")
        await opened.take(news_at("waiting"))
        lane = await read_after(opened)
        assert any(name in lane for name in ("ledger-db", "(plan)")), lane
        assert await read_after(opened, "L") != lane
        assert await read_after(opened, "L") == lane
