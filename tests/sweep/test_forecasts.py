"""Forecasts against what happens, judged by the world's clock. CI walks a few worlds; more of them:

DRCONSOLE_SWEEP_SIZE=40 pytest tests/sweep/test_forecasts.py
"""

from __future__ import annotations

import os

import pytest
from support.foretelling import Score, Told, plans, scores, walks

SIZE = int(os.environ.get("DRCONSOLE_SWEEP_SIZE", "3").replace("all", "30"))
SEED = int(os.environ.get("DRCONSOLE_SWEEP_SEED", "1"))


@pytest.fixture(scope="module")
def told() -> list[Told]:
    return list(walks(range(SEED, SEED + SIZE)))


@pytest.fixture(scope="module")
def by_operation(told: list[Told]) -> list[Score]:
    return scores(told)


def test_nine_of_ten_jobs_end_between_low_and_high(told: list[Told]) -> None:
    assert sum(one.covered for one in told) >= 0.9 * len(told), [one for one in told if not one.covered]


def test_whole_plans_end_between_low_and_high() -> None:
    told = list(plans(range(SEED, SEED + SIZE)))
    assert sum(one.covered for one in told) >= 0.9 * len(told), [one for one in told if not one.covered]


def test_low_to_high_is_no_wider_than_all_that_was_recorded(by_operation: list[Score]) -> None:
    assert [score for score in by_operation if score.width > score.recorded] == []


def test_the_likely_time_is_nearer_than_a_constant_median(told: list[Told], by_operation: list[Score]) -> None:
    ours = sum(score.error * score.jobs for score in by_operation)
    constant = sum(score.median_error * score.jobs for score in by_operation)
    assert ours < constant


def test_nothing_was_forecast_from_the_worlds_own_numbers() -> None:
    """Forecast and world share no module that holds a duration."""
    import drconsole.recovery.forecast.durations as durations
    import drconsole.recovery.forecast.estimate as forecast

    for module in (durations, forecast):
        assert not any("providers" in str(getattr(value, "__module__", "")) for value in vars(module).values())
