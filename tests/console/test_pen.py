"""The pen: a terminal that gets what it writes shows what Rich would have shown, for fewer bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from little_terminal import LittleTerminal, Seen
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from drconsole.console.terminal.output.pen import Pen

COLOURS = st.sampled_from([None, "#c8c8c8", "#161616", "red", "color(20)", "default"])
STYLES = st.one_of(
    st.none(),
    st.builds(
        Style,
        color=COLOURS,
        bgcolor=COLOURS,
        bold=st.booleans(),
        reverse=st.booleans(),
        underline=st.booleans(),
        dim=st.booleans(),
    ),
)
SEGMENTS = st.lists(st.builds(Segment, st.sampled_from(["a", "  ", "Seattle", "─ x ─"]), STYLES), max_size=8)


def shown(written: str) -> list[Seen]:
    """Each letter with what a terminal would show of it."""
    terminal = LittleTerminal()
    terminal.write(written)
    return list(terminal.cells.values())


@given(st.lists(SEGMENTS, max_size=4), st.sampled_from([ColorSystem.TRUECOLOR, ColorSystem.STANDARD]))
def test_what_is_written_shows_the_same_as_piece_by_piece(lines, system):
    pen = Pen(system)
    written = "".join(pen.write(line) for line in lines) + pen.lifted()
    alone = "".join(
        Strip.render_style(style, text, system) if style else text for line in lines for text, style, _ in line
    )
    assert shown(written) == shown(alone)


def test_the_terminal_is_left_in_its_own_style():
    pen = Pen(ColorSystem.TRUECOLOR)
    pen.write([Segment("x", Style(color="red", bold=True))])
    assert pen.lifted() == "\x1b[0m"
    assert pen.lifted() == ""


GROUNDS = {ColorSystem.TRUECOLOR: "48;2;22;22;22", ColorSystem.EIGHT_BIT: "48;5;233", ColorSystem.STANDARD: ";40m"}


@pytest.mark.parametrize("system", GROUNDS)
def test_a_page_of_one_ground_names_the_ground_once(system):
    pen = Pen(system)
    style, dim = Style(color="#c8c8c8", bgcolor="#161616"), Style(color="#808080", bgcolor="#161616")
    written = "".join(pen.write([Segment("│", dim), Segment(" text ", style), Segment("│", dim)]) for _ in range(20))
    assert written.count(GROUNDS[system]) == 1
