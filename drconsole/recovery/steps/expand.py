"""Expansion of an operation and its options to the whole tree of tasks that carries it out.

Top-level tasks (``parent`` None) run one after the other. Ids are readable, unique and the same whenever the
same request meets the same estate: ``failover/web-01/VmFailover``, ``group-1/pre-1``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drconsole.recovery.steps.pieces import NO_SHUTDOWN, Pieces
from drconsole.recovery.steps.plan_parts import PHASE_WORDS, PLAN_PARTS, Part, PartKind, plan_parts
from drconsole.recovery.steps.steps import (
    BOOT_ORDERED,
    STOPS_ON_FAILURE,
    Phase,
)
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.plans import Group, Plan
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.words import Grain, Operation, TargetType
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.tasks import Request, TaskKind, TaskSpec, TaskTree


def expand(
    request: Request,
    view: EstateView,
    qualified: Sequence[str],
    chosen: Mapping[str, ChosenPoint],
    grain: Grain,
) -> TaskTree:
    """The tasks that the engine runs. ``request`` carries every default; ``qualified`` are the items taking part.

    ``chosen`` changes no task: which point a machine goes to is told to the provider with the step.
    Raises ``BadInput`` for an operation that has no steps for an item's scenario, and for an unknown target.
    """
    return _Builder(request, view, tuple(qualified)).tree(grain)


def predict(request: Request, view: EstateView, qualified: Sequence[str]) -> TaskTree:
    """Return what we think a remote job will do: the expansion in steps, kept beside one that is only observed."""
    return _Builder(request, view, tuple(qualified)).tree(Grain.STEP)


class _Builder(Pieces):
    """Layouts of pieces for each grain: one remote job, one a machine, or every step."""

    def tree(self, grain: Grain) -> TaskTree:
        plan = self._plan()
        if grain is Grain.PLAN:
            self._remote()
        elif plan is None:
            self._one_item(grain)
        elif grain is Grain.ITEM:
            self._plan_of_items(plan)
        else:
            self._plan_of_steps(plan)
        return TaskTree(tuple(self.tasks), stop_on_failure=self.operation in STOPS_ON_FAILURE)

    def _plan(self) -> Plan | None:
        known = self.view.plans if self.request.target_type is TargetType.PLAN else self.view.items
        if self.request.target not in known:
            raise BadInput("unknown-target", f"there is no {self.request.target_type} {self.request.target}")
        if self.operation not in PLAN_PARTS:
            raise BadInput("operation-not-offered", f"{self.operation} is not offered")
        return self.view.plans[self.request.target] if self.request.target_type is TargetType.PLAN else None

    # Whole operations of the provider

    def _remote(self) -> None:
        job = self._job(self.qualified[0])
        only = self.request.target if self.request.target_type is TargetType.ITEM else None
        self.tasks.append(
            TaskSpec("remote", None, TaskKind.STEP, job.name, job.friendly_name, item=only, phase="remote")
        )

    def _one_item(self, grain: Grain) -> None:
        for key in self.qualified:
            if key != self.request.target:
                continue
            if grain is Grain.ITEM:
                self._item_leaf(None, key)
            else:
                for step in self._steps(key):
                    self._step(step, None, key, str(step.phase))

    def _item_leaf(self, parent: str | None, key: str) -> None:
        job = self._job(key)
        words = f"{job.friendly_name}: {self.view.items[key].name}"
        self.tasks.append(TaskSpec(f"item/{key}", parent, TaskKind.STEP, job.name, words, item=key, phase="item"))

    def _plan_of_items(self, plan: Plan) -> None:
        """One remote job an item, all at once; where machines start in order, group after group with its actions.

        That a whole group fails over before the next one begins is our choice: a remote job of an item cannot
        be told to fail over now and to start later, and the order of starting is what the groups are for. Actions
        after the shutdown and after the failover therefore come last.
        """
        if self.operation not in BOOT_ORDERED:
            keys = self._taking_part(plan.items)
            self._container("items", None, TaskKind.PARALLEL, "Items", f"All machines ({len(keys)})")
            for key in keys:
                self._item_leaf("items", key)
            return
        off = self._no_shutdown()
        self._actions("before-shutdown", plan.before_shutdown, "All groups shutdown: Pre steps", off)
        self._actions("before-failover", plan.before_failover, "All groups failover: Pre steps")
        for group in plan.groups:
            self._group_of_items(group)
        self._actions("after-shutdown", plan.after_shutdown, "All groups shutdown: Post steps", off)
        self._actions("after-failover", plan.after_failover, "All groups failover: Post steps")

    def _group_of_items(self, group: Group) -> None:
        keys, idle = self._taking_part(group.items), self._idle(group)
        name = f"group-{group.number}"
        self._actions(f"{name}/pre", group.pre, f"Group {group.number}: Pre steps", idle)
        if keys:
            words = f"Group {group.number}: {self._job(keys[0]).friendly_name} ({len(keys)})"
            self._container(f"{name}/items", None, TaskKind.PARALLEL, f"Group{group.number}", words)
            for key in keys:
                self._item_leaf(f"{name}/items", key)
        self._actions(f"{name}/post", group.post, f"Group {group.number}: Post steps", idle)

    # A plan, step by step

    def _plan_of_steps(self, plan: Plan) -> None:
        for part in plan_parts(self.operation, self._family()):
            _LAYOUT[part.kind](self, part, plan)

    def _plan_step(self, part: Part, plan: Plan) -> None:
        self.tasks.append(
            TaskSpec(
                str(part.phase),
                None,
                TaskKind.STEP,
                part.name,
                part.friendly_name,
                step=part.name,
                phase=str(part.phase),
                idempotent=part.check,
                skipped=self._skipped(part.skip),
            )
        )

    def _wait(self, part: Part, plan: Plan) -> None:
        self._gate(part.name, None, part.name, part.friendly_name, part.phase)

    def _shutdown(self, part: Part, plan: Plan) -> None:
        groups = [(group, self._shut_down(group.items)) for group in plan.groups]
        total = sum(len(keys) for _, keys in groups)
        wanted, words = self._no_shutdown(), part.friendly_name
        self._actions("before-shutdown", plan.before_shutdown, f"{words}: Pre steps", wanted)
        if total and wanted is None:
            top = str(part.phase)
            self._container(top, None, TaskKind.SEQUENCE, part.name, f"{words} ({total})")
            for group, keys in reversed(groups):  # reverse boot order: not documented, our choice
                if keys:
                    heading = f"Shutdown: Group {group.number} ({len(keys)})"
                    inner = f"group-{group.number}/{part.phase}"
                    self._container(inner, top, TaskKind.PARALLEL, f"Group{group.number}", heading)
                    self._child_jobs(inner, keys, part.phase, f"{part.phase}:{group.number}")
        self._actions("after-shutdown", plan.after_shutdown, f"{words}: Post steps", wanted)

    def _failover(self, part: Part, plan: Plan) -> None:
        if self.operation is Operation.TEST_FAILOVER:
            for place, actions, end in (
                ("before-shutdown", plan.before_shutdown, "Pre"),
                ("after-shutdown", plan.after_shutdown, "Post"),
            ):
                self._actions(place, actions, f"All groups shutdown: {end} steps", NO_SHUTDOWN)
        self._actions("before-failover", plan.before_failover, "All groups failover: Pre steps")
        self._items(part, plan, heading=part.friendly_name)
        self._actions("after-failover", plan.after_failover, "All groups failover: Post steps")

    def _items(self, part: Part, plan: Plan, heading: str = "") -> None:
        keys = self._taking_part(plan.items)
        if keys:
            top = str(part.phase)
            words = heading or f"{part.friendly_name} ({len(keys)})"
            self._container(top, None, TaskKind.PARALLEL, part.name, words)
            self._child_jobs(top, keys, part.phase, top)

    def _boot(self, part: Part, plan: Plan) -> None:
        for group in plan.groups:
            idle = self._idle(group)
            self._actions(f"group-{group.number}/pre", group.pre, f"Group {group.number}: Pre steps", idle)
            self._group(part, group)
            self._actions(f"group-{group.number}/post", group.post, f"Group {group.number}: Post steps", idle)

    def _groups(self, part: Part, plan: Plan) -> None:
        for group in plan.groups:
            self._group(part, group)

    def _group(self, part: Part, group: Group) -> None:
        keys = self._taking_part(group.items)
        if keys:
            inner = f"group-{group.number}/{part.phase}"
            words = f"Group {group.number}: {part.friendly_name} ({len(keys)})"
            self._container(inner, None, TaskKind.PARALLEL, f"Group{group.number}", words)
            self._child_jobs(inner, keys, part.phase, f"{part.phase}:{group.number}")

    def _child_jobs(self, parent: str, keys: Sequence[str], phase: Phase, label: str) -> None:
        for key in keys:
            item, name = self.view.items[key], self._job(key)
            job = f"{phase}/{key}"
            self.tasks.append(
                TaskSpec(
                    job,
                    parent,
                    TaskKind.SEQUENCE,
                    name.name,
                    PHASE_WORDS[phase].format(item=item.name, job=name.friendly_name),
                    item=key,
                    child_job=True,
                    phase=label,
                )
            )
            for step in self._steps(key):
                if step.phase is phase and not step.alone:
                    self._step(step, job, key, label)


_LAYOUT = {
    PartKind.STEP: _Builder._plan_step,
    PartKind.WAIT: _Builder._wait,
    PartKind.SHUTDOWN: _Builder._shutdown,
    PartKind.FAILOVER: _Builder._failover,
    PartKind.BOOT: _Builder._boot,
    PartKind.GROUPS: _Builder._groups,
    PartKind.ITEMS: _Builder._items,
}
