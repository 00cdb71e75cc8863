"""The pages of a plan, an item and a job."""

from __future__ import annotations

from console_fakes import JOB, changes, news_at, samples
from screen_support import LARGE, console

from drconsole.console.model import Link, News
from drconsole.console.screens.operations import Operations
from drconsole.console.widgets.tree import TaskTree


async def to_job(opened, moment):
    """Open the job's page; its tasks come as the feed sends them once they are followed."""
    await opened.press("5", "enter")
    await opened.take(news_at(moment))


async def test_a_plans_page_lists_groups_actions_and_items_with_their_states():
    async with console(size=LARGE) as opened:
        await opened.press("2", "j", "enter")
        lines = opened.lines
        order = [
            next(n for n, line in enumerate(lines) if word in line)
            for word in ("ledger-db", "before: Call the bank", "payroll", "after: Note the failover")
        ]
        assert order == sorted(order)
        assert "stops for a person" in opened.line("Call the bank")
        assert "✓ Protected" in opened.line("tax-archive")


async def test_an_operation_that_is_not_allowed_says_why_not_and_does_not_run():
    async with console("done") as opened:
        ran = []
        await opened.press("2", "j", "enter", "tab")
        opened.app.action_run = lambda name, argument="": ran.append(name)
        assert opened.app.focused is opened.app.screen.query_one(Operations)
        assert "– failover " in opened.text  # noqa: RUF001
        assert "✓ commit" in opened.text
        assert "test-failover: not now: commit-pending" in opened.flat
        await opened.press("enter")
        assert ran == []
        assert any("test-failover: commit-pending" in note for note in opened.notices)


async def test_enter_on_an_allowed_operation_runs_its_command():
    async with console("done") as opened:
        ran = []
        await opened.press("2", "j", "enter", "tab")
        opened.app.action_run = lambda name, argument="": ran.append(name)
        opened.app.screen.query_one(Operations).move_to("commit")
        await opened.press("enter")
        assert ran == ["commit"]


async def test_nothing_can_be_done_from_a_read_only_console_and_it_says_so():
    async with console(read_only=True) as opened:
        await opened.press("2", "enter")
        assert all(not row["can"] for row in rows_of(opened))
        failover = next(row for row in rows_of(opened) if row["key"] == "failover")
        assert "read-only" in failover["told"]


def rows_of(opened):
    table = opened.app.screen.query_one(Operations)
    found = []
    for key in table.keys:
        table.move_to(key)
        found.append(table.cursor_row)
    return found


async def test_a_plan_whose_items_differ_still_offers_what_some_allow():
    async with console("done") as opened:
        item = {**samples()["done"].tables["item"]["ledger-db"]}
        item["allowed_operations"] = ["failover"]
        await opened.take(News(rows={"item": {"ledger-db": item}}, rev=9_000, link=Link.HERE))
        await opened.press("2", "j", "enter")
        failover = next(row for row in rows_of(opened) if row["key"] == "failover")
        assert failover["can"]
        assert "for 1 of 4 items" in failover["told"]


async def test_an_items_page_tells_where_it_went_and_what_was_said_of_the_machine():
    async with console("done", size=LARGE) as opened:
        await opened.press("3", *"jjjjjjj", "enter")
        item = samples()["done"].tables["item"]["ledger-db"]
        assert item["address"] in opened.text
        assert "Nobody has validated the machine yet" in opened.text
        said = {"result": "failed", "comment": "no disk", "at": "2026-03-02T08:25:00Z", "operator": "ann"}
        row = {**item, "validation": said}
        await opened.take(News(rows={"item": {"ledger-db": row}}, rev=9_000, link=Link.HERE))
        assert "Validated ✗ FAILED: no disk, ann" in opened.text
        assert "Nobody has validated" not in opened.text


async def test_a_page_about_something_that_is_gone_says_so():
    async with console() as opened:
        await opened.press("3", "enter")
        await opened.take(News(rows={"item": {"shop-db": None}}, rev=9_000, link=Link.HERE))
        assert "does not report it any more" in opened.text
        assert opened.app.target() is None


async def test_a_jobs_page_follows_its_tasks_while_it_is_open():
    async with console("running") as opened:
        followed = []
        follow_job = opened.app.follow_job
        opened.app.follow_job = lambda job: (followed.append(job), follow_job(job))
        await to_job(opened, "running")
        assert followed == [JOB]
        assert "In progress" in opened.text
        await opened.press("1")
        assert followed == [JOB, None]
        await opened.press("5")
        assert followed == [JOB, None, JOB]
        await opened.press("escape")
        assert followed[-1] is None


async def test_a_jobs_page_tells_elapsed_against_forecast_and_the_way_out_of_a_wait():
    async with console("waiting") as opened:
        await to_job(opened, "waiting")
        assert "SIMULATION  failover of plan finance  (job j1-1)" in opened.text
        assert "WAITS for a person  elapsed 0:" in opened.text
        assert "forecast ┆ " in opened.text
        assert "press a to answer: done / failed / skip" in opened.text
        assert "press H to hold; press X to cancel (final)" in opened.text


async def test_the_cursor_begins_on_the_task_that_waits_and_stays_where_it_is_put():
    async with console("waiting") as opened:
        await to_job(opened, "waiting")
        tree = opened.app.screen.query_one(TaskTree)
        assert tree.cursor_task["id"] == "group-2/pre-1"
        await opened.press("g", "g")
        first = tree.cursor_task["id"]
        await opened.take(changes("waiting", "done"))
        assert tree.cursor_task["id"] == first
        assert "✓ Succeeded" in opened.text


async def test_errors_evidence_and_what_a_cancel_left_behind_stand_on_the_jobs_page():
    job = {
        **samples()["done"].tables["job"][JOB],
        "state": "Cancelled",
        "items": {"ledger-db": "Cancelled", "payroll": "Failed"},
        "errors": [
            {
                "code": "28031",
                "message": "It did not start",
                "possible_causes": "No quota",
                "recommended_action": "Ask for cores",
            }
        ],
        "consequences": [{"item": "ledger-db", "outcome": "Unprotected", "text": "its replication was stopped"}],
        "evidence": [{"item": "payroll", "probe": "power", "seen": "off", "ok": None, "as_of": "2026-03-02T08:00:00Z"}],
    }
    async with console("done", size=(120, 60)) as opened:
        await to_job(opened, "done")
        await opened.take(News(rows={"job": {JOB: job}}, rev=9_000, link=Link.HERE))
        for text in (
            "✗ ERROR 28031: It did not start",
            "Causes: No quota",
            "Advice: Ask for cores",
            "ledger-db: Unprotected. its replication was stopped",
            "? UNKNOWN  payroll, power: off",
            "✗ FAILED  payroll",
        ):
            assert text in opened.text, opened.text


async def test_a_job_beyond_its_forecast_says_by_how_much():
    job = {**samples()["running"].tables["job"][JOB], "forecast": {"low": 1, "likely": 2, "high": 3, "reasons": []}}
    async with console("running") as opened:
        await to_job(opened, "running")
        await opened.take(News(rows={"job": {JOB: job}}, rev=9_000, link=Link.HERE))
        assert " over" in opened.line("forecast ┆")
