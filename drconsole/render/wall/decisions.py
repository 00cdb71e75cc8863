"""Decisions of people, from the journal's events: who did what, in a few words. Pure.

An event of a kind that stands here in no row is told by its kind's own words: a new kind of act is on the wall from its
first day.
"""

from __future__ import annotations

from collections.abc import Mapping

from drconsole.records.rows.work.journal import EventRow
from drconsole.render.rows.events import about
from drconsole.render.wall.facts import Entry
from drconsole.render.words.text import clean

ENGINE = "engine"
"""Actor of what the engine does by itself."""
NONE_OF_THEM = frozenset(
    {"engine.started", "engine.stopped", "link.rejected", "clock.set", "wall.jumped", "run.noted", "warning.kept"}
    | {
        "room.note-taken",
        "room.note-pinned",
        "act.ended",
        "validation.voided",
        "obligation.opened",
        "obligation.closed",
    }
)
"""Kinds that decide nothing about a recovery, or stand on the wall by themselves."""
WORDS: Mapping[str, str] = {
    "job.created": "started",
    "job.held": "held",
    "job.resumed": "resumed",
    "job.cancel-requested": "CANCELLED",
    "task.answered": "answered",
    "act.begun": "asked for",
    "validation.recorded": "validated",
    "proposal.made": "proposed",
    "proposal.approved": "approved",
    "proposal.rejected": "REJECTED",
    "room.member-seated": "seated",
    "room.member-removed": "took a seat of",
    "lead.asked": "asked for the lead of",
    "lead.passed": "lead of",
    "handover.offered": "offered to hand over",
    "handover.accepted": "took over",
    "poll.opened": "asked",
    "poll.answered": "answered",
    "alarm.shelved": "shelved",
}

WITHOUT = frozenset({"task"})
"""Fields of an event that are no words for people."""


def decides(event: EventRow) -> bool:
    """Return whether an event is a decision of a person."""
    return event["actor"] != ENGINE and event["kind"] not in NONE_OF_THEM


def entry(event: EventRow, jobs: Mapping[str, str], tasks: Mapping[str, str]) -> Entry:
    """Return an event as a line. ``jobs``: id of a job -> what it does to which target; ``tasks``: id of a task of a
    job -> its name, as far as they are known."""
    kind = event["kind"]
    said = WORDS.get(kind) or kind.replace(".", " ").replace("-", " ")
    name = jobs.get(event["job"] or "", "") if kind != "job.created" else ""
    task = tasks.get(f"{event['job']}/{event.get('task', '')}", "")
    what = ", ".join(filter(None, (task, about(event, without=WITHOUT))))
    return Entry(event["world_at"], clean(event["actor"]), " ".join(filter(None, (said, name, what))))
