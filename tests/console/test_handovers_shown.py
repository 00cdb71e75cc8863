"""A handover by keys alone: the brief is gone through line by line, read back, and accepted; or nothing passes."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import JOB, news_at
from dialog_support import console, press, session, settled
from handed_rows import BRIEF, OFFER, handing_over
from led_rows import OWN

from drconsole.console.dialogs.handover.give import GiveDialog
from drconsole.console.dialogs.handover.take import TakeDialog
from drconsole.console.state import handed
from drconsole.recovery.types.work.errors import Refused


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The brief that the store has, the last one of these."""
    told = [BRIEF]
    monkeypatch.setattr(handed, "read", lambda db, asked, without="": told[-1])
    return told


def news(app: Any, **offer: Any) -> Any:
    return news_at("running", **handing_over(app.session.pid, **offer))


def shown(app: Any) -> str:
    return "\n".join(each.text for each in app.screen.sheet.entries)


async def opened(app: Any, pilot: Any, **offer: Any) -> Any:
    app.take(news(app, **offer))
    await press(app, pilot, "S")
    await settled(app, pilot)
    return app.screen


async def test_who_is_offered_a_handover_is_told_and_goes_through_it_line_by_line() -> None:
    kept = session(screen="jobs", read_only=False)
    kept.answers["AcceptHandover"] = {**OFFER, "state": "accepted", "leads": [JOB]}
    async with console(kept, "running") as (app, pilot):
        page = await opened(app, pilot)
        assert "bea hands over to you" in app.notices[0].text and app.notices[0].text.endswith("press S")
        assert isinstance(page, TakeDialog)
        for number in range(len(BRIEF["lines"])):
            assert page.left == len(BRIEF["lines"]) - number
            assert not any(field.display for field in page.query("Field"))
            await press(app, pilot, "space")
        assert all(field.display for field in page.query("Field"))
        assert "finance" not in shown(app)
        await press(app, pilot, *"finance runs", "enter", *"call the bank waits", "enter")
        assert kept.asked("AcceptHandover") == [
            {
                "handover": "h1",
                "gone_through": sorted(line["key"] for line in BRIEF["lines"]),
                "read_back": ["finance runs", "call the bank waits"],
            }
        ]
        await pilot.pause()
        assert app.notices[-1].text == "ann took over from bea: leads j1-1 and has the seat operator"


async def test_an_offer_is_told_once_also_where_the_engine_says_later_who_this_is() -> None:
    async with console(session(screen="jobs", read_only=False), "running") as (app, pilot):
        told = handing_over(app.session.pid)
        app.take(news_at("running", rows=told["rows"]))
        await pilot.pause()
        assert app.notices == []
        for _ in range(2):
            app.take(news(app))
            await pilot.pause()
        assert [each.text.endswith("press S") for each in app.notices] == [True]


async def test_what_comes_meanwhile_has_to_be_gone_through_too(brief: list[dict[str, Any]]) -> None:
    async with console(session(screen="jobs", read_only=False), "running") as (app, pilot):
        page = await opened(app, pilot)
        for _ in BRIEF["lines"]:
            await press(app, pilot, "space")
        assert page.left == 0
        new = {**BRIEF["lines"][0], "key": "held:j1-1", "text": "the job is held"}
        brief.append({**BRIEF, "lines": [*BRIEF["lines"], new]})
        app.take(news(app))
        await settled(app, pilot)
        assert page.left == 1
        assert not any(field.display for field in page.query("Field"))
        await press(app, pilot, "space")
        assert page.left == 0, "the cursor is on what is new"


async def test_what_is_over_by_now_is_not_asked(brief: list[dict[str, Any]]) -> None:
    kept = session(screen="jobs", read_only=False)
    kept.answers["AcceptHandover"] = {**OFFER, "state": "accepted"}
    brief.append({**BRIEF, "lines": [line for line in BRIEF["lines"] if line["section"] != "runs"]})
    async with console(kept, "running") as (app, pilot):
        page = await opened(app, pilot)
        for _ in brief[-1]["lines"]:
            await press(app, pilot, "space")
        assert [field.display for field in page.query("Field")] == [True, False]
        await press(app, pilot, *"call the bank waits", "enter")
        assert [one["read_back"] for one in kept.asked("AcceptHandover")] == [["call the bank waits"]]


async def test_a_refusal_leaves_the_page_and_says_what_was_not_read_back() -> None:
    kept = session(screen="jobs", read_only=False)
    kept.answers["AcceptHandover"] = Refused("not-read-back", "1 of 2 not read back: What runs, and on what?")
    async with console(kept, "running") as (app, pilot):
        page = await opened(app, pilot)
        for _ in BRIEF["lines"]:
            await press(app, pilot, "space")
        await press(app, pilot, "enter", "enter")
        await settled(app, pilot)
        assert page.said == "nothing has passed: 1 of 2 not read back: What runs, and on what?"
        assert app.screen is page


async def test_a_handover_is_offered_by_keys_and_withdrawn() -> None:
    kept = session(screen="jobs", read_only=False)
    mine = {"by_key": "user:1", "by": "ann", "to_key": "user:2", "to": "bea"}
    kept.answers["OfferHandover"] = kept.answers["WithdrawHandover"] = {**OFFER, **mine}
    async with console(kept, "running") as (app, pilot):
        page = await opened(app, pilot, state="declined")
        assert isinstance(page, GiveDialog)
        assert "Call the bank" in shown(app)
        await press(app, pilot, "space")
        assert page.value("to") == "bea" and "not offered yet" in page.said
        await press(app, pilot, "c", *"end of shift", "enter")
        assert kept.asked("OfferHandover") == [{"to": "2", "comment": "end of shift", "keep_seats": False}]
        page = await opened(app, pilot, **mine)
        await press(app, pilot, "w")
        assert kept.asked("WithdrawHandover") == [{"handover": "h1"}]


async def test_what_would_pass_is_shown_and_only_who_can_take_over() -> None:
    async with console(session(screen="jobs", read_only=False), "running") as (app, pilot):
        told = news(app, state="declined")
        told.status["consoles"][1]["seat"] = "observer"
        told.rows["job"][JOB]["lead"] = {**told.rows["job"][JOB]["lead"], "key": OWN, "name": "ann"}
        app.take(told)
        await press(app, pilot, "S")
        await settled(app, pilot)
        assert "bea, seat" not in shown(app) and "cy, seat operator" in shown(app)
        assert f"the lead of job {JOB}: failover of finance" in shown(app)
        assert "the seat operator, where it is yours by name" in shown(app)


async def test_who_could_take_over_is_shown_as_soon_as_the_engine_says_who_is_here() -> None:
    async with console(session(screen="jobs", read_only=False), "running") as (app, pilot):
        await press(app, pilot, "S")
        await settled(app, pilot)
        assert "a seat in it" in shown(app)
        app.take(news(app, state="declined"))
        await pilot.pause()
        assert "bea, seat operator" in shown(app)


async def test_what_passed_is_told_to_everybody() -> None:
    async with console(session(screen="jobs", read_only=False), "running") as (app, pilot):
        others = {"to_key": "user:9", "to": "dan"}
        app.take(news(app, **others))
        app.take(news(app, **others, state="accepted", leads=[JOB]))
        await pilot.pause()
        assert app.notices[-1].text == "dan took over from bea: leads j1-1 and has the seat operator"
