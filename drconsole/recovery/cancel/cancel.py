"""Consequences of cancelling a job at this moment, item by item: to be read before the keypress.

[S]: do not cancel an in-progress failover. Before it started, replication was stopped; a cancelled job stops, but the
machine will not start to replicate, and replication cannot be started again. What state follows was never
recorded; that only disabling and enabling replication again is left is our choice, the cautious one. It holds from
the first effect of the failover on, its shutdown included, and at every grain: how well we see a job changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from drconsole.recovery.cancel.rule import Seen
from drconsole.recovery.cancel.rules import Way, last_of, rules_of, untouched, worst_of
from drconsole.recovery.steps.item_steps import ITEM_STEPS
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.families import Family
from drconsole.recovery.types.words import SUCCEEDED, Direction, Operation, RunState
from drconsole.recovery.types.work.observed import ObservedNode
from drconsole.recovery.types.work.tasks import Consequence, TaskKind, TaskTree

NEVER_CANCEL = (
    "Do not cancel an in-progress failover: replication is stopped before the failover starts. Cancelling stops the "
    "failover, but the machine will not start to replicate, and its replication cannot be started again."
)
"""The warning of [S], shown wherever a failover can be started or cancelled."""

_NOT_BEGUN = frozenset({RunState.NOT_STARTED, RunState.OTHER})
_WORKED = SUCCEEDED | {RunState.FAILED, RunState.PARTIALLY_SUCCEEDED}
"""Ends that only work which was begun can have."""


_HARMLESS = frozenset(step.name for steps in ITEM_STEPS.values() for step in steps if step.check)
"""Checks after which the effect may have begun between the last look at a remote job and now."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a job."""

    tree: TaskTree
    states: Mapping[str, RunState]
    """States of the job's tasks, by task id."""
    begun: Collection[str]
    """Ids of tasks whose begin is durable in the journal, so that their effect may have happened."""
    observed: Sequence[ObservedNode] = ()
    """The nodes of remote jobs as last seen."""


class Sites(NamedTuple):
    """Sites of an item, by name."""

    primary: str
    recovery: str


def consequences(
    progress: Progress,
    qualified: Sequence[str],
    operation: Operation,
    names: Mapping[str, str],
    ways: Mapping[str, tuple[Family, Direction]] | None = None,
    sites: Mapping[str, Sites] | None = None,
) -> tuple[Consequence, ...]:
    """One for every item taking part, in the order of ``qualified``.

    Where a remote job runs and an item's nodes do not say how far it is, the worst is said. ``ways`` tells an item's
    kind of machine and which way it goes by its key; unknown = the operation's usual rules. ``sites``: its sites.
    """
    found = []
    for key in qualified:
        way = operation, *(ways or {}).get(key, (None, None))
        seen = _local(progress, key)
        remote = _remote_state(progress, key)
        if remote is not Seen.NOT_BEGUN:
            seen = _remote(way, remote, progress.observed, key, len(qualified) == 1)
        found.append(_judge(way, key, seen, _words(names.get(key, key), way, (sites or {}).get(key))))
    return tuple(found)


def loses_replication(found: Iterable[Consequence]) -> bool:
    """Return whether cancelling now leaves any item without replication for good."""
    return any(one.loses_replication for one in found)


def _words(name: str, way: Way, sites: Sites | None) -> dict[str, str]:
    """Return the words in braces of a rule; of an item whose sites are not known they tell the sites apart only."""
    if sites is None:
        return {"name": name, "here": "the site that it leaves", "there": "the other site", "primary": "its own site"}
    back = way[2] is Direction.RECOVERY_TO_PRIMARY
    here, there = (sites.recovery, sites.primary) if back else (sites.primary, sites.recovery)
    return {"name": name, "here": here, "there": there, "primary": sites.primary}


def _judge(way: Way, key: str, seen: Mapping[str, Seen], words: Mapping[str, str]) -> Consequence:
    for rule in rules_of(way):
        if seen.get(rule.step, Seen.NOT_BEGUN) in rule.seen:
            return Consequence(key, rule.outcome, rule.text.format(**words), rule.loses_replication)
    outcome, text = untouched(way)
    return Consequence(key, outcome, text.format(**words))


def _local(progress: Progress, key: str) -> dict[str, Seen]:
    return {
        task.step: _seen(progress.states.get(task.id, RunState.NOT_STARTED), task.id in progress.begun)
        for task in progress.tree.tasks
        if task.step is not None and task.item == key and task.skipped is None
    }


def _seen(state: RunState, begun: bool) -> Seen:
    if state in SUCCEEDED:
        return Seen.DONE
    if state is RunState.OTHER:
        return Seen.NOT_BEGUN
    if state is RunState.CANCELLED and begun:
        return Seen.OPEN  # stopped halfway: what it had done by then stays done
    if state.ended:
        return Seen.FAILED if begun else Seen.NOT_BEGUN
    return Seen.OPEN if begun or state not in _NOT_BEGUN else Seen.NOT_BEGUN


def _remote_state(progress: Progress, key: str) -> Seen:
    """Return how far the remote job that holds this item is; NOT_BEGUN also where there is none."""
    for task in progress.tree.tasks:
        state = progress.states.get(task.id, RunState.NOT_STARTED)
        worked = task.id in progress.begun or state in _WORKED
        if worked and task.kind is TaskKind.STEP and task.step is None and task.item in (key, None):
            return _seen(state, True)
    return Seen.NOT_BEGUN


def _remote(way: Way, remote: Seen, nodes: Sequence[ObservedNode], key: str, alone: bool) -> dict[str, Seen]:
    seen = {
        node.name: _seen(node.state, node.state not in _NOT_BEGUN)
        for node in nodes
        if node.name and node.kind == "step" and (node.item == key or (alone and node.item is None))
    }
    worst, last = worst_of(way), last_of(way)
    known = any(step in seen for step in (worst, last))
    if remote is Seen.DONE and not known:
        return {last: Seen.DONE}
    if remote is Seen.OPEN and (not known or _between(worst, seen)):
        return {**seen, worst: Seen.OPEN}
    if remote is Seen.FAILED and not known:
        return {**seen, worst: Seen.OPEN}
    return seen


def _between(worst: str, seen: Mapping[str, Seen]) -> bool:
    """The item's check was seen begun and its effect not: it may have begun since that look."""
    waiting = seen.get(worst, Seen.NOT_BEGUN) is Seen.NOT_BEGUN
    return waiting and any(seen.get(step, Seen.NOT_BEGUN) is not Seen.NOT_BEGUN for step in _HARMLESS)
