"""Commands on several: what is marked is held, and its recovery points are read."""

from __future__ import annotations

import pytest
from dialog_support import Remembering, console, press, session
from textual.widgets import Static

from drconsole.console.app import ConsoleApp
from drconsole.console.dialogs.jobs.hold import HoldDialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.dialogs.validation.dialog import ValidateDialog
from drconsole.console.state.model.model import News
from drconsole.console.widgets.bars.keys import KeyBar
from drconsole.records.tables import ITEMS, JOBS, PLANS
from drconsole.recovery.types.work.errors import Refused


def asked(made: Remembering, kind: str) -> list[dict[str, object]]:
    return [body for name, body in made.calls if name == kind]


def under_way(app: ConsoleApp, **jobs: str) -> News:
    """Plans with a job on each, of which only the first one is known by its row."""
    plans = {row["key"]: row for row in app.model.rows("plan")}  # type: ignore[call-overload]
    rows = {key: {**row, "current_job": jobs.get(key)} for key, row in plans.items()}
    job = next(iter(app.model.rows("job")))  # type: ignore[call-overload]
    made = {
        name: {**job, "id": name, "key": name, "allowed_actions": ["hold"], "held": False} for name in jobs.values()
    }
    return News(rows={"plan": rows, "job": made}, rev=app.model.rev + 1)


async def test_r_reads_the_points_of_the_marked_items() -> None:
    made = session(screen="items")
    async with console(made) as (app, pilot):
        await press(app, pilot, "space", "down", "space", "r")
        await app.workers.wait_for_complete([each for each in app.workers if each.group == "command"])
        read = asked(made, "RecoveryPoints")
        assert len(read) == 2
        assert app.here is not None
        assert [body["item"] for body in read] == [f"item-key:{key}" for _, key in app.here.marked()]
        assert "recovery points of 2 items read" in app.notices[-1].text


async def test_h_holds_the_jobs_of_all_marked_plans_after_one_question() -> None:
    made = session(screen="plans")
    async with console(made, "running") as (app, pilot):
        app.take(under_way(app, shop="j1-1", finance="j1-2"))
        await press(app, pilot, "asterisk", "H")
        assert isinstance(app.screen, HoldDialog)
        assert "hold 2 jobs?" in app.screen.head_title
        assert asked(made, "HoldJob") == []
        await press(app, pilot, *"fire", "enter")
        assert {(body["job"], body["comment"]) for body in asked(made, "HoldJob")} == {
            ("j1-1", "fire"),
            ("j1-2", "fire"),
        }


async def test_marks_without_a_job_are_answered() -> None:
    made = session(screen="plans")
    async with console(made) as (app, pilot):
        await press(app, pilot, "space", "H")
        assert app.notices[-1].text == "no job runs on what is marked"
        assert asked(made, "HoldJob") == []


async def test_v_validates_the_marked_machines_of_several_plans_on_one_page() -> None:
    made = session(screen="items")
    async with console(made, "done") as (app, pilot):
        over = [row["key"] for row in app.model.items.rows(["ledger-db", "ledger-app", "payroll"])]
        for key in over:
            assert app.here is not None
            app.here.table.move_to(key)  # type: ignore[attr-defined]
            await press(app, pilot, "space")
        await press(app, pilot, "V")
        dialog = app.screen
        assert isinstance(dialog, ValidateDialog)
        assert list(dialog.page.items) == over
        assert dialog.head_title.startswith("validate 3 marked machines")


async def test_marked_machines_that_cannot_be_validated_are_counted() -> None:
    made = session(screen="items")
    async with console(made, "done") as (app, pilot):
        await press(app, pilot, "asterisk", "V")
        dialog = app.screen
        assert isinstance(dialog, ValidateDialog)
        left = app.model.count(ITEMS) - len(dialog.page.items)
        assert left > 1
        assert f"{left} marked machines are left out: not failed over, or in a job" in str(
            dialog.query_one("#about", Static).content
        )


async def test_the_key_bar_begins_with_what_is_done_to_all_marked_lines() -> None:
    made = session(screen="items")
    async with console(made, "done") as (app, pilot):
        bar = app.screen.query_one(KeyBar)
        assert "esc back" in bar.text
        await press(app, pilot, "asterisk")
        assert bar.text.startswith("V validate  r read points  enter open  esc unmark")
        await press(app, pilot, "escape")
        assert "esc back" in bar.text


async def test_what_is_done_to_one_is_not_done_to_an_unmarked_line_beside_marks() -> None:
    made = session(screen="plans")
    async with console(made) as (app, pilot):
        await press(app, pilot, "space", "f")
        assert not isinstance(app.screen, OperationDialog)
        assert app.notices[-1].text == "1 marked, and this is done to one alone: esc takes the marks away"
        await press(app, pilot, "escape", "f")
        assert isinstance(app.screen, OperationDialog)


async def test_the_one_marked_line_under_the_cursor_is_what_it_is_done_to() -> None:
    made = session(screen="plans")
    async with console(made) as (app, pilot):
        await press(app, pilot, "space", "up", "f")
        assert isinstance(app.screen, OperationDialog)


@pytest.mark.parametrize(
    ("name", "typed", "why"),
    [
        ("validate", "finance", "finance is not failed over, or is in a job"),
        ("answer", "j1-9", "job j1-9 waits for no answer"),
        ("hold", "j1-9", "job j1-9 has ended: succeeded"),
    ],
)
async def test_a_command_says_one_reason_whether_its_key_or_its_line_asks(name: str, typed: str, why: str) -> None:
    made = session(screen="plans")
    async with console(made, "running") as (app, _):
        plans = {row["key"]: {**row, "current_job": "j1-9"} for row in app.model.rows(PLANS)}
        job = next(iter(app.model.rows(JOBS)))
        ended = {**job, "id": "j1-9", "state": "Succeeded", "ended_at": job["started_at"], "allowed_actions": []}
        app.take(News(rows={"plan": plans, "job": {"j1-9": ended}}, rev=app.model.rev + 1))
        command = app.registry.get(name)
        assert command is not None
        by_key = command.why_not(app)
        app.action_run(name)
        by_line = app.notices[-1].text
        with pytest.raises(Refused) as refused:
            await command.run(app, typed)
        assert (by_key, by_line, refused.value.message) == (why, why, why)
