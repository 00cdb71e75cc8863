"""Requirements of the world before it does anything: whether a step is in order, whether an operation may begin."""

from __future__ import annotations

from drconsole.providers.simulator.items import sides
from drconsole.providers.simulator.service.allowing import goes, permits
from drconsole.providers.simulator.service.conditions import CONDITIONS, FAMILY, TEST_OPEN, Family
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.steps.row import Step
from drconsole.recovery.types.estate.estate import Item
from drconsole.recovery.types.words import Operation

_NEEDS_BOTH_SITES = frozenset({Operation.RE_PROTECT, Operation.REVERSE_REPLICATE})


def unmet(step: Step, item: ItemState, extra: bool) -> str | None:
    """Return why this step cannot be done now; None = it can. ``extra``: the item needs the intermediate step."""
    if step.extra and not extra:
        return "it needs no extra step to run in Azure"
    for need in step.needs:
        if why := need(item):
            return why
    return step.after_extra(item) if extra and step.after_extra is not None else None


def check_code(step: Step, item: ItemState) -> str:
    """With which code a prerequisites check fails."""
    if step.code_if_done is not None and item.condition != "unprotected":
        return step.code_if_done
    return step.code


def check(operation: Operation, item: ItemState, configured: Item) -> str | None:
    """Return why a prerequisites check of this operation fails; None = it is passed."""
    if not permits(operation, item.condition, item.test, configured.scenario, item.back):
        return f"it is '{CONDITIONS[item.condition].description}'" + (
            " with a test failover open" if item.test in TEST_OPEN else ""
        )
    if operation is Operation.ENABLE_REPLICATION:
        return sides.can_begin_anew(item)
    if operation in _NEEDS_BOTH_SITES:
        return _cannot_turn(operation, item, configured)
    return None


def _cannot_turn(operation: Operation, item: ItemState, configured: Item) -> str | None:
    """Replication the other way needs both sites, between VMM sites and between Azure regions the old source machine,
    and for a re-protect one that runs."""
    if item.unreachable:
        return f"it cannot be reached at {configured.source}"
    if operation is Operation.REVERSE_REPLICATE and item.source_gone:
        site = sides.source_site(configured, item)
        return f"its machine at {site} is gone: restore it from a backup first"
    if operation is Operation.RE_PROTECT and item.source_gone and FAMILY[configured.scenario] is Family.A2A:
        site = sides.source_site(configured, item)
        return f"its old machine at {site} might have been deleted: disable its replication (azure-docs issue 81429)"
    if operation is Operation.RE_PROTECT and not item.machine_on:
        return f"its machine at {sides.target_site(configured, item)} does not run"
    return None


def wrong_way(operation: Operation, direction: str, item: ItemState, configured: Item) -> str | None:
    """Return why it cannot be asked for in this direction; None = it can."""
    right = goes(operation, item.back)
    if right is None or direction == right:
        return None
    here, there = sides.source_site(configured, item), sides.target_site(configured, item)
    return f"it replicates from {here} to {there}: a {operation} goes {right}, not {direction}"
