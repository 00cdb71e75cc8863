"""Polls in a job's report: those about its proposals, and those from the first of these to the end of the job."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from support.documents import HtmlSeen, markdown_cells
from support.polls import OVER, POLL
from support.whole import whole

from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.room.polls import PollRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.words import RunState
from drconsole.recovery.types.work.events import JobEnded, Recorded
from drconsole.reports.facts.collecting import collect
from drconsole.reports.facts.sources import Sources
from drconsole.reports.facts.types import Anchor, JobFacts
from drconsole.reports.writing.html import as_html
from drconsole.reports.writing.job_document import job_document
from drconsole.reports.writing.markdown import as_markdown
from drconsole.reports.writing.values import as_json

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
"""The provider's clock, which polls know nothing of."""
ENDED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def poll(number: int, since: str, until: str, **more: Any) -> Any:
    times = {"since": f"2026-03-02T{since}Z", "until": f"2026-03-02T{until}Z"}
    return whole(PollRow, **{**POLL, "id": f"q{number}", **times, **more})


def facts(*polls: Any, ended: datetime | None = ENDED) -> JobFacts:
    """Facts of a job that was proposed at 08:00, and ended at 9 o'clock, both by the wall's clock."""
    job: Any = whole(JobRow, id="j1", items=[], skipped=[], evidence=[], warnings=[])
    proposal: Any = whole(ProposalRow, id="p1", at="2026-03-02T08:00:00Z", started="j1")
    over = [] if ended is None else [JobEnded("j1", RunState.SUCCEEDED, "Succeeded", {})]
    return collect(
        Sources(
            job=job,
            tasks=[],
            events=[Recorded(event, ended or LONG_AGO, LONG_AGO, "engine", 9) for event in over],
            items={},
            owed=[],
            proposals=[proposal],
            polls=polls,
            mode="LIVE",
            now="2020-01-01T00:00:00Z",
            notes=[],
            anchor=Anchor("0" * 64, 9),
        )
    )


def test_a_report_has_the_polls_about_its_proposal_and_those_of_its_time_by_when_they_were_asked() -> None:
    polls = [
        poll(1, "08:59:59", "09:04:59"),
        poll(2, "09:00:01", "09:05:01"),
        poll(3, "07:00:00", "07:05:00"),
        poll(4, "07:58:00", "08:03:00"),
        poll(5, "07:58:00", "08:03:00", closed_at="2026-03-02T07:59:59Z"),
        poll(6, "07:00:00", "07:05:00", proposal="p1"),
        poll(7, "08:10:00", "08:15:00", proposal="p2"),
    ]
    told = [(one.id, one.of_job) for one in facts(*polls).polls]
    assert told == [("q6", True), ("q4", False), ("q7", False), ("q1", False)]
    assert [one.id for one in facts(polls[1], polls[2], ended=None).polls] == ["q2"], "the job goes on"


@pytest.mark.parametrize(
    ("more", "result", "end"),
    [
        (OVER, "‼ NO-GO", "closed by bea, 2026-03-02 08:22:00Z"),
        ({**OVER, "why": "ran-out", "closed_by": "engine"}, "‼ NO-GO", "ran out, 2026-03-02 08:22:00Z"),
        ({**OVER, "result": "go"}, "✓ GO", "closed by bea, 2026-03-02 08:22:00Z"),
        ({**OVER, "result": "silent"}, "‼ nobody answered", "closed by bea, 2026-03-02 08:22:00Z"),
        ({}, "? not ended", "open until 2026-03-02 08:25:00Z"),
    ],
)
def test_the_document_says_who_asked_what_who_answered_what_and_how_it_ended(
    more: dict[str, Any], result: str, end: str
) -> None:
    votes = [
        {"key": "user:1", "name": "eve", "vote": "go", "comment": "", "at": "2026-03-02T08:20:10Z"},
        *({**vote, "comment": "no power\nin | Oslo"} for vote in POLL["votes"]),
    ]
    told = facts(poll(1, "08:20:00", "08:25:00", votes=votes, proposal="p1", **more))
    (part,) = [part for part in job_document(told).parts if part.title.startswith("Polls")]
    (row,) = part.rows
    assert row == (
        "q1: fail finance over now?",
        "proposal p1",
        "bea, 2026-03-02 08:20:00Z",
        "NO-GO cy: no power in | Oslo (08:20:30Z); GO eve (08:20:10Z)",
        "ann",
        result,
        end,
    )


def test_every_form_has_them_and_a_report_without_a_poll_says_nothing_of_polls() -> None:
    told = facts(poll(1, "08:20:00", "08:25:00", question="<b>now</b>?", **OVER))
    document = job_document(told)
    (row,) = [row for row in markdown_cells(as_markdown(document)) if "q1: <b>now</b>?" in row[0]]
    assert "NO-GO cy: no power in Oslo (08:20:30Z)" in row
    seen = HtmlSeen.of(as_html(document))
    assert seen.faults == [] and "b" not in seen.tags
    assert "q1: <b>now</b>?" in seen.text and "NO-GO cy: no power in Oslo" in seen.text
    (one,) = json.loads(as_json(told))["polls"]
    assert (one["question"], one["by"], one["silent"], one["result"]) == ("<b>now</b>?", "bea", ["ann"], "no-go")
    assert one["answers"] == [
        {"by": "cy", "vote": "no-go", "comment": "no power in Oslo", "at": "2026-03-02T08:20:30Z"}
    ]
    assert "Polls" not in as_markdown(job_document(facts()))
