"""When something happened, as a person says it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drconsole.recovery.types.work.errors import BadInput
from drconsole.room.notes import LONGEST, happened, text_of

NOW = datetime(2026, 3, 1, 0, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (None, NOW),
        ("90s", NOW - timedelta(seconds=90)),
        ("5m", NOW - timedelta(minutes=5)),
        ("2h", NOW - timedelta(hours=2)),
        ("0:05", datetime(2026, 3, 1, 0, 5, tzinfo=UTC)),
        ("00:05:10", NOW),
        ("23:58", datetime(2026, 2, 28, 23, 58, tzinfo=UTC)),
        ("00:06", datetime(2026, 2, 28, 0, 6, tzinfo=UTC)),
        ("2026-02-27T08:00:00Z", datetime(2026, 2, 27, 8, tzinfo=UTC)),
        ("2026-02-27T08:00:00+02:00", datetime(2026, 2, 27, 6, tzinfo=UTC)),
        ("2026-02-27 08:00", datetime(2026, 2, 27, 8, tzinfo=UTC)),
    ],
)
def test_a_time_is_meant_as_people_say_it(said: str | None, meant: datetime) -> None:
    assert happened(said, NOW) == meant


@pytest.mark.parametrize("said", ["", "soon", "25:00", "12:60", "5", "-5m", "5 m", "999999d", "2026-13-01", "٣m"])
def test_what_is_no_time_is_refused_with_what_would_be_one(said: str) -> None:
    with pytest.raises(BadInput, match="is not a time") as refused:
        happened(said, NOW)
    assert refused.value.place == "--at"
    assert "14:05" in refused.value.advice


@pytest.mark.parametrize("said", ["2026-03-01T00:05:11Z", "2026-03-01T01:05:11+00:30", "2027-01-01"])
def test_what_has_not_come_yet_is_refused(said: str) -> None:
    with pytest.raises(BadInput, match="has not come yet"):
        happened(said, NOW)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    st.integers(-14, 14),
    st.times().map(lambda at: f"{at:%H:%M:%S}"),
)
def test_a_time_of_day_is_within_the_last_day_wherever_the_clock_is(now: datetime, zone: int, said: str) -> None:
    here = now.replace(tzinfo=timezone(timedelta(hours=zone)))
    assert timedelta() <= here - happened(said, here) < timedelta(days=1)


@pytest.mark.parametrize("said", ["", " \n", "x" * (LONGEST + 1)])
def test_a_note_says_something_and_not_too_much(said: str) -> None:
    with pytest.raises(BadInput):
        text_of(said)


def test_a_note_is_kept_without_blanks_around_it() -> None:
    assert text_of("  the bank called \n") == "the bank called"
