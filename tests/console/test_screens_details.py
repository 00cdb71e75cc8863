"""The pages of a plan, an item and a job."""

from __future__ import annotations

from console_fakes import JOB, changes, news_at, samples
from screen_support import LARGE, console
from support.rows import ends, keys
from support.whole import filled, whole

from drconsole.console.dialogs.reading import ReadingDialog
from drconsole.console.state.model import Link, News
from drconsole.console.widgets.table.operations import Operations
from drconsole.console.widgets.tree.task_tree import TaskTree
from drconsole.records.rows.items import ItemWarningRow
from drconsole.records.rows.jobs import JobRow, TaskNode, TaskRow
from drconsole.render.jobs import took_text


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
        opened.app.screen.query_one(Operations).move_to("test-failover")
        await opened.pilot.pause()
        assert "test-failover: not now: commit pending: it allows" in opened.flat
        await opened.press("enter")
        assert ran == []
        assert "test-failover: not now" in opened.lines[0]


async def test_allowed_operations_come_first_and_a_plans_reasons_name_only_what_a_plan_can_do():
    async with console("done") as opened:
        await opened.press("2", "j", "enter")
        rows = rows_of(opened)
        can = [row.can for row in rows]
        assert can == sorted(can, reverse=True)
        assert any(can)
        told = next(row.text for row in rows if row.operation == "failover")
        assert "commit" in told
        assert "disable-replication" not in told, "it is done to an item"


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
        assert all(not row.can for row in rows_of(opened))
        failover = next(row for row in rows_of(opened) if row.operation == "failover")
        assert "read-only" in failover.text


def rows_of(opened):
    table = opened.app.screen.query_one(Operations)
    found = []
    for key in table.keys:
        table.move_to(key)
        found.append(table.cursor_row)
    return found


async def test_a_plan_whose_items_differ_still_offers_what_some_allow():
    async with console("done") as opened:
        plans = samples()["done"].tables["plan"]
        key, plan = next((key, row) for key, row in plans.items() if "ledger-db" in keys(row))
        left = {"key": "ledger-db", "name": "ledger-db", "reason": "ledger-db is not protected"}
        row = {**plan, "allowed_operations": ["failover"], "left_out": [left]}
        await opened.take(News(rows={"plan": {key: row}}, rev=9_000, link=Link.HERE))
        await opened.press("2", "j")
        assert "ledger-db: ledger-db is not protected" in opened.text
        await opened.press("enter")
        assert "ledger-db: ledger-db is not protected" in opened.text
        failover = next(row for row in rows_of(opened) if row.operation == "failover")
        assert failover.can
        assert failover.text == "leaves out ledger-db; the preview says why"


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


async def test_an_items_page_tells_of_its_machines_other_name_and_of_warnings():
    said = {"code": "28175", "message": "The name was changed", "recommended_action": "Look there", "job": JOB}
    warning = filled(ItemWarningRow, said)
    async with console("done", size=LARGE) as opened:
        await opened.press("3", *"jjjjjjj", "enter")
        item = samples()["done"].tables["item"]["ledger-db"]
        assert "is called" not in opened.text
        row = {**item, "machine": "ledger-db-4f2a", "warnings": [warning]}
        await opened.take(News(rows={"item": {"ledger-db": row}}, rev=9_000, link=Link.HERE))
        assert "The machine is called ledger-db-4f2a there" in opened.text
        assert "‼ WARNING 28175: The name was changed" in opened.text
        assert "Advice: Look there" in opened.text


async def test_a_jobs_page_tells_why_a_machine_was_left_out_and_what_a_failed_script_said():
    tables = samples()["done"].tables
    job = {
        **tables["job"][JOB],
        "state": "PartiallySucceeded",
        "items": ends({"ledger-db": "Succeeded", "payroll": "Other"}, {"payroll": "its test failover is open"}),
        "skipped": [{"key": "payroll", "item": "payroll", "reason": "its test failover is open"}],
    }
    told = {"state": "Failed", "script": "/srv/note.sh", "folder": "/state/scripts/x", "output": "no route\n"}
    task = whole(TaskRow, id="x", job=JOB, position=900, friendly_name="Note", **told)
    async with console("done", size=(120, 60)) as opened:
        await to_job(opened, "done")
        rows = {"job": {JOB: job}, "task": {f"{JOB}/x": task}}
        await opened.take(News(rows=rows, rev=9_000, link=Link.HERE))
        for text in (
            "– Left out  payroll: its test failover is open",  # noqa: RUF001
            "1 Succeeded, 1 left out",
            "script /srv/note.sh",
            "its output: /state/scripts/x/output",
            "| no route",
        ):
            assert text in opened.text, opened.text
        assert "? Other" not in opened.text


async def test_a_page_about_something_that_is_gone_says_so():
    async with console() as opened:
        await opened.press("3", "enter")
        await opened.take(News(rows={"item": {"shop-db": None}}, rev=9_000, link=Link.HERE))
        assert "no longer reports it" in opened.text
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
        assert followed == [JOB, None, JOB, None]
        await opened.press("escape")
        assert followed[-1] is None


async def test_a_jobs_page_tells_elapsed_against_forecast_and_the_way_out_of_a_wait():
    async with console("waiting") as opened:
        await to_job(opened, "waiting")
        assert "SIMULATION  failover of plan finance  (job j1-1)" in opened.text
        assert "WAITS for a person  elapsed 20 min" in opened.text
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
    said = {
        **samples()["done"].tables["job"][JOB],
        "state": "Cancelled",
        "items": ends({"ledger-db": "Cancelled", "payroll": "Failed"}),
        "errors": [
            {
                "code": "28031",
                "message": "It did not start",
                "possible_causes": "No quota",
                "recommended_action": "Ask for cores",
            }
        ],
        "consequences": [
            {"key": "ledger-db", "item": "ledger-db", "outcome": "Unprotected", "text": "its replication was stopped"}
        ],
        "evidence": [
            {
                "key": "payroll",
                "item": "payroll",
                "probe": "power",
                "seen": "off",
                "ok": None,
                "as_of": "2026-03-02T08:00:00Z",
            }
        ],
    }
    job = filled(JobRow, said)
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


def much_later(moment):
    """The same rows, three hours on by the provider's clock."""
    status = samples()[moment].status
    return {**status, "clock": {**status["clock"], "now": "2026-03-02T11:20:00Z", "paused": True}}


async def test_what_waits_for_a_person_or_is_held_is_no_overrun():
    status = much_later("waiting")
    async with console("waiting", news={"status": status}) as opened:
        assert "waits 3 h 7 min" in opened.line("3 h 20 min, waits")
        await opened.press("5")
        assert "at most" not in opened.text
        await opened.press("enter")
        await opened.take(news_at("waiting", status=status))
        assert "elapsed 3 h 20 min, waited 3 h 7 min" in opened.text
        assert " over" not in opened.text


def test_a_branch_tells_apart_how_long_it_ran_and_how_long_nothing_in_it_ran():
    def leaf(number, start, end, **more):
        times = {"started_at": f"2026-03-02T{start}Z", "ended_at": f"2026-03-02T{end}Z"}
        return whole(TaskNode, **{"id": str(number), "kind": "step", "state": "Succeeded", **times, **more})

    held = [leaf(1, "08:00:00", "08:00:30"), leaf(2, "08:00:10", "08:00:40"), leaf(3, "10:00:00", "10:00:06")]
    over = whole(TaskNode, started_at="2026-03-02T08:00:00Z", ended_at="2026-03-02T10:00:06Z")
    assert took_text(over, held) == "46 s, waited 1 h 59 min"
    asked = [leaf(1, "08:00:00", "10:00:06", kind="manual")]
    assert took_text(over, asked) == "waited 2 h"
    ran = [leaf(1, "08:00:00", "10:00:06")]
    assert took_text(over, ran) == "2 h"
    untold = [*held, whole(TaskNode, id="4", kind="step", state="Succeeded")]
    assert took_text(over, untold) == "2 h", "what is not known is not taken for a wait"


async def test_a_held_job_says_once_how_it_goes_on():
    job = {**samples()["running"].tables["job"][JOB], "held": True, "state_description": "Held"}
    held = {"job": {JOB: {**job, "allowed_actions": ["resume", "cancel"]}}}
    async with console("running") as opened:
        await to_job(opened, "running")
        await opened.take(News(rows=held, link=Link.HERE))
        assert opened.flat.count("press R") == 1
        assert "no new step begins" in opened.text


async def test_the_page_of_a_job_that_has_ended_says_what_is_next_for_its_target():
    async with console("done", size=LARGE) as opened:
        await to_job(opened, "done")
        assert "nobody has validated them" in opened.flat
        assert "(press V)" in opened.flat
        later = {**samples()["done"].tables["job"][JOB], "id": "j1-9", "started_at": "2026-03-02T09:00:00Z"}
        await opened.take(News(rows={"job": {"j1-9": later}}, link=Link.HERE))
        assert "Next: " not in opened.text, "the page of the newest job says it"


async def test_a_manual_action_says_once_what_it_asks():
    async with console("waiting", size=LARGE) as opened:
        await to_job(opened, "waiting")
        assert "instructions: Call the bank" in opened.flat
        assert "why: Call the bank" not in opened.flat


async def test_the_reason_of_what_cannot_be_done_is_shown_once_in_full_after_enter():
    async with console("done") as opened:
        await opened.press("2", "j", "enter", "tab")
        table = opened.app.screen.query_one(Operations)
        table.move_to("test-failover")
        row = table.cursor_row
        assert not row.can
        await opened.press("enter")
        assert isinstance(opened.app.screen, ReadingDialog)
        assert row.text in opened.flat
        assert opened.flat.count("it allows") == 1
        assert opened.notices == []
        await opened.press("enter")
        assert "plan finance" in opened.lines[0]


async def test_replication_of_what_has_failed_over_does_not_apply_and_a_cleaned_up_test_says_so():
    async with console("done", size=LARGE) as opened:
        await opened.press("3")
        line = opened.line("ledger-db  ")
        assert "· Not applicable" in line
        assert "Normal" not in line
        assert "min" not in line, "no RPO"
        await opened.press("slash", *"ledger-db", "enter", "enter")
        assert "Not applicable (failed over); test failover tested, cleaned up" in opened.flat
        assert "RPO" not in opened.line("(failed over)")
