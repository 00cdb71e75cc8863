"""Plans, items, jobs and the journal as lists: filter, sort, changes under the cursor."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from console_fakes import JOB, changes, samples
from screen_support import LARGE, console

from drconsole.console.state.model.model import Link, News
from drconsole.console.widgets.prompt import Prompt
from drconsole.settings.list_looks import Look, Looks


async def test_a_filter_narrows_while_it_is_written_and_escape_brings_all_back():
    async with console() as opened:
        await opened.press("3", "slash", *"ledger")
        assert "ledger-db" in opened.text
        assert "shop-db" not in opened.text
        await opened.press("escape")
        assert "shop-db" in opened.text
        assert not opened.app.screen.query(Prompt)


async def test_a_filter_stays_after_enter_and_back_takes_it_away_before_it_leaves():
    async with console() as opened:
        await opened.press("3", "slash", *"ledger", "enter")
        assert "shop-db" not in opened.text
        await opened.press("j")
        assert opened.app.target() == ("item", "ledger-app")
        await opened.press("escape")
        assert "shop-db" in opened.text
        assert opened.app.current_mode == "items"
        await opened.press("escape")
        assert opened.app.current_mode == "overview"


async def test_no_filter_shows_all_again():
    async with console(size=LARGE) as opened:
        await opened.press("3", "slash", *"lab", "enter")
        opened.app.action_run("no-filter")
        await opened.settle()
        assert "shop-db" in opened.text


async def test_sorting_goes_through_the_columns_both_ways_and_back_to_the_providers_order():
    async with console() as opened:
        await opened.press("2", "s")
        assert opened.lines[2].startswith("finance")
        await opened.press("s")
        assert opened.lines[2].startswith("warehouse")
        opened.app.action_run("sort", "items")
        await opened.settle()
        assert opened.lines[2].startswith("research")


async def test_sorting_by_a_column_that_is_not_there_names_those_that_are():
    async with console() as opened:
        await opened.press("2")
        opened.app.action_run("sort", "colour")
        await opened.settle()
        assert any("there is no column 'colour'" in note and "state" in note for note in opened.notices)


async def test_the_cursor_stays_on_its_item_while_rows_change():
    async with console("waiting") as opened:
        await opened.press("3")
        await opened.to("ledger-db")
        assert "In job j1-1" in opened.line("ledger-db")
        await opened.take(changes("waiting", "done"))
        assert "◆ NOT COMMITTED" in opened.line("ledger-db")
        assert opened.app.target() == ("item", "ledger-db")
        assert "Validate" not in opened.line("ledger-db")


async def test_an_item_that_is_gone_goes_from_the_list():
    async with console() as opened:
        await opened.press("3")
        await opened.to("shop-db")
        await opened.take(News(rows={"item": {"shop-db": None}}, rev=10_000, link=Link.HERE))
        assert "shop-db" not in opened.text
        assert opened.app.target() == ("item", "shop-app-01")


async def test_health_errors_of_the_item_under_the_cursor_stand_below_with_their_advice():
    item = samples()["quiet"].tables["item"]["shop-db"]
    error = {"code": "78024", "message": "A disk differs", "level": "Error", "recommended_action": "Resynchronize it"}
    sick = {**item, "replication_health": "Critical", "health_errors": [error]}
    async with console() as opened:
        await opened.press("3")
        await opened.to("shop-db")
        await opened.take(News(rows={"item": {"shop-db": sick}}, rev=10_000, link=Link.HERE))
        assert "✗ CRITICAL" in opened.line("shop-db")
        assert "✗ ERROR 78024: A disk differs" in opened.text
        assert "Advice: Resynchronize it" in opened.text


async def test_a_mode_that_was_not_shown_is_up_to_date_when_it_is():
    async with console("quiet") as opened:
        await opened.press("2", "1")
        await opened.take(changes("quiet", "done"))
        await opened.press("2")
        assert "◆ NOT COMMITTED" in opened.line("finance")


async def test_jobs_tell_how_they_ended_and_what_a_waiting_one_needs():
    async with console("waiting") as opened:
        await opened.press("5")
        assert opened.app.screen.job() == JOB
        assert opened.app.target() == ("plan", "finance")
        assert "press a to answer" in opened.text
        await opened.take(changes("waiting", "done"))
        assert "✓ Succeeded " in opened.line(JOB)
        assert "21 min 46 s  ✓ met" in opened.line(JOB)
        assert "4 Succeeded" in opened.text


async def test_an_item_without_a_reported_rpo_does_not_show_zero():
    async with console() as opened:
        await opened.press("3")
        assert "not reported" in opened.line("newsletter")


async def test_the_journal_is_followed_only_while_it_is_shown_newest_at_the_end():
    async with console("waiting", size=LARGE) as opened:
        wanted = []
        opened.app.follow_journal = wanted.append
        await opened.press("6")
        assert wanted == [True]
        await opened.journal("waiting")
        newest = samples()["waiting"].journal[-1]
        assert f"Event  {newest['rev']} {newest['kind']}" in opened.text
        assert "Call the bank" in opened.text
        await opened.press("1")
        assert wanted == [True, False]


async def test_the_journal_follows_new_events_unless_the_cursor_was_moved_up():
    events = samples()["waiting"].journal
    async with console("waiting") as opened:
        await opened.press("6")
        await opened.take(News(rev=1, link=Link.HERE, journal=events[:30]))
        await opened.take(News(rev=2, link=Link.HERE, journal=events[30:40]))
        assert opened.app.screen.table.cursor_key == str(events[39]["rev"])
        await opened.press("k", "k")
        await opened.take(News(rev=3, link=Link.HERE, journal=events[40:]))
        assert opened.app.screen.table.cursor_key == str(events[37]["rev"])


async def test_enter_on_an_event_opens_its_job():
    async with console("waiting") as opened:
        await opened.press("6")
        await opened.journal("waiting")
        await opened.press("enter")
        assert opened.app.here.about() == ("job", JOB)


async def test_several_are_marked_and_commands_are_told_which_until_escape():
    async with console() as opened:
        await opened.press("3")
        await opened.to("shop-db")
        assert opened.app.here.chosen() == (("item", "shop-db"),)
        await opened.press("space", "space")
        assert opened.app.here.marked() == [("item", "shop-db"), ("item", "shop-app-01")]
        await opened.take(News(rows={"item": {"shop-db": None}}, rev=10_000, link=Link.HERE))
        assert opened.app.here.chosen() == [("item", "shop-app-01")]
        await opened.press("slash", *"ledger", "enter", "asterisk")
        assert [key for _, key in opened.app.here.marked()] == ["shop-app-01", "ledger-db", "ledger-app"]
        await opened.press("escape")
        assert opened.app.here.marked() == []
        assert opened.app.here.filtered == "ledger"


async def test_machines_of_a_plan_can_be_marked_and_its_actions_are_none():
    async with console() as opened:
        await opened.press("2")
        await opened.to("finance")
        await opened.press("enter", "asterisk")
        assert [kind for kind, _ in opened.app.here.marked()] == ["item"] * 4
        await opened.press("escape", "escape")
        await opened.press("1", "space", "asterisk")
        assert not opened.app.here.marked()


async def test_lists_begin_with_what_is_worst_and_say_it_in_one_word():
    items = samples()["done"].tables["item"]
    sick = {key: {**items[key], "stand": stand} for key, stand in (("wiki", "runs-twice"), ("payroll", "unprotected"))}
    plan = {**samples()["done"].tables["plan"]["intranet"], "stands": {"runs-twice": 1, "protected": 1}}
    async with console("done", size=LARGE) as opened:
        await opened.take(News(rows={"item": sick, "plan": {"intranet": plan}}, rev=10_000, link=Link.HERE))
        await opened.press("2")
        assert opened.app.screen.table.keys(2) == ["intranet", "finance"]
        assert "✗ RUNS TWICE (1 of 2)" in opened.line("intranet ")
        await opened.press("3")
        assert opened.app.screen.table.keys(3) == ["wiki", "payroll", "ledger-db"]
        assert "✗ RUNS TWICE" in opened.line("│ wiki ")
        assert "· NOT PROTECTED" in opened.line("payroll")


@pytest.mark.parametrize(
    ("hours", "speed", "said"), [(5, 1.0, "20 s (5 h old)"), (5, 60.0, "20 s "), (0, 1.0, "20 s ")]
)
async def test_an_old_reading_of_the_rpo_says_how_old_it_is(hours, speed, said):
    item = samples()["quiet"].tables["item"]["shop-db"]
    status = samples()["quiet"].status
    now = (datetime.fromisoformat(item["as_of"]) + timedelta(hours=hours, minutes=7)).isoformat()
    clock = {**status["clock"], "now": now, "speed": speed, "paused": True}
    async with console("quiet", news={"status": {**status, "clock": clock}}) as opened:
        await opened.press("3")
        assert said in opened.line("shop-db")
        assert ("old" in opened.line("shop-db")) == ("old" in said)


async def test_a_list_keeps_its_sort_and_its_columns_for_the_next_console(tmp_path):
    looks = Looks(tmp_path / "state" / "lists")
    async with console(size=LARGE, looks=looks) as opened:
        await opened.press("3")
        opened.app.action_run("sort", "rpo")
        opened.app.action_run("columns", "act")
        await opened.settle()
        assert "Active" not in opened.line("Item ")
        opened.app.action_run("columns", "cellar")
        await opened.settle()
        assert any("no column 'cellar'" in note and "validated" in note for note in opened.notices)
    async with console(size=LARGE, looks=Looks(tmp_path / "state" / "lists")) as opened:
        await opened.press("3")
        assert "RPO▲" in opened.line("Item ")
        assert "Active" not in opened.line("Item ")
        await opened.press("2")
        assert "▲" not in opened.line("Plan "), "every list has a look of its own"
        await opened.press("3")
        opened.app.action_run("columns", "all")
        await opened.settle()
        assert "Active" in opened.line("Item ")


@pytest.mark.parametrize("written", ["", "[", "[]", '{"items": 3}', '{"items": {"sort": 3, "hidden": "x"}}'])
async def test_a_file_of_looks_that_says_nothing_changes_nothing(tmp_path, written):
    file = tmp_path / "lists"
    file.write_text(written)
    async with console(looks=Looks(file)) as opened:
        await opened.press("3")
        assert "newsletter" in opened.text
    file.unlink()
    file.mkdir()
    looks = Looks(file)
    looks.keep("items", Look("RPO"))
    assert looks.of("items") == Look("RPO"), "what cannot be written holds for this console"


async def test_what_an_item_allows_stands_in_the_details_and_in_a_column_that_can_be_chosen(tmp_path):
    allowed = "test-failover, failover, resynchronize, disable-replication"
    looks = Looks(tmp_path / "lists")
    async with console("done", size=(200, 40), looks=looks) as opened:
        await opened.press("3")
        await opened.to("shop-db")
        assert "Allowed" not in opened.line("Item ").split("││")[0]
        assert "test-failover" not in opened.line("shop-db ")
        assert re.search("Allowed +test-failover, failover, resynchronize", opened.text)
        opened.app.action_run("columns", "allowed")
        await opened.settle()
        assert "test-failover, failover, resynchronize," in opened.line("shop-db ")
    async with console("done", size=LARGE, looks=Looks(tmp_path / "lists")) as opened:
        await opened.press("3")
        assert "Allowed" in opened.line("Item "), "it stays chosen"
    async with console("done", size=LARGE) as opened:
        await opened.press("3")
        await opened.to("shop-db")
        assert allowed in opened.line("Allowed  test")


async def test_an_item_is_found_by_any_operation_that_it_allows_also_by_one_that_the_list_leaves_out():
    async with console("done", size=LARGE) as opened:
        await opened.press("3", "slash", *"resynchronize", "enter")
        assert "shop-db" in opened.text
        assert "newsletter" not in opened.text
