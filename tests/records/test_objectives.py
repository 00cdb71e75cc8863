"""How a job stands to its recovery time objective, from its row and the provider's clock alone."""

from __future__ import annotations

from typing import Any

import pytest
from support.whole import whole

from drconsole.records.objectives import objective_of, with_objective
from drconsole.records.rows.work.jobs import JobRow

START, LATER, END = "2026-03-01T03:00:00Z", "2026-03-01T03:10:00Z", "2026-03-01T03:25:00Z"
EXTRA = {"text": "db: an extra step", "key": "db", "item": "db", "seconds": 540}
FORECAST = {"low": 540, "likely": 720, "high": 1200, "reasons": [EXTRA]}


def job(**said: Any) -> Any:
    return whole(JobRow, rto=1800, started_at=START, forecast=FORECAST, **said)


def test_a_job_of_a_plan_without_an_objective_has_none() -> None:
    assert objective_of(job() | {"rto": None}, LATER) is None


def test_a_job_that_runs_is_judged_by_the_clock_and_not_by_its_last_change() -> None:
    assert objective_of(job(), LATER) == {
        "seconds": 1800,
        "verdict": "will-be-met",
        "spare": 1080,
        "why": EXTRA["text"],
    }
    late = objective_of(job(), "2026-03-01T03:40:00Z")
    assert late is not None
    assert (late["verdict"], late["spare"]) == ("missed", -600)


def test_what_was_waited_and_what_is_being_waited_both_eat_the_spare_time() -> None:
    held = objective_of(job(waited=300.0, idle_since="2026-03-01T03:05:00Z"), LATER)
    assert held is not None
    assert held["spare"] == 1800 - 720 - 300 - 300
    assert held["why"] == "it has waited for a person"


def test_an_ended_job_is_judged_by_its_end_whatever_the_clock_says() -> None:
    held = objective_of(job(ended_at=END, state="Succeeded"), "2026-03-02T00:00:00Z")
    assert held is not None
    assert (held["verdict"], held["spare"]) == ("met", 300)


@pytest.mark.parametrize(
    ("state", "verdict", "why"),
    [
        ("Succeeded", "met", EXTRA["text"]),
        ("CompletedWithInformation", "met", EXTRA["text"]),
        ("Cancelled", "not-met", "the job was cancelled"),
        ("PartiallySucceeded", "not-met", "the job succeeded in part only"),
        ("Failed", "not-met", "the job failed"),
    ],
)
def test_a_job_that_did_not_succeed_has_met_no_objective_however_soon_it_ended(
    state: str, verdict: str, why: str
) -> None:
    held = objective_of(job(ended_at=END, state=state), None)
    assert held is not None
    assert (held["verdict"], held["why"]) == (verdict, why)


def test_without_a_clock_a_job_is_judged_as_at_its_last_known_moment() -> None:
    held = objective_of(job(idle_since=LATER), None)
    assert held is not None
    assert held["spare"] == 1080


def test_a_reader_adds_the_objective_and_leaves_the_row_as_it_was() -> None:
    row = job()
    assert with_objective(row, LATER)["objective"] == objective_of(row, LATER)
    assert "objective" not in row
