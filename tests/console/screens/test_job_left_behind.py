"""Page of a job that is held, has failed or was cancelled: who holds it, what it left behind, and what is next."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import JOB, news_at, samples
from screen_support import LARGE, Open, console

from drconsole.console.state.model.model import Link, News
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.work.jobs import ConsequenceRow
from drconsole.render.jobs.left_behind import left_lines, stands_now

HOLD = {"since": "2026-03-02T08:05:00Z", "operator": "bob", "comment": "waiting for the network team"}


def held_by(hold: dict[str, Any] | None) -> News:
    job = {**samples()["running"].tables["job"][JOB], "held": True, "state_description": "Held", "hold": hold}
    return News(rows={"job": {JOB: {**job, "allowed_actions": ["resume", "cancel"]}}}, link=Link.HERE)


async def to_job(opened: Open, moment: str) -> None:
    await opened.press("5", "enter")
    await opened.take(news_at(moment))


async def test_a_held_job_says_who_holds_it_since_when_and_why() -> None:
    async with console("running") as opened:
        await to_job(opened, "running")
        await opened.take(held_by(HOLD))
        assert "held by bob since 08:05:00Z: waiting for the network team" in opened.flat
        await opened.take(held_by({**HOLD, "comment": ""}))
        assert "held by bob since 08:05:00Z, no reason was given" in opened.flat


async def test_the_page_of_a_job_says_who_answered_what_when_and_with_which_comment() -> None:
    async with console("done", size=LARGE) as opened:
        await to_job(opened, "done")
        (row,) = [each for each in samples()["done"].tasks.values() if each.get("answer")]
        said = f"Answered: Call the bank: {row['answer']} ({row['answered_by']}, {row['answered_at'][11:]})"
        assert said in opened.flat
        assert row["answered_by"]


@pytest.mark.parametrize(("answer", "asked"), [("y", [{"job": JOB}]), ("n", [])])
async def test_a_hold_of_somebody_else_is_resumed_only_after_a_question(answer: str, asked: list[Any]) -> None:
    async with console("running") as opened:
        await to_job(opened, "running")
        await opened.take(held_by(HOLD))
        await opened.pilot.press("R")
        await opened.pilot.pause()
        assert opened.session.asked("ResumeJob") == []
        assert "It was held by bob since 08:05:00Z: waiting for the network team" in opened.flat
        await opened.press(answer)
        assert opened.session.asked("ResumeJob") == asked


async def test_a_hold_of_ones_own_is_resumed_at_once() -> None:
    async with console("running") as opened:
        await to_job(opened, "running")
        await opened.press("H", "enter")
        await opened.take(held_by({**HOLD, "operator": "ann"}))
        await opened.press("R")
        assert opened.session.asked("ResumeJob") == [{"job": JOB}]


def consequence(outcome: str, text: str = "web: something is left") -> ConsequenceRow:
    return {"key": "web", "item": "web", "outcome": outcome, "text": text, "loses_replication": None}


def item(stand: str) -> ItemRow:
    made: Any = {"stand": stand, "current_job": None, "authority": "Oslo"}
    return made


def test_what_a_cancel_left_behind_is_told_as_it_stands_now() -> None:
    before = consequence("unprotected", "web: Cancelled now it is not failed over. Should its failover end ...")
    [(text, severity)] = left_lines([before], {"web": item("runs-nowhere")}, {"web": "web"})
    assert "✗ RUNS NOWHERE  web: its replication was stopped" in text
    assert "Cancelled now" not in text
    assert severity == "bad"
    [(text, _)] = left_lines([before], {"web": item("protected")}, {"web": "web"})
    assert text == "  ● Protected  web", "somebody has mended it"
    [(text, _)] = left_lines([consequence("source-down")], {"web": item("critical")}, {"web": "web"})
    assert "see whether it runs at Oslo, power it on there if it does not" in text


def test_how_the_machines_stand_is_counted_the_worst_first() -> None:
    told = stands_now([item("protected"), item("runs-nowhere"), item("protected")])
    assert told == [("Now: ✗ RUNS NOWHERE 1, ● Protected 2", "bad")]
    assert stands_now([]) == []


async def test_a_machine_that_failed_says_how_it_stands_now() -> None:
    tables = samples()["done"].tables
    ends = [{**each, "outcome": "Failed" if at else "Succeeded"} for at, each in enumerate(tables["job"][JOB]["items"])]
    job = {**tables["job"][JOB], "state": "PartiallySucceeded", "items": ends[:2]}
    rows = {key: {**tables["item"][key], "stand": "runs-nowhere"} for key in ("ledger-db", "ledger-app")}
    async with console("done", size=(120, 60)) as opened:
        await to_job(opened, "done")
        await opened.take(News(rows={"job": {JOB: job}, "item": rows}, link=Link.HERE))
        assert "✗ FAILED ledger-app │ │ now: ✗ RUNS NOWHERE" in opened.flat
        assert opened.flat.count("now: ✗ RUNS NOWHERE") == 1, "what succeeded is not told of"


async def test_the_page_of_a_cancelled_job_says_how_its_machines_stand_and_what_is_next() -> None:
    tables = samples()["done"].tables
    left = {"key": "ledger-db", "item": "ledger-db", "outcome": "unprotected", "text": "Cancelled now ..."}
    job = {**tables["job"][JOB], "state": "Cancelled", "consequences": [{**left, "loses_replication": True}]}
    row = {**tables["item"]["ledger-db"], "stand": "runs-nowhere"}
    async with console("done", size=LARGE) as opened:
        await to_job(opened, "done")
        await opened.take(News(rows={"job": {JOB: job}, "item": {"ledger-db": row}}, link=Link.HERE))
        assert "Now: ✗ RUNS NOWHERE 1" in opened.flat
        assert "Next: " in opened.text
        assert "as it stands now" in opened.flat
        assert "Cancelled now" not in opened.text
