"""A state is told by a glyph and a word, never by colour alone."""

from __future__ import annotations

import pytest

from drconsole.recovery.types.words import Description, Health, Level, RunState
from drconsole.render.words.marks import (
    DESCRIPTION_MARKS,
    HEALTH_MARKS,
    LEVEL_MARKS,
    RUN_MARKS,
    Mark,
    Severity,
    health_mark,
    level_mark,
    run_mark,
)


def test_a_mark_without_a_glyph_is_its_word_alone() -> None:
    for unicode in (False, True):
        assert Mark("", "", "starts the machines", Severity.OK).text(unicode) == "starts the machines"


def test_every_word_has_a_mark() -> None:
    assert set(RUN_MARKS) == set(RunState)
    assert set(LEVEL_MARKS) == set(Level)
    assert set(HEALTH_MARKS) == set(Health)
    assert set(DESCRIPTION_MARKS) <= set(Description)


def test_marks_are_told_apart_without_colour_and_without_unicode() -> None:
    for table in (RUN_MARKS, LEVEL_MARKS, HEALTH_MARKS):
        texts = [mark.text() for mark in table.values()]
        assert len(set(texts)) == len(texts)
        assert all(text.isascii() for text in texts)
        assert all(mark.word and mark.glyph for mark in table.values())


@pytest.mark.parametrize(
    ("state", "description", "expected"),
    [
        ("Failed", "Failed", "x FAILED"),
        ("Suspended", "WaitingForManualAction", "! WAITS for a person"),
        ("InProgress", "Held", "= HELD"),
        ("InProgress", "WaitingForOutcome", "? UNKNOWN"),
        ("Other", "Skipped", "- Skipped"),
        ("Other", None, "? Other"),
        ("Cancelled", "Skipped", "/ CANCELLED"),
        ("Frobnicating", None, "? Frobnicating"),
        (None, None, "? UNKNOWN"),
    ],
)
def test_description_says_more_than_the_state(state: str | None, description: str | None, expected: str) -> None:
    assert run_mark(state, description).text() == expected


def test_unknown_words_enable_no_good_colour() -> None:
    for mark in (run_mark("New"), level_mark("New"), health_mark("New")):
        assert mark.severity is Severity.UNKNOWN
        assert "New" in mark.text()
