"""The overview: what runs, what needs a person and the way out, plans, health, what is next."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from console_fakes import changes, news_at, samples
from screen_support import LARGE, console

from drconsole.console.screens.job.page import JobScreen
from drconsole.console.screens.plan import PlanScreen
from drconsole.console.state.model.model import Link, News
from drconsole.console.widgets.picture import Picture


async def test_plans_stand_in_one_line_each_with_their_state_in_words():
    async with console() as opened:
        for plan in ("shop", "finance", "warehouse", "research", "intranet"):
            assert any(line.startswith(plan) and "● Protected" in line for line in opened.lines), plan
        assert "20 s / 15 min" in opened.line("shop ")
        assert any(line.startswith("intranet") and "‼ never" in line for line in opened.lines)
        assert "20 machines: " in opened.line("Sites")


async def test_the_map_says_what_runs_where_and_which_way_it_flows():
    async with console("done", size=LARGE) as opened:
        assert "RPO 20 s" in opened.line("│ Portland  ●●●")
        assert "not replicated" in opened.line("◆◆◆◆")


async def test_what_waits_stands_above_the_plans_and_its_plan_first():
    async with console("waiting") as opened:
        needs = opened.lines.index(opened.line("Needs a person"))
        assert "‼ finance  Call the bank" in opened.lines[needs + 1]
        assert "7 min" in opened.lines[needs + 1]
        plans = opened.lines.index(opened.line("Plan  "))
        assert plans > needs
        assert "‼ WAITS for a person" in opened.lines[plans + 1]


async def test_a_run_says_how_far_it_is_and_goes_on_with_the_providers_clock():
    async with console("running", size=LARGE) as opened:
        before = opened.line("▶ failover")
        assert " of 14 min" in before
        status = {**samples()["running"].status}
        status["clock"] = {**status["clock"], "now": "2026-03-02T08:12:07Z"}
        await opened.take(News(rev=opened.app.model.rev, link=Link.HERE, status=status, seen_at=opened.now))
        assert opened.line("▶ failover") != before


async def test_enter_opens_the_plan_and_o_its_job():
    async with console("waiting") as opened:
        await opened.press("o")
        assert isinstance(opened.app.screen, JobScreen)
        await opened.press("escape", "j", "enter")
        assert isinstance(opened.app.screen, PlanScreen)
        assert opened.app.target() == ("plan", "shop")


async def test_what_is_next_is_said_for_the_plan_under_the_cursor_with_its_key():
    async with console("done") as opened:
        while opened.app.target() != ("plan", "finance"):
            await opened.press("j")
        assert "nobody has validated them" in opened.flat
        assert "(press V)" in opened.flat


async def test_the_key_of_what_is_next_stands_first_at_the_bottom():
    async with console("waiting") as opened:
        assert opened.lines[-1].startswith(" a answer  enter open"), "the job of the plan waits for it"
        await opened.press("j")
        assert opened.lines[-1].startswith(" enter open"), "of this plan nothing is due"
    async with console("done") as opened:
        await opened.to("finance")
        assert opened.lines[-1].startswith(" V validate  enter open")
        await opened.press("enter")
        assert opened.lines[-1].startswith(" V validate  enter open  esc back"), "on its page as well"
        await opened.press("tab")
        assert opened.lines[-1].startswith(" V validate")


async def test_what_was_left_open_stands_beside_what_needs_a_person():
    async with console("done", size=LARGE) as opened:
        assert "Open ends ─ 2" in opened.text
        assert "‼ finance 4 machines are failed over and not" in opened.flat
        assert "nothing needs a person" in opened.text


def column(opened: Any, start: str) -> list[str]:
    """The lines of the panel whose title begins so, as they stand, until its lower border."""
    top = opened.lines.index(opened.line(start))
    left = opened.lines[top].index(start)
    right = next((at for at, sign in enumerate(opened.lines[top]) if at > left and sign == "┐"), None)
    inside = (line[left - 1 : right] for line in opened.lines[top + 1 :])
    return [line.rstrip() for line in itertools.takewhile(lambda line: "──" not in line, inside)]


@pytest.mark.parametrize("size", [(100, 36), LARGE])
async def test_what_was_left_open_is_not_cut_where_panels_stand_beside_each_other(size):
    async with console("done", size=size) as opened:
        told = column(opened, "Open ends")
        words = re.sub(r"\d+ min ", "", " ".join(" ".join(told).split()))
        assert "4 machines are failed over and not committed" in words
        assert told[0].lstrip().startswith("‼ finance")
        assert not any("…" in line for line in told)
        assert told[-1].strip(), "no line is left empty"


async def test_a_narrower_terminal_breaks_the_texts_anew():
    async with console("done", size=(200, 40)) as opened:
        await opened.pilot.resize_terminal(*LARGE)
        await opened.settle()
        words = re.sub(r"\d+ min ", "", " ".join(" ".join(column(opened, "Open ends")).split()))
        assert "4 machines are failed over and not committed" in words
        assert "19 min" in opened.text


async def test_a_panel_says_one_height_whatever_width_it_is_asked_for():
    """A layout that comes between a new size and the next drawing keeps what it was told."""
    async with console("done", size=(80, 24)) as opened:
        for width in (100, 107, 120, 139, 159, 160, 181, 200, 219):
            await opened.pilot.resize_terminal(width, 40)
            panels = [opened.app.screen.query_one(f"#{name}", Picture) for name in ("needs", "ends")]
            asked = {
                panel.id: {panel.get_content_height(opened.app.size, opened.app.size, to) for to in (40, 56, 63, width)}
                for panel in panels
            }
            assert all(len(heights) == 1 for heights in asked.values()), (width, asked)
            await opened.settle()
            drawn = {panel.id: {len(panel.text.splitlines())} for panel in panels}
            assert drawn == asked, width


async def test_the_plans_begin_right_below_the_panels_at_each_width():
    async with console("done", size=(80, 24)) as opened:
        for width in range(80, 220, 7):
            await opened.pilot.resize_terminal(width, 40)
            await opened.settle()
            page, plans = (opened.app.screen.query_one(part).region for part in ("#page", "#list"))
            assert plans.y == page.bottom, opened.text


async def test_the_title_of_the_map_says_whole_counts_only():
    tables = samples()["quiet"].tables["item"]
    stands = {"wiki": "runs-nowhere", "phone-system": "not-committed", "badge-reader": "critical"}
    rows = {key: {**tables[key], "stand": stand} for key, stand in stands.items()}
    async with console("quiet") as opened:
        await opened.take(News(rows={"item": rows}))
        title = opened.line("Sites ─ 20 machines: ✗ RUNS NOWHERE 1")
        assert title.rstrip("─ ").endswith(("...", "● Protected 16"))
    async with console("quiet", size=LARGE) as opened:
        await opened.take(News(rows={"item": rows}))
        assert "◆ NOT COMMITTED 1" in opened.line("Sites ─ 20 machines")


async def test_why_nothing_moves_is_not_cut_either():
    async with console("running", size=LARGE) as opened:
        await opened.take(News(link=Link.LOST))
        told = " ".join(" ".join(column(opened, "Needs a person")).split())
        assert "these rows are the last ones that an engine wrote" in told


async def test_the_plan_under_the_cursor_has_its_rpo_as_a_chart_where_there_is_room():
    async with console("quiet", size=LARGE) as opened:
        assert "RPO of shop, last 24 hours ─ worst 20 s, objective 15 min" in opened.text
        await opened.press("j")
        assert "RPO of finance" in opened.text
    async with console("quiet") as opened:
        assert "last 24 hours" not in opened.text


async def test_once_the_time_is_known_it_says_how_long_ago_a_plan_was_tested():
    sample = samples()["quiet"]
    async with console("quiet", news={"status": None, "link": Link.NONE}) as opened:
        assert "2026-02-05" in opened.text
        await opened.take(News(rev=sample.rev, link=Link.HERE, status=sample.status, seen_at=opened.now))
        assert "25 d ago" in opened.text


async def test_thousands_of_machines_are_numbers():
    one = samples()["quiet"].tables["item"]["payroll"]
    rows = {f"m{number}": {**one, "key": f"m{number}", "name": f"m{number}"} for number in range(1200)}
    async with console("quiet", size=LARGE) as opened:
        await opened.take(News(rows={"item": rows}, rev=20_000, link=Link.HERE))
        assert "● 1,2" in opened.text


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
        assert "Call the bank" in opened.text
        assert "press a" not in opened.text


async def test_a_change_of_one_job_touches_no_other_line():
    async with console("waiting") as opened:
        before = opened.lines
        await opened.take(changes("waiting", "done"))
        after = opened.lines
        assert "◆ NOT COMMITTED" in opened.line("finance    ")
        assert opened.line("warehouse ") in before
        await opened.take(news_at("done"))
        assert opened.lines == after


async def test_an_alarm_that_is_over_leaves_the_columns_no_room_once_the_page_is_opened_again():
    """Its words kept the last columns out of the window for as long as the console ran."""
    async with console("quiet") as opened:
        fresh = opened.line("Plan  ")
    async with console("waiting") as opened:
        wide = opened.line("Plan  ")
        assert wide != fresh
        await opened.take(changes("waiting", "quiet"))
        assert opened.line("Plan  ") == wide
        await opened.press("2", "1")
        assert opened.line("Plan  ") == fresh


async def test_names_from_data_cannot_steer_the_terminal_or_be_read_as_markup():
    async with console() as opened:
        plan = {**samples()["quiet"].tables["plan"]["shop"], "name": "[red]\x1b[31mshop[/]"}
        await opened.take(News(rows={"plan": {"shop": plan}}, rev=10_000, link=Link.HERE))
        assert "[red]\N{REPLACEMENT CHARACTER}[31mshop[/]" in opened.text


async def test_what_is_next_with_a_plan_whose_job_waits_for_a_person_is_the_answer():
    """It said: follow the job to its end; the RTO ran out meanwhile."""
    async with console("waiting") as opened:
        await opened.press("2")
        await opened.to("finance")
        assert "Next: answer what job j1-1 waits for (press a):" in opened.flat
