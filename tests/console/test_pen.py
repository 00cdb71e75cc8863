"""The pen: a terminal that gets what it writes shows what Rich would have shown, for fewer bytes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from drconsole.console.terminal.pen import Pen

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
_SGR = re.compile(r"\x1b\[([\d;]*)m")
SEEN_ON_BLANKS = {"4", "7"}


def shown(written: str) -> list[tuple[str, object]]:
    """Each letter with what a terminal would show of it: a little terminal of one's own."""
    attributes: set[str] = set()
    colours = {"3": "", "4": ""}
    cells: list[tuple[str, object]] = []
    at = 0
    for found in [*_SGR.finditer(written), None]:
        end = found.start() if found else len(written)
        for letter in written[at:end]:
            if letter == " " and not attributes & SEEN_ON_BLANKS:
                cells.append((letter, colours["4"]))
            else:
                cells.append((letter, (frozenset(attributes), *colours.values())))
        if found is None:
            break
        at = found.end()
        codes = (found[1] or "0").split(";")
        while codes:
            code = codes.pop(0)
            if code == "0":
                attributes, colours = set(), {"3": "", "4": ""}
            elif code in ("38", "48"):
                many = 4 if codes[0] == "2" else 2
                colours[code[0]] = ";".join(codes[:many])
                del codes[:many]
            elif code in ("39", "49"):
                colours[code[0]] = ""
            elif (len(code) == 2 and code[0] in "34") or len(code) == 3:
                colours["3" if code[0] in "39" else "4"] = code
            else:
                attributes.add(code)
    return cells


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
