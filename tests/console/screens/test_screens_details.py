"""The pages of a plan, an item and a job."""

from __future__ import annotations

import pytest
from console_fakes import JOB, samples
from screen_support import LARGE, SMALL, console
from support.rows import keys
from support.whole import filled

from drconsole.console.dialogs.reading import ReadingDialog
from drconsole.console.screens.common.detail import MORE
from drconsole.console.state.model.model import Link, News
from drconsole.console.widgets.table.operations import Operations
from drconsole.records.rows.estate.items import ItemWarningRow
from drconsole.render.drawing.cells import as_many


async def test_a_plans_page_lists_groups_actions_and_items_with_their_states():
    async with console(size=LARGE) as opened:
        await opened.press("2")
        await opened.to("finance")
        await opened.press("enter")
        lines = opened.lines
        order = [
            next(n for n, line in enumerate(lines) if word in line)
            for word in ("ledger-db", "before: Call the bank", "payroll", "after: Note the failover")
        ]
        assert order == sorted(order)
        assert "stops for a person" in opened.line("Call the bank")
        assert "● Protected" in opened.line("tax-archive")


async def test_an_operation_that_is_not_allowed_says_why_not_and_does_not_run():
    async with console("done", size=LARGE) as opened:
        ran = []
        await opened.press("2")
        await opened.to("finance")
        await opened.press("enter", "tab")
        await unfold(opened)
        opened.app.action_run = lambda name, argument="": ran.append(name)
        assert opened.app.focused is opened.app.screen.query_one(Operations)
        assert "– failover " in opened.text  # noqa: RUF001
        assert "✓ commit" in opened.text
        # The allowed ones are lines of the same table: they are named beside the one under the cursor only.
        opened.app.screen.query_one(Operations).move_to("commit")
        await opened.pilot.pause()
        assert "no: commit pending" in opened.line("– test-failover")  # noqa: RUF001
        assert "it allows" not in opened.text
        opened.app.screen.query_one(Operations).move_to("test-failover")
        await opened.pilot.pause()
        assert "test-failover: not now: commit pending: it allows" in opened.flat
        await opened.press("enter")
        assert ran == []
        assert "test-failover: not now" in opened.lines[0]


async def test_allowed_operations_come_first_and_a_plans_reasons_name_only_what_a_plan_can_do():
    async with console("done", size=LARGE) as opened:
        await opened.press("2")
        await opened.to("finance")
        await opened.press("enter", "tab")
        await unfold(opened)
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
        await opened.press("2")
        await opened.to("finance")
        await opened.press("enter", "tab")
        opened.app.action_run = lambda name, argument="": ran.append(name)
        opened.app.screen.query_one(Operations).move_to("commit")
        await opened.press("enter")
        assert ran == ["commit"]


async def test_nothing_can_be_done_from_a_read_only_console_and_it_says_so():
    async with console(read_only=True, size=LARGE) as opened:
        await opened.press("2", "enter", "tab")
        await unfold(opened)
        assert all(not row.can or row.text.startswith("read-only: shows what") for row in rows_of(opened))
        failover = next(row for row in rows_of(opened) if row.operation == "failover")
        assert "read-only" in failover.text


@pytest.mark.parametrize("size", [SMALL, LARGE, (200, 60)])
@pytest.mark.parametrize(("screen", "key", "folded"), [("2", "finance", 6), ("3", "ledger-db", 8)])
async def test_what_cannot_be_done_is_one_line_that_enter_unfolds(size, screen, key, folded):
    async with console("done", size=size) as opened:
        await opened.press(screen)
        await opened.to(key)
        await opened.press("enter", "tab")
        *can, more = rows_of(opened)
        assert {row.operation for row in can} >= {"change-recovery-point", "commit", "re-protect"}
        assert all(row.can for row in can)
        assert more.text == f"{folded} are not allowed now: enter tells why"
        assert "no: commit pending" not in opened.flat
        await opened.press("G", "enter")
        rows = rows_of(opened)
        assert rows[: len(can)] == can
        others = rows[len(can) :]
        assert len(others) == folded
        assert not any(row.can or not row.text for row in others)


async def unfold(opened):
    """Ask for what is not allowed now, and its reasons."""
    assert opened.app.screen.query_one(Operations).move_to(MORE)
    await opened.press("enter")


def rows_of(opened):
    table = opened.app.screen.query_one(Operations)
    found = []
    for key in table.keys(99):
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
        await opened.press("2")
        await opened.to("finance")
        assert "ledger-db: ledger-db is not protected" in opened.text
        await opened.press("enter")
        assert "ledger-db: ledger-db is not protected" in opened.text
        failover = next(row for row in rows_of(opened) if row.operation == "failover")
        assert failover.can
        assert failover.text == "leaves out ledger-db; the preview says why"


async def test_an_items_page_tells_where_it_went_and_what_was_said_of_the_machine():
    async with console("done", size=LARGE) as opened:
        await opened.press("3")
        await opened.to("ledger-db")
        await opened.press("enter")
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
        await opened.press("3")
        await opened.to("ledger-db")
        await opened.press("enter")
        item = samples()["done"].tables["item"]["ledger-db"]
        assert "is called" not in opened.text
        row = {**item, "machine": "ledger-db-4f2a", "warnings": [warning]}
        await opened.take(News(rows={"item": {"ledger-db": row}}, rev=9_000, link=Link.HERE))
        assert "The machine is called ledger-db-4f2a there" in opened.text
        assert "‼ WARNING 28175: The name was changed" in opened.text
        assert "Advice: Look there" in opened.text


async def test_a_page_about_something_that_is_gone_says_so():
    async with console() as opened:
        await opened.press("3")
        await opened.to("shop-db")
        await opened.press("enter")
        await opened.take(News(rows={"item": {"shop-db": None}}, rev=9_000, link=Link.HERE))
        assert "no longer reports it" in opened.text
        assert opened.app.target() is None


async def test_the_reason_of_what_cannot_be_done_is_shown_once_in_full_after_enter():
    async with console("done", size=LARGE) as opened:
        await opened.press("2")
        await opened.to("finance")
        await opened.press("enter", "tab")
        await unfold(opened)
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


async def test_the_objectives_of_a_plan_leave_out_what_matters_least_and_cut_nothing():
    for width, shown in ((100, "failed over"), (80, "tested"), (60, "RTO"), (40, "RPO")):
        async with console("done", size=(width, 40)) as opened:
            await opened.press("2")
            await opened.to("finance")
            await opened.press("enter")
            line = opened.line("Objectives").strip("│ ")
            words = line.removeprefix("Objectives").split("   ")
            assert shown in words[-1], line
            assert len(line) <= width - 4


def test_parts_that_do_not_fit_are_left_out_from_the_end():
    parts = ("RPO 1", "RTO 2", "tested")
    assert [as_many(parts, width) for width in (20, 13, 12, 2)] == [
        "RPO 1   RTO 2",
        "RPO 1   RTO 2",
        "RPO 1",
        "RPO 1",
    ]
    assert as_many(parts, 22) == "RPO 1   RTO 2   tested"


@pytest.mark.parametrize("keys", [("2", "enter"), ("2", "j", "j", "enter"), ("3", "enter"), ("3", "G", "enter")])
@pytest.mark.parametrize("focus", [(), ("tab",), ("tab", "j", "j")])
@pytest.mark.parametrize("moment", ["running", "done"])
async def test_a_page_never_scrolls_its_state_out_of_sight(keys, focus, moment):
    async with console(moment) as opened:
        await opened.press(*keys, *focus)
        assert opened.app.screen.max_scroll_y == 0
        assert opened.lines[1].startswith("State")
        assert len(opened.lines) == 24
