"""A machine's time until it was ready: a machine that failed never was."""

from __future__ import annotations

from typing import Any

import pytest

from drconsole.recovery.types.words import RunState
from drconsole.reports.facts.items import item_rto
from drconsole.reports.facts.types import ItemFacts, Phase, Rpo
from drconsole.reports.writing.cells import ready

START, END = "2026-03-02T08:00:00Z", "2026-03-02T08:12:00Z"


def facts(outcome: RunState) -> ItemFacts:
    job: Any = {"started_at": START, "ended_at": END, "rto": 3600}
    item: Any = {"outcome": outcome}
    phases = (Phase("start", "2026-03-02T08:11:00Z", END, outcome, "Start"),)
    nothing = Rpo(None, None, None, None)
    rto = item_rto(job, item, phases)
    return ItemFacts("web", "web", outcome, None, None, None, nothing, rto, phases, None)


def test_a_machine_that_succeeded_was_ready_when_its_last_step_ended() -> None:
    done = facts(RunState.SUCCEEDED)
    assert (done.rto.actual, done.rto.met, ready(done)) == (720.0, True, "12 min")


@pytest.mark.parametrize("outcome", [RunState.FAILED, RunState.CANCELLED])
def test_a_machine_that_failed_was_never_ready(outcome: RunState) -> None:
    failed = facts(outcome)
    assert (failed.rto.actual, failed.rto.met, ready(failed)) == (None, False, "never")
