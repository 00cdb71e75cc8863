"""Approvals in a job's report: who got the seat while the proposal waited stands on top."""

from __future__ import annotations

import json
from dataclasses import replace

from test_reports_notes import facts as noted

from drconsole.reports.facts.types import Approved
from drconsole.reports.writing.job_document import job_document
from drconsole.reports.writing.values import as_json

SOON, LATE = "2026-03-01T10:10:00Z", "2026-03-01T10:20:00Z"
OLD = Approved("p1", "failover", "ann", SOON, "fire", "bob", SOON, "seen", "")
NEW = Approved("p1", "failover", "ann", SOON, "fire", "cy", LATE, "", "", new_seat=True)
TITLE = "Approved by who got the seat while it waited"


def test_an_approval_of_who_got_the_seat_while_it_waited_stands_on_top() -> None:
    first = job_document(replace(noted(), approvals=(OLD, NEW))).parts[0]
    assert first.title == TITLE
    assert [row[:2] for row in first.rows] == [("‼ failover (p1)", "cy")]
    assert TITLE not in [part.title for part in job_document(replace(noted(), approvals=(OLD,))).parts]
    assert [one["new_seat"] for one in json.loads(as_json(replace(noted(), approvals=(OLD, NEW))))["approvals"]] == [
        False,
        True,
    ]
