"""The task tree of a remote job, as the service lays it out: all of it exists from the start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from drconsole.providers.simulator.items import sides
from drconsole.providers.simulator.service.conditions import FAMILY, Family
from drconsole.providers.simulator.service.operations import OPERATIONS
from drconsole.providers.simulator.state.rows.rows import Job, Node
from drconsole.providers.simulator.steps.row import Step
from drconsole.providers.simulator.steps.steps import steps_for
from drconsole.providers.simulator.steps.tables import PLAN_STEPS
from drconsole.recovery.types.estate.plans import Action, ActionKind, Group, Plan
from drconsole.recovery.types.words import Direction, Operation, TargetType

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

ROOT = ""
"""The id of the node that stands for the job itself; never shown."""
UNKNOWN = "Unknown"
"""What the service calls a child job that has not started."""


def plant(world: World, job: Job) -> None:
    """Make the nodes of a new job."""
    for node in _layout(world, job):
        node.open = len(node.children)
        world.place(node)


def parts(world: World, job: Job) -> frozenset[tuple[str, str]]:
    """Step and item of all that the job would do; the item is empty for a step of the plan."""
    return frozenset((node.step, node.item) for node in _layout(world, job) if node.step and not node.skip)


def _layout(world: World, job: Job) -> list[Node]:
    builder = _Builder(world, job)
    if job.target_type == TargetType.PLAN and Operation(job.operation) in _PLAN_LAYOUT:
        _PLAN_LAYOUT[Operation(job.operation)](builder, world.plans[job.target])
    else:
        for key in job.items:
            builder.item_steps(builder.root, key, builder.steps_of(key), visible=True)
    return builder.nodes


class _Builder:
    def __init__(self, world: World, job: Job) -> None:
        self.world = world
        self.job = job
        self.operation = Operation(job.operation)
        self.nodes: list[Node] = []
        self.root = self._add(None, ROOT, "root", "", "")
        self.root.visible = False

    def _add(self, parent: Node | None, ident: str, kind: str, name: str, friendly: str) -> Node:
        inner = None if parent is None or parent.kind == "root" else parent.id
        node = Node(self.job.id, ident, len(self.nodes), inner, kind, name, friendly)
        if parent is not None:
            parent.children.append(ident)
        self.nodes.append(node)
        return node

    def family(self, key: str) -> Family:
        return FAMILY[self.world.configured[key].scenario]

    def steps_of(self, key: str) -> tuple[Step, ...]:
        item, configured = self.world.items[key], self.world.configured[key]
        target = self.world.sites[sides.target_site(configured, item)].kind
        every = steps_for(self.operation, configured, item.back, target)
        return tuple(step for step in every if not self._absent(step, item.condition))

    def _absent(self, step: Step, condition: str) -> bool:
        """As recorded between VMM sites: a planned failover has shut the other machine down, and its reversal's job
        has neither a shutdown nor a first copy."""
        return step.only_after_unplanned and condition.startswith("planned")

    def plan_step(self, name: str) -> None:
        step = PLAN_STEPS[name]
        node = self._add(self.root, name, "wait" if step.waits else "step", name, step.friendly)
        node.step = name
        node.skip = step.skipped is not None and step.skipped(self.job, None, "")

    def group(self, parent: Node, ident: str, friendly: str, *, parallel: bool = False) -> Node:
        """Recorded groups have the name Unknown, and a friendly one."""
        node = self._add(parent, ident, "group", UNKNOWN, friendly)
        node.parallel = parallel
        return node

    def child_jobs(self, parent: Node, keys: Iterable[str], phase: str, *, tolerated: bool = False) -> None:
        """One job an item and phase; its steps are seen only once it has started."""
        for key in keys:
            node = self._add(parent, f"{parent.id}/{key}", "job", self.job.scenario, "")
            node.friendly = self.world.configured[key].name
            node.item, node.late, node.tolerated = key, True, tolerated
            node.skip = OPERATIONS[self.operation].planned and phase != "start" and self._stands_still(key)
            self.item_steps(node, key, self._steps_in(phase, key), visible=False)

    def _steps_in(self, phase: str, key: str) -> list[Step]:
        return [step for step in self.steps_of(key) if step.phase in (phase, "all") and not step.alone]

    def item_steps(self, parent: Node, key: str, chosen: Sequence[Step], *, visible: bool) -> None:
        for step in chosen:
            ident = f"{parent.id}/{step.name}" if parent.kind == "job" else step.name
            node = self._add(parent, ident, "wait" if step.waits else "step", step.name, step.friendly)
            node.item, node.step, node.tolerated, node.visible = key, step.name, step.tolerated, visible
            node.skip = self._needless(step, key)

    def _needless(self, step: Step, key: str) -> bool:
        """Without shutting down there is nothing of the source to do; only Hyper-V synchronizes afterwards [S]."""
        if OPERATIONS[self.operation].planned and step.phase != "start" and self._stands_still(key):
            return True
        if step.skipped is not None and step.skipped(self.job, self.family(key), self.world.items[key].condition):
            return True
        if step.shutdown and not self.can_shut_down(key):
            return True
        return step.shutdown and not self.job.shutdown

    def can_shut_down(self, key: str) -> bool:
        return not sides.nothing_hosts(self.world.configured[key], self.world.items[key])

    def _stands_still(self, key: str) -> bool:
        """A planned failover that stopped has brought it over and not started it: run again, it goes on with that
        (documented is that it can be started again; that it then starts such a machine is our choice)."""
        item = self.world.items[key]
        return item.condition == "planned-over" and bool(item.machines) and not item.machine_on

    def actions(self, parent: Node, place: str, actions: Iterable[Action]) -> None:
        for number, action in enumerate(actions, 1):
            if self._wanted(action):
                node = self._add(parent, f"{parent.id}/{place}-{number}", str(action.kind), action.name, action.name)
                node.instructions, node.timeout = action.instructions, action.timeout
                if action.kind is ActionKind.RUNBOOK:
                    node.runbook = action.path

    def _wanted(self, action: Action) -> bool:
        """A failback is Site Recovery's planned failover in the other direction: actions name that type."""
        operation = Operation.PLANNED_FAILOVER if self.operation is Operation.FAILBACK else self.operation
        return operation in action.operations and Direction(self.job.direction) in action.directions

    def machines(self, node: Node, words: str, actions: Sequence[Action]) -> Node:
        """Return where the child jobs of a group go: into the group, or beside its actions."""
        if any(map(self._wanted, actions)):
            return self.group(node, f"{node.id}/vms", words, parallel=True)
        node.parallel = True
        return node

    def taking_part(self, keys: Iterable[str]) -> list[str]:
        chosen = set(self.job.items)
        return [key for key in keys if key in chosen]

    def boot_group(self, group: Group, phase: str, words: str, *, actions: bool) -> None:
        keys = self.taking_part(group.items)
        if not keys:
            return
        pre, post = (group.pre, group.post) if actions else ((), ())
        node = self.group(self.root, f"Group{group.number}", f"Group {group.number}: {words} ({len(keys)})")
        self.actions(node, "pre", pre)
        self.child_jobs(self.machines(node, words, (*pre, *post)), keys, phase)
        self.actions(node, "post", post)

    def failover_group(self, plan: Plan) -> None:
        pre, post = plan.before_failover, plan.after_failover
        node = self.group(self.root, "FailoverAllActionGroup", "Recovery plan failover")
        self.actions(node, "pre", pre)
        self.child_jobs(self.machines(node, "Failover", (*pre, *post)), self.taking_part(plan.items), "failover")
        self.actions(node, "post", post)

    def checks(self, plan: Plan) -> None:
        """A planned run checks all its items before it touches the first of them."""
        keys = self.taking_part(plan.items)
        words = f"Prerequisites check of every machine ({len(keys)})"
        node = self.group(self.root, "CheckAllActionGroup", words, parallel=True)
        self.child_jobs(node, keys, "check")

    def data_sync_group(self, plan: Plan) -> None:
        node = self.group(self.root, "DataSyncAllActionGroup", "Data synchronization", parallel=True)
        self.child_jobs(node, self.taking_part(plan.items), "data-sync")

    def shutdown_group(self, plan: Plan) -> None:
        """One group after the other, in reverse boot order: not documented, our choice."""
        keys = [key for key in self.taking_part(plan.items) if self.can_shut_down(key)]
        if not keys:
            return
        node = self.group(self.root, "ShutdownAllActionGroup", f"All groups shutdown ({len(keys)})")
        self.actions(node, "pre", plan.before_shutdown)
        for group in reversed(plan.groups):
            members = [key for key in self.taking_part(group.items) if key in keys]
            if members:
                words = f"Shutdown: Group {group.number} ({len(members)})"
                inner = self.group(node, f"{node.id}/Group{group.number}", words, parallel=True)
                tolerated = self.operation is Operation.FAILOVER
                self.child_jobs(inner, members, "shutdown", tolerated=tolerated)
        self.actions(node, "post", plan.after_shutdown)


def _test(builder: _Builder, plan: Plan) -> None:
    builder.plan_step("RpSrsPrerequisitesCheck")
    builder.plan_step("RpTfoNetworkCreation")
    builder.failover_group(plan)
    for group in plan.groups:
        builder.boot_group(group, "start", "Start", actions=True)
    builder.plan_step("EndRecoveryPlanTask")


def _cleanup(builder: _Builder, plan: Plan) -> None:
    builder.plan_step("RpSrsPrerequisitesCheck")
    for group in plan.groups:
        builder.boot_group(group, "all", "Test failover cleanup", actions=False)
    builder.plan_step("RpTfoDeleteTestNetwork")
    builder.plan_step("EndRecoveryPlanTask")


def _failover(builder: _Builder, plan: Plan) -> None:
    builder.plan_step("RpSrsPrerequisitesCheck")
    if OPERATIONS[builder.operation].planned:
        builder.checks(plan)
    builder.plan_step("RpEnvironmentCreationTask")
    _from_shutdown(builder, plan)


def _from_shutdown(builder: _Builder, plan: Plan) -> None:
    if builder.job.shutdown or OPERATIONS[builder.operation].planned:
        builder.shutdown_group(plan)
    builder.failover_group(plan)
    for group in plan.groups:
        builder.boot_group(group, "start", "Start", actions=True)
    builder.plan_step("EndRecoveryPlanTask")


def _failback(builder: _Builder, plan: Plan) -> None:
    """Only a failback from Azure to Hyper-V synchronizes data first; modernized VMware's is a planned failover."""
    if builder.family(plan.items[0]) is not Family.H2A:
        _failover(builder, plan)
        return
    builder.plan_step("RpSrsPrerequisitesCheck")
    builder.checks(plan)
    builder.plan_step("PrepareVmOnPremForFailback")
    builder.data_sync_group(plan)
    builder.plan_step("WaitForUserInputForFailback")
    _from_shutdown(builder, plan)


def _commit(builder: _Builder, plan: Plan) -> None:
    _groups(builder, plan, "Commit")


def _turn(builder: _Builder, plan: Plan) -> None:
    _groups(builder, plan, "Reverse replicate")


def _groups(builder: _Builder, plan: Plan, words: str) -> None:
    for group in plan.groups:
        builder.boot_group(group, "all", words, actions=False)


_PLAN_LAYOUT = {
    Operation.TEST_FAILOVER: _test,
    Operation.CLEANUP_TEST_FAILOVER: _cleanup,
    Operation.FAILOVER: _failover,
    Operation.PLANNED_FAILOVER: _failover,
    Operation.FAILBACK: _failback,
    Operation.COMMIT: _commit,
    Operation.RE_PROTECT: _turn,
    Operation.REVERSE_REPLICATE: _turn,
}
PLAN_WIDE = frozenset(_PLAN_LAYOUT)
"""Operations that the service runs on a whole plan as one job."""
