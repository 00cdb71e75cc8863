"""Decisions of people, from the journal's events: who did what, in a few words. Pure.

An event of a kind that stands here in no row is told by its kind's own words: a new kind of act is on the wall from its
first day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from drconsole.records.rows.work.journal import EventRow
from drconsole.render.rows.events import about
from drconsole.render.wall.facts import Entry
from drconsole.render.words.text import clean

ENGINE = "engine"
"""Actor of what the engine does by itself."""
NONE_OF_THEM = frozenset(
    {
        "engine.started",
        "engine.stopped",
        "link.rejected",
        "clock.set",
        "wall.jumped",
        "run.noted",
        "warning.kept",
        "failure.kept",
    }
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
    "lead.passed": "passed the lead of",
    "room.policy-set": "set the policy",
    "room.approvals-set": "set how approvals are given",
    "handover.offered": "offered to hand over",
    "handover.accepted": "took over",
    "poll.opened": "asked",
    "poll.answered": "answered",
    "alarm.shelved": "shelved",
}

BEGINS = frozenset({"job.created", "proposal.made"})
"""Kinds that name by themselves what is to be done to which target."""
WITHOUT = frozenset({"task", "target_name", "item"})
"""Fields of an event that are keys, or are told by the names beside them."""


def decides(event: EventRow) -> bool:
    """Return whether an event is a decision of a person; that who starts a job leads it is no other one."""
    begins = event["kind"] == "lead.passed" and event.get("way") == "started"
    return event["actor"] != ENGINE and event["kind"] not in NONE_OF_THEM and not begins


def entry(event: EventRow, jobs: Mapping[str, str], tasks: Mapping[str, str], items: Callable[[str], str]) -> Entry:
    """Return an event as a line: ``held failover of shop: waiting for the network team``.

    ``jobs``: id of a job -> what it does to which target; ``tasks``: id of a task of a job -> its name, as far as they
    are known; ``items``: key of an item -> its name.
    """
    kind, more = event["kind"], cast("Mapping[str, object]", event)
    said = WORDS.get(kind) or kind.replace(".", " ").replace("-", " ")
    if kind == "proposal.made":
        whom = f"{clean(more['operation'])} of {clean(more['target_name'])}"
    else:
        whom = jobs.get(event["job"] or "", "")
    if key := more.get("item"):
        whom = items(str(key))
    task = tasks.get(f"{event['job']}/{event.get('task', '')}", "")
    what = _comment(more) if kind in BEGINS else about(more, without=WITHOUT)
    told = " ".join(filter(None, (said, whom)))
    return Entry(event["world_at"], clean(event["actor"]), ": ".join(filter(None, (told, task, what))))


def _comment(event: Mapping[str, object]) -> str:
    """Return what a person said of what is to begin."""
    request = event.get("request")
    options = request.get("options") if isinstance(request, Mapping) else None
    said = options.get("comment") if isinstance(options, Mapping) else event.get("comment")
    return clean(said or "")
