"""Of an update, only the cells that differ from what the terminal shows are written."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from drconsole.console.terminal.frame import GAP, Differences, Frame

PLAIN, LOUD = Style(color="white"), Style(color="red")


def page(*lines: str, style: Style = PLAIN) -> LayoutUpdate:
    strips = [[Strip([Segment(line, style)])] for line in lines]
    return LayoutUpdate(strips, Region(0, 0, max(map(len, lines)), len(lines)))


def written(frame: Frame, update: LayoutUpdate | ChopsUpdate) -> list[tuple[int, int, str]]:
    found = frame.differences(update)
    assert isinstance(found, Differences)
    return [(x, y, strip.text) for x, y, strip in found.pieces]


def test_a_page_that_is_painted_again_writes_nothing():
    frame = Frame()
    assert written(frame, page("one", "two")) == [(0, 0, "one"), (0, 1, "two")]
    assert written(frame, page("one", "two")) == []


def test_two_places_of_a_line_are_written_without_what_is_between_them():
    frame, between = Frame(), "=" * (GAP + 1)
    frame.differences(page(f"1{between}1"))
    assert written(frame, page(f"2{between}3")) == [(0, 0, "2"), (GAP + 2, 0, "3")]


def test_a_short_gap_in_one_style_is_written_again():
    frame = Frame()
    frame.differences(page("08:11:37"))
    assert written(frame, page("09:11:38")) == [(1, 0, "9:11:38")]


def test_a_letter_in_another_style_is_another_cell():
    frame = Frame()
    frame.differences(page("one"))
    assert written(frame, page("one", style=LOUD)) == [(0, 0, "one")]


def test_what_was_written_is_shown_from_then_on():
    frame = Frame()
    for text in ("a", "b", "a"):
        assert written(frame, page(text)) == [(0, 0, text)]


@pytest.mark.parametrize("wide", ["日本", "e\u0301x"])
def test_a_piece_with_letters_of_other_widths_is_written_as_a_whole(wide):
    frame = Frame()
    frame.differences(page(f"{wide} 1"))
    assert written(frame, page(f"{wide} 1")) == []
    assert written(frame, page(f"{wide} 2")) == [(0, 0, f"{wide} 2")]
    assert written(frame, page("plain text")) == [(0, 0, "plain text")]


def test_after_a_loss_everything_is_written_again():
    frame = Frame()
    frame.differences(page("one"))
    frame.forget()
    assert written(frame, page("one")) == [(0, 0, "one")]


def test_a_region_writes_what_differs_where_it_stands():
    frame = Frame()
    frame.differences(page("name    state", "shop    ok   "))
    chops = [{}, {0: None, 8: Strip([Segment("LOST ", LOUD)])}]
    assert written(frame, ChopsUpdate(chops, [(1, 8, 13)], [[], [8, 13]])) == [(8, 1, "LOST ")]
    assert written(frame, ChopsUpdate(chops, [(1, 8, 13)], [[], [8, 13]])) == []
