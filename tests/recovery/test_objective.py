"""A run held against its recovery time objective, before it starts, while it runs and when it has ended."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drconsole.recovery.forecast.objective import Verdict, ended, foretold, running
from drconsole.recovery.types.work.tasks import Forecast, Reason

SLOW = Reason("shop-search: an extra step of about 8 to 10 minutes", "shop-search", 540.0)
FORECAST = Forecast(600, 900, 1500, (Reason("2 groups start one after the other"), SLOW))


def test_an_objective_beyond_the_worst_case_will_be_met() -> None:
    held = foretold(1800, FORECAST)
    assert (held.verdict, held.spare) == (Verdict.WILL_BE_MET, 900)


def test_an_objective_between_likely_and_worst_is_at_risk() -> None:
    assert foretold(1000, FORECAST).verdict is Verdict.AT_RISK


def test_a_miss_says_by_how_much_and_what_takes_the_time() -> None:
    held = foretold(540, FORECAST)
    assert (held.verdict, held.spare) == (Verdict.WILL_BE_MISSED, -360)
    assert held.why == SLOW.text


def test_waiting_for_a_person_eats_the_spare_time() -> None:
    before, after = running(1000, FORECAST, 60, 0), running(1000, FORECAST, 400, 340)
    assert (before.spare, after.spare) == (100, -240)
    assert after.verdict is Verdict.WILL_BE_MISSED


def test_a_long_wait_is_named_as_the_cause() -> None:
    assert running(1000, FORECAST, 800, 700).why == "it has waited for a person"


def test_a_run_past_its_objective_has_missed_it_whatever_was_foretold() -> None:
    held = running(1000, Forecast(1, 2, 3), 1001, 0)
    assert (held.verdict, held.spare) == (Verdict.MISSED, -1)


def test_a_run_past_its_objective_says_by_how_much_it_will_be_late_at_its_end() -> None:
    held = running(800, FORECAST, 801, 0)
    assert (held.verdict, held.spare) == (Verdict.MISSED, -100)


def test_a_run_that_took_exactly_its_objective_has_met_it() -> None:
    assert ended(900, FORECAST, 900, 0, "Succeeded").verdict is Verdict.MET
    assert ended(900, FORECAST, 901, 0, "Succeeded").verdict is Verdict.MISSED
    assert ended(900, FORECAST, 1, 0, "PartiallySucceeded").verdict is Verdict.NOT_MET


SECONDS = st.integers(0, 100_000)


@given(SECONDS, st.tuples(SECONDS, SECONDS, SECONDS).map(sorted), SECONDS, SECONDS)
def test_time_that_goes_by_never_makes_a_verdict_better(
    objective: int, spans: list[int], elapsed: int, later: int
) -> None:
    forecast = Forecast(*spans)
    now, then = running(objective, forecast, elapsed, 0), running(objective, forecast, elapsed + later, 0)
    assert then.spare <= now.spare


@given(SECONDS, st.tuples(SECONDS, SECONDS, SECONDS).map(sorted))
def test_at_its_start_a_run_stands_where_it_was_foretold(objective: int, spans: list[int]) -> None:
    assert running(objective, Forecast(*spans), 0, 0) == foretold(objective, Forecast(*spans))
