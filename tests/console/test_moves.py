"""A move ends where it is to end, and costs as little as it can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from little_terminal import LittleTerminal

from drconsole.console.terminal.output.moves import Place, move

WIDTH, HEIGHT = 120, 40
ROWS, COLUMNS = st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 1)


@given(ROWS, COLUMNS, st.sampled_from("x│"), ROWS, COLUMNS, st.booleans())
def test_a_move_ends_there_from_wherever_the_cursor_is(from_row, from_column, letter, row, column, to_columns):
    terminal = LittleTerminal(WIDTH, HEIGHT)
    terminal.write(move(None, from_row, from_column, to_columns=to_columns) + letter)
    after = min(from_column + 1, WIDTH - 1)
    before = Place(from_row, after if letter.isascii() or from_column == after else None)
    terminal.write(move(before, row, column, to_columns=to_columns))
    assert (terminal.row, terminal.column) == (row, column)


@pytest.mark.parametrize(
    ("before", "after", "written"),
    [
        (Place(4, 7), (4, 7), ""),
        (Place(4, 7), (4, 8), "\x1b[C"),
        (Place(4, 7), (4, 6), "\b"),
        (Place(4, None), (5, 0), "\r\v"),
        (Place(4, 7), (6, 7), "\v\v"),
        (Place(4, None), (4, 29), "\x1b[30G"),
        (Place(4, 7), (20, 7), "\x1b[21;8H"),
        (None, (0, 0), "\x1b[H"),
    ],
)
def test_the_shortest_way_is_gone(before, after, written):
    assert move(before, *after, to_columns=True) == written
