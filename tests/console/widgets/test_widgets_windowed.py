"""A table whose rows are read by window: what it reads, and that it looks like one that has them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from console_host import Host
from table_rows import COLUMNS, row

from drconsole.console.widgets.table.line_table import LineTable
from drconsole.console.widgets.table.windowed import AT_ONCE, Windowed
from drconsole.render.rows.records import Cell, Column


class Rows:
    """A source over a plain list; it says how many rows were taken from it."""

    def __init__(self, count: int) -> None:
        self.rows = [row(number) for number in range(count)]
        self.read = 0

    def key_of(self, each: Any) -> str:
        return str(each["name"])

    def total(self) -> int:
        return len(self.rows)

    def sorts(self, column: int) -> bool:
        return column == 0

    def _shown(self, column: int | None, reverse: bool, words: Sequence[str]) -> list[Any]:
        found = [each for each in self.rows if all(word in each["name"] for word in words)]
        return sorted(found, key=self.key_of, reverse=reverse) if column is not None else found

    def found(self, column: int | None, reverse: bool, words: Sequence[str], key: str | None) -> tuple[int, int | None]:
        keys = [self.key_of(each) for each in self._shown(column, reverse, words)]
        return len(keys), keys.index(key) if key in keys else None

    def window(self, column: int | None, reverse: bool, words: Sequence[str], start: int, limit: int) -> Sequence[Any]:
        found = self._shown(column, reverse, words)[start : start + limit]
        self.read += len(found)
        return found

    def keys(self, column: int | None, reverse: bool, words: Sequence[str], limit: int) -> list[str]:
        return [self.key_of(each) for each in self._shown(column, reverse, words)][:limit]


def table() -> LineTable:
    return LineTable(COLUMNS, key=lambda each: str(each["name"]), id="list")


async def test_only_the_rows_around_the_window_are_read():
    made, source = table(), Rows(10_000)
    app = Host(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show_windows(Windowed(source))
        await pilot.pause()
        assert source.read <= 2 * AT_ONCE
        before = source.read
        for _ in range(20):
            await pilot.press("j")
        assert source.read == before, "what is in memory is not read again"
        await pilot.press("G")
        assert made.cursor_key == "vm09999"
        assert app.lines[-1].startswith("vm09999")
        assert source.read <= before + 2 * AT_ONCE


async def test_the_cursor_stays_on_its_key_while_the_list_is_sorted_filtered_and_changed():
    made, source = table(), Rows(1_000)
    app = Host(made)
    async with app.run_test(size=(80, 24)) as pilot:
        rows = Windowed(source)
        made.show_windows(rows)
        assert made.move_to("vm00500")
        made.sort(0, reverse=True)
        assert made.cursor_key == "vm00500"
        made.filter("00")
        assert (made.count, made.total) == (len([each for each in source.rows if "00" in each["name"]]), 1_000)
        assert made.cursor_key == "vm00500"
        made.filter("")
        made.sort(None)
        source.rows = [row(2_000), *source.rows]
        made.show_windows(rows)
        await pilot.pause()
        assert made.cursor_key == "vm00500"
        assert any(line.startswith("vm00500") for line in app.lines)
        source.rows = [each for each in source.rows if each["name"] != "vm00500"]
        made.show_windows(rows)
        assert made.cursor_key == "vm00501"


async def test_rows_that_went_between_two_questions_leave_lines_empty():
    made, source = table(), Rows(500)
    app = Host(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show_windows(Windowed(source))
        await pilot.pause()
        del source.rows[10:]
        await pilot.press("G", "k")
        assert made.cursor_row is None
        made.show_windows(Windowed(source))
        await pilot.pause()
        assert made.count == 10
        assert made.cursor_key == "vm00009"


async def test_rows_at_hand_and_rows_by_window_take_turns_and_keep_the_filter():
    made, source = table(), Rows(500)
    app = Host(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show_windows(Windowed(source))
        made.filter("vm0001")
        made.show([row(10), row(20)])
        await pilot.pause()
        assert made.count == 1
        assert app.lines[1].startswith("vm00010")


async def test_what_a_row_shows_is_made_once_also_after_it_was_read_again():
    drawn: list[str] = []

    def cell(each: Any) -> Cell:
        drawn.append(each["name"])
        return Cell(each["name"])

    source = Rows(100)
    made = LineTable((Column("Name", cell),), key=source.key_of, id="list")
    app = Host(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show_windows(Windowed(source))
        source.rows = [row(number) for number in range(100)]
        made.show_windows(Windowed(source))
        await pilot.pause()
        drawn.clear()
        await pilot.press("j", "j", "k")
        assert drawn == []
        assert app.lines[2].startswith("vm00001")
