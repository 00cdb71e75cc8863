"""The overview: what runs, what needs a person and the way out, plans, health, what is next."""

from __future__ import annotations

from console_fakes import changes, news_at, samples
from screen_support import console

from drconsole.console.screens.job import JobScreen
from drconsole.console.screens.plan import PlanScreen
from drconsole.console.state.model import Link, News
from drconsole.render.text import duration


async def test_plans_stand_in_one_line_each_with_their_state_in_words():
    async with console() as opened:
        for plan in ("shop", "finance", "warehouse", "research", "intranet"):
            assert "✓ Protected" in opened.line(f"  {plan} ")
        assert "7 items, Seattle to Azure" in opened.line("  shop ")
        assert "20 replicated items: ◐ First copy 1, ● Protected 19" in opened.text


async def test_what_waits_stands_first_with_the_key_that_answers():
    async with console("waiting") as opened:
        assert "WAITS for a person" in opened.lines[2]
        assert "failover finance" in opened.lines[2]
        assert "press a to answer: done / failed / skip" in opened.text
        assert "waiting for you: Call the bank" in opened.text


async def test_a_job_stands_with_elapsed_time_and_forecast_which_go_on_with_the_providers_clock():
    async with console("running") as opened:
        job = samples()["running"].tables["job"]["j1-1"]
        assert f" of {duration(job['forecast']['likely'])}" in opened.line("failover finance")
        before = opened.line("failover finance")
        status = {**samples()["running"].status}
        status["clock"] = {**status["clock"], "now": "2026-03-02T08:10:07Z"}
        await opened.take(News(rev=opened.app.model.rev, link=Link.HERE, status=status, seen_at=opened.now))
        assert opened.line("failover finance") != before
        assert "10 min 7 s of" in opened.line("failover finance")


async def test_enter_opens_what_the_cursor_is_on():
    async with console("waiting") as opened:
        await opened.press("enter")
        assert isinstance(opened.app.screen, JobScreen)
        await opened.press("escape", "j", "enter")
        assert isinstance(opened.app.screen, PlanScreen)
        assert opened.app.target() == ("plan", "shop")


async def test_what_is_next_is_said_for_the_plan_under_the_cursor_with_its_key():
    async with console("done") as opened:
        await opened.press("j")
        assert "nobody has validated them" in opened.flat
        assert "(press V)" in opened.flat


async def test_without_an_engine_it_says_how_to_start_one():
    async with console(news={"link": Link.NONE, "link_detail": "no engine answers"}) as opened:
        assert "no engine: no engine answers" in opened.text
        assert "type :engine start to start one" in opened.text


async def test_an_engine_that_runs_and_cannot_write_says_who_blocks_it_and_what_to_do():
    status = samples()["quiet"].status
    blocked = {**status, "engine": {**status["engine"], "blocked": "process 4711 of bob holds the writer's lock"}}
    async with console(news={"status": blocked}) as opened:
        assert "ENGINE BLOCKED" in opened.lines[0]
        assert "cannot record anything: process 4711 of bob holds the writer's lock" in opened.flat
        assert "end that process: only the engine writes this store" in opened.flat
        await opened.take(News(link=Link.LOST))
        assert "process 4711" not in opened.text, "an engine that is gone is blocked by nobody"


async def test_an_engine_of_another_user_is_not_called_none():
    async with console(news={"link": Link.BARRED, "link_detail": "it belongs to another user"}) as opened:
        assert "engine of another user: it belongs to another user" in opened.text
        assert "engine start" not in opened.text


async def test_a_read_only_console_names_no_key_that_changes_anything():
    async with console("waiting", read_only=True) as opened:
        assert "waiting for you: Call the bank" in opened.text
        assert "press a" not in opened.text


async def test_a_change_of_one_job_touches_no_other_line():
    async with console("waiting") as opened:
        before = opened.lines
        await opened.take(changes("waiting", "done"))
        after = opened.lines
        assert "COMMIT PENDING" in opened.line("  finance ")
        assert before[3] != after[3]
        assert "✓ Succeeded" in opened.line("failover finance")
        await opened.take(news_at("done"))
        assert opened.lines == after


async def test_names_from_data_cannot_steer_the_terminal_or_be_read_as_markup():
    async with console() as opened:
        plan = {**samples()["quiet"].tables["plan"]["shop"], "name": "[red]\x1b[31mshop[/]"}
        await opened.take(News(rows={"plan": {"shop": plan}}, rev=10_000, link=Link.HERE))
        assert "[red]\N{REPLACEMENT CHARACTER}[31mshop[/]" in opened.text
