"""Page of a job: its tasks, its time against the forecast, what it waits for, and how it ended."""

from __future__ import annotations

from typing import cast

from console_fakes import JOB, changes, news_at, samples
from screen_support import LARGE, console
from support.rows import ends
from support.whole import filled, whole

from drconsole.console.state.model.model import Link, News
from drconsole.console.widgets.tree.lane_list import LaneList
from drconsole.console.widgets.tree.task_tree import TaskTree
from drconsole.records.rows.work.jobs import JobRow, TaskNode, TaskRow
from drconsole.render.jobs.jobs import took_text
from drconsole.reports.handing_over import _ended
from drconsole.store.reading.reader import Reader


async def to_job(opened, moment):
    """Open the job's page; its tasks come as the feed sends them once they are followed."""
    await opened.press("5", "enter")
    await opened.take(news_at(moment))


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
    async with console("done", size=(120, 70)) as opened:
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


async def test_a_job_that_began_without_its_approval_says_so_on_top():
    job = {**samples()["running"].tables["job"][JOB]}
    job["break_glass"] = [{"what": "start", "by": "ann", "at": "2026-03-02T08:20:00Z", "reason": "nobody answers"}]
    async with console("running") as opened:
        await to_job(opened, "running")
        await opened.take(News(rows={"job": {JOB: job}}, rev=9_000, link=Link.HERE))
        assert "‼ GLASS BROKEN: start without approval by ann: nobody answers" in opened.text


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
        assert "likely 21 min 35 s" in opened.line("  planned ")
        await opened.press("L")
        assert "forecast ┆ " in opened.text
        assert "press a to answer: done / failed / skip" in opened.text
        assert "press H to hold; do not cancel: machines would be left without replication" in opened.text


async def test_the_tree_opens_at_the_machine_of_the_lanes_and_the_lanes_at_the_machine_of_the_tree():
    async with console("waiting") as opened:
        await to_job(opened, "waiting")
        lanes, tree = opened.app.screen.query_one(LaneList), opened.app.screen.query_one(TaskTree)
        await opened.press("g", "g", "j", "enter")
        assert tree.has_focus
        assert tree.cursor_task["item_key"] == "ledger-app"
        tree.move_to("failover/payroll/VmFailover")
        await opened.press("L")
        assert lanes.has_focus
        assert lanes.cursor_lane.key == "payroll"


async def test_on_a_high_screen_lanes_and_tree_stand_together_and_the_key_goes_to_and_fro():
    async with console("waiting", size=(120, 50)) as opened:
        await to_job(opened, "waiting")
        lanes, tree = opened.app.screen.query_one(LaneList), opened.app.screen.query_one(TaskTree)
        assert lanes.display
        assert tree.display
        await opened.press("L")
        assert tree.has_focus
        await opened.press("L")
        assert lanes.has_focus


async def test_the_cursor_begins_on_the_task_that_waits_and_stays_where_it_is_put():
    async with console("waiting") as opened:
        await to_job(opened, "waiting")
        await opened.press("L")
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
    async with console("done", size=(120, 70)) as opened:
        await to_job(opened, "done")
        await opened.take(News(rows={"job": {JOB: job}}, rev=9_000, link=Link.HERE))
        for text in (
            "✗ ERROR 28031: It did not start",
            "Causes: No quota",
            "Advice then, not for now (see Next): Ask for cores",
            "◆ NOT COMMITTED  ledger-db: its replication was stopped",
            "? UNKNOWN  payroll, power: off",
            "✗ FAILED  payroll",
        ):
            assert text in opened.text, opened.text


async def test_a_job_beyond_its_forecast_says_by_how_much():
    job = {**samples()["running"].tables["job"][JOB], "forecast": {"low": 1, "likely": 2, "high": 3, "reasons": []}}
    async with console("running") as opened:
        await to_job(opened, "running")
        await opened.take(News(rows={"job": {JOB: job}}, rev=9_000, link=Link.HERE))
        assert "9 min 57 s over" in opened.line("  planned ")
        await opened.press("L")
        assert " over" in opened.line("forecast ┆")


def much_later(moment):
    """The same rows, three hours on by the provider's clock."""
    status = samples()[moment].status
    return {**status, "clock": {**status["clock"], "now": "2026-03-02T11:20:00Z", "paused": True}}


async def test_what_waits_for_a_person_or_is_held_is_no_overrun():
    status = much_later("waiting")
    async with console("waiting", news={"status": status}) as opened:
        await opened.press("5")
        assert "3 h 20 min, waits 3 h 7 min" in opened.flat
        assert "at most" not in opened.text
        await opened.press("enter")
        await opened.take(news_at("waiting", status=status))
        assert "elapsed 3 h 20 min (waited 3 h 7 min)" in opened.text
        assert " over" not in opened.text


def test_a_branch_tells_apart_how_long_it_ran_and_how_long_nothing_in_it_ran():
    def leaf(number, start, end, **more):
        times = {"started_at": f"2026-03-02T{start}Z", "ended_at": f"2026-03-02T{end}Z"}
        return whole(TaskNode, **{"id": str(number), "kind": "step", "state": "Succeeded", **times, **more})

    held = [leaf(1, "08:00:00", "08:00:30"), leaf(2, "08:00:10", "08:00:40"), leaf(3, "10:00:00", "10:00:06")]
    over = whole(TaskNode, started_at="2026-03-02T08:00:00Z", ended_at="2026-03-02T10:00:06Z")
    assert took_text(over, held) == "2 h (waited 1 h 59 min)"
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


class Tasks:
    """A store that has the tasks of the running job."""

    def rows(self, table: object, *, job: str) -> list[TaskRow]:
        return [row for row in samples()["running"].tasks.values() if row["job"] == job]


async def test_the_brief_of_a_handover_counts_tasks_as_the_jobs_page_does():
    done, total = _ended(cast("Reader", Tasks()), JOB)
    async with console("running") as opened:
        await to_job(opened, "running")
        assert f"{done} of {total} tasks ended" in opened.flat
