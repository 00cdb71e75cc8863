"""The table: what it shows, where its cursor stays, and how little it paints."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import samples
from console_host import Host, look_of
from rich.cells import cell_len
from support.whole import shown_item
from table_rows import COLUMNS, row

from drconsole.console.widgets.table.layout import SLIVER
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.console.widgets.table.marks import AT_ONCE
from drconsole.render.rows.records import ITEMS, Cell, Column


def rows(count: int) -> list[dict[str, Any]]:
    return [row(number) for number in range(count)]


def table(columns: Any = COLUMNS, **more: Any) -> LineTable:
    return LineTable(columns, key=lambda each: str(each["name"]), id="list", **more)


class TableHost(Host):
    def on_line_table_moved(self, message: LineTable.Moved) -> None:
        self.told.append(message)

    def on_line_table_chosen(self, message: LineTable.Chosen) -> None:
        self.told.append(message)


async def test_keys_move_the_cursor_and_the_window():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(rows(1000))
        for keys, number in (
            ("j", 1),
            ("down", 2),
            ("k", 1),
            ("pagedown", 24),
            ("ctrl+d", 35),
            ("ctrl+u", 24),
            ("G", 999),
            ("up", 998),
            ("pageup", 975),
            ("g g", 0),
            ("end", 999),
            ("home", 0),
        ):
            await pilot.press(*keys.split())
            assert made.cursor_key == f"vm{number:05d}", keys
            assert any(line.startswith(made.cursor_key) for line in app.lines), keys
        assert isinstance(app.told[-1], LineTable.Moved)
        await pilot.press("enter")
        assert isinstance(app.told[-1], LineTable.Chosen)
        assert made.cursor_row["name"] == "vm00000"


async def test_one_g_and_another_key_is_not_the_first_row():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(rows(50))
        await pilot.press("end", "g", "k", "g")
        assert made.cursor_key == "vm00048"


async def test_the_terminals_cursor_stands_on_the_row():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(rows(50))
        await pilot.press("j", "j")
        assert tuple(app.cursor_position) == (0, 3)


async def test_the_cursor_stays_on_its_key():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(rows(100))
        made.move_to("vm00050")
        await pilot.pause()
        before = next(y for y, line in enumerate(app.lines) if line.startswith("vm00050"))
        app.told.clear()
        made.show([row(1000 + number) for number in range(7)] + rows(100))
        await pilot.pause()
        assert made.cursor_key == "vm00050"
        assert next(y for y, line in enumerate(app.lines) if line.startswith("vm00050")) == before
        assert not app.told
        made.update({"vm00050": None})
        await pilot.pause()
        assert made.cursor_key == "vm00051"
        assert isinstance(app.told[-1], LineTable.Moved)
        assert made.cursor_row["name"] == "vm00051"
        made.show([])
        await pilot.pause()
        assert made.cursor_row is None
        assert isinstance(app.told[-1], LineTable.Moved)


async def test_what_comes_first_is_seen_at_the_top():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(rows(100))
        made.show([row(900), *rows(100)])
        await pilot.pause()
        assert app.lines[1].startswith("vm00900")
        assert made.cursor_key == "vm00000"


async def test_a_changed_cell_is_all_that_is_painted():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(120, 40)) as pilot:
        made.show(rows(10_000))
        await pilot.pause()
        app.painted.clear()
        made.update({"vm00007": row(7, rpo="99 s")})
        await pilot.pause()
        assert "99 s" in app.lines[8]
        assert 0 < app.painted.bytes < 200
        app.painted.clear()
        made.update({"vm05000": row(5000, rpo="59 min"), "vm00008": row(8)})
        await pilot.pause()
        assert app.painted.bytes == 0
        made.move_to("vm05000")
        await pilot.pause()
        assert any("vm05000" in line and "59 min" in line for line in app.lines)


async def test_a_step_of_the_cursor_paints_two_lines():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(120, 40)) as pilot:
        made.show(rows(10_000))
        await pilot.pause()
        app.painted.clear()
        await pilot.press("j")
        assert sum(frame.count("vm0000") for frame in app.painted.frames) == 2
        assert app.painted.bytes < 900
        app.painted.clear()
        made.show(rows(10_000))
        made.filter("")
        await pilot.pause()
        assert app.painted.bytes == 0


async def test_rows_out_of_sight_cost_nothing():
    drawn: list[str] = []

    def cell(each: Any) -> Cell:
        drawn.append(each["name"])
        return Cell(each["name"])

    made = table((Column("Name", cell),))
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(rows(100_000))
        await pilot.press("j", "j", "j")
        assert len(drawn) < 200
        await pilot.press("G")
        assert len(drawn) < 300
        assert app.lines[-1].startswith("vm99999")


async def test_filter_and_sort():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show([*rows(30), row(30, health="Critical"), row(31, health="Warning")])
        made.filter("VM 1 normal")
        await pilot.pause()
        assert made.count == 12
        assert "1/12 of 32" in app.lines[0]
        made.update({"vm00001": row(1, health="Warning")})
        assert made.count == 11
        made.filter("nowhere")
        await pilot.pause()
        assert "nothing with “nowhere”" in app.lines[2]
        made.filter("")
        made.sort(1)
        await pilot.pause()
        assert [line[:7] for line in app.lines[1:4]] == ["vm00030", "vm00001", "vm00031"]
        assert "Health▲" in app.lines[0]
        made.sort(2, reverse=True)
        await pilot.press("home")
        assert "31 s" in app.lines[1]
        made.sort(None)
        await pilot.press("home")
        assert app.lines[1].startswith("vm00000")


async def test_columns_go_sideways_and_the_first_stays():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(40, 10)) as pilot:
        made.show(rows(20))
        await pilot.press("l")
        assert app.lines[0].split()[:2] == ["Name", "RPO"]
        assert app.lines[1].startswith("vm00000")
        await pilot.press("l", "l", "l")
        assert "x" * 28 in app.lines[1]
        assert app.lines[0].endswith(" ←2")
        await pilot.press("h", "h", "h", "h")
        assert app.lines[0].split()[:2] == ["Name", "Health"]
        assert app.lines[0].endswith(" 1→"), "one column is out of sight"


async def test_a_wider_row_lets_its_column_grow_when_it_is_seen():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show([*rows(500), row(500, rpo="12345678 min")])
        await pilot.pause()
        narrow = app.lines[0].index("Long")
        await pilot.press("G")
        assert "12345678 min  xxx" in app.lines[-1]
        assert app.lines[0].index("Long") > narrow


async def test_a_column_is_narrower_again_where_its_room_is_needed():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(57, 24)) as pilot:
        made.show(rows(9))
        await pilot.pause()
        before = app.lines
        made.update({"vm00003": row(3, rpo="12345678 min")})
        made.narrow()
        await pilot.pause()
        wide = app.lines[0]
        assert wide.endswith("1→"), "the last column is cut off"
        made.update({"vm00003": row(3)})
        await pilot.pause()
        assert app.lines[0] == wide, "a change of one row touches no other line"
        made.narrow()
        await pilot.pause()
        assert app.lines == before


async def test_a_column_keeps_its_width_where_there_is_room():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(120, 24)) as pilot:
        made.show([*rows(3), row(3, rpo="12345678 min")])
        await pilot.pause()
        before = app.lines[0]
        made.update({"vm00003": row(3)})
        made.narrow()
        await pilot.pause()
        assert app.lines[0] == before


async def test_foreign_letters_and_hostile_ones_keep_the_columns():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show([row(1), {**row(2), "name": "会計サーバ"}, {**row(3), "name": "[red]x\x1b[2J"}])
        await pilot.pause()
        assert {cell_len(line[: line.index("✓")]) for line in app.lines[1:4]} == {12}
        assert "[red]x\N{REPLACEMENT CHARACTER}[2J" in app.lines[3]


async def test_an_empty_table_says_so_and_takes_keys():
    made = table(empty="no items yet")
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "G", "enter", "l", "pagedown")
        assert "no items yet" in app.lines[2]
        assert not app.told


async def test_real_items_are_readable_at_80_columns():
    made = table(ITEMS)
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show([shown_item(row) for row in samples()["quiet"].tables["item"].values()])
        await pilot.pause()
        assert all("✓ Normal" in line or "· None" in line for line in app.lines[1:21])
        assert app.lines[0].endswith("→")


@pytest.mark.parametrize("focus", [True, False])
async def test_the_cursor_is_seen_without_colour(focus):
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(rows(3))
        if not focus:
            app.set_focus(None)
        await pilot.pause()
        styles = [made.render_line(y)._segments[0].style for y in (1, 2)]
        assert styles[0] is not None and styles[1] is not None
        assert bool(styles[0].reverse) is focus
        assert focus or (styles[0].bold and not styles[1].bold)


@pytest.mark.parametrize("focus", [True, False])
async def test_an_abnormal_state_keeps_its_colour_under_the_cursor(focus):
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show([row(0, health="Critical"), row(1, health="Critical"), row(2)])
        if not focus:
            app.set_focus(None)
        await pilot.pause()
        under, beside = look_of(made, 1, "CRITICAL"), look_of(made, 2, "CRITICAL")
        assert under.color == beside.color
        assert bool(under.reverse) is focus
        assert look_of(made, 1, "vm00000").color != under.color, "only the state"
        made.move_to("vm00002")
        await pilot.pause()
        assert look_of(made, 3, "Normal").color == look_of(made, 3, "vm00002").color, "what is normal has none"


async def test_marks_stay_on_their_rows_while_the_table_is_sorted_and_filtered():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(rows(30))
        await pilot.pause()
        plain = app.lines[1]
        made.mark()
        made.mark()
        await pilot.pause()
        assert made.marked == ("vm00000", "vm00001")
        assert made.cursor_key == "vm00002", "it goes on to the next row"
        assert [line[:2] for line in app.lines[1:4]] == ["* ", "* ", "  "]
        assert "2 marked" in app.lines[0]
        made.sort(0, reverse=True)
        made.filter("vm0000")
        await pilot.pause()
        assert [line[:9] for line in app.lines if line.startswith("*")] == ["* vm00001", "* vm00000"]
        made.filter("vm0002")
        assert made.mark_all() == 0
        assert len(made.marked) == 12, "those that are hidden keep their marks"
        made.mark_all()
        assert made.marked == ("vm00000", "vm00001"), "again: no longer"
        made.clear_marks()
        made.filter("")
        made.sort(None)
        await pilot.press("home")
        assert app.lines[1] == plain


async def test_of_very_many_rows_only_the_first_are_marked_by_one_key():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(80, 24)):
        made.show(rows(AT_ONCE + 5))
        assert made.mark_all() == 5
        assert len(made.marked) == AT_ONCE


async def test_columns_that_are_not_wanted_are_hidden_and_the_first_is_not():
    made = table()
    app = TableHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(rows(3))
        made.hide(["Health", "Name"])
        await pilot.pause()
        assert app.lines[0].split() == ["Name", "RPO", "Long"]
        assert "✓" not in app.lines[1]
        assert made.hidden == ["Health"]
        made.filter("normal")
        assert made.count == 3, "what is hidden can be searched"
        made.filter("")
        made.hide([])
        await pilot.pause()
        assert app.lines[0].split() == ["Name", "Health", "RPO", "Long"]


@pytest.mark.parametrize("left", [0, 1, 2])
async def test_a_cell_that_the_window_cuts_says_so_and_is_no_other_value(left: int) -> None:
    columns = (
        Column("Name", lambda each: Cell(str(each["name"]))),
        Column("RPO", lambda each: Cell("20 s / 15 min"), number=True),
        Column("Time", lambda each: Cell("07:57:55Z")),
        Column("Due", lambda each: Cell("2026-08-04")),
    )
    whole = {"20 s / 15 min", "07:57:55Z", "2026-08-04"}
    for width in range(10, 50, 3):
        app = TableHost(made := table(columns))
        async with app.run_test(size=(width, 6)) as pilot:
            made.show(rows(2))
            await pilot.press(*["right"] * left)
            line = app.lines[1]
            cells = [each.strip() for each in line.removeprefix("vm00000").strip().split("  ") if each.strip()]
            for cell in cells[-1:]:
                assert cell in whole or cell.endswith("…"), (width, line)
            assert cell_len(line) <= width


async def test_of_a_column_with_room_for_a_letter_or_two_nothing_is_shown() -> None:
    columns = (
        Column("Name", lambda each: Cell(str(each["name"]))),
        Column("Where it runs", lambda each: Cell("Seattle")),
    )
    for width in range(10, 22):
        app = TableHost(made := table(columns))
        async with app.run_test(size=(width, 6)):
            made.show(rows(2))
            seen = app.lines[1].removeprefix("vm00000").strip()
            assert seen in ("", "Seattle") or (len(seen) >= SLIVER and seen.endswith("…")), (width, app.lines)
            assert seen or "Wh" not in app.lines[0], "nor half a title"
