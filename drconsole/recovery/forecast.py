"""How long a run will take, and why: low, likely and high, each with its causes.

Durations are seconds. Time that machines spend at the same time is the time of the slowest: its distribution
is the product of theirs, so a hundred machines are foretold later than one. Waits for people are not counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from drconsole.recovery import durations
from drconsole.recovery.estate import BOOT_DRIVERS, EstateView, Item, rpo
from drconsole.recovery.expand import predict
from drconsole.recovery.points import ChosenPoint
from drconsole.recovery.spans import NOTHING, Span, scaled, slowest, total
from drconsole.recovery.steps import FAMILY
from drconsole.recovery.tasks import Forecast, Reason, Request, TaskKind, TaskSpec, TaskTree
from drconsole.recovery.words import Direction, Operation, PointChoice, Scenario

_EXTRA_OPERATIONS = frozenset({Operation.FAILOVER, Operation.PLANNED_FAILOVER, Operation.TEST_FAILOVER})
_MAKES_THE_MACHINE = frozenset({"VmFailover", "VmTfoInitiateFailover"})
_SENDS_THE_REST = frozenset({"VmPrepareForUnPlannedFailover", "VmPrepareForFailover"})
_NEW_AGENT = (9, 8)
_VMWARE = frozenset({Scenario.VMWARE_TO_AZURE, Scenario.VMWARE_TO_AZURE_MODERNIZED})
_EXTRA = "an extra step of about 8 to 10 minutes"


# The extra step


def extra_step(item: Item) -> tuple[str, ...]:
    """Why failing this item over, or testing it, to Azure needs an extra step of about 8 to 10 minutes.

    Empty = it does not. The six cases of [S]; for a modernized VMware machine only the two about drivers and DHCP
    (the text of 2023).
    An agent whose version is not told is no case: the forecast's high end allows for it.
    """
    if item.hyperv_as_physical:
        return ("it is a Hyper-V machine protected as a physical server",)
    if item.scenario is Scenario.PHYSICAL_TO_AZURE:
        return ("it is a physical server",)
    if item.scenario not in _VMWARE:
        return ()
    return tuple(words for words in (case(item) for case in _VMWARE_CASES) if words)


def _old_agent(item: Item) -> str:
    version = _version(item.agent_version)
    if item.scenario is not Scenario.VMWARE_TO_AZURE or version is None or version >= _NEW_AGENT:
        return ""
    return f"its mobility service {item.agent_version} is older than 9.8"


def _linux(item: Item) -> str:
    old_way = item.scenario is Scenario.VMWARE_TO_AZURE and item.os.lower() == "linux"
    return "it is a VMware machine with Linux" if old_way else ""


def _drivers(item: Item) -> str:
    present = {driver.lower() for driver in item.boot_drivers}
    missing = [driver for driver in BOOT_DRIVERS if driver not in present]
    return f"not among its boot drivers: {', '.join(missing)}" if missing else ""


def _dhcp(item: Item) -> str:
    return "" if item.dhcp else "the DHCP service is not enabled on it, whatever kind of address it uses"


_VMWARE_CASES: tuple[Callable[[Item], str], ...] = (_old_agent, _linux, _drivers, _dhcp)


def _version(text: str | None) -> tuple[int, ...] | None:
    """``9.10.1`` as (9, 10, 1): compared as numbers. None = not told or not a version."""
    match = re.match(r"\s*v?(\d+(?:\.\d+)*)", text or "")
    return tuple(int(part) for part in match[1].split(".")) if match else None


# The whole


def forecast(
    request: Request,
    view: EstateView,
    qualified: Sequence[str],
    chosen: Mapping[str, ChosenPoint],
    tree: TaskTree,
    now: datetime,
    *,
    parallel: int | None = None,
) -> Forecast:
    """Seconds from start to end. ``tree`` at ITEM or PLAN grain is replaced by its prediction in steps.

    ``parallel``: how many machines may be worked on at once; None = all. Raises what ``expand`` raises.
    """
    if any(task.kind is TaskKind.STEP and task.step is None for task in tree.tasks):
        tree = predict(request, view, qualified)
    clockwork = _Clockwork(request, view, chosen, now, parallel)
    whole = clockwork.sequence(clockwork.children(tree).get(None, ()))
    reasons = (*_base_reasons(request, qualified, tree), *clockwork.reasons(tree, qualified))
    return Forecast(whole.low, whole.likely, whole.high, reasons)


class _Clockwork:
    """Adds a tree up: leaves from causes, sequences as sums, parallel children as the slowest of them."""

    def __init__(
        self,
        request: Request,
        view: EstateView,
        chosen: Mapping[str, ChosenPoint],
        now: datetime,
        parallel: int | None,
    ) -> None:
        self.request, self.view, self.chosen, self.now = request, view, chosen, now
        self.parallel = max(1, parallel) if parallel is not None else None
        self._children: dict[str | None, list[TaskSpec]] = {}

    def children(self, tree: TaskTree) -> Mapping[str | None, list[TaskSpec]]:
        self._children = {}
        for task in tree.tasks:
            self._children.setdefault(task.parent, []).append(task)
        return self._children

    def sequence(self, tasks: Iterable[TaskSpec]) -> Span:
        return total(self.span(task) for task in tasks)

    def span(self, task: TaskSpec) -> Span:
        children = self._children.get(task.id, [])
        if task.kind is TaskKind.SEQUENCE:
            return self.sequence(children)
        if task.kind is TaskKind.PARALLEL:
            return slowest([self.span(child) for child in children], self.parallel)
        if task.skipped is not None or task.kind is TaskKind.MANUAL:
            return NOTHING
        if task.action is not None:
            return action_span(task.action.timeout)
        return self._step(task)

    def _step(self, task: TaskSpec) -> Span:
        step = task.step or ""
        item = self.view.items.get(task.item or "")
        if item is None:
            return durations.STEPS.get(step, durations.OTHER_STEP)
        return total((self._base(item, step), *self.causes(item, step)))

    def _base(self, item: Item, step: str) -> Span:
        status = self.view.statuses.get(item.key)
        if step == "VmShutdownVmOnPrimary" and status is not None and not status.source_reachable:
            return durations.SHUTDOWN_UNREACHABLE
        if self.to_azure() and step in durations.BESIDE_EXTRA and extra_step(item):
            return durations.BESIDE_EXTRA[step]
        family = FAMILY.get(item.scenario)
        exact = durations.BY_OPERATION.get((self.request.operation, family, step)) if family else None
        return exact or durations.STEPS.get(step, durations.OTHER_STEP)

    def causes(self, item: Item, step: str) -> list[Span]:
        found = []
        if step in _MAKES_THE_MACHINE and self.to_azure():
            if extra_step(item):
                found.append(durations.EXTRA_STEP)
            elif self.agent_unknown(item):
                found.append(durations.UNKNOWN_AGENT)
            found.append(self.processing(item))
        if step in _SENDS_THE_REST:
            found.append(self.sending(item))
        return found

    def to_azure(self) -> bool:
        there = self.request.options.direction is not Direction.RECOVERY_TO_PRIMARY
        return there and self.request.operation in _EXTRA_OPERATIONS

    def agent_unknown(self, item: Item) -> bool:
        return item.scenario is Scenario.VMWARE_TO_AZURE and _version(item.agent_version) is None

    def processing(self, item: Item) -> Span:
        """``latest`` first processes what has arrived into a new point (longer RTO, lower RPO) [S]."""
        point = self.chosen.get(item.key)
        if point is None or point.choice is not PointChoice.LATEST:
            return NOTHING
        waiting = self._unprocessed(item, point)
        if item.churn > 0:
            return durations.PROCESSING_FLOOR + scaled(durations.PROCESSING_RATE, waiting * item.churn / 60)
        return durations.PROCESSING_FLOOR + scaled(durations.PROCESSING_BACKLOG, waiting)

    def _unprocessed(self, item: Item, point: ChosenPoint) -> float:
        """Seconds of the source's life that have arrived and are in no point yet; 0 where nothing tells."""
        status = self.view.statuses.get(item.key)
        latest = status.latest_points.processed if status and status.latest_points else None
        until = point.time or (status.replicated_until if status else None)
        return max(0.0, (until - latest).total_seconds()) if latest and until else 0.0

    def sending(self, item: Item) -> Span:
        """What the source still has to send: its RPO times its churn."""
        status = self.view.statuses.get(item.key)
        behind = (rpo(status) if status else None) or 0.0
        return scaled(durations.SYNCHRONIZE_RATE, behind * item.churn / 60)

    # Why

    def reasons(self, tree: TaskTree, qualified: Sequence[str]) -> list[Reason]:
        items = [self.view.items[key] for key in qualified if key in self.view.items]
        found: list[Reason] = []
        if self.to_azure():
            for item in items:
                found += self._extra_reasons(item)
            found += self._processing_reasons(items)
        return [*found, *_shutdown_reasons(tree), *_action_reasons(tree)]

    def _extra_reasons(self, item: Item) -> list[Reason]:
        """One an item and case; the step comes once, so only the first carries its seconds."""
        cases = extra_step(item)
        if not cases and self.agent_unknown(item):
            words = f"{item.name}: perhaps {_EXTRA}: the version of its mobility service is not known"
            return [Reason(words, item.key, 0.0)]
        likely = durations.EXTRA_STEP.likely
        return [
            Reason(f"{item.name}: {_EXTRA}: {case}", item.key, 0.0 if n else likely) for n, case in enumerate(cases)
        ]

    def _processing_reasons(self, items: Sequence[Item]) -> list[Reason]:
        spans = [
            (self.processing(item).likely, item)
            for item in items
            if item.key in self.chosen and self.chosen[item.key].choice is PointChoice.LATEST
        ]
        if not spans:
            chosen = any(item.key in self.chosen for item in items)
            return [Reason("the points are processed already: no time goes into unprocessed data")] if chosen else []
        seconds, slow = max(spans, key=lambda pair: pair[0])
        words = f"Latest first processes all data that has arrived; longest for {slow.name}"
        return [Reason(words, slow.key, round(seconds, 1))]


def _base_reasons(request: Request, qualified: Sequence[str], tree: TaskTree) -> list[Reason]:
    found = []
    if len(qualified) > 1:
        found.append(Reason(f"{len(qualified)} machines at once: the slowest decides"))
    groups = sum(task.kind is TaskKind.PARALLEL and task.id.endswith("/start") for task in tree.tasks)
    if groups > 1:
        found.append(Reason(f"{groups} groups start one after the other"))
    return found


def _shutdown_reasons(tree: TaskTree) -> list[Reason]:
    steps = [task for task in tree.tasks if task.step == "VmShutdownVmOnPrimary" and task.skipped is None]
    if not steps:
        return []
    seconds = durations.SHUTDOWN.likely
    return [Reason(f"the source is shut down first ({len(steps)} machines)", None, seconds)]


def _action_reasons(tree: TaskTree) -> list[Reason]:
    found = []
    for task in tree.tasks:
        if task.action is None or task.skipped is not None:
            continue
        if task.kind is TaskKind.MANUAL:
            found.append(Reason(f"manual action {task.action.name!r} waits for a person: not counted"))
        else:
            words = f"{task.action.kind} {task.action.name!r} may take up to {task.action.timeout} s"
            found.append(Reason(words, None, action_span(task.action.timeout).likely))
    return found


def action_span(timeout: int) -> Span:
    """A script or runbook: its time limit is the longest it can take; 0 = none is set."""
    high = float(timeout) if timeout > 0 else durations.SCRIPT.high
    return Span(min(durations.SCRIPT.low, high), min(durations.SCRIPT.likely, high), high)
