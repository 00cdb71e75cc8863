"""Brief of a handover from a store: what it is made of is read here, and written as a document."""

from __future__ import annotations

from datetime import timedelta

from drconsole.records.alarms.seen import Asking
from drconsole.records.clock import moment
from drconsole.records.rows.room.handovers import BriefRow
from drconsole.records.tables import HANDOVERS, MEMBERS, NOTES, POLLS, PROPOSALS, TASKS, WORLD
from drconsole.render.drawing.report import Part, Report
from drconsole.render.jobs.tree import assemble, ended
from drconsole.render.rows.handover import (
    DECISIONS,
    NOTHING_OPEN,
    SEATS,
    by_section,
    decision_text,
    head_texts,
    line_text,
)
from drconsole.render.words.room.seats import seats_lines
from drconsole.room.handover.brief import brief
from drconsole.room.handover.facts import Facts
from drconsole.store.reading.alarms import seen as seen_of
from drconsole.store.reading.lists import StoredItems
from drconsole.store.reading.reader import Reader

HOURS = timedelta(hours=4)
"""Hours back of which decisions are told (our choice): half a shift."""
LOOKED = 4000
"""Revisions in which they are looked for (our choice); of those that are found the newest ones are told."""
TOLD = 40
"""Decisions that are told at most (our choice)."""


def read_brief(reader: Reader, asked: Asking, without: str = "") -> BriefRow:
    """Return the brief as the store has it. ``without``: the handover that it is for. Raises what ``Reader`` raises."""
    world = reader.row(WORLD, WORLD)
    seen = seen_of(reader, StoredItems(reader), asked)
    return brief(
        Facts(
            seen,
            ended={job["id"]: _ended(reader, job["id"]) for job in seen.jobs},
            proposals=reader.rows(PROPOSALS),
            polls=reader.rows(POLLS),
            notes=reader.rows(NOTES),
            offers=[row for row in reader.rows(HANDOVERS) if row["id"] != without],
            mode=None if world is None else world["mode"],
            seats=seats_lines(reader.rows(MEMBERS)),
            decisions=_decisions(reader, asked.wall),
            anchor=reader.anchor(),
        )
    )


def _ended(reader: Reader, job: str) -> tuple[int, int]:
    """Return how many tasks of a job have ended, and of how many: as on its page those that have none below them."""
    return ended(assemble(reader.rows(TASKS, job=job)))


def _decisions(reader: Reader, wall: str | None) -> list[str]:
    """Return what people decided in the last hours, oldest first."""
    now = moment(wall)
    found = []
    for event in reader.journal(max(0, reader.rev() - LOOKED)):
        at = moment(event["at"])
        if now is None or at is None or at >= now - HOURS:
            found.append(decision_text(event))
    return [text for text in found if text][-TOLD:]


def brief_document(told: BriefRow) -> Report:
    """Return the brief as a document."""
    written, journal = head_texts(told)
    parts = [Part(title, lines=[line_text(line) for line in lines]) for title, lines in by_section(told["lines"])] or [
        Part("Open", lines=[NOTHING_OPEN])
    ]
    if told["seats"]:
        parts.append(Part(SEATS, lines=told["seats"]))
    if told["decisions"]:
        parts.append(Part(DECISIONS, lines=told["decisions"]))
    about = {"mode": told["mode"] or "UNKNOWN", "written": written, "journal": journal}
    return Report("Handover", about, parts)
