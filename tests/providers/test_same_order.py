"""What the engine runs step by step and what a remote job of the world does are the same steps in the same order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from circles import estate

from drconsole.documents.estate import EstateDefinition
from drconsole.providers.simulator import Simulator
from drconsole.providers.simulator.remote.tree import PLAN_WIDE, plant
from drconsole.providers.simulator.state.rows.rows import Job
from drconsole.recovery.steps.expand import expand
from drconsole.recovery.steps.item_steps import ITEM_STEPS
from drconsole.recovery.types.estate.estate import EstateView, ItemStatus
from drconsole.recovery.types.families import FAMILY, Family
from drconsole.recovery.types.words import Direction, Grain, Location, Operation, TargetType
from drconsole.recovery.types.work.tasks import Request, RunOptions

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
BACK = Direction.RECOVERY_TO_PRIMARY
PLANS = {Family.V2A: "v2as", Family.RCM: "rcms", Family.H2A: "b2as", Family.E2E: "e2es", Family.A2A: "a2as"}
FINISHING = (Operation.COMMIT, Operation.CHANGE_RECOVERY_POINT)
TURNING = (Operation.RE_PROTECT, Operation.REVERSE_REPLICATE)
UNPLANNED, PLANNED = "UnplannedFailoverCommitPendingStatesBegin", "PlannedFailoverCommitRequired"
LANDED_BACK: dict[Family, dict[str, Any]] = {
    Family.V2A: {"protection_state": UNPLANNED, "replication_provider": "InMage"},
    Family.RCM: {"protection_state": PLANNED, "replication_provider": "InMageRcmFailback"},
    Family.H2A: {"protection_state": PLANNED, "active_location": Location.PRIMARY},
    Family.E2E: {"protection_state": UNPLANNED, "active_location": Location.PRIMARY},
    Family.A2A: {"protection_state": UNPLANNED, "turned": True},
}


def status(key: str, operation: Operation, direction: Direction, family: Family) -> ItemStatus:
    """An item whose own way is ``direction`` when this operation is asked for."""
    words: dict[str, Any] = {"protection_state": "Protected", "turned": direction is BACK}
    if operation in FINISHING:
        words = {"protection_state": UNPLANNED, "active_location": Location.RECOVERY}
        words |= LANDED_BACK[family] if direction is BACK else {}
    return ItemStatus(key, f"/{key}", words.pop("protection_state"), "", NOW, **words)


def ours(
    definition: EstateDefinition, target: str, kind: TargetType, operation: Operation, way: Direction, shutdown: bool
) -> list[tuple[str, str]]:
    items = {item.key: item for item in definition.items}
    view = EstateView(
        name="order",
        sites={site.name: site for site in definition.sites},
        networks={},
        items=items,
        statuses={key: status(key, operation, way, FAMILY[item.scenario]) for key, item in items.items()},
        plans={plan.key: plan for plan in definition.plans},
        plan_statuses={},
        as_of=NOW,
    )
    qualified = view.plans[target].items if kind is TargetType.PLAN else (target,)
    asked = Request(operation, target, kind, RunOptions(direction=way, shutdown=shutdown, network="lab"))
    tree = expand(asked, view, qualified, {}, Grain.STEP)
    known = {step.name for steps in ITEM_STEPS.values() for step in steps}
    return [
        (task.name, task.item or "")
        for task in tree.tasks
        if (task.step or task.name in known) and (task.skipped is None or operation in TURNING)
    ]


def theirs(
    definition: EstateDefinition, target: str, kind: TargetType, operation: Operation, way: Direction, shutdown: bool
) -> list[tuple[str, str]]:
    world = Simulator.create(definition, Grain.PLAN)
    keys = list(world.plans[target].items) if kind is TargetType.PLAN else [target]
    for key in keys:
        world.items[key].back = way is BACK
    job = Job("job", "alias", 1, "key", str(operation), target, str(kind), keys, {}, 0, 0, str(way), shutdown, "lab")
    plant(world, job)
    nodes = sorted(world.nodes["job"].values(), key=lambda node: node.order)
    return [(node.step, node.item) for node in nodes if node.step and (not node.skip or operation in TURNING)]


CASES = [
    pytest.param(
        operation, family, way, shutdown, id=f"{operation}-{family}-{way}-{'shutdown' if shutdown else 'none'}"
    )
    for operation, family, way in ITEM_STEPS
    for shutdown in ((False, True) if operation is Operation.FAILOVER else (True,))
]


@pytest.mark.parametrize(
    ("operation", "family", "way", "shutdown"), [case for case in CASES if case.values[0] in PLAN_WIDE]
)
def test_a_plans_steps_have_one_order_at_both_grains(
    operation: Operation, family: Family, way: Direction, shutdown: bool
) -> None:
    """Of the operations that the service runs on a whole plan as one job."""
    asked = (estate(), PLANS[family], TargetType.PLAN, operation, way, shutdown)
    steps = ours(*asked)
    assert len(steps) >= 2
    assert steps == theirs(*asked)


@pytest.mark.parametrize(("operation", "family", "way", "shutdown"), CASES)
def test_an_items_steps_have_one_order_at_both_grains(
    operation: Operation, family: Family, way: Direction, shutdown: bool
) -> None:
    definition = estate()
    plan = next(plan for plan in definition.plans if plan.key == PLANS[family])
    for key in (plan.items[0], *(["phy"] if family is Family.V2A else [])):
        asked = (definition, key, TargetType.ITEM, operation, way, shutdown)
        steps = ours(*asked)
        assert steps
        assert steps == theirs(*asked)


@pytest.mark.parametrize(
    ("operation", "family", "way"),
    [case for case in ITEM_STEPS if case[0] in (Operation.PLANNED_FAILOVER, Operation.FAILBACK)],
)
def test_a_planned_run_checks_every_machine_before_it_touches_the_first(
    operation: Operation, family: Family, way: Direction
) -> None:
    asked = (estate(), PLANS[family], TargetType.PLAN, operation, way, True)
    for steps in (ours(*asked), theirs(*asked)):
        checks = [n for n, (name, _) in enumerate(steps) if name == "VmPfoPrerequisitesCheck"]
        others = [n for n, (name, item) in enumerate(steps) if item and name != "VmPfoPrerequisitesCheck"]
        assert len(checks) == 2
        assert max(checks) < min(others)
