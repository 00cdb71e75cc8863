"""Lead of a job in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.render.words.text import clean, utc

if TYPE_CHECKING:
    from drconsole.records.rows.work.leads import AskerRow, LeadRow

NOBODY = "nobody leads it"
WAYS = {
    "started": "started it",
    "given": "given by {by}",
    "taken": "taken by {by}",
    "handed-over": "handed over by {by}",
}
"""How a lead came to who has it."""


def lead_text(lead: LeadRow | None, own: str = "") -> str:
    """Return who leads a job, since when, and how it came to them. ``own``: key of who reads it."""
    if lead is None:
        return NOBODY
    who = "you lead it" if own and lead["key"] == own else f"{clean(lead['name'])} leads it"
    how = WAYS.get(lead["way"], clean(lead["way"])).format(by=clean(lead["by"]))
    said = f": {clean(lead['comment'])}" if lead["comment"] else ""
    return f"{who} since {utc(lead['since'])} ({how}{said})"


def passed_text(lead: LeadRow, own: str) -> str:
    """Return that a lead came to who reads it, or left them, and why. ``own``: their key."""
    said = f": {clean(lead['comment'])}" if lead["comment"] else ""
    by, ours = clean(lead["by"]), lead["key"] == own
    if lead["way"] == "taken":
        return f"you took the lead{said}" if ours else f"{by} took the lead{said}"
    if lead["way"] == "given":
        return f"{by} gave you the lead{said}" if ours else f"{by} gave the lead to {clean(lead['name'])}{said}"
    return lead_text(lead, own)


def asker_text(asker: AskerRow) -> str:
    """Return who asks for the lead, since when and why."""
    said = f": {clean(asker['comment'])}" if asker["comment"] else ""
    return f"{clean(asker['name'])} asks for the lead since {utc(asker['at'])}{said}"
