"""An escape with a key right after it: over a slow line they arrive together, or shortly one after the other."""

from __future__ import annotations

import pytest
from textual.drivers import linux_driver
from textual.events import Key

from drconsole.console.terminal.escape import KeyParser, read_keys


def keys(*chunks: str, later: float = 0.0, alt: str = "") -> list[str]:
    """The keys that are read; between the chunks, and before the last look, so many seconds pass."""
    parser, now = KeyParser(alt=alt), [0.0]
    parser.clock = lambda: now[0]
    found = []
    for chunk in chunks:
        found += parser.feed(chunk)
        now[0] += later
        found += parser.tick()
    now[0] += 1.0
    found += parser.tick()
    return [event.key for event in found if isinstance(event, Key)]


@pytest.mark.parametrize("later", [0.0, 0.05, 0.5])
@pytest.mark.parametrize(
    ("key", "name"),
    [("\r", "enter"), ("3", "3"), ("?", "question_mark"), ("j", "j"), ("\t", "tab"), ("\x0c", "ctrl+l")],
)
def test_neither_is_lost(key: str, name: str, later: float) -> None:
    assert keys("\x1b", key, later=later) == ["escape", name]
    assert keys(f"\x1b{key}") == ["escape", name]


def test_several_of_them_in_one_go() -> None:
    assert keys("\x1b\x1b3\x1bjj\x1b") == ["escape", "escape", "3", "escape", "j", "j", "escape"]


@pytest.mark.parametrize("cut", range(1, 3))
def test_a_key_that_a_terminal_says_with_an_escape_stays_one_key(cut: int) -> None:
    down = "\x1b[B"
    assert keys(down) == ["down"]
    assert keys(down[:cut], down[cut:]) == ["down"]
    assert keys("\x1bOP", "\x1bb", "\x1b\x7f", "\x1b\x1b[A") == ["f1", "ctrl+left", "ctrl+w", "escape", "up"]


def test_an_escape_alone_is_told_after_the_usual_time() -> None:
    parser = KeyParser()
    assert list(parser.feed("\x1b")) == []
    parser.clock = lambda: 1e12
    assert [event.key for event in parser.tick() if isinstance(event, Key)] == ["escape"]


def test_an_escape_before_the_end_of_what_is_read_is_told() -> None:
    parser = KeyParser()
    events = [*parser.feed("\x1b"), *parser.feed("")]
    assert [event.key for event in events if isinstance(event, Key)] == ["escape"]


def test_a_letter_that_a_person_has_bound_with_alt_is_one_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux_driver, "XTermParser", None)
    read_keys(["alt+x", "f", "alt+enter"])
    parser = linux_driver.XTermParser(False)
    assert isinstance(parser, KeyParser)
    found = [event.key for event in [*parser.feed("\x1bx\x1by"), *parser.feed("")] if isinstance(event, Key)]
    assert found == ["alt+x", "escape", "y"]
