"""Proposals as a console is told of them, and the seats of its user."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import pytest
from console_fakes import samples
from support.whole import whole

from drconsole.records.rows.room.approvals import ApprovalRow, ProposalRow

NOW = "2026-03-02T08:20:00Z"
ANN, BOB, CY = 1001, 1002, 1003
DIGEST = "5f2b8c1d7e9a4b30"


AS_BOB = {"uids": frozenset({BOB})}
"""Settings of the session of an approver."""


def at_now(patch: pytest.MonkeyPatch) -> None:
    """The wall's clock, by which proposals run out; and nobody's own key."""
    patch.setattr("drconsole.console.dialogs.room.deciding.first_key", lambda: None)
    for module in ("state.room.proposing", "screens.room.proposals", "commands.work.proposing"):
        patch.setattr(f"drconsole.console.{module}.wall_now", lambda: NOW)
    for module in ("part", "deciding", "reject", "run"):
        patch.setattr(f"drconsole.console.dialogs.room.{module}.wall_now", lambda: NOW)


def approval(**said: Any) -> dict[str, Any]:
    everyday = {"by": "bob", "person": "bob", "uid": BOB, "at": "2026-03-02T08:14:00Z", "digest": DIGEST}
    return whole(ApprovalRow, **{**everyday, **said})


def proposal(**said: Any) -> dict[str, Any]:
    """A proposal that ann made and nobody has looked at."""
    everyday = {
        "id": "p1-1", "key": "p1-1", "operation": "failover", "target": "shop", "target_key": "shop",
        "target_type": "plan", "mode": "SIMULATION", "digest": DIGEST, "by": "ann", "person": "ann", "uid": ANN,
        "comment": "Seattle burns", "at": "2026-03-02T08:10:00Z", "expires_at": "2026-03-02T09:10:00Z",
        "needed": 1, "state": "open",
    }  # fmt: skip
    return whole(ProposalRow, **{**everyday, **said})


SEVERAL = (
    proposal(id="p1-1", operation="commit", target="finance", comment="all machines are validated", needed=2,
             approvals=[approval()], state="open", expires_at="2026-03-02T08:41:00Z"),
    proposal(id="p1-2"),
    proposal(id="p1-3", operation="cancel", target="warehouse", job="j1-1", by="cy", person="cy", uid=CY,
             comment="the wrong plan", state="approved", approvals=[approval()], expires_at="2026-03-02T08:35:00Z"),
    proposal(id="p1-4", at="2026-03-02T07:10:00Z", state="rejected", why="not before the bank has closed",
             ended_at="2026-03-02T07:20:00Z", ended_by="bob"),
    proposal(id="p1-5", at="2026-03-02T06:10:00Z", state="started", started="j1-1",
             ended_at="2026-03-02T06:20:00Z", ended_by="ann"),
)  # fmt: skip


def seated(seat: str | None, **more: Any) -> dict[str, Any]:
    """The engine's status, in which the console's own user has these seats; ``more``: what it tells of them besides."""
    own = {
        "user": "me", "person": None, "seat": seat, "from": None, "since": "2026-03-01T08:00:00Z", "screen": "Jobs",
        "doing": None, "read_only": False, "pid": os.getpid(), **more,
    }  # fmt: skip
    return {**samples()["quiet"].status, "consoles": [own]}


def rows(*proposals: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows of a quiet moment, with these proposals."""
    tables = {table: found for table, found in samples()["quiet"].tables.items() if found}
    return {**tables, "proposal": {each["id"]: {**each, "key": each["id"]} for each in proposals}}


def several() -> dict[str, Any]:
    """News of several proposals, for an approver."""
    return {"rows": rows(*SEVERAL), "status": seated("approver")}
