"""A small estate, and a tree as text: what the golden files hold. Run as a script, it writes them anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from drconsole.recovery.steps.expand import expand
from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus, LatestPoints, Network, Site, SiteKind
from drconsole.recovery.types.estate.plans import Action, ActionKind, Group, Plan, PlanStatus
from drconsole.recovery.types.estate.points import ChosenPoint, PointsRead, RecoveryPoint
from drconsole.recovery.types.words import (
    Consistency,
    Direction,
    Grain,
    Location,
    Operation,
    PointChoice,
    Scenario,
    TargetType,
)
from drconsole.recovery.types.work.tasks import Request, RunOptions, TaskSpec, TaskTree

GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)
SCENARIOS = {"vmware": Scenario.VMWARE_TO_AZURE, "hyperv": Scenario.HYPERV_TO_AZURE}
OUT = Direction.PRIMARY_TO_RECOVERY
_RUNS = (Operation.TEST_FAILOVER, Operation.FAILOVER, Operation.PLANNED_FAILOVER)
_ALLOWED = ("PlannedFailover", "UnplannedFailover", "DisableProtection", "TestFailover")


def action(name: str, kind: ActionKind = ActionKind.SCRIPT, **more: object) -> Action:
    base = Action(name, kind, _RUNS, (OUT,), path="/opt/x", timeout=120)
    return replace(base, **more)


def item(key: str, scenario: Scenario = Scenario.VMWARE_TO_AZURE, **more: object) -> Item:
    base = Item(
        key, key, scenario, "here", "azure", "windows", "daily", agent_version="9.62.1", target_network="production"
    )
    return replace(base, **more)


def status(key: str, **more: object) -> ItemStatus:
    base = ItemStatus(
        key,
        f"/items/{key}",
        "Protected",
        "Protected",
        NOW,
        provider_allowed_operations=_ALLOWED,
        replicated_until=NOW - timedelta(seconds=60),
        latest_points=LatestPoints(processed=NOW - timedelta(seconds=300)),
        last_test_failover=NOW - timedelta(days=3),
    )
    return replace(base, **more)


def view(scenario: Scenario = Scenario.VMWARE_TO_AZURE, **items: Item) -> EstateView:
    """Plan ``shop``: db-01 in group 1, web-01 and web-02 in group 2, with actions; ``items`` replace or add."""
    keys = ("db-01", "web-01", "web-02")
    made = {key: item(key, scenario) for key in keys} | {one.key: one for one in items.values()}
    first = Group(1, ("db-01",), post=(action("check-db"),))
    second = Group(2, ("web-01", "web-02"), pre=(action("Tell the desk", ActionKind.MANUAL),))
    plan = Plan(
        "shop", "shop", "here", "azure", (first, second), before_failover=(action("freeze", ActionKind.RUNBOOK),)
    )
    return EstateView(
        name="test",
        sites={"here": Site("here", SiteKind.VMWARE), "azure": Site("azure", SiteKind.AZURE)},
        networks={
            "production": Network("production", "azure"),
            "drill": Network("drill", "azure", isolated=True),
        },
        items=made,
        statuses={key: status(key) for key in made},
        plans={"shop": plan},
        plan_statuses={"shop": PlanStatus("shop", "/plans/shop", NOW)},
        as_of=NOW,
    )


def request(operation: Operation, target: str = "shop", **options: object) -> Request:
    kind = TargetType.PLAN if target == "shop" else TargetType.ITEM
    return Request(operation, target, kind, RunOptions(**{"direction": OUT, **options}))


def point(key: str, number: int = 1, choice: PointChoice = PointChoice.LATEST_PROCESSED) -> ChosenPoint:
    return ChosenPoint(key, choice, f"{key}/p{number}", NOW - timedelta(seconds=300 * number), Consistency.CRASH)


def reads(*keys: str) -> dict[str, PointsRead]:
    return {
        key: PointsRead(
            key,
            NOW,
            tuple(
                RecoveryPoint(f"{key}/p{n}", key, NOW - timedelta(seconds=300 * n), Consistency.CRASH)
                for n in range(1, 4)
            ),
            unprocessed_until=NOW - timedelta(seconds=60),
        )
        for key in keys
    }


def tree(asked: Request, estate: EstateView, grain: Grain = Grain.STEP, *qualified: str) -> TaskTree:
    if not qualified:
        qualified = estate.plans[asked.target].items if asked.target_type is TargetType.PLAN else (asked.target,)
    return expand(asked, estate, qualified, {}, grain)


def as_text(made: TaskTree) -> str:
    depth: dict[str | None, int] = {None: -1}
    lines = [f"stop on failure: {'yes' if made.stop_on_failure else 'no'}"]
    for task in made.tasks:
        depth[task.id] = depth[task.parent] + 1
        lines.append("  " * depth[task.id] + _line(task))
    return "\n".join(lines) + "\n"


def _line(task: TaskSpec) -> str:
    words = [
        f"{task.kind} {task.id}: {task.name} {task.friendly_name!r}",
        f"[{task.phase}]" if task.phase else "",
        "job" if task.child_job else "",
        "check" if task.idempotent else "",
        "tolerated" if task.tolerated else "",
        f"skipped: {task.skipped}" if task.skipped else "",
    ]
    return " ".join(word for word in words if word)


CASES: dict[str, dict[str, object]] = {
    "test-failover": {"network": "drill"},
    "cleanup-test-failover": {},
    "failover": {"shutdown": False},
    "failover-shutdown": {"shutdown": True},
    "planned-failover": {"shutdown": True},
    "change-recovery-point": {},
    "commit": {},
    "resynchronize": {},
    "disable-replication": {},
    "enable-replication": {},
}


RECOVERY, PRIMARY, BACK = Location.RECOVERY, Location.PRIMARY, Direction.RECOVERY_TO_PRIMARY
MODERN, SITES, REGIONS = Scenario.VMWARE_TO_AZURE_MODERNIZED, Scenario.VMM_TO_VMM, Scenario.AZURE_TO_AZURE
UNPLANNED_PENDING = {"protection_state": "UnplannedFailoverCommitPendingStatesBegin", "active_location": RECOVERY}
UNPLANNED_DONE = {"protection_state": "UnplannedFailoverStatesBegin", "active_location": RECOVERY}
PLANNED_DONE = {"protection_state": "PlannedFailoverStatesBegin", "active_location": RECOVERY}
HOME_PENDING = {"protection_state": "PlannedFailoverCommitRequired", "active_location": PRIMARY}
WAYS: dict[str, tuple[Operation, Scenario, Direction, dict[str, object], dict[str, object]]] = {
    "test-failover.sites": (Operation.TEST_FAILOVER, SITES, OUT, {"network": "drill"}, {}),
    "cleanup-test-failover.sites": (Operation.CLEANUP_TEST_FAILOVER, SITES, OUT, {}, {}),
    "failover-shutdown.sites": (Operation.FAILOVER, SITES, OUT, {"shutdown": True}, {}),
    "planned-failover.sites": (Operation.PLANNED_FAILOVER, SITES, OUT, {"shutdown": True}, {}),
    "planned-failover-back.sites": (
        Operation.PLANNED_FAILOVER,
        SITES,
        BACK,
        {"shutdown": True},
        {"active_location": RECOVERY},
    ),
    "reverse-replicate-pending.sites": (Operation.REVERSE_REPLICATE, SITES, OUT, {}, UNPLANNED_PENDING),
    "reverse-replicate-planned.sites": (Operation.REVERSE_REPLICATE, SITES, OUT, {}, PLANNED_DONE),
    "failback.hyperv": (Operation.FAILBACK, Scenario.HYPERV_TO_AZURE, BACK, {"shutdown": True}, PLANNED_DONE),
    "commit-back.hyperv": (Operation.COMMIT, Scenario.HYPERV_TO_AZURE, BACK, {}, HOME_PENDING),
    "reverse-replicate.hyperv": (
        Operation.REVERSE_REPLICATE,
        Scenario.HYPERV_TO_AZURE,
        OUT,
        {},
        {"protection_state": "RestoreFinalized"},
    ),
    "failback.modern": (
        Operation.FAILBACK,
        MODERN,
        BACK,
        {"shutdown": True},
        {"replication_provider": "InMageRcmFailback"},
    ),
    "re-protect-pending.vmware": (Operation.RE_PROTECT, Scenario.VMWARE_TO_AZURE, BACK, {}, UNPLANNED_PENDING),
    "re-protect.vmware": (Operation.RE_PROTECT, Scenario.VMWARE_TO_AZURE, BACK, {}, UNPLANNED_DONE),
    "re-protect.regions": (
        Operation.RE_PROTECT,
        REGIONS,
        BACK,
        {},
        {"protection_state": "UnplannedFailoverCommitted", "active_location": RECOVERY},
    ),
    "failover-back.vmware": (
        Operation.FAILOVER,
        Scenario.VMWARE_TO_AZURE,
        BACK,
        {"shutdown": True},
        {"replication_provider": "InMage"},
    ),
}
"""Between two sites, and the ways back: operation, scenario, direction, options and how every machine stands."""


def _ways() -> list[tuple[str, Request, EstateView]]:
    cases = []
    for name, (operation, scenario, direction, options, stands) in WAYS.items():
        for target, kind in (("shop", "plan"), ("web-01", "item")):
            estate = view(scenario)
            estate.statuses = {key: status(key, **stands) for key in estate.items}
            asked = request(operation, target, direction=direction, **options)
            cases.append((f"{name}.{kind}.txt", asked, estate))
    return cases


def golden_cases() -> list[tuple[str, Request, EstateView]]:
    """Every operation x scenario x kind of target that has steps, by the name of its golden file."""
    cases = _ways()
    for name, options in CASES.items():
        operation = Operation(name.removesuffix("-shutdown"))
        for word, scenario in SCENARIOS.items():
            if operation is Operation.PLANNED_FAILOVER and word == "vmware":
                continue
            for target in ("shop", "web-01"):
                kind = "plan" if target == "shop" else "item"
                cases.append((f"{name}.{word}.{kind}.txt", request(operation, target, **options), view(scenario)))
    return cases


if __name__ == "__main__":
    for file, asked, estate in golden_cases():
        (GOLDEN / file).write_text(as_text(tree(asked, estate)))
