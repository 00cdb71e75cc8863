"""Leads of jobs as this console's user sees them: what they may not do, and what they are told. No Textual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from drconsole.console.state.model.model import Model
from drconsole.records.tables import JOBS
from drconsole.render.estate.presence import console_of, seats_in
from drconsole.render.words.room.leads import asker_text, passed_text
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.records.rows.status import ConsoleRow
    from drconsole.records.rows.work.jobs import JobRow
    from drconsole.records.rows.work.leads import LeadRow

Seen = tuple[str, frozenset[str]]
"""Key of who leads a job, and keys of who ask for it; empty = nobody leads it."""


def own_row(model: Model, pid: int) -> ConsoleRow | None:
    """Return how the engine tells this console; None = it has not, or there is no incident room for its user."""
    own = console_of(model.consoles, pid)
    return own if own is not None and own["seat"] and own.get("key") else None


def own_key(model: Model, pid: int) -> str:
    """Return the key of this console's user, as the engine has it; empty = not known, or they have no seat."""
    own = own_row(model, pid)
    return own.get("key", "") if own is not None else ""


def own_leads(model: Model, own: str) -> list[JobRow]:
    """Return the open jobs that somebody leads. ``own``: their key."""
    open_ = (job for job in model.rows(JOBS) if not job["ended_at"])
    return [job for job in open_ if (lead := job.get("lead")) is not None and lead["key"] == own]


def led_by_another(model: Model, pid: int, job: JobRow, action: str) -> str:
    """Return who leads a job, where an action on it is theirs and not our user's; empty = it is not refused for that.

    Only so that what the engine would refuse is not offered: the engine checks each command by itself.
    """
    lead, own = job.get("lead"), own_row(model, pid)
    if lead is None or own is None:
        return ""
    from drconsole.room.leads import ACTIONS, may

    if may(lead["key"], own.get("key", ""), seats_in(own), ACTIONS.get(action, "")):
        return ""
    return f"{clean(lead['name'])} leads job {clean(job['id'])}"


def may_give(model: Model, pid: int, lead: LeadRow) -> bool:
    """Return whether our user may give a lead to somebody: who has it may, and a commander."""
    own = own_row(model, pid)
    return own is not None and (own.get("key") == lead["key"] or "commander" in seats_in(own))


class Led:
    """Leads as they were told last."""

    def __init__(self) -> None:
        self._seen: dict[str, Seen] = {}
        self._known = False

    def changes(self, model: Model, pid: int) -> list[str]:
        """Return what this console's user is to be told: of a lead that came or went, and of who asks for theirs.

        When the console opens, only who asks for theirs.
        """
        if not (own := own_key(model, pid)):
            return []
        found: list[str] = []
        for job in model.rows(JOBS):
            if not job["ended_at"] and (lead := job.get("lead")) is not None:
                had = self._seen.get(job["id"], ("", frozenset()))
                found += self._told(job["id"], lead, had, own)
                self._seen[job["id"]] = lead["key"], frozenset(asker["key"] for asker in lead["asked"])
        self._known = True
        return found

    def _told(self, job: str, lead: LeadRow, had: Seen, own: str) -> Iterator[str]:
        before, asked = had
        ours = lead["key"] == own
        if self._known and before != lead["key"] and own in (before, lead["key"]) and lead["way"] != "started":
            yield f"job {clean(job)}: {passed_text(lead, own)}"
        if ours:
            yield from (
                f"job {clean(job)}: {asker_text(asker)}" for asker in lead["asked"] if asker["key"] not in asked
            )
