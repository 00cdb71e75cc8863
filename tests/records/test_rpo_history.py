"""A day of an item's RPO in quarters of an hour: the worst of each, and nothing made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from drconsole.records.rpo_history import MOST, SLOTS, History, Sample, added, quarter_of, told
from drconsole.recovery.types.estate.points import RpoPast

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
Q = quarter_of(START)
ALWAYS = range(Q - 10_000, Q + 10_000)


def kept(*samples: tuple[int, float | None], looked: object = ALWAYS) -> History:
    found: History | None = None
    for quarter, seconds in samples:
        found = added(found, Sample("a", Q + quarter, seconds), looked)  # type: ignore[arg-type]
    assert found is not None
    return found


def shown(history: History, until: int, looked: object = ALWAYS) -> list[float | None]:
    """The last values."""
    values = told(history, Q + until, looked)  # type: ignore[arg-type]
    assert len(values) == SLOTS
    return values[-6:]


def test_a_quarter_of_an_hour_is_one_place() -> None:
    assert quarter_of(START + timedelta(minutes=14, seconds=59)) == Q
    assert quarter_of(START + timedelta(minutes=15)) == Q + 1


def test_of_a_quarter_the_worst_counts_and_then_what_was_told_last() -> None:
    history = kept((0, 20.0), (0, 400.0), (0, 30.0))
    assert shown(history, 2) == [None, None, None, 400.0, 30.0, 30.0]


def test_what_is_told_now_and_then_holds_until_something_else_is_told() -> None:
    assert shown(kept((0, 20.0), (3, 50.0)), 4) == [None, 20.0, 20.0, 20.0, 50.0, 50.0]


def test_while_nobody_looks_nothing_is_reported() -> None:
    looked = {Q, Q + 1, Q + 4}
    assert shown(kept((0, 20.0), (4, 50.0), looked=looked), 5, looked) == [20.0, 20.0, None, None, 50.0, None]


def test_what_is_not_reported_stays_so_and_is_not_nought() -> None:
    assert shown(kept((0, 20.0), (1, None)), 3) == [None, None, 20.0, None, None, None]
    assert shown(kept((0, 0.0)), 0)[-1] == 0.0


def test_a_number_of_a_quarter_outlives_that_nothing_was_reported_in_it() -> None:
    assert shown(kept((0, None), (0, 7.0), (0, None)), 1)[-2:] == [7.0, None]


def test_what_is_told_late_makes_its_quarter_worse_and_changes_nothing_else() -> None:
    history = kept((0, 20.0), (2, 30.0), (1, 99.0), (1, 5.0))
    assert shown(history, 2) == [None, None, None, 20.0, 99.0, 30.0]
    assert kept((200, 20.0), (0, 99.0)) == kept((200, 20.0))


def test_more_than_a_day_is_forgotten_and_a_row_stays_small() -> None:
    history = kept(*((number, float(number)) for number in range(300)))
    assert told(history, Q + 299, ALWAYS) == [float(number) for number in range(204, 300)]
    assert len(history.packed) == 2 * SLOTS


def test_more_seconds_than_a_row_holds_are_told_as_the_most() -> None:
    assert shown(kept((0, 1e9)), 0)[-1] == float(MOST)


def test_the_past_that_a_provider_knows_counts_where_nothing_was_kept() -> None:
    past = RpoPast(START, (1.0, None, 3.0))
    history = added(None, Sample("a", Q, 4.0, past), ALWAYS)
    assert shown(history, 0) == [None, None, 1.0, None, 3.0, 4.0]
    again = added(history, Sample("a", Q + 1, 5.0, RpoPast(START, (99.0,))), ALWAYS)
    assert shown(again, 1) == [None, 1.0, None, 3.0, 4.0, 5.0]


def test_between_the_past_and_the_first_look_nothing_is_reported() -> None:
    history = added(None, Sample("a", Q + 2, 4.0, RpoPast(START, (3.0,))), {Q + 2})
    assert shown(history, 2) == [None, None, 3.0, None, None, 4.0]


SAMPLES = st.lists(st.tuples(st.integers(0, 120), st.one_of(st.none(), st.integers(0, 90_000))), min_size=1)


@given(SAMPLES)
def test_any_day_is_what_a_plain_list_would_hold(samples: list[tuple[int, int | None]]) -> None:
    samples.sort(key=lambda sample: sample[0])
    history, last, worst = kept(*samples), samples[0][0], {}
    for quarter, seconds in samples:
        if seconds is not None:
            worst[quarter] = max(worst.get(quarter, 0), min(seconds, MOST))
    ends: dict[int, int | None] = dict(samples)
    held, expected = None, {}
    for quarter in range(samples[0][0], 121):
        expected[quarter] = worst.get(quarter) if quarter in ends else held
        held = ends.get(quarter, held)
        held = None if held is None else min(held, MOST)
    assert last >= 0
    assert told(history, Q + 120, ALWAYS) == [expected.get(quarter) for quarter in range(25, 121)]
