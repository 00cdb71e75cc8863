"""Alarms: worst first, each with what helps, and enter leads there."""

from __future__ import annotations

from console_fakes import samples
from screen_support import LARGE, console

from drconsole.console.screens.item import ItemScreen
from drconsole.console.screens.job.page import JobScreen
from drconsole.console.screens.plan import PlanScreen
from drconsole.console.state.model.model import Link, News


async def test_what_waits_is_the_worst_and_leads_to_its_job():
    async with console("waiting", size=LARGE) as opened:
        await opened.press("7")
        assert "✗ CRITICAL" in opened.lines[3]
        assert "Failover of finance waits: Call the bank" in opened.lines[3]
        assert "Answer it (press a)" in opened.text
        await opened.press("enter")
        assert isinstance(opened.app.screen, JobScreen)


async def test_what_is_failed_over_and_not_committed_leads_to_its_plan():
    async with console("done", size=LARGE) as opened:
        await opened.press("7")
        assert "‼ WARNING" in opened.lines[3]
        assert "4 machines are failed over and not committed" in opened.lines[3]
        while str((opened.app.target() or ("", ""))[1]) != "finance":
            await opened.press("j")
        await opened.press("enter")
        assert isinstance(opened.app.screen, PlanScreen)
        assert opened.app.target() == ("plan", "finance")


async def test_an_alarm_of_one_machine_leads_to_it():

    row = {**samples()["quiet"].tables["item"]["payroll"], "stand": "runs-nowhere"}
    async with console("quiet", size=LARGE) as opened:
        await opened.take(News(rows={"item": {"payroll": row}}))
        await opened.press("7")
        assert "1 machine runs nowhere" in opened.lines[3]
        await opened.press("enter")
        assert isinstance(opened.app.screen, (ItemScreen, PlanScreen))


async def test_since_when_is_told_or_that_nobody_knows():
    row = {**samples()["quiet"].tables["item"]["payroll"], "stand": "critical"}
    for since, told in (("2026-03-02T07:30:00Z", "30 min ago"), (None, "Since: not known; it was so when")):
        async with console("quiet", size=LARGE) as opened:
            await opened.take(News(rows={"item": {"payroll": {**row, "stand_since": since}}}))
            await opened.press("7")
            assert told in opened.text
            assert ("Since: not known" in opened.text) is (since is None)


async def test_a_vault_that_is_not_read_says_so_above_and_its_last_events_stand_below():
    said = {
        "kind": "throttled",
        "what": "the service is asked too often",
        "said": "HTTP 429",
        "advice": "Nothing to do",
    }
    times = {"since": "2026-03-02T07:55:00Z", "next_try": "2026-03-02T08:01:05Z", "as_of": "2026-03-02T07:54:00Z"}
    event = {"id": "e-1", "at": "2026-03-02T07:50:00Z", "kind": "VmHealth", "severity": "Critical", "about": "hill"}
    world = samples()["quiet"].tables["world"]["world"]
    async with console("quiet", size=LARGE) as opened:
        await opened.press("7")
        assert "THROTTLED" not in opened.text
        now = {**world, "condition": {**said, **times}, "events": [{**event, "text": "It rains"}]}
        await opened.take(News(rows={"world": {"world": now}}, link=Link.HERE))
        assert "THROTTLED" in opened.lines[0]
        assert "Overview" in opened.lines[0], "screens keep their names"
        await opened.press("k")
        assert "next try at 08:01:05Z" in opened.text
        assert "what is shown is 6 min old" in opened.text
        assert "Nothing to do" in opened.text
        assert "Critical  hill: It rains" in opened.text
        await opened.take(News(rows={"world": {"world": world}}, link=Link.HERE))
        assert "THROTTLED" not in opened.text
        assert "It rains" not in opened.text


async def test_where_nothing_is_wrong_it_says_so():

    async with console(None) as opened:
        await opened.take(News())
        await opened.press("7")
        assert "nothing is wrong" in opened.text
