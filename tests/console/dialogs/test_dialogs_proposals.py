"""Dialogs of what needs a second person: what each key sends, and that nothing is sent of what may not be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from console_fakes import JOB, real_answer
from dialog_support import console, failover, opened, press, rested, session, typed
from proposed import ANN, BOB, DIGEST, approval, at_now, proposal, rows, seated

from drconsole.console.dialogs.jobs.cancel import CancelDialog
from drconsole.console.dialogs.room import signing
from drconsole.console.dialogs.room.run import ProposedRunDialog
from drconsole.link.messages import Message
from drconsole.recovery.types.work.errors import Refused
from drconsole.signing.results import NotSigned, Signed, SignFault

POLICY = {"rules": [], "minutes": 60, "break_glass": True, "signatures": False, "allowed_signers": "", "approvers": 1}
SHOP = {"operation": "failover", "target": "plan-key:shop", "options": {"point": "latest-processed"}}
TO_SIGN = {"text": "proposal p1", "namespace": "drconsole-approval", "head": "4f", "length": 7, "signatures": False}


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    at_now(monkeypatch)


def shown(row: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    preview = real_answer("Preview", SHOP) | {"digest": DIGEST}
    return {"proposal": row, "preview": preview, "consequences": [], "difference": [], **more}


def of(row: Mapping[str, Any], uid: int = BOB, *, signed: bool = False, **answers: Any) -> Any:
    """A session of somebody, and an engine that shows them this proposal."""
    made = session()
    made.uids = frozenset({uid})
    made.answers |= {
        "ShowProposal": lambda body: shown(row),
        "Policy": POLICY | {"signatures": signed},
        "ToSign": TO_SIGN | {"signatures": signed},
        "Approve": lambda body: {**row, "state": "approved", "approvals": [approval()]},
        **answers,
    }
    return made


def dialog() -> ProposedRunDialog:
    return ProposedRunDialog("p1", "failover", ("plan", "shop"))


async def test_an_approver_approves_what_was_shown_with_the_target_s_name() -> None:
    row = proposal(id="p1")
    bob = of(row)
    async with console(bob, rows=rows(row), status=seated("approver")) as (app, pilot):
        await opened(app, pilot, dialog())
        await press(app, pilot, "5", *typed("finance"), "enter")
        assert bob.asked("Approve") == [], "that is another plan"
        rested(app)
        await press(app, pilot, *typed("shop"), "enter")
        (said,) = bob.asked("Approve")
        assert (said["proposal"], said["digest"], said["confirm"], said.get("signature")) == (
            "p1",
            DIGEST,
            "shop",
            None,
        )
        assert (
            "approved: proposal p1; nothing has started: whoever has the seat operator starts it"
            in app.notices[-1].text
        )
        assert bob.asked("StartJob") == [], "an approval starts nothing"


async def test_it_is_signed_where_the_policy_says_so_and_not_approved_where_it_is_not_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row, keys = (
        proposal(id="p1"),
        [NotSigned(SignFault.NO_KEY, "there is no key", "name one"), Signed("sig", "SHA256:x")],
    )
    bob = of(row, signed=True)
    monkeypatch.setattr(signing, "sign", lambda *_, **__: keys.pop(0))
    monkeypatch.setattr("drconsole.console.dialogs.room.deciding.first_key", lambda: "/home/bob/.ssh/id_ed25519")
    async with console(bob, rows=rows(row), status=seated("approver")) as (app, pilot):
        await opened(app, pilot, dialog())
        await press(app, pilot, "5", *typed("shop"), "enter")
        assert bob.asked("Approve") == []
        assert "not approved: there is no key" in app.screen.said  # type: ignore[attr-defined]
        await press(app, pilot, "enter")
        (said,) = bob.asked("Approve")
        assert (said["text"], said["signature"]) == (TO_SIGN["text"], "sig")


async def test_what_has_changed_is_shown_first_and_who_asked_only_reads() -> None:
    row = proposal(id="p1")
    changed = [{"what": "point", "item": "shop-db", "shown": "02:55", "now": "02:50"}]
    bob = of(row, ShowProposal=lambda body: shown(row, difference=changed))
    async with console(bob, rows=rows(row), status=seated("approver")) as (app, pilot):
        await opened(app, pilot, dialog())
        assert "it is no longer what was proposed" in app.screen.said  # type: ignore[attr-defined]
    ann = of(row, ANN)
    async with console(ann, rows=rows(row), status=seated("operator, approver")) as (app, pilot):
        await opened(app, pilot, dialog())
        assert "it is yours, and another person approves it" in app.screen.said  # type: ignore[attr-defined]
        await press(app, pilot, "5", "n", *typed("shop"), "enter")
        assert ann.asked("Approve") == []


async def test_what_is_approved_is_started_as_it_was_proposed_and_a_rejection_takes_a_reason() -> None:
    row = proposal(id="p1", state="approved", approvals=[approval()], accepted=["test-failover-missing"])
    ann = of(row, ANN, StartJob={"id": "j1-9"}, Reject={**row, "state": "rejected"})
    async with console(ann, rows=rows(row), status=seated("operator")) as (app, pilot):
        await opened(app, pilot, dialog())
        await press(app, pilot, "5", *typed("shop"), "enter")
        (said,) = ann.asked("StartJob")
        assert (said["proposal"], said["digest"], said["accept"]) == ("p1", DIGEST, ["test-failover-missing"])
        assert (said["options"]["point"], said["confirm"]) == ("latest-processed", "shop")
        await opened(app, pilot, dialog())
        await press(app, pilot, "x", "enter")
        assert ann.asked("Reject") == []
        await press(app, pilot, *typed("not now"), "enter")
        assert [said["comment"] for said in ann.asked("Reject")] == ["not now"]


def needs_approval(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return real_answer("Preview", body) | {"approvals_needed": 1}


async def test_an_operation_that_needs_approval_is_proposed_with_its_reason() -> None:
    ann = session()
    ann.answers |= {"Preview": needs_approval, "Propose": proposal(id="p7"), "Policy": POLICY}
    async with console(ann, status=seated("operator")) as (app, pilot):
        await opened(app, pilot, failover())
        await press(app, pilot, "5", "enter", *typed("shop"), "enter")
        assert ann.asked("Propose") == [], "without a reason there is no proposal"
        await press(app, pilot, *typed("fire"), "enter", "enter")
        (said,) = ann.asked("Propose")
        assert (said["comment"], said["confirm"], said["target"]) == ("fire", "shop", "plan-key:shop")
        assert said["digest"] == real_answer("Preview", SHOP | {"options": {}})["digest"]
        assert ann.asked("StartJob") == []
        assert "proposed: p7 waits" in app.notices[-1].text


async def test_the_glass_is_broken_by_a_reason_typed_twice_and_by_no_policy_that_forbids_it() -> None:
    ann = session()
    ann.answers |= {"Preview": needs_approval, "Policy": POLICY, "StartJob": {"id": "j1-9"}}
    async with console(ann, status=seated("operator")) as (app, pilot):
        await opened(app, pilot, failover())
        await press(app, pilot, "B", *typed("fire"), "enter", *typed("water"), "enter")
        assert "the second time it is not the same" in app.screen.said  # type: ignore[attr-defined]
        await press(app, pilot, *typed("fire"), "enter", "5", "n", *typed("shop"), "enter")
        (said,) = ann.asked("StartJob")
        assert (said["break_glass"], said["break_glass_again"]) == ("fire", "fire")
        assert ann.asked("Propose") == []
    ann.answers["Policy"] = POLICY | {"break_glass": False}
    async with console(ann, status=seated("operator")) as (app, pilot):
        await opened(app, pilot, failover())
        await press(app, pilot, "B")
        assert "the policy forbids to break the glass" in app.screen.said  # type: ignore[attr-defined]


class Cancels:
    """An engine that refuses a cancel until it is approved."""

    def __call__(self, body: Mapping[str, Any]) -> Message[Any]:
        raise Refused("not-confirmed", "a cancel is final", extra={"consequences": [], "needed": 1})


async def test_a_cancel_that_needs_approval_is_proposed() -> None:
    ann = session()
    ann.answers |= {"CancelJob": Cancels(), "ProposeCancel": proposal(id="p8", operation="cancel", job=JOB)}
    async with console(ann, "running", status=seated("operator")) as (app, pilot):
        await opened(app, pilot, CancelDialog(JOB))
        await press(app, pilot, "c", *typed("wrong plan"), "enter", *typed("finance"), "enter")
        assert [(each["job"], each["comment"]) for each in ann.asked("ProposeCancel")] == [(JOB, "wrong plan")]
        assert [each.get("confirm") for each in ann.asked("CancelJob")] == [None], (
            "what it leaves was asked, and no more"
        )
