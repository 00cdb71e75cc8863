"""Approvals of a job's begin and of its cancel: who gave them, and what of it went without. Pure."""

from __future__ import annotations

from drconsole.reports.facts.sources import Sources
from drconsole.reports.facts.types import Approved, Glass


def approvals(sources: Sources) -> tuple[Approved, ...]:
    """Return every approval under which something of the job was begun, the oldest first."""
    return tuple(
        Approved(
            row["id"],
            row["operation"],
            row["by"],
            row["at"],
            row["comment"],
            one["by"],
            one["at"],
            one["comment"],
            one["signer_key"],
            one.get("new_seat", False),
        )
        for row in sources.proposals
        for one in row["approvals"]
    )


def glass(sources: Sources) -> tuple[Glass, ...]:
    """Return what was done without the approval that it needed."""
    return tuple(Glass(one["what"], one["by"], one["at"], one["reason"]) for one in sources.job["break_glass"])
