"""A plan in a few words: where its machines run, how long a run of it took, when it was tested."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from support.whole import whole

from drconsole.records.drills import drill_of
from drconsole.records.listed import Machine, Way
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.render.drawing.sitemap import Flow
from drconsole.render.estate.plans import last_timed, not_met_why, rto_cell, where_text
from drconsole.render.estate.plans import tested_cell as cell_of_tests

M = Machine


@pytest.mark.parametrize(
    ("here", "there", "text"),
    [
        # One runs twice, one runs nowhere, one runs: three machines run, and one does not.
        ({M.WRONG: 1}, {M.WRONG: 1, M.DOWN: 1, M.NEW: 1}, "Seattle 1, Azure 2"),
        ({}, {M.DOWN: 2, M.NEW: 1}, "Azure, not replicated"),
        ({}, {M.DOWN: 2}, "nowhere"),
    ],
)
def test_where_a_plan_runs_counts_what_runs(here: dict[M, int], there: dict[M, int], text: str) -> None:
    assert where_text([Flow("Seattle", "Azure", Way.NONE, Counter(here), Counter(there))]) == text


NOW = "2026-03-02T12:00:00Z"


def plan(**more: Any) -> Any:
    return whole(PlanRow, **{"key": "p", "rto": 600, "allowed_operations": [], "last_test_failover": None, **more})


def job(state: str, rto: int | None = 600, **more: Any) -> Any:
    times = {"started_at": "2026-03-02T11:00:00Z", "ended_at": "2026-03-02T11:05:00Z"}
    said = {"target_key": "p", "operation": "failover", "state": state, "rto": rto, "waited": 0.0, "idle_since": None}
    return whole(JobRow, **{**times, **said, **more})


@pytest.mark.parametrize("state", ["PartiallySucceeded", "Failed", "Cancelled"])
def test_a_run_that_did_not_succeed_has_not_met_its_objective(state: str) -> None:
    jobs = [job(state), job("Succeeded")]
    assert rto_cell(plan(), None, last_timed(jobs, plan()), NOW).plain() == "x not met / 10 min"
    plain = [job(state, None), job("Succeeded", None)]
    assert rto_cell(plan(rto=None), None, last_timed(plain, plan(rto=None)), NOW).plain() == "5 min"


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("PartiallySucceeded", "the job succeeded in part only"),
        ("Failed", "the job failed"),
        ("Cancelled", "the job was cancelled"),
        ("Succeeded", ""),
    ],
)
def test_a_plans_page_says_why_an_objective_was_not_met(state: str, why: str) -> None:
    assert not_met_why(None, job(state), NOW) == why
    assert not_met_why(None, None, NOW) == ""


@pytest.mark.parametrize("allowed", [["test-failover"], []])
def test_a_plan_that_was_never_tested_says_so_also_after_a_failover(allowed: list[str]) -> None:
    row = plan(allowed_operations=allowed, last_failover=NOW)
    assert cell_of_tests(drill_of(row, NOW, 180), NOW).plain() == "! never"
