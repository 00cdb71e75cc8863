"""Polls and shelved alarms in the console, by keys alone: asked on every page, answered, told of; rings nobody."""

from __future__ import annotations

from typing import Any

from console_fakes import news_at
from dialog_support import console, press, session, settled
from poll_rows import OVER, POLL, polled, shelved
from proposed import proposal

from drconsole.console.dialogs.base.field import Field
from drconsole.console.dialogs.room.poll import READING, PollDialog
from drconsole.console.dialogs.room.shelve import ShelveDialog
from drconsole.console.widgets.bars.messages import MessageRow
from drconsole.records.alarms.shelves import is_aside

SHELF = {"alarm": "a", "by": "ann", "until": "2999-01-01T10:15:00Z", "comment": "known"}


def line(app: Any) -> str:
    return str(app.screen.query_one(MessageRow).text).strip()


async def polled_now(app: Any, pilot: Any, seat: str = "operator", **poll: Any) -> None:
    app.take(news_at("running", **polled(app.session.pid, seat, **poll)))
    await settled(app, pilot)


async def test_who_is_asked_reads_it_on_every_page_and_answers_with_a_reason() -> None:
    kept = session(read_only=False)
    kept.answers["AnswerPoll"] = {**POLL, "silent": []}
    async with console(kept, "running") as (app, pilot):
        await polled_now(app, pilot)
        for page in "1357":
            await press(app, pilot, page)
            assert line(app) == "POLL q1: fail finance over now?  answer until 10:15:00Z: press O"
        await press(app, pilot, "O", "n", "enter")
        assert isinstance(app.screen, PollDialog)
        assert "a NO-GO needs its reason" in app.screen.said and not kept.asked("AnswerPoll")
        await press(app, pilot, *"dark", "enter")
        assert kept.asked("AnswerPoll") == [{"poll": "q1", "vote": "no-go", "comment": "dark"}]
        assert not isinstance(app.screen, PollDialog)


async def test_who_may_not_answer_reads_how_it_stands_and_nothing_is_offered() -> None:
    kept = session(read_only=False)
    async with console(kept, "running") as (app, pilot):
        await polled_now(app, pilot, "observer")
        assert line(app) == "POLL q1: fail finance over now?  0 GO, 1 NO-GO, 1 silent, until 10:15:00Z"
        await press(app, pilot, "O", "g")
        assert not [entry for entry in app.screen.sheet.entries if entry.act]
        assert isinstance(app.screen, PollDialog)
        assert app.screen.hint == READING and not app.screen.query_one(Field).display


async def test_g_says_go_at_once() -> None:
    kept = session(read_only=False)
    kept.answers["AnswerPoll"] = {**POLL, "silent": []}
    async with console(kept, "running") as (app, pilot):
        await polled_now(app, pilot)
        await press(app, pilot, "O", "g", "enter")
        assert kept.asked("AnswerPoll") == [{"poll": "q1", "vote": "go"}]


async def test_a_question_that_is_typed_is_asked_also_beside_a_proposal() -> None:
    kept = session(read_only=False)
    kept.answers["AskPoll"] = POLL
    async with console(kept, "running") as (app, pilot):
        news = polled(app.session.pid, "commander", **OVER)
        news["rows"]["proposal"] = {"p1-1": proposal(expires_at="2999-01-01T10:15:00Z")}
        app.take(news_at("running", **news))
        await press(app, pilot, "O", "c", *"now?", "enter")
        assert kept.asked("AskPoll") == [{"question": "now?", "seconds": 300}]


async def test_the_commander_asks_and_everybody_is_told_what_it_came_to() -> None:
    kept = session(read_only=False)
    kept.answers["AskPoll"] = POLL
    async with console(kept, "running") as (app, pilot):
        await polled_now(app, pilot, "commander", **OVER)
        await press(app, pilot, "O", "c", *"now?", "enter")
        assert kept.asked("AskPoll") == [{"question": "now?", "seconds": 300}]
        await polled_now(app, pilot, "commander", id="q2", closed_at=None)
        await polled_now(app, pilot, "commander", id="q2", **OVER)
        assert "poll q2: NO-GO: 1 objection" in app.notices[-1].text


async def test_a_poll_about_a_proposal_needs_no_question_of_its_own() -> None:
    kept = session(read_only=False)
    kept.answers["AskPoll"] = POLL
    async with console(kept, "running") as (app, pilot):
        news = polled(app.session.pid, "commander", **OVER)
        news["rows"]["proposal"] = {"p1-1": proposal(expires_at="2999-01-01T10:15:00Z")}
        app.take(news_at("running", **news))
        await press(app, pilot, "O", "space", "c", "enter")
        assert kept.asked("AskPoll") == [{"question": "failover of shop?", "seconds": 300, "proposal": "p1-1"}]


async def test_an_alarm_is_shelved_by_keys_and_taken_back() -> None:
    kept = session(read_only=False)
    kept.answers |= {"ShelveAlarm": SHELF, "UnshelveAlarm": SHELF}
    async with console(kept, "done") as (app, pilot):
        await press(app, pilot, "7", "Z", "c", "enter")
        assert isinstance(app.screen, ShelveDialog) and "a reason" in app.screen.said
        await press(app, pilot, *"known", "enter")
        (asked,) = kept.asked("ShelveAlarm")
        assert (asked["seconds"], asked["comment"]) == (1200, "known")
        app.take(news_at("done", **shelved()))
        await settled(app, pilot)
        await press(app, pilot, "end", "Z")
        assert [one["alarm"].partition(":")[0] for one in kept.asked("UnshelveAlarm")] == ["not-committed"]


async def test_who_may_not_shelve_is_told_who_may_and_opens_no_dialog() -> None:
    eve = {"key": "user:9", "kind": "user", "id": 9, "name": "eve", "seats": ["commander"], "since": None}
    async with console(session(read_only=False), "done") as (app, pilot):
        news = polled(app.session.pid, "approver", "done", **OVER)
        news["rows"]["member"] = {"user:9": eve}
        app.take(news_at("done", **news))
        await press(app, pilot, "7", "Z")
        assert not isinstance(app.screen, ShelveDialog)
        assert "it takes the seat operator or commander (eve)" in app.notices[-1].text


def test_what_is_shelved_rings_nobody_until_its_time_is_up() -> None:
    gate: Any = {"job": "J1", "task": "t1", "item_key": None}
    held: Any = {"kind": "held", "job": "J1", "task": None, "item_key": None}
    twice: Any = {"kind": "obligation", "job": None, "task": None, "item_key": "a"}
    shelf: Any = {"until": "2026-03-01T12:20:00Z", "about": ["a"]}
    for need, alarm, other in (
        (gate, "waits:J1/t1", "waits:J1/t2"),
        (held, "held:J1", "waits:J1/t1"),
        (twice, "must-not-run:shop", "not-committed:shop"),
    ):
        assert is_aside(need, [{**shelf, "alarm": alarm}], "2026-03-01T12:00:00Z")
        assert not is_aside(need, [{**shelf, "alarm": alarm}], "2026-03-01T12:20:00Z")
        assert not is_aside(need, [{**shelf, "alarm": other}], "2026-03-01T12:00:00Z")
