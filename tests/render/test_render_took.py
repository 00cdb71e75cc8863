"""How long something took: one number wherever it is said."""

from __future__ import annotations

from typing import Any

import pytest
from support.whole import whole

from drconsole.records.rows.work.jobs import JobRow
from drconsole.render.estate.overview import jobs_lines
from drconsole.render.rows import records
from drconsole.render.words.took import differs_text, took_words


@pytest.mark.parametrize(
    ("elapsed", "waited", "said"),
    [
        (8700.0, 7860.0, "2 h 25 min (waited 2 h 11 min)"),
        (8700.0, 1.0, "2 h 25 min"),
        (300.0, 300.0, "waited 5 min"),
        (None, 0.0, "-"),
    ],
)
def test_what_was_waited_is_part_of_what_it_took(elapsed: float | None, waited: float, said: str) -> None:
    assert took_words(elapsed, waited) == said


@pytest.mark.parametrize(
    ("took", "waited", "state", "said"),
    [
        (2531.0, 1763.0, "Succeeded", "1 min shorter than likely, waits not counted"),
        (900.0, 0.0, "Succeeded", "1 min 12 s longer than likely"),
        (828.4, 0.0, "Succeeded", "as planned"),
        (900.0, 0.0, "Failed", ""),
        (None, 0.0, "Succeeded", ""),
    ],
)
def test_a_job_is_held_against_its_forecast_without_its_waits(
    took: float | None, waited: float, state: str, said: str
) -> None:
    assert differs_text(took, waited, 828, state) == said


def test_a_hold_that_made_it_longer_is_told() -> None:
    """Steps went on while it was held, so that it did not wait: the difference stood there without its cause."""
    assert (
        differs_text(972.0, 0.0, 828, "Succeeded", 150.0) == "2 min 24 s longer than likely; it was held for 2 min 30 s"
    )
    assert differs_text(972.0, 150.0, 828, "Succeeded", 150.0) == "6 s shorter than likely, waits not counted"


def test_the_list_of_jobs_and_the_overview_say_the_same_of_a_job() -> None:
    times = {"started_at": "2026-03-02T08:00:00Z", "ended_at": "2026-03-02T10:25:00Z"}
    job: Any = whole(JobRow, **times, state="Succeeded", waited=7860.0, idle_since=None)
    column = next(one for one in records.JOBS if one.title == "Took")
    ((*_, (end, _style)),) = jobs_lines([job], "2026-03-02T12:00:00Z", 80, 3)
    assert column.cell(job).plain() == end.strip() == "2 h 25 min (waited 2 h 11 min)"
