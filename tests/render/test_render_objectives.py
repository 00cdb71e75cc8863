"""Objectives in words that can be read aloud."""

from __future__ import annotations

from typing import Any

import pytest

from drconsole.recovery.forecast.objective import Verdict
from drconsole.render.jobs.objectives import (
    SEVERITIES,
    TEXTS,
    objective_mark,
    objective_severity,
    objective_text,
    rpo_text,
    short_text,
)
from drconsole.render.rows.records import rpo_cell
from drconsole.render.words.marks import Severity


def held(verdict: str, spare: int, why: str = "") -> Any:
    return {"seconds": 1800, "verdict": verdict, "spare": spare, "why": why}


@pytest.mark.parametrize(
    ("row", "text", "severity"),
    [
        (held("will-be-met", 960, "db: slow"), "RTO 30 min: 16 min to spare", Severity.OK),
        (
            held("at-risk", 60, "db: slow"),
            "RTO 30 min at risk: 1 min to spare if nothing takes its longest: db: slow",
            Severity.WARN,
        ),
        (held("will-be-missed", -360, "db: slow"), "RTO 30 min will be missed by 6 min: db: slow", Severity.BAD),
        (held("met", 0), "RTO 30 min met, 0 s to spare", Severity.OK),
        (held("missed", -5), "RTO 30 min missed by 5 s", Severity.BAD),
    ],
)
def test_a_verdict_says_by_how_much_and_why_where_it_matters(row: Any, text: str, severity: Severity) -> None:
    assert (objective_text(row), objective_severity(row)) == (text, severity)


def test_an_objective_that_was_not_met_says_why_in_a_title_too_and_not_how_much_time_was_left() -> None:
    row = held("not-met", 19 * 60, "the job was cancelled")
    assert objective_text(row) == short_text(row) == "RTO 30 min not met: the job was cancelled"
    assert objective_severity(row) is Severity.BAD
    assert objective_mark(row).text(unicode=True) == "✗ NOT MET"


def test_every_verdict_has_words_and_a_severity() -> None:
    assert set(TEXTS) == set(SEVERITIES) == set(Verdict)


def test_an_rpo_above_its_objective_is_marked_in_a_list_and_said_on_a_page() -> None:
    item = {"protection_state": "Protected", "rpo": 1200.0, "rpo_objective": 900}
    assert rpo_cell(item).plain() == "! 20 min over 15 min"
    assert rpo_cell(item).severity is Severity.WARN
    assert rpo_text(1200.0, 900) == "20 min, ABOVE its objective of 15 min"


def test_an_rpo_within_its_objective_is_a_plain_number() -> None:
    item = {"protection_state": "Protected", "rpo": 900.0, "rpo_objective": 900}
    assert (rpo_cell(item).plain(), rpo_cell(item).severity) == ("15 min", None)
    assert rpo_text(20, 900) == "20 s, objective 15 min"
    assert rpo_text(None, None) == "not reported"


def test_what_is_failed_over_has_no_rpo_to_be_late_with() -> None:
    over = {"protection_state": "UnplannedFailoverCommitPendingStatesBegin", "rpo": 9e5, "rpo_objective": 900}
    assert rpo_cell(over).plain() == "-"
