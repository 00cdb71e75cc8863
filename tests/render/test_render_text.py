"""Durations, times and names as people read them."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drconsole.render.words import text


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (None, "-"),
        (0, "0 s"),
        (0.4, "0 s"),
        (31, "31 s"),
        (59.6, "1 min"),
        (60, "1 min"),
        (451, "7 min 31 s"),
        (3600, "1 h"),
        (7450, "2 h 4 min"),
        (86400, "1 d"),
        (100000, "1 d 3 h"),
        (-90, "-1 min 30 s"),
        (-0.1, "0 s"),
    ],
)
def test_duration(seconds: float | None, expected: str) -> None:
    assert text.duration(seconds) == expected


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (None, "-"),
        ("", "-"),
        ("2026-03-01T10:15:00Z", "2026-03-01 10:15:00Z"),
        ("2026-03-01T12:15:00.250000+02:00", "2026-03-01 10:15:00Z"),
        ("2026-03-01T10:15:00", "2026-03-01 10:15:00Z"),
        ("yesterday", "yesterday"),
    ],
)
def test_times_are_shown_in_utc_and_say_so(time: str | None, expected: str) -> None:
    assert text.utc(time) == expected


def test_age_says_before_and_after() -> None:
    assert text.age("2026-03-01T10:00:00Z", "2026-03-01T10:03:05Z") == "3 min 5 s ago"
    assert text.age("2026-03-01T10:00:10Z", "2026-03-01T10:00:00Z") == "in 10 s"
    assert text.age(None, "2026-03-01T10:00:00Z") == "-"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("WaitingForManualAction", "Waiting for manual action"),
        ("Protected", "Protected"),
        ("CrashConsistent", "Crash consistent"),
        ("not camel", "not camel"),
        (None, "-"),
    ],
)
def test_run_together_words_come_apart(name: str | None, expected: str) -> None:
    assert text.words(name) == expected


@given(st.text())
def test_cleaned_text_cannot_steer_a_terminal(raw: str) -> None:
    cleaned = text.clean(raw)
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in cleaned)
    assert not any(0x202A <= ord(char) <= 0x202E or 0x2066 <= ord(char) <= 0x2069 for char in cleaned)


SHAPED = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x13430, 0x13456)}
"""Of the category Cf, and yet seen: signs before a number, and signs that join hieroglyphs."""


def test_nothing_unseen_is_left_by_cleaning_or_in_json() -> None:
    """Every control and format character of Unicode, as Python knows it, and what else has neither ink nor width."""
    unseen = [
        char for char in map(chr, range(0x110000)) if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    ]
    unseen = [char for char in unseen if ord(char) not in SHAPED] + list("\u034f\u115f\u3164\uffa0\ufe0f\U000e0101")
    assert {"\x7f", "\x9b", "\u200b", "\u200f", "\u061c", "\ufeff", "\u202e", "\U000e0041"} <= set(unseen)
    for char in unseen:
        assert char not in text.clean(f"a{char}b"), ascii(char)
    document = {"names": unseen, "a\u202eb": {"a": "b\nc"}}
    written = text.escaped(json.dumps(document, ensure_ascii=False, indent=2))
    assert not set(unseen) - {"\n"} & set(written)
    assert json.loads(written) == document


def test_cleaning_keeps_what_is_harmless() -> None:
    assert text.clean("Zürich-01 [bold]") == "Zürich-01 [bold]"
    assert text.clean("two\nlines\x1b[2J") == "two lines\N{REPLACEMENT CHARACTER}[2J"
