"""Headings of all lists: no title is cut in a way that makes another word of it, at any width."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proposed import AS_BOB, several
from rich.style import Style
from screen_support import console
from textual.geometry import Size

from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.table.heading import heading
from drconsole.console.widgets.table.line_table import LineTable

WAYS = ("1", "2", "3", "4 r", "5", "6", "7", "D", "A", "2 enter", "3 enter")
"""Keys to each list; the one of operations stands on the pages of a plan and of an item."""
WIDTHS = (*range(24, 130, 7), 80, 200)
PARTS = re.compile(r"\s{2,}|(?<=[▲▼]) ")
TITLE, QUIET = Style(bold=True), Style(dim=True)


def titles(table: LineTable, width: int) -> tuple[list[str], str]:
    """What the heading says of the columns, and of where the window is."""
    table._size = Size(width, 8)
    table.resized()
    line = heading(table._columns, table.sorted_by, table._where(), TITLE, QUIET, table._marks.room, width)
    assert line.cell_length == width
    said = "".join(part.text for part in line if part.style == TITLE)
    return PARTS.split(said.strip()), "".join(part.text for part in line if part.style == QUIET).strip()


def heading_of(table: LineTable) -> str:
    """What the heading says at the table's own width."""
    return titles(table, table.size.width)[1]


def cut(table: LineTable) -> Iterator[str]:
    parts = (part for column in table.columns for part in PARTS.split(column.title))
    whole = {part + arrow for part in parts for arrow in ("", "▲", "▼")}
    for width in WIDTHS:
        said, where = titles(table, width)
        for title in said:
            if title not in whole and not any(title.endswith("…") and each.startswith(title[:-1]) for each in whole):
                yield f"{width}: {said}, {where}"


async def test_no_title_of_any_list_is_cut_at_any_width() -> None:
    async with console("done", news=several(), **AS_BOB) as it:
        seen = set()
        for way in WAYS:
            await it.press(*way.split())
            for table in it.app.screen.query(LineTable):
                name = f"{type(it.app.screen).__name__} {table.id}"
                seen.add(name)
                for step in range(4):
                    assert list(cut(table)) == [], name
                    if table.count and step == 1:
                        table.mark_all()
                    table.sort(step % len(table.columns) if table.sorts(step % len(table.columns)) else None)
                    table._columns.scroll(1, 24)
                table.clear_marks()
                table.sort(None)
        assert len(seen) >= len(WAYS)


async def test_a_title_that_has_room_is_whole_whatever_stands_behind_it() -> None:
    async with console("done") as it:
        await it.press("7")
        said, where = titles(it.app.screen.query_one("#list", LineTable), 80)
        assert said[-1] == "Whom" and where == "1→"
        await it.press("3", "j", "j", "asterisk")
        items = it.app.screen.query_one("#list", LineTable)
        places = {width: titles(items, width) for width in range(60, 130)}
        for width, (said, where) in places.items():
            assert where.startswith("20 marked"), width
            assert "/20" not in where or not any(title.endswith("…") for title in said), "its place gives way first"
        assert any("/20" not in where for _, where in places.values())
        assert any("/20" in where for _, where in places.values())


async def test_a_place_that_the_titles_leave_no_room_stands_behind_the_title_of_the_details() -> None:
    async with console() as it:
        await it.press("3", "j")
        items, below = it.app.screen.query_one("#list", LineTable), it.app.screen.query_one("#detail", Lines)
        assert "/20" not in heading_of(items), "the titles take all of the line"
        assert below.border_title == "Details ─ 2/20"
        await it.press("j")
        assert below.border_title == "Details ─ 3/20"
        await it.to("ledger-db")
        it.app.here.find("ledger")
        assert below.border_title == "Details", "all of them are seen, or the heading says it"
