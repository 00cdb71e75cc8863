"""What holds of every screen and dialog at every size, read from the stored frames; each rule finds its fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from frame_roles import THEMES, look
from frame_rules import (
    bare_states,
    cut_hints,
    cut_states,
    hints,
    ink,
    open_borders,
    told_by_colour,
    too_wide,
)
from frame_store import stored
from frame_text import SIZES, Frame, read, written
from shots_all import SHOTS

SMALL = "80x24"


RULES: dict[str, Callable[[Frame, str], Iterator[str]]] = {
    "no line is wider than the screen": too_wide,
    "every border is closed": open_borders,
    "no state word is cut": cut_states,
    "no state stands without its glyph": bare_states,
    "nothing is told by colour alone": lambda frame, _: told_by_colour(frame),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_holds_of_every_frame(rule: str) -> None:
    faults = [
        f"{name} {size}: {fault}"
        for name in SHOTS
        for size, frame in stored(name).items()
        for fault in RULES[rule](frame, size)
    ]
    assert faults == []


def test_key_hints_are_whole_or_end_with_an_ellipsis() -> None:
    faults = [
        f"{name} {size}: {fault}"
        for name in SHOTS
        for size, frame in stored(name).items()
        for fault in cut_hints(frame, stored(name)["200x60"])
    ]
    assert faults == []
    assert all(hints(stored(name)[SMALL]) for name in SHOTS), "each screen says which keys there are"


def test_what_wants_attention_differs_from_what_does_not_in_two_colours() -> None:
    """In mono a loud word is bold at least; glyph and word, above, say which it is."""
    looks = {named for name in SHOTS for frame in stored(name).values() for runs in frame.runs for *_, named in runs}
    loud = {named for named in looks if ink(named) in ("warn", "bad", "unknown") and look(named, THEMES[0])[2]}
    assert loud
    assert {named for named in loud if not look(named, "mono")[2]} == set()


def frame(*lines: str, loud: tuple[int, int] | None = None) -> Frame:
    """A frame that begins with these lines, of which the first is loud from and up to these cells."""
    _, height = SIZES[SMALL]
    blank = ("",) * (height - len(lines))
    first = ((*loud, "warn+bold"),) if loud is not None else ()
    return Frame((*lines, *blank), (first, *((),) * (height - 1)))


PLANTED: list[tuple[str, Frame]] = [
    ("no line is wider than the screen", frame("x" * 81)),
    ("no line is wider than the screen", frame("日" * 41)),
    ("every border is closed", frame("┌──┐", "│  │", "└──")),
    ("every border is closed", frame("┌──┐", "│   ", "└──┘")),
    ("every border is closed", frame("", "└──┘")),
    ("no state word is cut", frame("shop  ◆ NOT COMM")),
    ("no state word is cut", frame("│ ✗ RUNS NOWH │")),
    ("no state stands without its glyph", frame("shop  NOT COMMITTED")),
    ("nothing is told by colour alone", frame("shop  84", loud=(6, 8))),
    ("nothing is told by colour alone", frame("shop  ▶", loud=(6, 7))),
]
SOUND = frame(
    "┌─ Plans ─┐  shop  ◆ NOT COMMITTED (2 of 4)  84 min",
    "│         │  ‼ WAITS  ✗ RUNS NOWHERE  ✗ FAI…",
    "└─────────┘",
    loud=(19, 34),
)


@pytest.mark.parametrize(("rule", "planted"), PLANTED)
def test_a_rule_finds_what_breaks_it(rule: str, planted: Frame) -> None:
    assert list(RULES[rule](planted, SMALL))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_nothing_in_what_is_sound(rule: str) -> None:
    assert list(RULES[rule](SOUND, SMALL)) == []


def test_a_cut_hint_is_found() -> None:
    whole = frame("", " enter open  esc back  P re-protect")
    assert list(cut_hints(frame("", " enter open  esc back  P re-pro"), whole)) == ["P re-pro"]
    assert list(cut_hints(frame("", " enter open  esc…"), whole)) == []


@pytest.mark.parametrize("name", ["overview-waiting", "job-ended", "dialog-failover-confirm"])
def test_what_is_written_is_read_again(name: str) -> None:
    assert read(written(stored(name))) == stored(name)
