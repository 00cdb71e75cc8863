"""Console of a vault: where it acts, and whether its operator is armed; arming asks for the name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from live_world import Watched, live_console
from support.estates import small
from support.rig import Rig
from textual.widgets import Input, Static

from drconsole.console.commands.arming import Arm, Disarm
from drconsole.console.commands.misc import CommandLine
from drconsole.console.commands.work.jobs import CancelJob, HoldJob, RetryJob
from drconsole.console.commands.work.operations import OperationCommand
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.state.model.model import Link, News
from drconsole.console.widgets.bars.status import StatusLine
from drconsole.console.widgets.sheet import Sheet
from drconsole.providers.port import Place
from drconsole.providers.simulator import Simulator
from drconsole.records.tables import JOBS, PLANS, WORLD
from drconsole.recovery.types.words import Grain, Operation
from drconsole.render.estate.arming import armed_lines, armed_word, place_lines
from drconsole.render.operation.pages import Page

PLACE = Place("public", "https://management.azure.com", "", "sub-1", "dr-rg", "contoso-dr", False, False)


async def test_where_nobody_has_to_be_armed_the_command_says_so() -> None:
    async with live_console(Rig(small(), Grain.PLAN, speed=60.0)) as (watched, _):
        assert Arm().why_not(watched.app) == "nobody has to be armed here"
        assert Disarm().why_not(watched.app) == "nobody has to be armed here"


async def test_arming_asks_for_the_vaults_name_and_is_told_on_every_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Simulator, "place", PLACE)
    async with live_console(Rig(small(), Grain.PLAN, speed=60.0)) as (watched, session):
        assert "not armed" in watched.app.screen.query_one(StatusLine).text
        watched.app.run_worker(Arm().run(watched.app))
        await watched.pilot.pause()
        shown = "\n".join(entry.text for entry in watched.app.screen.query_one(Sheet).entries)
        for part in ("sub-1", "dr-rg", "contoso-dr", "https://management.azure.com"):
            assert part in shown
        await watched.pilot.press(*"fabrikam", "enter")
        assert session.asked("Arm") == []
        field = watched.app.screen.query_one("#name", Input)
        field.value = "contoso-dr"
        await watched.pilot.press("enter")
        await watched.pilot.pause()
        (body,) = session.asked("Arm")
        assert (body["confirm"], body["with_console"]) == ("contoso-dr", True)


async def test_until_somebody_is_armed_keys_of_operations_preview_and_say_how_to_arm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Simulator, "place", PLACE)
    async with live_console(Rig(small(), Grain.PLAN, speed=60.0)) as (watched, session):
        app, failover = watched.app, OperationCommand(Operation.FAILOVER, "", key="f", bar="failover")
        assert (failover.bar_text(app), CommandLine().bar_text(app)) == ("preview failover", "arm to act")
        target = ("plan", app.model.rows(PLANS)[0]["key"])
        dialog = OperationDialog(Operation.FAILOVER, target)
        app.push_screen(dialog)
        await watched.pilot.pause()
        assert "NOT ARMED: A PREVIEW" in str(dialog.query_one("#head", Static).render())
        await watched.pilot.press("n")
        assert dialog.nothing_started() == "A preview: nothing is started here, you are not armed: type :arm."
        assert dialog.page_now is not Page.CONFIRM
        await watched.pilot.press("escape")
        arm(watched, session.operator)
        assert (failover.bar_text(app), CommandLine().bar_text(app)) == ("failover", "command")
        armed_dialog = OperationDialog(Operation.FAILOVER, target)
        app.push_screen(armed_dialog)
        await watched.pilot.pause()
        assert "PREVIEW" not in str(armed_dialog.query_one("#head", Static).render())
        await watched.pilot.press("n")
        assert armed_dialog.page_now is Page.CONFIRM


async def test_a_job_of_a_vault_that_is_read_only_takes_nothing() -> None:
    async with live_console(Rig(small(), Grain.PLAN, speed=60.0)) as (watched, session):
        job: Any = {"id": "j1", "allowed_actions": ["cancel", "hold", "retry"], "ended_at": None, "grain": Grain.STEP}
        watched.app.model.apply(News(rows={JOBS: {"j1": job}}))
        assert (CancelJob().why_not_to(watched.app, "j1"), RetryJob().why_not_to(watched.app, "j1")) == (None, None)
        arm(watched, "somebody else")
        assert CancelJob().why_not_to(watched.app, "j1") == "you are not armed: type :arm"
        arm(watched, session.operator, read_only=True)
        why = "the vault is connected read-only: connect a document with read_only: false"
        assert CancelJob().why_not_to(watched.app, "j1") == why
        assert HoldJob().why_not_to(watched.app, "j1") is None
        arm(watched, session.operator)
        assert RetryJob().why_not_to(watched.app, "j1") is None


def arm(watched: Watched, who: str, *, read_only: bool = False) -> None:
    """Put a vault and somebody who is armed there before the console."""
    until = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    world: Any = watched.app.model.row(WORLD, WORLD)
    place = {**ROW, "read_only": read_only}
    armed_now = [{"who": who, "until": until, "with_console": True}]
    row: Any = {**world, "place": place, "armed": armed_now}
    watched.app.model.apply(News(rows={WORLD: {WORLD: row}}, link=Link.HERE))


ROW: Any = {
    "cloud": "public", "endpoint": "https://e", "tenant": None, "subscription": "s", "resource_group": "g",
    "vault": "v", "emulator": False, "read_only": False,
}  # fmt: skip
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def armed(seconds: float, who: str = "ann") -> Any:
    return [{"who": who, "until": (NOW + timedelta(seconds=seconds)).isoformat(), "with_console": True}]


@pytest.mark.parametrize(
    ("lease", "word"),
    [(3600.0, "ARMED 61 min"), (59.0, "ARMED 1 min"), (0.0, "not armed"), (-5.0, "not armed")],
)
def test_the_word_counts_down_and_ends(lease: float, word: str) -> None:
    assert armed_word(ROW, armed(lease), "ann", NOW) == word


def test_another_ones_arming_is_not_ones_own() -> None:
    assert armed_word(ROW, armed(60, "bob"), "ann", NOW) == "not armed"
    assert armed_word(ROW, armed(60, "root (as ann)"), "ann", NOW) == "ARMED 2 min"
    assert armed_word({**ROW, "read_only": True}, armed(60), "ann", NOW) == "vault read-only"


def test_an_emulator_is_named_as_one() -> None:
    assert "EMULATOR on this machine" in place_lines({**ROW, "emulator": True})[0]
    assert armed_lines(ROW, [], NOW) == ["nobody is armed: nothing can be changed until somebody is"]
