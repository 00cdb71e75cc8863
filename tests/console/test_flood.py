"""A flood of keys, such as a file pasted into a terminal that does not mark a paste: it is not taken."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from console_fakes import samples
from dialog_support import console, session, settled
from textual.events import CursorPosition, Key, MouseEvent, Paste
from textual.message import Message

from drconsole.console.terminal.escape import KeyParser
from drconsole.console.terminal.flood import BEGIN, END, MOST, Flooded

FILE = "ab cd\ref3\n" * 10_000


def read(chunks: Sequence[str], *, apart: float = 0.0) -> list[Message]:
    """What is read of these chunks, so many seconds apart, and of the quiet after them."""
    parser, now = KeyParser(), [1000.0]
    parser.clock = parser.flood.clock = lambda: now[0]
    found: list[Message] = []
    for chunk in chunks:
        found += parser.feed(chunk)
        now[0] += apart
        found += parser.tick()
    now[0] += 1.0
    return [*found, *parser.tick()]


def pieces(text: str, size: int = 4096) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def keys(found: Sequence[Message]) -> list[Key]:
    return [event for event in found if isinstance(event, Key)]


def test_a_file_gives_no_key_and_is_told_once_at_its_end() -> None:
    found = read(pieces(FILE))
    assert keys(found) == []
    began, ended = (each for each in found if isinstance(each, Flooded))
    assert not began.over
    assert (ended.over, ended.held_back, ended.came) == (True, len(FILE), len(FILE))


def test_over_a_slow_line_the_rest_is_held_back() -> None:
    found = read(pieces(FILE, 100), apart=0.01)
    assert len(keys(found)) <= 2 * MOST
    ended = next(each for each in found if isinstance(each, Flooded) and each.over)
    assert ended.held_back == len(FILE) - len(keys(found))
    assert ended.came == len(FILE)


def test_a_key_after_the_flood_is_taken() -> None:
    parser, now = KeyParser(), [1000.0]
    parser.clock = parser.flood.clock = lambda: now[0]
    assert keys([*parser.feed(FILE), *parser.tick()]) == []
    now[0] += 0.1
    assert keys([*parser.feed("q"), *parser.tick()]) == [], "of the same flood: its end is not known yet"
    now[0] += 1.0
    list(parser.tick())
    assert [event.key for event in parser.feed("q") if isinstance(event, Key)] == ["q"]


@pytest.mark.parametrize("count", [200, 1000, MOST])
def test_what_a_script_types_in_one_go_is_no_flood(count: int) -> None:
    assert len(keys(read(["n" * count]))) == count


def test_a_key_held_down_for_minutes_is_no_flood() -> None:
    assert len(keys(read(["j"] * 10_000, apart=1 / 60))) == 10_000


def test_the_mouse_and_arrows_of_a_console_that_hung_are_no_flood() -> None:
    moves, arrows = "\x1b[<35;10;10M" * 5000, "\x1b[B" * 5000
    found = read([moves, arrows])
    assert len(keys(found)) == 5000
    assert not any(isinstance(each, Flooded) for each in found)


@pytest.mark.parametrize("size", [4096, 7, 5, 1])
def test_a_paste_that_the_terminal_marks_is_one_piece_however_long(size: int) -> None:
    """Its marks may be cut by the end of what is read at once."""
    (paste,) = (each for each in read(pieces(f"{BEGIN}{'x' * 10_000}{END}", size)) if isinstance(each, Paste))
    assert paste.text == "x" * 10_000


def test_in_a_flood_answers_of_the_terminal_mouse_and_marked_pastes_are_read() -> None:
    found = read([FILE + "\x1b[5;7R" + FILE, "\x1b[<35;10;10M", f"{FILE}{BEGIN}name{END}{FILE}"])
    assert keys(found) == []
    kinds = [type(each) for each in found if isinstance(each, CursorPosition | Paste)]
    assert kinds == [CursorPosition, Paste]
    assert any(isinstance(each, MouseEvent) for each in found)


async def test_keys_of_a_flood_that_wait_are_dropped() -> None:
    samples()
    async with console(session(), "quiet") as (app, pilot):
        for letter in "2:theme light":
            event = Key(letter, letter)
            event.set_sender(app)
            app._key_queue.holds_back(event)
        assert app._key_queue.drop_waiting() == len(":theme light")
        await settled(app, pilot)
        assert len(app.screen_stack) == 1, "the first key alone was taken"
