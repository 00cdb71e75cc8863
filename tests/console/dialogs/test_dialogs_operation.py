"""The dialog of an operation: what is confirmed is what is shown, and nothing else ever starts."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import pytest
from console_fakes import real_answer
from dialog_support import (
    OVERRIDABLE,
    Remembering,
    choose,
    console,
    entries_of,
    failover,
    opened,
    press,
    rested,
    session,
    settled,
    text_of,
    typed,
)
from textual.widgets import Input, Static

from drconsole.console.dialogs.base import sending
from drconsole.recovery.types.work.errors import NoEngine, OutcomeUnknown, Refused

STARTED = {"id": "j7-1"}
UNKNOWN = OutcomeUnknown("outcome-unknown", "StartJob was sent and no answer came", extra={"request_id": "x"})


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "RESEND_AFTER", (0.0, 0.0))


def previewed(**changes: Any) -> dict[str, Any]:
    return real_answer("Preview", {"operation": "failover", "target": "plan:shop", "options": {}}) | changes


def starts(made: Remembering) -> list[dict[str, Any]]:
    return made.asked("StartJob")


async def test_what_is_confirmed_is_the_digest_and_the_options_that_are_shown() -> None:
    made = session({"StartJob": [STARTED]})
    async with console(made) as (app, pilot):
        dialog = failover()
        done = await opened(app, pilot, dialog)
        first = dialog.preview["digest"] if dialog.preview else ""
        await choose(app, pilot, dialog, "point:latest-app-consistent")
        assert first not in text_of(dialog)
        shown = text_of(dialog)
        await press(app, pilot, "c", *typed("go"), "enter", *typed("shop"), "enter")
        (body,) = starts(made)
        assert body["digest"] in shown
        assert body["digest"] != first
        assert body["options"]["point"] == "latest-app-consistent"
        assert body["options"]["shutdown"] is True
        assert (body["confirm"], body["comment"], body["target"]) == ("shop", "go", "plan-key:shop")
        assert done == ["j7-1"]


async def test_everything_a_decision_needs_is_shown() -> None:
    async with console(session()) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        text = text_of(dialog)
        for wanted in ("READY", "latest-multi-vm-app-consistent", "custom: not offered", "shop-db", "20 s"):
            assert wanted in text
        for wanted in ("Forecast", "likely", "▾ Tasks: ", " steps", "Warm the caches", "Digest"):
            assert wanted in text
        shown = str(dialog.query_one("#warning").content) + str(dialog.query_one("#head").content)  # type: ignore[attr-defined]
        assert "Do not cancel" in shown
        assert "SIMULATION" in shown


@pytest.mark.parametrize("name", ["", "sho", "Shop", "finance"])
async def test_a_wrong_name_starts_nothing(name: str) -> None:
    made = session({"StartJob": [STARTED]})
    async with console(made) as (app, pilot):
        dialog = failover()
        done = await opened(app, pilot, dialog)
        await press(app, pilot, "n", *typed(name), "enter")
        assert starts(made) == []
        assert done == []
        assert "nothing was started" in dialog.said


async def test_nothing_can_be_confirmed_while_no_preview_of_these_options_is_shown() -> None:
    made = session({"Preview": [previewed(), Refused("provider-unreachable", "the provider does not answer")]})
    async with console(made) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        await choose(app, pilot, dialog, "shutdown:no")
        await press(app, pilot, "n", *typed("shop"), "enter")
        assert starts(made) == []
        assert "does not answer" in text_of(dialog)


async def test_a_refusal_shows_the_difference_and_what_is_previewed_anew_is_confirmed_anew() -> None:
    difference = [{"what": "point", "item": "shop-db", "shown": "latest-processed a", "now": "latest-processed b"}]
    refused = Refused("changed-since-preview", "no longer what was shown", extra={"difference": difference})
    second = previewed(digest="feedfeedfeedfeed")
    made = session({"Preview": [previewed(), second], "StartJob": [refused, STARTED]})
    async with console(made) as (app, pilot):
        dialog = failover()
        done = await opened(app, pilot, dialog)
        await press(app, pilot, "n", *typed("shop"), "enter")
        assert "1 difference" in text_of(dialog)
        assert "latest-processed a" not in text_of(dialog), "it is folded"
        await choose(app, pilot, dialog, "fold-differences")
        assert "shop-db: point: was latest-processed a, is latest-processed b" in text_of(dialog)
        await press(app, pilot, "n", "enter")
        assert len(starts(made)) == 1, "what is not previewed anew cannot be confirmed"
        dialog.sheet.focus()
        await press(app, pilot, "r")
        assert "feedfeedfeedfeed" in text_of(dialog)
        await press(app, pilot, "n", "enter")
        assert len(starts(made)) == 1, "the name was typed for another preview"
        rested(app)
        await press(app, pilot, *typed("shop"), "enter")
        assert starts(made)[1]["digest"] == "feedfeedfeedfeed"
        assert len(set(made.ids_of("StartJob"))) == 2, "another confirmation is another request"
        assert done == ["j7-1"]


async def test_a_name_that_was_typed_does_not_confirm_another_preview() -> None:
    made = session({"Preview": [previewed(), previewed(digest="feedfeedfeedfeed")], "StartJob": [STARTED]})
    async with console(made) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        await press(app, pilot, "n", *typed("shop"), "escape")
        await choose(app, pilot, dialog, "point:latest-processed")
        assert dialog.value("name") == ""
        assert "type the name again" in dialog.said
        assert dialog.query_one("#name", Input).placeholder == "changed: type it again"
        await press(app, pilot, "n", "enter")
        assert starts(made) == []


async def test_an_expired_preview_is_replaced_and_not_started() -> None:
    expired = Refused("digest-unknown", "the digest has expired")
    made = session({"Preview": [previewed(), previewed(digest="0123456789abcdef")], "StartJob": [expired]})
    async with console(made) as (app, pilot):
        dialog = failover()
        done = await opened(app, pilot, dialog)
        await press(app, pilot, "n", *typed("shop"), "enter")
        assert "NOT STARTED" in text_of(dialog)
        assert "0123456789abcdef" in text_of(dialog)
        assert (len(starts(made)), done) == (1, [])


async def test_an_accepted_finding_stays_in_its_place_and_is_no_error_any_more() -> None:
    other = {**OVERRIDABLE, "id": "quota-short", "message": "the quota is short"}
    made = session({"Preview": [previewed(ready=False, findings=[OVERRIDABLE, other])]})
    async with console(made) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        before = [entry.act for entry in entries_of(dialog) if entry.act.startswith("accept:")]
        await choose(app, pilot, dialog, before[0])
        found = [entry for entry in entries_of(dialog) if entry.act.startswith("accept:")]
        assert [entry.act for entry in found] == before
        assert "ACCEPTED" in found[0].text
        assert "ERROR" not in found[0].text
        assert "ERROR" in found[1].text


async def test_the_last_page_asks_for_the_comment_and_a_wrong_name_does_not_stay() -> None:
    made = session({"Preview": [previewed(ready=False, findings=[OVERRIDABLE])]})
    async with console(made) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        assert "required" not in str(dialog.query_one("#field-comment .label", Static).render())
        await choose(app, pilot, dialog, "accept:test-failover-missing")
        assert "Comment (required: 1 accepted):" in str(dialog.query_one("#field-comment .label", Static).render())
        await press(app, pilot, "n", *typed("shop12"), "enter")
        assert dialog.value("name") == ""


async def test_the_keys_below_a_page_are_those_of_this_page() -> None:
    async with console(session()) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        hints = {}
        for page in "125":
            await press(app, pilot, "escape") if dialog.focused is not dialog.sheet else None
            await press(app, pilot, page)
            dialog.sheet.focus()
            await pilot.pause()
            hints[page] = str(dialog.query_one("#hint", Static).render())
        assert "s corrupt since" in hints["2"]
        assert "s corrupt" not in hints["1"]
        assert "c comment" in hints["5"]
        assert all(len(hint) <= 80 for hint in hints.values())


async def test_an_accepted_finding_needs_a_comment() -> None:
    blocked = previewed(ready=False, findings=[OVERRIDABLE])
    made = session({"Preview": [blocked], "StartJob": [STARTED]})
    async with console(made) as (app, pilot):
        dialog = failover()
        done = await opened(app, pilot, dialog)
        await press(app, pilot, "n", *typed("shop"), "enter")
        assert starts(made) == [], "a finding that nobody accepted blocks"
        await choose(app, pilot, dialog, "accept:test-failover-missing")
        assert "READY with 1 accepted" in text_of(dialog)
        assert dialog.value("name") == "", "the name was typed for a page on which nothing was accepted"
        await press(app, pilot, "n", *typed("shop"), "enter")
        assert starts(made) == [], "accepting it needs a comment"
        await press(app, pilot, *typed("fire"), "enter", "enter")
        (body,) = starts(made)
        assert (body["accept"], body["comment"], done) == (["test-failover-missing"], "fire", ["j7-1"])


async def test_what_nobody_may_accept_cannot_be_accepted() -> None:
    hard = OVERRIDABLE | {"id": "recovery-point-missing:shop-db", "overridable": False}
    made = session({"Preview": [previewed(ready=False, findings=[hard])]})
    async with console(made) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        assert not [entry for entry in entries_of(dialog) if entry.act.startswith("accept:")]
        await press(app, pilot, "n", *typed("shop"), "enter")
        assert starts(made) == []


async def test_an_unknown_outcome_is_asked_again_under_the_same_id() -> None:
    made = session({"StartJob": [UNKNOWN, UNKNOWN, STARTED]})
    async with console(made) as (app, pilot):
        dialog = failover()
        done = await opened(app, pilot, dialog)
        await press(app, pilot, "n", *typed("shop"), "enter")
        ids = made.ids_of("StartJob")
        assert len(ids) == 3
        assert len(set(ids)) == 1
        assert ids[0]
        assert starts(made)[0] == starts(made)[2]
        assert done == ["j7-1"]


async def test_what_stays_unknown_is_said_as_unknown_and_enter_asks_again_under_the_same_id() -> None:
    gone = NoEngine("no-engine", "no engine answers")
    made = session({"StartJob": [UNKNOWN, gone, gone, STARTED]})
    async with console(made) as (app, pilot):
        dialog = failover()
        done = await opened(app, pilot, dialog)
        await press(app, pilot, "n", *typed("shop"), "enter")
        assert "UNKNOWN" in dialog.said
        assert done == []
        await choose(app, pilot, dialog, "shutdown:no")
        assert len(made.asked("Preview")) == 1, "its options cannot be changed while its outcome is unknown"
        await press(app, pilot, "n", "enter")
        assert len(set(made.ids_of("StartJob"))) == 1
        assert done == ["j7-1"]


async def test_without_an_engine_nothing_was_sent_and_that_is_said() -> None:
    made = session({"StartJob": [NoEngine("no-engine", "no engine answers")]})
    async with console(made) as (app, pilot):
        dialog = failover()
        await opened(app, pilot, dialog)
        await press(app, pilot, "n", *typed("shop"), "enter")
        assert len(starts(made)) == 1
        assert "nothing was started" in dialog.said


async def test_a_second_enter_while_the_first_is_on_its_way_sends_nothing() -> None:
    answered = threading.Event()

    def slowly(body: Mapping[str, Any]) -> Mapping[str, Any]:
        answered.wait(10)
        return STARTED

    made = session({"StartJob": [slowly]})
    async with console(made) as (app, pilot):
        done = await opened(app, pilot, failover())
        await pilot.press("n", *typed("shop"), "enter", "enter", "enter")
        answered.set()
        await settled(app, pilot)
        assert len(starts(made)) == 1
        assert done == ["j7-1"]
