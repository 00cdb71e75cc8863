"""Every dialog as a picture, at the size it is designed for and at a large one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from console_fakes import JOB, PLAN, SPEED, elsewhere, plain, real_answer
from dialog_support import choose, entries_of, settled, typed
from screen_support import LARGE, SMALL, Open, compare, console
from support.estates import contoso
from support.quick import quick
from support.rig import Player, Rig
from support.whole import whole
from textual.screen import ModalScreen

from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.dialogs.command_line import CommandLineDialog
from drconsole.console.dialogs.confirm import ConfirmDialog
from drconsole.console.dialogs.help import HelpDialog
from drconsole.console.dialogs.jobs.answer import AnswerDialog
from drconsole.console.dialogs.jobs.cancel import CancelDialog
from drconsole.console.dialogs.jobs.retry import RetryDialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.dialogs.validation.dialog import ValidateDialog
from drconsole.console.dialogs.welcome import WelcomeDialog
from drconsole.records.rows.work.jobs import ConsequenceRow
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import Refused

FINANCE = ("ledger-db", "ledger-app", "payroll", "tax-archive")
OLDER = 4
"""The point that is changed to, of those of payroll: the newest application consistent one."""
SIZES = {"80x24": SMALL, "120x40": LARGE}
MISSING = {
    "id": "test-failover-missing",
    "level": "error",
    "overridable": True,
    "item": None,
    "message": "No test failover was done on shop in the last 30 days.",
    "possible_causes": "It was never rehearsed, or too long ago.",
    "recommended_action": "Do a test failover first, or accept this and say why.",
}
DIFFERENCE = [
    {
        "what": "point",
        "item": "shop-db",
        "shown": "latest 2026-03-01 02:55:00Z",
        "now": "latest-processed 2026-03-01 02:50:00Z",
    },
    {"what": "skipped", "item": "shop-mail", "shown": None, "now": "its agent is not connected"},
]
LEFT = [
    whole(ConsequenceRow, key="payroll", item="payroll", text="Its replication was stopped.", loses_replication=True),
    whole(
        ConsequenceRow,
        key="ledger-db",
        item="ledger-db",
        outcome="untouched",
        text="It goes on as before.",
        loses_replication=False,
    ),
]


@cache
def _after_failover() -> dict[tuple[str, str], Mapping[str, Any]]:
    """What the engine answers once finance has failed over: to commits, and to changes of the point."""
    rig = Rig(contoso(), Grain.STEP, speed=SPEED)

    async def play(player: Player) -> Any:
        await player.start("failover", f"plan:{PLAN}")
        await player.ended(JOB)
        points = await player.ask("RecoveryPoints", {"item": "payroll"})
        custom = {"point": "custom", "point_id": points["points"][OLDER]["id"]}
        return [
            points,
            await player.ask("Preview", {"operation": "commit", "target": f"plan:{PLAN}", "options": {}}),
            await player.ask(
                "Preview", {"operation": "change-recovery-point", "target": "item:payroll", "options": custom}
            ),
        ]

    told: list[Any] = []

    async def tell(player: Player) -> None:
        told.extend(await play(player))

    assert elsewhere(lambda: rig.live(tell)) is None
    points, commit, change = map(plain, told)
    return {
        ("RecoveryPoints", ""): points,
        ("Preview", "commit"): commit,
        ("Preview", "change-recovery-point"): change,
    }


def after_failover(kind: str) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    return lambda body: _after_failover()[kind, str(body.get("operation") or "")]


def not_ready(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return real_answer("Preview", body) | {"ready": False, "findings": [MISSING]}


@dataclass(frozen=True)
class Case:
    """A dialog, what the engine answers it, and what is done in it: an act of its sheet is chosen, keys are pressed."""

    dialog: Callable[[], ModalScreen[Any]]
    moment: str = "quiet"
    answers: Mapping[str, Any] = field(default_factory=dict)
    acts: tuple[str, ...] = ()
    """The beginning of each; ``+n`` = not the first that begins so, but the n-th after it."""
    keys: tuple[str, ...] = ()


CASES: dict[str, Case] = {
    "failover-ready": Case(lambda: OperationDialog("failover", ("plan", "shop"))),
    "failover-not-ready": Case(lambda: OperationDialog("failover", ("plan", "shop")), answers={"Preview": not_ready}),
    "failover-accepted": Case(
        lambda: OperationDialog("failover", ("plan", "shop")),
        answers={"Preview": not_ready},
        acts=("accept:test-failover-missing",),
    ),
    "failover-refused": Case(
        lambda: OperationDialog("failover", ("plan", "shop")),
        answers={
            "StartJob": Refused(
                "changed-since-preview", "it is no longer what was shown", extra={"difference": DIFFERENCE}
            )
        },
        keys=("n", *typed("shop"), "enter"),
    ),
    "failover-point": Case(lambda: OperationDialog("failover", ("plan", "shop")), acts=("point:latest-multi-vm-app",)),
    "failover-run": Case(lambda: OperationDialog("failover", ("plan", "shop")), keys=("4",)),
    "failover-confirm": Case(lambda: OperationDialog("failover", ("plan", "shop")), keys=("5",)),
    "planned-failover": Case(lambda: OperationDialog("planned-failover", ("plan", "warehouse"))),
    "test-failover": Case(lambda: OperationDialog("test-failover", ("plan", "shop")), keys=("3",)),
    "test-failover-confirm": Case(lambda: OperationDialog("test-failover", ("plan", "shop")), keys=("5",)),
    "commit": Case(lambda: OperationDialog("commit", ("plan", PLAN)), "done", {"Preview": after_failover("Preview")}),
    "change-point-custom": Case(
        lambda: OperationDialog("change-recovery-point", ("item", "payroll")),
        "done",
        {"Preview": after_failover("Preview"), "RecoveryPoints": after_failover("RecoveryPoints")},
        acts=("point:custom", f"point-id:+{OLDER}"),
    ),
    "cancel": Case(
        lambda: CancelDialog(JOB),
        "running",
        {"CancelJob": Refused("not-confirmed", "a cancel is final", extra={"consequences": LEFT})},
    ),
    "answer": Case(lambda: AnswerDialog(JOB), "waiting", acts=(f"{JOB}\n",)),
    "validate": Case(lambda: ValidateDialog(["payroll"]), "done", acts=("ok",)),
    "validate-plan": Case(lambda: ValidateDialog(FINANCE, ("plan", PLAN)), "done", keys=("asterisk", "o")),
    "retry": Case(lambda: RetryDialog(JOB), "done"),
    "confirm": Case(
        lambda: ConfirmDialog("stop the engine?", ["Nothing runs: nothing is left waiting."], yes="stop it")
    ),
    "help": Case(lambda: HelpDialog("keys and commands")),
    "help-search": Case(lambda: HelpDialog("keys and commands"), keys=typed("recovery")),
    "command-line": Case(CommandLineDialog, keys=(*typed("filover shop"), "enter")),
    "welcome": Case(WelcomeDialog),
}


@pytest.mark.parametrize("size", quick(SIZES, "80x24"))
@pytest.mark.parametrize("name", CASES)
async def test_a_dialog_is_as_its_picture(name: str, size: str) -> None:
    case = CASES[name]
    async with console(case.moment, size=SIZES[size], answers=case.answers) as opened:
        await show(opened, case)
        compare(opened.app, f"dialog-{name}-{size}")


async def show(opened: Open, case: Case) -> None:
    app, pilot = opened.app, opened.pilot
    dialog = case.dialog()
    app.push_screen(dialog)
    await settled(app, pilot)
    for wanted in case.acts:
        assert isinstance(dialog, Dialog)
        begins, _, later = wanted.partition("+")
        entries = entries_of(dialog) if isinstance(dialog, OperationDialog) else dialog.sheet.entries
        acts = [entry.act for entry in entries if entry.act.startswith(begins)]
        await choose(app, pilot, dialog, acts[int(later or 0)])
    if case.keys:
        await pilot.press(*case.keys)
        await settled(app, pilot)
