"""Dialogs of the incident room: a proposal as its approver and who asks for it see it, over a real engine's preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from console_fakes import JOB, real_answer
from dialog_support import typed
from proposed import ANN, AS_BOB, DIGEST, approval, at_now, proposal, rows, seated
from shots import Shot
from shots_dialogs import CANCEL, FAILOVER, LEFT, operation

from drconsole.console.dialogs.base.glass import GlassDialog
from drconsole.console.dialogs.reading import ReadingDialog
from drconsole.console.dialogs.room.cancel import ProposedCancelDialog
from drconsole.console.dialogs.room.reject import RejectDialog
from drconsole.console.dialogs.room.run import ProposedRunDialog
from drconsole.recovery.types.work.errors import Refused

SHOP = {"operation": "failover", "target": "plan-key:shop", "options": {"point": "latest-processed"}}
POLICY = {"rules": [], "minutes": 60, "break_glass": True, "signatures": False, "allowed_signers": "", "approvers": 1}
CANCELLED = proposal(id="p3", operation="cancel", target="finance", job=JOB, comment="the wrong plan")
OVER = proposal(id="p2", state="rejected", why="not before noon", ended_at="2026-03-02T08:15:00Z", ended_by="bob")
TO_CONFIRM = Refused("not-confirmed", "a cancel is final", extra={"consequences": LEFT, "needed": 1})


def shown(row: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The engine's answer about a proposal."""
    preview = real_answer("Preview", SHOP) | {"digest": DIGEST} if row["operation"] == "failover" else None
    left = [] if preview else LEFT
    return {"proposal": row, "preview": preview, "consequences": left, "difference": [], **more}


def of(row: Mapping[str, Any], seat: str = "approver", *, signed: bool = False, **more: Any) -> Shot:
    """The dialog of a proposal, for somebody with this seat."""

    def news() -> dict[str, Any]:
        return {"rows": rows(row), "status": seated(seat)}

    answers = {"ShowProposal": lambda body: shown(row), "Policy": POLICY | {"signatures": signed}}
    told = {"shows": ProposedRunDialog, "settings": AS_BOB, "prepare": at_now, "answers": answers, "news": news}
    return Shot(**{**told, "dialog": partial(ProposedRunDialog, row["id"], "failover", ("plan", "shop")), **more})


def needs_approval(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return real_answer("Preview", body) | {"approvals_needed": 1}


AS_ANN = {"uids": frozenset({ANN})}
APPROVED = proposal(id="p1", state="approved", approvals=[approval(comment="I have seen the smoke")])
PROPOSE = replace(operation(*FAILOVER, "5"), answers={"Preview": needs_approval, "Policy": POLICY})
CANCEL_OF = {"dialog": partial(ProposedCancelDialog, "p3"), "shows": ProposedCancelDialog}
ROOM: dict[str, Shot] = {
    "proposal": of(proposal(id="p1")),
    "proposal-confirm": of(proposal(id="p1"), then=("5",), signed=True),
    "proposal-own": of(proposal(id="p1"), "operator", settings=AS_ANN),
    "proposal-approved": of(APPROVED, "operator", settings=AS_ANN, then=("5",)),
    "proposal-over": of(
        OVER, shows=ReadingDialog, dialog=None, keys=("colon", *typed("proposal p2"), "enter"), settings=AS_ANN
    ),
    "proposal-cancel": of(CANCELLED, **CANCEL_OF),
    "reject": of(proposal(id="p1"), shows=RejectDialog, then=("x", *typed("not before noon"))),
    "propose": PROPOSE,
    "propose-cancel": replace(CANCEL, answers={"CancelJob": TO_CONFIRM}),
    "glass": replace(PROPOSE, shows=GlassDialog, then=(*PROPOSE.then, "escape", "B", *typed("no second person"))),
    "glass-broken": replace(
        PROPOSE,
        then=(*PROPOSE.then, "escape", "B", *typed("fire"), "enter", *typed("fire"), "enter"),
    ),
}
"""Name -> the way there."""
