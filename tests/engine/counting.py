"""Questions about the machines of an item, as rows, looks and obligations tell of them."""

from __future__ import annotations

from typing import Any

import pytest
from support.rig import Player, Rig

from drconsole.records import view
from drconsole.recovery.guide import guide
from drconsole.recovery.guide.failed import after_failure
from drconsole.recovery.types.words import Grain, TargetType

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
PLANS = pytest.mark.parametrize(("plan", "names"), [("vmm", ("cards-db", "cards-web")), ("sites", ("mail", "files"))])
"""Hyper-V to Azure, and between two VMM sites, where no recovery point can be chosen."""


def inject(player: Player, kind: str, item: str, **more: Any) -> None:
    assert player.engine.provider.rehearsal is not None
    player.engine.provider.rehearsal.inject({"kind": kind, "item": item, **more})


def fails(player: Player, step: str, item: str) -> None:
    inject(player, "step-fails", item, step=step, params={"times": 1, "code": "Passing"})


def item(rig: Rig, name: str) -> dict[str, Any]:
    return next(row for row in rig.store.rows("item") if row["name"] == name)


def plan_of(rig: Rig, name: str) -> dict[str, Any]:
    return next(row for row in rig.store.rows("plan") if row["name"] == name)


def owed(rig: Rig, what: str) -> dict[str, dict[str, Any]]:
    return {row["item"]: row for row in rig.store.rows("obligation") if row["what"] == what}


def closed(rig: Rig, what: str) -> list[str]:
    return [one["why"] for one in rig.store.journal() if one["kind"] == "obligation.closed" and one["what"] == what]


async def seen(player: Player) -> None:
    """Long enough for the watch to look again."""
    await player.sleep(400)
    await player.engine.look()


async def needs(player: Player) -> dict[str, str]:
    return {one["item"]: one["why"] for one in (await player.ask("Status"))["needs_a_person"]}


async def check(player: Player, operation: str, target: str, **options: Any) -> dict[str, dict[str, Any]]:
    found = await player.ask("Check", {"operation": operation, "target": target, "options": options})
    return {one["id"].split(":")[0]: one for one in found["findings"]}


async def stop_in_the_middle(player: Player, plan: str, names: tuple[str, ...]) -> dict[str, Any]:
    """The machine of the first group fails to start, so that the one of the second is never started."""
    fails(player, "VmFoStartVmOnSecondary", names[0])
    return await player.run("planned-failover", f"plan:{plan}")


def next_of_rows(rig: Rig, kind: TargetType, name: str) -> guide.Guide:
    """What the console and the command line say of a target from the rows alone."""
    items, plans = rig.store.rows("item"), rig.store.rows("plan")
    row = next(row for row in (plans if kind is TargetType.PLAN else items) if row["name"] == name)
    look = view.look_of(items, plans)
    return after_failure(guide.next_step(look, kind, row["key"]), look, kind, row["key"])
