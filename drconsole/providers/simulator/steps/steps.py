"""Steps of an item's job, and how long each takes."""

from __future__ import annotations

from functools import cache

from drconsole.providers.simulator.service.conditions import FAMILY, Family
from drconsole.providers.simulator.state.draws import Draws
from drconsole.providers.simulator.steps.row import Span, Step, Steps
from drconsole.providers.simulator.steps.tables import (
    APART,
    EXTRA,
    FINALIZE_FAILBACK,
    ITEM_STEPS,
    PLAN_STEPS,
    RECORDED,
    RECORDED_APART,
)
from drconsole.recovery.types.estate.estate import BOOT_DRIVERS, Item, SiteKind
from drconsole.recovery.types.words import Operation, Scenario

OLD_AGENT = (9, 8)
"""Mobility service before this version needs the intermediate step [S]."""

STEP_NAMES = frozenset(
    step.name
    for steps in (PLAN_STEPS.values(), *ITEM_STEPS.values(), *APART.values(), FINALIZE_FAILBACK)
    for step in steps
    if not step.waits
)
"""All that this world carries out."""


def item_steps(operation: Operation, family: Family, back: bool) -> Steps:
    """One item's job, in order; ``back``: its replication goes from the recovery to the primary side."""
    if operation is Operation.COMMIT and family is Family.H2A and back:
        return FINALIZE_FAILBACK
    return APART.get((operation, family)) or ITEM_STEPS[operation]


def recorded(operation: Operation, family: Family) -> Span:
    """Seconds of the shortest and the longest such job that was recorded."""
    return RECORDED_APART.get((operation, family)) or RECORDED[operation]


def steps_for(operation: Operation, item: Item, back: bool, target: SiteKind) -> Steps:
    """The steps that this item's job really has."""
    every = item_steps(operation, FAMILY[item.scenario], back)
    return tuple(step for step in every if not step.extra or needs_extra_step(item, target))


@cache
def find(operation: Operation, name: str, family: Family) -> Step | None:
    """The step of such an item's job, whichever way it goes; None = the operation has no such step."""
    known = (*item_steps(operation, family, False), *item_steps(operation, family, True))
    return next((step for step in known if step.name == name), None)


def needs_extra_step(item: Item, target: SiteKind) -> bool:
    """Return whether making a machine of it takes the intermediate step of 8 to 10 minutes: exactly the cases of [S],
    and only into Azure."""
    if target is not SiteKind.AZURE:
        return False
    if item.scenario is Scenario.PHYSICAL_TO_AZURE or item.hyperv_as_physical:
        return True
    unfit = not set(BOOT_DRIVERS) <= set(item.boot_drivers) or not item.dhcp
    if item.scenario is Scenario.VMWARE_TO_AZURE_MODERNIZED:
        return unfit  # the text of 2023
    if item.scenario is not Scenario.VMWARE_TO_AZURE:
        return False
    return unfit or _version(item.agent_version) < OLD_AGENT or item.os == "linux"


def _version(text: str | None) -> tuple[int, ...]:
    """An agent without a version counts as old (our choice: the cautious one)."""
    parts = (text or "0").split(".")
    return tuple(int(part) if part.isdecimal() else 0 for part in parts[:2])


def seconds(
    step: Step, item: Item | None, *, extra: bool, unprocessed: bool, draws: Draws, key: tuple[object, ...]
) -> int:
    """Return how long it takes, in whole seconds: mostly what the item is, the rest drawn under ``key``."""
    low, high = step.short if extra and step.short is not None else step.seconds
    share = draws.share("duration", *key)
    if item is not None:
        share = 0.6 * _weight(item, unprocessed) + 0.4 * share
    took = low + round((high - low) * share)
    return took + draws.between(*EXTRA, "extra", *key) if extra and step.extra_inside else took


def _weight(item: Item, unprocessed: bool) -> float:
    """From 0 to 1: how much there is to move. ``unprocessed``: data must be made into a point first [S]."""
    size = sum(disk.size_gib for disk in item.disks)
    heavy = 0.1 + 0.45 * min(1.0, size / 2048) + 0.25 * min(1.0, item.churn / 300)
    return heavy + 0.1 * (item.os == "windows") + 0.1 * unprocessed
