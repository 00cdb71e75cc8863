"""Notes in a job's report: those about the job, and those about the whole that happened while it ran."""

from __future__ import annotations

from typing import Any

from support.whole import whole

from drconsole.records.rows.room.notes import NoteRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.reports.facts.collecting import collect
from drconsole.reports.facts.sources import Sources
from drconsole.reports.facts.types import Anchor, JobFacts
from drconsole.reports.writing.job_document import job_document

STARTED, ENDED = "2026-03-01T10:00:00Z", "2026-03-01T10:30:00Z"


def note(number: int, at: str, **more: Any) -> Any:
    told = {"id": f"n{number}", "text": f"note {number}", "at": f"2026-03-01T{at}Z", "by": "ann", "job": None}
    row = {**told, "noted_at": told["at"], "pinned": False, "pinned_by": "", **more}
    return whole(NoteRow, **row)


def facts(*notes: Any, ended: str | None = ENDED) -> JobFacts:
    job: Any = whole(
        JobRow, id="j1", started_at=STARTED, ended_at=ended, items=[], skipped=[], evidence=[], warnings=[]
    )
    sources = Sources(
        job=job,
        tasks=[],
        events=[],
        items={},
        owed=[],
        mode="LIVE",
        now="2026-03-01T11:00:00Z",
        notes=notes,
        anchor=Anchor("0" * 64, 3),
    )
    return collect(sources)


def test_a_report_has_the_notes_about_its_job_and_those_of_its_time() -> None:
    found = facts(
        note(1, "10:20:00"),
        note(2, "09:59:59"),
        note(3, "10:30:01"),
        note(4, "09:00:00", job="j1"),
        note(5, "10:10:00", job="j2"),
        note(6, "10:00:00"),
    ).notes
    assert [(one.id, one.of_job) for one in found] == [("n4", True), ("n6", False), ("n1", False)]
    assert [one.id for one in facts(note(3, "10:30:01"), note(7, "11:00:01"), ended=None).notes] == ["n3"]


def test_the_document_says_when_it_happened_who_said_it_and_when_it_was_written_down() -> None:
    told = facts(note(1, "10:20:00", pinned=True, noted_at="2026-03-01T10:45:00Z", text="the bank\nsees no orders"))
    (part,) = [part for part in job_document(told).parts if part.title == "Notes"]
    (row,) = part.rows
    assert row[0] == "2026-03-01 10:20:00Z"
    assert row[1] == "ann"
    assert "sees no orders" in row[2] and "\n" not in row[2]
    assert row[3:] == ("the whole", "‼ pinned", "2026-03-01 10:45:00Z", "n1")
    assert not [part for part in job_document(facts()).parts if part.title == "Notes"]
