"""Dialogs and pages of the ways there and back; a real engine on virtual time stands behind them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from circle_worlds import circles, one_is_over, walked
from dialog_support import typed
from shots import Shot
from support.encrypted import estate as sealed_estate
from support.estates import contoso
from support.rig import Player, Rig

from drconsole.console.dialogs.jobs.answer import AnswerDialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.screens.item import ItemScreen
from drconsole.console.screens.job.page import JobScreen
from drconsole.console.screens.overview import OverviewScreen
from drconsole.console.screens.plan import PlanScreen
from drconsole.recovery.types.words import Grain

DIGITS = "00112233445566778899AABBCCDDEEFF00112233"


def sealed() -> Rig:
    return Rig(sealed_estate(DIGITS), Grain.STEP)


def at_contoso() -> Rig:
    return Rig(contoso(), Grain.STEP, speed=60.0)


async def waiting_for_the_downtime(player: Player) -> None:
    await walked("hyperv", 5)(player)
    job = await player.start("failback", "plan:hyperv")
    while not player.engine.state.jobs[job["id"]].waiting:
        await player.sleep(10.0)


async def over_unplanned(player: Player) -> None:
    await player.run("failover", "plan:regions")
    await player.run("test-failover", "item:mail")


async def failed(player: Player) -> None:
    """The quota in Azure is too small for this one, as the estate says."""
    await player.run("failover", "item:phone-system", accept=("test-failover-missing",), comment="a rehearsal")


async def cancelled(player: Player) -> None:
    job = await player.start("failover", "plan:shop")
    await player.sleep(8.0)
    await player.ask("CancelJob", {"job": job["id"], "confirm": "shop", "comment": "the wrong plan"})
    await player.ended(job["id"])


async def not_protected(player: Player) -> None:
    await player.run("disable-replication", "item:wiki")


def operation(name: str, plan: str) -> Callable[[], OperationDialog]:
    return partial(OperationDialog, name, ("plan", plan))


def of_circles(name: str, plan: str, stages: int, **more: object) -> Shot:
    """The dialog of an operation on a plan that has gone so many stages of its circle."""
    return Shot(OperationDialog, dialog=operation(name, plan), world=circles, before=walked(plan, stages), **more)


BOTH_SIDES = Shot(OperationDialog, dialog=operation("failover", "sites"), world=circles, before=one_is_over)
SEALED = Shot(OperationDialog, dialog=operation("failover", "sealed"), world=sealed)
WAYS: dict[str, Shot] = {
    "dialog-direction-to-choose": BOTH_SIDES,
    "dialog-direction-chosen": Shot(
        OperationDialog,
        dialog=operation("failover", "sites"),
        world=circles,
        before=one_is_over,
        acts=("direction:recovery-to-primary",),
    ),
    "dialog-cleanup": of_circles("cleanup-test-failover", "hyperv", 1, then=("5",)),
    "dialog-failback": of_circles("failback", "hyperv", 5),
    "dialog-failback-points": of_circles("failback", "modern", 5),
    "dialog-commit-back": of_circles("commit", "hyperv", 6),
    "dialog-re-protect": of_circles("re-protect", "regions", 5),
    "dialog-reverse-replicate": of_circles("reverse-replicate", "sites", 3),
    "dialog-enable-replication": Shot(
        OperationDialog,
        dialog=partial(OperationDialog, "enable-replication", ("item", "wiki")),
        world=at_contoso,
        before=not_protected,
    ),
    "dialog-key-needed": SEALED,
    "dialog-key-unreadable": Shot(
        OperationDialog,
        dialog=operation("failover", "sealed"),
        world=sealed,
        then=("e", *typed("none.pfx"), "enter"),
    ),
    "dialog-answer-failback": Shot(AnswerDialog, dialog=AnswerDialog, world=circles, before=waiting_for_the_downtime),
    "job-failback-waits": Shot(JobScreen, ("5", "enter"), world=circles, before=waiting_for_the_downtime),
    "job-failed": Shot(JobScreen, ("5", "enter"), world=at_contoso, before=failed),
    "job-cancelled": Shot(JobScreen, ("5", "enter"), world=at_contoso, before=cancelled),
    "overview-owed": Shot(OverviewScreen, ("1",), world=circles, before=over_unplanned),
    "plan-owed": Shot(PlanScreen, ("2", *"jjjjjj", "enter"), world=circles, before=over_unplanned),
    "item-owed": Shot(ItemScreen, ("3", "G", "enter"), world=circles, before=over_unplanned),
}
"""Name -> the way there."""
