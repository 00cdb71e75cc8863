"""Leads of a job in its report: each that passed is a decision, with who, how and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from support.whole import whole

from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.work.events import LeadAsked, LeadPassed, LeadWay, Recorded
from drconsole.reports.facts.people import decisions
from drconsole.reports.facts.sources import Sources
from drconsole.reports.facts.types import Anchor

AT = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


def test_every_lead_that_passed_is_a_decision_but_for_the_first_which_the_start_tells() -> None:
    told = [
        (LeadPassed("j1", "user:1", "ann", LeadWay.STARTED), "ann"),
        (LeadAsked("j1", "user:2", "bob", "my shift"), "bob"),
        (LeadPassed("j1", "user:2", "bob", LeadWay.TAKEN, "her line is gone"), "bob"),
        (LeadPassed("j1", "user:1", "ann", LeadWay.GIVEN), "bob"),
        (LeadPassed("j1", "user:3", "cy", LeadWay.HANDED_OVER, "end of the shift"), "cy"),
    ]
    events = [Recorded(event, AT, AT, actor, rev) for rev, (event, actor) in enumerate(told, 1)]
    job: Any = whole(JobRow, id="j1", items=[], skipped=[])
    anchor = Anchor("0" * 64, 5)
    sources = Sources(
        job=job, tasks=[], events=events, items={}, owed=[], mode="LIVE", now=None, notes=[], anchor=anchor
    )
    assert [(one.who, one.what, one.about, one.comment) for one in decisions(sources)] == [
        ("bob", "asked for the lead", "bob", "my shift"),
        ("bob", "took the lead", "bob", "her line is gone"),
        ("bob", "gave the lead", "ann", ""),
        ("cy", "took the lead over, by a handover", "cy", "end of the shift"),
    ]
