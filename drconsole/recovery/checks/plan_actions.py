"""The actions of a recovery plan that a run does not carry out, and those that no run ever will.

What a run leaves out is read off its task tree, so that a finding says no less and no more than what happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from drconsole.recovery.checks.findings.maker import Maker
from drconsole.recovery.states.offered import not_offered
from drconsole.recovery.steps.shutting_down import NOBODY, by_hand
from drconsole.recovery.types.estate.estate import Item
from drconsole.recovery.types.estate.plans import Action, ActionKind
from drconsole.recovery.types.words import Direction, Operation, TargetType
from drconsole.recovery.types.work.tasks import Finding, TaskTree

_HOOKS = {
    "before-shutdown": "before the shutdown",
    "after-shutdown": "after the shutdown",
    "before-failover": "before the failover",
    "after-failover": "after the failover",
}
_GROUP_ENDS = {"pre": "before its start", "post": "after its start"}
AROUND_SHUTDOWN = frozenset({"before_shutdown", "after_shutdown"})
"""Places of an estate document that only a run with a shutdown has."""


def dropped(make: Maker, tree: TaskTree) -> Iterable[Finding]:
    """A finding for each action that is meant for this run and will not run."""
    for task in tree.tasks:
        action = task.action
        if action is None or task.skipped is None:
            continue
        yield make(
            "action-not-run",
            about=task.id,
            sort=action.kind.value,
            action=action.name,
            where=_where(task.parent or ""),
            reason=task.skipped,
            instead=_instead(action),
        )


def _where(place: str) -> str:
    group, _, end = place.partition("/")
    if group.startswith("group-") and end in _GROUP_ENDS:
        return f"group {group.removeprefix('group-')}, {_GROUP_ENDS[end]}"
    return _HOOKS.get(place, place)


def _instead(action: Action) -> str:
    if action.kind is ActionKind.MANUAL:
        return f"Where it is needed all the same, do what it says: {action.instructions}"
    return "Where it is needed all the same, run it by hand, or move it to a place that this run has."


def never_runs(action: Action, place: str, items: Sequence[Item]) -> str | None:
    """Return why an action at this place (as an estate document calls it) of a plan with these items can never run;
    None = it can."""
    reasons: dict[str, None] = {}
    for operation, direction in product(action.operations, action.directions):
        reason = _no_such_run(operation, direction, place, items)
        if reason is None:
            return None
        reasons[reason] = None
    return "; ".join(reasons) or "it names no run"


_ALSO = {Operation.PLANNED_FAILOVER: (Operation.PLANNED_FAILOVER, Operation.FAILBACK)}
"""A failback is Site Recovery's planned failover in the other direction: actions name that type."""


def _no_such_run(operation: Operation, direction: Direction, place: str, items: Sequence[Item]) -> str | None:
    kinds = _ALSO.get(operation, (operation,))
    going = [
        item
        for item in items
        if any(not_offered(kind, item.scenario, direction, TargetType.PLAN) is None for kind in kinds)
    ]
    if not going:
        return f"these machines have no {operation.value} {direction.value}"
    if place not in AROUND_SHUTDOWN:
        return None
    if operation is Operation.TEST_FAILOVER:
        return "a test failover has no shutdown"
    return NOBODY if all(by_hand(item, direction) for item in going) else None
