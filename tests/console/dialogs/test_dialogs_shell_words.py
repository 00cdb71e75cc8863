"""The command line's own words behind ``:``: they open the page or the dialog of the same, with its options set."""

from __future__ import annotations

from pathlib import Path

import pytest
from console_fakes import JOB
from dialog_support import Remembering, console, press, session, settled
from textual.widgets import Input, Static

from drconsole.cli.console_line import ConsoleLine
from drconsole.console.app import ConsoleApp
from drconsole.console.commands import COMMANDS
from drconsole.console.context import Registry
from drconsole.console.dialogs.command_line import CommandLineDialog, complete
from drconsole.console.dialogs.help import HelpDialog
from drconsole.console.dialogs.jobs.cancel import CancelDialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.dialogs.reading import ReadingDialog
from drconsole.console.dialogs.validation.dialog import ValidateDialog
from drconsole.console.screens.item import ItemScreen
from drconsole.console.screens.plan import PlanScreen
from drconsole.console.state.model.model import Model
from drconsole.recovery.types.words import PointChoice


def with_shell(state: Path, **more: object) -> Remembering:
    made = session(**more)
    made.shell = ConsoleLine(str(state))
    return made


async def say(app: ConsoleApp, pilot: object, line: str) -> None:
    """Type a line at once: what each letter does is tested elsewhere."""
    await press(app, pilot, "colon")  # type: ignore[arg-type]
    app.screen.query_one(Input).value = line
    await press(app, pilot, "enter")  # type: ignore[arg-type]
    await settled(app, pilot)  # type: ignore[arg-type]


async def test_an_operation_opens_its_dialog_with_the_options_and_starts_nothing(tmp_path: Path) -> None:
    made = with_shell(tmp_path, screen="jobs")
    async with console(made) as (app, pilot):
        await say(app, pilot, "failover shop --point latest-processed --comment 'site is gone' --confirm shop")
        dialog = app.screen
        assert isinstance(dialog, OperationDialog)
        assert dialog.choices.options.point is PointChoice.LATEST_PROCESSED
        assert dialog.comment == "site is gone"
        assert dialog.value("name") == ""
        assert ("Preview", "latest-processed") in [
            (kind, body.get("options", {}).get("point")) for kind, body in made.calls
        ]
        assert "StartJob" not in [kind for kind, _ in made.calls]
        assert "--confirm is left out" in app.notices[-1].text


async def test_two_words_that_are_one_command_go_before_a_word_of_the_console(tmp_path: Path) -> None:
    made = with_shell(tmp_path)
    async with console(made, "running") as (app, pilot):
        await say(app, pilot, f"job hold {JOB}")
        await press(app, pilot, "enter")
        assert ("HoldJob", {"job": JOB}) in made.calls
        await say(app, pilot, f"job {JOB}")
        assert app.here is not None
        assert app.here.about() == ("job", JOB)


async def test_a_validation_opens_with_its_result_and_comment(tmp_path: Path) -> None:
    made = with_shell(tmp_path)
    async with console(made, "done") as (app, pilot):
        await say(app, pilot, "validate ledger-db --result failed --comment 'no answer on 5432'")
        dialog = app.screen
        assert isinstance(dialog, ValidateDialog)
        assert (dialog.page.result, dialog.value("comment")) == ("failed", "no answer on 5432")
        assert "Validate" not in [kind for kind, _ in made.calls]


async def test_a_hold_takes_its_comment_and_a_cancel_asks(tmp_path: Path) -> None:
    made = with_shell(tmp_path)
    async with console(made, "running") as (app, pilot):
        await say(app, pilot, f"job hold {JOB} --comment 'waiting for the network team'")
        assert ("HoldJob", {"job": JOB, "comment": "waiting for the network team"}) in made.calls
        await say(app, pilot, f"drconsole job cancel {JOB} --comment wrong")
        assert isinstance(app.screen, CancelDialog)
        assert app.screen.comment == "wrong"


@pytest.mark.parametrize(
    ("line", "screen"),
    [
        ("plans shop", PlanScreen),
        ("items shop-db", ItemScreen),
        ("next shop", PlanScreen),
        ("help failback", HelpDialog),
    ],
)
async def test_a_command_that_reads_opens_its_page(tmp_path: Path, line: str, screen: type) -> None:
    async with console(with_shell(tmp_path)) as (app, pilot):
        await say(app, pilot, line)
        assert isinstance(app.screen, screen)


async def test_points_of_an_item_are_shown_on_their_screen(tmp_path: Path) -> None:
    async with console(with_shell(tmp_path)) as (app, pilot):
        await say(app, pilot, "points shop-db")
        assert app.current_mode == "points"
        assert app.target() == ("item", "shop-db")


async def test_what_only_prints_is_shown_as_a_page(tmp_path: Path) -> None:
    async with console(with_shell(tmp_path)) as (app, pilot):
        await say(app, pilot, "version")
        assert isinstance(app.screen, ReadingDialog)
        await press(app, pilot, "escape")
        await say(app, pilot, "estate schema")
        assert "drconsole estate schema" in app.notices[-1].text


async def test_a_wrong_line_stays_with_its_place_and_what_would_be_right(tmp_path: Path) -> None:
    async with console(with_shell(tmp_path)) as (app, pilot):
        await say(app, pilot, "failover shop --pont latest")
        assert isinstance(app.screen, CommandLineDialog)
        told = str(app.screen.query_one("#told", Static).content)
        assert "[run]" in told
        assert "did you mean --point" in told
        assert app.screen.query_one(Input).value == "failover shop --pont latest"


async def test_the_cursor_names_what_the_line_leaves_out(tmp_path: Path) -> None:
    async with console(with_shell(tmp_path, screen="plans")) as (app, pilot):
        await press(app, pilot, "down")
        under = app.target()
        await say(app, pilot, "check test-failover --network none")
        assert isinstance(app.screen, OperationDialog)
        assert app.screen.target == under
        assert app.screen.choices.options.network == "none"


@pytest.mark.parametrize(
    ("written", "completed"),
    [
        ("validate shop-d", "validate shop-db"),
        ("job can", "job cancel"),
        (f"job cancel {JOB[:2]}", f"job cancel {JOB}"),
        ("failover shop --point latest-multi-vm-p", "failover shop --point latest-multi-vm-processed"),
        ("failover shop --po", "failover shop --point"),
        ("run failover fin", "run failover finance"),
        ("drconsole run failover fin", "drconsole run failover finance"),
        ("engine status", "engine status "),
    ],
)
def test_tab_completes_verbs_names_options_and_their_values(
    model: Model, tmp_path: Path, written: str, completed: str
) -> None:
    assert complete(written, Registry(COMMANDS), model, ConsoleLine(str(tmp_path))) == completed
