"""Estimate of how long a run will take, and why: low, likely and high, each with its causes.

Durations are seconds. Time that machines spend at the same time is the time of the slowest: its distribution
is the product of theirs, so a hundred machines are foretold later than one. Waits for people are not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from drconsole.recovery.forecast import durations
from drconsole.recovery.forecast.spans import NOTHING, Span, scaled, slowest, total
from drconsole.recovery.states.states import to_azure
from drconsole.recovery.steps.expand import predict
from drconsole.recovery.steps.extra_step import agent_unknown, extra_step
from drconsole.recovery.types.estate.estate import Item
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.estate.rpo import rpo
from drconsole.recovery.types.families import FAMILY
from drconsole.recovery.types.words import Direction, Operation, PointChoice, counted
from drconsole.recovery.types.work.tasks import Forecast, Reason, Request, TaskKind, TaskSpec, TaskTree

_EXTRA_OPERATIONS = frozenset({Operation.FAILOVER, Operation.PLANNED_FAILOVER, Operation.TEST_FAILOVER})
_MAKES_THE_MACHINE = frozenset({"VmFailover", "VmTfoInitiateFailover"})
_SENDS_THE_REST = frozenset({"VmPrepareForUnPlannedFailover", "VmPrepareForFailover"})
_EXTRA = "an extra step of about 8 to 10 minutes"


# The whole


def forecast(
    request: Request,
    look: Look,
    qualified: Sequence[str],
    chosen: Mapping[str, ChosenPoint],
    tree: TaskTree,
) -> Forecast:
    """Seconds from start to end, see ``estimate``."""
    return estimate(request, look, qualified, chosen, tree)[0]


def estimate(
    request: Request,
    look: Look,
    qualified: Sequence[str],
    chosen: Mapping[str, ChosenPoint],
    tree: TaskTree,
) -> tuple[Forecast, Mapping[str, tuple[float, float]]]:
    """Return the forecast, and of each task's id when it begins and ends if every step takes its likely time.

    ``tree`` at ITEM or PLAN grain is replaced by its prediction in steps. Raises what ``expand`` raises.
    """
    if any(task.kind is TaskKind.STEP and task.step is None for task in tree.tasks):
        tree = predict(request, look.view, qualified)
    clockwork = _Clockwork(request, look, chosen)
    roots = clockwork.children(tree).get(None, ())
    whole = clockwork.sequence(roots)
    reasons = (*_base_reasons(request, qualified, tree), *clockwork.reasons(tree, qualified))
    expected: dict[str, tuple[float, float]] = {}
    clockwork.place(roots, 0.0, expected)
    return Forecast(whole.low, whole.likely, whole.high, reasons), expected


class _Clockwork:
    """Adds a tree up: leaves from causes, sequences as sums, parallel children as the slowest of them."""

    def __init__(self, request: Request, look: Look, chosen: Mapping[str, ChosenPoint]) -> None:
        self.request, self.view, self.chosen, self.now = request, look.view, chosen, look.now
        self.parallel = max(1, look.parallel) if look.parallel is not None else None
        self._children: dict[str | None, list[TaskSpec]] = {}
        self._spans: dict[str, Span] = {}
        """Task's id -> its span, as it was added up before."""

    def children(self, tree: TaskTree) -> Mapping[str | None, list[TaskSpec]]:
        self._children = {}
        for task in tree.tasks:
            self._children.setdefault(task.parent, []).append(task)
        return self._children

    def sequence(self, tasks: Iterable[TaskSpec]) -> Span:
        steps, limited = [], NOTHING
        for task in tasks:
            if self._limited(task):
                limited = limited.plus_limit(self.span(task))
            else:
                steps.append(self.span(task))
        return total(steps).plus_limit(limited)

    def _limited(self, task: TaskSpec) -> bool:
        """Return whether it is an action of the plan, or nothing but actions."""
        children = self._children.get(task.id, [])
        return task.action is not None or (bool(children) and all(child.action is not None for child in children))

    def place(self, tasks: Iterable[TaskSpec], at: float, found: dict[str, tuple[float, float]]) -> None:
        """Put tasks that follow one another, and those below them, on the line of time from ``at`` on."""
        for task in tasks:
            end = at + self.span(task).likely
            found[task.id] = at, end
            children = self._children.get(task.id, ())
            if task.kind is TaskKind.PARALLEL:
                for child in children:
                    self.place((child,), at, found)
            else:
                self.place(children, at, found)
            at = end

    def span(self, task: TaskSpec) -> Span:
        if (known := self._spans.get(task.id)) is None:
            known = self._spans[task.id] = self._added_up(task)
        return known

    def _added_up(self, task: TaskSpec) -> Span:
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
        there = self.request.options.direction is not Direction.RECOVERY_TO_PRIMARY
        if there and step == "VmShutdownVmOnPrimary" and status is not None and not status.source_reachable:
            return durations.SHUTDOWN_UNREACHABLE
        if self.to_azure(item) and step in durations.BESIDE_EXTRA and extra_step(item):
            return durations.BESIDE_EXTRA[step]
        exact = durations.BY_OPERATION.get((self.request.operation, FAMILY[item.scenario], step))
        return exact or durations.STEPS.get(step, durations.OTHER_STEP)

    def causes(self, item: Item, step: str) -> list[Span]:
        found = []
        if step in _MAKES_THE_MACHINE and self.to_azure(item):
            if agent_unknown(item):
                found.append(durations.UNKNOWN_AGENT)
            found.append(self.processing(item))
        if step in _SENDS_THE_REST:
            found.append(self.sending(item))
        return found

    def to_azure(self, item: Item) -> bool:
        direction = self.request.options.direction or Direction.PRIMARY_TO_RECOVERY
        return self.request.operation in _EXTRA_OPERATIONS and to_azure(item.scenario, direction)

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
        """Return what the source still has to send: its RPO times its churn."""
        status = self.view.statuses.get(item.key)
        behind = (rpo(status) if status else None) or 0.0
        return scaled(durations.SYNCHRONIZE_RATE, behind * item.churn / 60)

    # Why

    def reasons(self, tree: TaskTree, qualified: Sequence[str]) -> list[Reason]:
        items = [self.view.items[key] for key in qualified if key in self.view.items]
        found: list[Reason] = []
        landing = [item for item in items if self.to_azure(item)]
        for item in landing:
            found += self._extra_reasons(item)
        found += self._processing_reasons(landing)
        return [*found, *_shutdown_reasons(tree), *_action_reasons(tree)]

    def _extra_reasons(self, item: Item) -> list[Reason]:
        """One an item and case; the step comes once, so only the first carries its seconds."""
        cases = extra_step(item)
        if not cases and agent_unknown(item):
            words = f"{item.name}: perhaps {_EXTRA}: the version of its mobility service is not known"
            return [Reason(words, item.key, 0.0)]
        likely = durations.EXTRA_STEP.likely
        return [
            Reason(f"{item.name}: {_EXTRA}: {case}", item.key, 0.0 if n else likely) for n, case in enumerate(cases)
        ]

    def _processing_reasons(self, items: Sequence[Item]) -> list[Reason]:
        if not items:
            return []
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
    sizes = _at_once(tree)
    if len(qualified) > 1 and len(qualified) > max(sizes, default=len(qualified)):
        found.append(Reason(f"{len(sizes)} groups one after the other: of each the slowest machine decides"))
    elif len(qualified) > 1:
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
    return [Reason(f"the source is shut down first ({counted(len(steps), 'machine')})", None, seconds)]


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


def _at_once(tree: TaskTree) -> list[int]:
    """Return how many machines each part of a run that takes machines at once takes."""
    parallel = {task.id for task in tree.tasks if task.kind is TaskKind.PARALLEL}
    sizes = Counter(task.parent for task in tree.tasks if task.parent in parallel and task.item is not None)
    return list(sizes.values())
