"""The dialogs and pages of the ways there and back as pictures; a real engine on virtual time stands behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from dialog_support import choose, opened, press, typed
from live_world import Watched, live_console
from screen_support import LARGE, SMALL, compare
from support.encrypted import estate as sealed_estate
from support.quick import quick
from support.rig import Player, Rig
from test_dialogs_course import circles, one_is_over, walked

from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.dialogs.jobs.answer import AnswerDialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.recovery.types.words import Grain

SIZES = {"80x24": SMALL, "120x40": LARGE}
DIGITS = "00112233445566778899AABBCCDDEEFF00112233"


def sealed() -> Rig:
    return Rig(sealed_estate(DIGITS), Grain.STEP)


async def waiting_for_the_downtime(player: Player) -> None:
    await walked("hyperv", 5)(player)
    job = await player.start("failback", "plan:hyperv")
    while not player.engine.state.jobs[job["id"]].waiting:
        await player.sleep(10.0)


async def over_unplanned(player: Player) -> None:
    await player.run("failover", "plan:regions")
    await player.run("test-failover", "item:mail")


@dataclass(frozen=True)
class Case:
    """A dialog, or keys to a page; what was done in the world before, and what is done in the dialog."""

    before: Callable[[Player], Any] | None = None
    dialog: Callable[[], Dialog[Any]] | None = None
    keys: tuple[str, ...] = ()
    act: str = ""
    world: Callable[[], Rig] = circles
    file: str = ""


def operation(name: str, plan: str) -> Callable[[], Dialog[Any]]:
    return partial(OperationDialog, name, ("plan", plan))


CASES: dict[str, Case] = {
    "dialog-direction-to-choose": Case(one_is_over, operation("failover", "sites")),
    "dialog-direction-chosen": Case(one_is_over, operation("failover", "sites"), act="direction:recovery-to-primary"),
    "dialog-failback": Case(walked("hyperv", 5), operation("failback", "hyperv")),
    "dialog-failback-points": Case(walked("modern", 5), operation("failback", "modern")),
    "dialog-commit-back": Case(walked("hyperv", 6), operation("commit", "hyperv")),
    "dialog-re-protect": Case(walked("regions", 5), operation("re-protect", "regions")),
    "dialog-reverse-replicate": Case(walked("sites", 3), operation("reverse-replicate", "sites")),
    "dialog-key-needed": Case(None, operation("failover", "sealed"), world=sealed),
    "dialog-key-unreadable": Case(None, operation("failover", "sealed"), world=sealed, file="none.pfx"),
    "dialog-answer-failback": Case(waiting_for_the_downtime, AnswerDialog),
    "job-failback-waits": Case(waiting_for_the_downtime, keys=("5", "enter")),
    "overview-owed": Case(over_unplanned, keys=("1",)),
    "plan-owed": Case(over_unplanned, keys=("2", *"jjjjjj", "enter")),
    "item-owed": Case(over_unplanned, keys=("3", "G", "enter")),
}


@pytest.mark.parametrize("size", quick(SIZES, "80x24"))
@pytest.mark.parametrize("name", CASES)
async def test_it_is_as_its_picture(name: str, size: str) -> None:
    case = CASES[name]
    async with live_console(case.world(), case.before, SIZES[size]) as (watched, _):
        await show(watched, case)
        compare(watched.app, f"{name}-{size}")


async def show(watched: Watched, case: Case) -> None:
    app, pilot = watched.app, watched.pilot
    if case.dialog is not None:
        dialog = case.dialog()
        await opened(app, pilot, dialog)
        if case.act:
            await choose(app, pilot, dialog, case.act)
        if case.file:
            await press(app, pilot, "e", *typed(case.file), "enter")
    for key in case.keys:
        await press(app, pilot, key)
        await watched.hear()
        await pilot.pause()
