"""Waits for the people of an incident room: proposals for their approvers, polls for answers. Pure.

Times are the wall's. What has run out waits for nobody, also where no engine has written that down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from drconsole.records.clock import lasts, moment
from drconsole.recovery.types.approving import ProposalState
from drconsole.recovery.types.remedies import Act, Option, Remedy, as_json
from drconsole.recovery.types.words import counted

if TYPE_CHECKING:
    from drconsole.records.rows.room.approvals import ProposalRow
    from drconsole.records.rows.room.polls import PollRow
    from drconsole.records.rows.status import NeedsRow

APPROVAL, POLL = "approval", "poll"
OF_ROOM = frozenset({APPROVAL, POLL})
"""Kinds of entries that are about what people agree: no job stands still for them."""


def of_room(proposals: Iterable[ProposalRow], polls: Iterable[PollRow], wall: str | None) -> Iterator[NeedsRow]:
    """Yield what waits for people of the room. ``wall``: the wall's clock; None = not known, everything still lasts."""
    yield from (_approval(row) for row in proposals if waits_for_approval(row, wall))
    yield from (_poll(row) for row in polls if row["closed_at"] is None and row["silent"] and lasts(row["until"], wall))


def waits_for_approval(row: ProposalRow, wall: str | None) -> bool:
    """Return whether a proposal still needs somebody's approval."""
    return row["state"] == ProposalState.OPEN and lasts(row["expires_at"], wall)


def missing_text(row: ProposalRow) -> str:
    """Return who asks for what, and how many approvals there are: ``ann: fire in oslo; 0 of 1 approvals``."""
    asked = ": ".join(filter(None, (row["person"], row["comment"])))
    return f"{asked}; {len(row['approvals'])} of {counted(row['needed'], 'approval')}, until {_time(row['expires_at'])}"


def to_approve(row: ProposalRow) -> Remedy:
    """Return what helps: to look at it, and approve or reject it."""
    return Remedy(Act.APPROVE, options=((Option.PROPOSAL, row["id"]),))


def _approval(row: ProposalRow) -> NeedsRow:
    return {
        "kind": APPROVAL,
        "job": None,
        "operation": row["operation"],
        "target": row["target"],
        "task": None,
        "friendly_name": f"{row['target']} waits for approval: {row['operation']} (proposal {row['id']})",
        "state_description": "WaitingForApproval",
        "why": missing_text(row),
        "since": row["at"],
        "outcomes": [],
        "item": None,
        "item_key": None,
        "about": row["id"],
        "whom": "an approver",
        "remedies": [as_json(to_approve(row))],
    }


def _poll(row: PollRow) -> NeedsRow:
    silent = len(row["silent"])
    return {
        "kind": POLL,
        "job": None,
        "operation": None,
        "target": row["id"],
        "task": None,
        "friendly_name": f"{row['id']} waits for answers of {counted(silent, 'seat')}: {row['question']}",
        "state_description": "WaitingForAnswers",
        "why": f"{row['by']} asks until {_time(row['until'])}; silent: {', '.join(row['silent'])}",
        "since": row["since"],
        "outcomes": [],
        "item": None,
        "item_key": None,
        "about": row["id"],
        "whom": ", ".join(row["silent"]),
        "remedies": [as_json(Remedy(Act.POLLS))],
    }


def _time(at: str | None) -> str:
    when = moment(at)
    return "a time that is not known" if when is None else f"{when:%Y-%m-%d %H:%M:%SZ}"
