"""Of an update, only the cells that differ from what the terminal shows are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from little_terminal import LittleTerminal
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from drconsole.console.terminal.output.abilities import Abilities, RepeatTrial, abilities
from drconsole.console.terminal.output.frame import GAP, Differences, Frame

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
    assert written(frame, ChopsUpdate(chops, [(1, 8, 13)], [[], [8, 13]])) == [(8, 1, "LOST")]
    assert written(frame, ChopsUpdate(chops, [(1, 8, 13)], [[], [8, 13]])) == []


WIDTH, HEIGHT = 40, 6
STYLES = st.sampled_from(
    [
        Style(color="#c8c8c8", bgcolor="#161616"),
        Style(color="#9a9a9a", bgcolor="#161616"),
        Style(color="#c8c8c8", bgcolor="#161616", bold=True),
        Style(color="#c8c8c8", bgcolor="#161616", reverse=True),
        Style(color="#c8c8c8", bgcolor="#262626", underline=True, bold=True),
        Style(color="#ff7066", bgcolor="#262626", dim=True),
    ]
)
TEXTS = st.sampled_from(["a", "│", " ", " " * 9, " " * 17, " x  y", "─────", "é", "Seattle"])
PAINTS = st.lists(st.builds(lambda text, style: Segment(text, style), TEXTS, STYLES), min_size=1, max_size=6)
GROUND = Style(bgcolor="#161616")
ABLE = st.builds(Abilities, erases=st.booleans(), to_columns=st.booleans(), repeats=st.sampled_from([0, 1, 3]))
ERASING = Abilities(erases=True)


def whole_page(lines: list[list[Segment]]) -> LayoutUpdate:
    strips = [[Strip(line).adjust_cell_length(WIDTH, GROUND)] for line in lines]
    return LayoutUpdate(strips, Region(0, 0, WIDTH, HEIGHT))


def told(update: LayoutUpdate | Differences) -> str:
    console = Console(color_system="truecolor", force_terminal=True, width=WIDTH, height=HEIGHT)
    assert console._color_system is ColorSystem.TRUECOLOR
    return update.render_segments(console)


@given(st.lists(st.lists(PAINTS, min_size=HEIGHT, max_size=HEIGHT), min_size=1, max_size=4), ABLE)
def test_a_terminal_shows_every_page_whatever_was_on_it_before(pages, able):
    frame, terminal = Frame(able, WIDTH), LittleTerminal(WIDTH, HEIGHT)
    for number, lines in enumerate(pages):
        if number % 3 == 2:
            frame.forget()
            terminal.write("\x1b[0m\x1b[1Hnoise of another program")
        found = frame.differences(whole_page(lines))
        assert isinstance(found, Differences)
        terminal.write(told(found))
        alone = LittleTerminal(WIDTH, HEIGHT)
        for row, line in enumerate(lines):
            strip = Strip(line).adjust_cell_length(WIDTH, GROUND)
            alone.write(f"\x1b[{row + 1}H")
            for text, style, _ in strip:
                alone.write(style.render(text, color_system=ColorSystem.TRUECOLOR))
        assert terminal.cells == alone.cells


def test_a_page_of_blanks_costs_no_blanks_where_the_terminal_erases():
    lines = [[Segment("x" + " " * (WIDTH - 1), Style(color="#c8c8c8", bgcolor="#161616"))]] * HEIGHT
    there = told(Frame(ERASING, WIDTH).differences(whole_page(lines)))
    not_there = told(Frame().differences(whole_page(lines)))
    assert "\x1b[J" in there
    assert "  " not in there
    assert not_there.count(" " * (WIDTH - 1)) == HEIGHT
    assert "\x1b[J" not in not_there


def test_blanks_that_come_are_erased_to_the_margin():
    frame, style = Frame(ERASING, WIDTH), Style(color="#c8c8c8", bgcolor="#161616")
    lines = [[Segment("x" * WIDTH, style)]] * HEIGHT
    frame.differences(whole_page(lines))
    written = told(frame.differences(whole_page([[Segment(" " * WIDTH, style)], *lines[1:]])))
    assert written == "\x1b[H\x1b[48;2;22;22;22m\x1b[K\x1b[0m"


def test_long_blanks_beside_letters_are_erased():
    frame, style = Frame(ERASING, WIDTH), Style(color="#c8c8c8", bgcolor="#161616")
    frame.differences(whole_page([[Segment("x" * WIDTH, style)]] * HEIGHT))
    between = WIDTH - len("ab")
    after = [Segment(f"a{' ' * between}b", style)]
    written = told(frame.differences(whole_page([after, *[[Segment("x" * WIDTH, style)]] * (HEIGHT - 1)])))
    assert f"a\x1b[{between}X" in written
    assert "  " not in written


def test_borders_are_written_column_by_column():
    frame = Frame(ERASING, WIDTH)
    frame.differences(page(*[" " * WIDTH] * HEIGHT, style=Style()))
    written = told(frame.differences(page(*["│" + " " * (WIDTH - 2) + "│"] * HEIGHT, style=Style())))
    left, right = "\r\v".join("│" * HEIGHT), "\v".join("│" * HEIGHT)
    assert written == f"\x1b[H{left}\x1b[;{WIDTH}H{right}"


@pytest.mark.parametrize(
    ("repeats", "written"), [(3, "┌─\x1b[8b┐xxxx"), (1, "┌─────────┐xxxx"), (0, "┌─────────┐xxxx")]
)
def test_a_letter_is_repeated_where_the_terminal_was_seen_to_repeat_such(repeats, written):
    line = "┌─────────┐xxxx"
    assert told(Frame(Abilities(repeats=repeats)).differences(page(line, style=Style()))) == f"\x1b[H{written}"


def test_a_repeated_letter_of_ascii_needs_less():
    able = Abilities(repeats=1)
    assert told(Frame(able).differences(page("-" * 20, style=Style()))) == "\x1b[H-\x1b[19b"


@pytest.mark.parametrize(("letter", "column", "wanted"), [("─", 3, 3), ("─", 1, 0), ("-", 3, 1), ("─", 6, 0)])
def test_a_terminal_repeats_if_its_cursor_is_where_it_would_be_then(letter, column, wanted):
    trial = RepeatTrial(letter)
    assert trial.repeats(column, RepeatTrial.ROW) == wanted
    assert trial.repeats(column, 0) == 0
    terminal = LittleTerminal(WIDTH, HEIGHT)
    terminal.write(trial.written.removesuffix("\x1b[6n"))
    assert trial.repeats(terminal.column, terminal.row) == len(letter.encode())


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "tmux-256color"}, True),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"}, True),
        ({"TERM": "vt100"}, False),
        ({}, False),
    ],
)
def test_only_a_terminal_that_erases_with_its_ground_is_told_to(environ, wanted):
    assert abilities(environ).erases is wanted
