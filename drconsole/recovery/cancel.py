"""What cancelling a job at this moment leaves behind, item by item: to be read before the keypress.

[S]: do not cancel an in-progress failover. Before it started, replication was stopped; a cancelled job stops, but the
machine will not start to replicate, and replication cannot be started again. What state follows was never
recorded; that only disabling and enabling replication anew is left is the cautious reading, and ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drconsole.recovery.events import ObservedNode
from drconsole.recovery.tasks import Consequence, TaskTree
from drconsole.recovery.words import Operation, RunState

NEVER_CANCEL = (
    "Do not cancel an in-progress failover: replication is stopped before the failover starts. Cancelling stops the "
    "failover, but the machine will not start to replicate, and its replication cannot be started again."
)
"""The warning of [S], shown wherever a failover can be started or cancelled."""

_GOOD = frozenset({RunState.SUCCEEDED, RunState.COMPLETED_WITH_INFORMATION})
_NOT_BEGUN = frozenset({RunState.NOT_STARTED, RunState.OTHER})


class Seen(StrEnum):
    """How far a step of an item has come."""

    NOT_BEGUN = "not-begun"
    OPEN = "open"
    """Begun, and no end known: it may have had its effect."""
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Rule:
    """If ``step`` has come as far as ``seen``, this is what is left. ``{name}`` is the item's name."""

    step: str
    seen: frozenset[Seen]
    outcome: str
    text: str
    loses_replication: bool = False


_OPEN = frozenset({Seen.OPEN})
_DONE = frozenset({Seen.DONE})
_FAILED = frozenset({Seen.FAILED})
_OPEN_OR_DONE = frozenset({Seen.OPEN, Seen.DONE})
_ANY = frozenset({Seen.OPEN, Seen.DONE, Seen.FAILED})

_UNPROTECTED = (
    "{name}: its replication was stopped before its failover started. Cancelled now it is not failed over and will "
    "not replicate again; only disabling and enabling replication anew is left."
)
_FAILOVER_RULES = (
    Rule("VmFoStartVmOnSecondary", _DONE, "failed-over", "{name} is failed over and started; it stays so."),
    Rule(
        "VmFoStartVmOnSecondary",
        _OPEN,
        "failed-over-not-started",
        "{name} is failed over; its start is under way and may or may not be completed. Commit or change its recovery "
        "point afterwards.",
    ),
    Rule(
        "VmFailover",
        _DONE,
        "failed-over-not-started",
        "{name} is failed over but not started by this job: start it by hand; commit or change its recovery point "
        "afterwards.",
    ),
    Rule(
        "VmFailover",
        _FAILED,
        "failover-failed",
        "{name}: its failover has failed already; cancelling changes nothing for it. Fail it over again, or "
        "resynchronize it.",
    ),
    Rule("VmFailover", _OPEN, "unprotected", _UNPROTECTED, loses_replication=True),
    Rule(
        "VmShutdownVmOnPrimary",
        _OPEN_OR_DONE,
        "source-down",
        "{name}: its source was shut down, or is about to be, and nothing runs in its place. It is still protected; "
        "replication goes on when it is powered on again.",
    ),
    Rule(
        "VmShutdownVmOnPrimary",
        _FAILED,
        "source-state-unknown",
        "{name}: the shutdown of its source was tried and failed; see whether it runs. It is still protected.",
    ),
)
_TEST_LEFT = "{name}: a test machine is left, or may be: clean up the test failover. Replication is not touched."

RULES: dict[Operation, tuple[Rule, ...]] = {
    Operation.FAILOVER: _FAILOVER_RULES,
    Operation.PLANNED_FAILOVER: _FAILOVER_RULES,
    Operation.TEST_FAILOVER: (Rule("VmTfoInitiateFailover", _ANY, "test-machine-left", _TEST_LEFT),),
    Operation.CLEANUP_TEST_FAILOVER: (
        Rule("VmTfoDeleteTestVm", _DONE, "cleaned-up", "{name}: its test machine is deleted."),
        Rule(
            "VmTfoEndFailover",
            _ANY,
            "test-machine-may-be-left",
            "{name}: its test failover was being ended; the test machine may be left. Clean up again.",
        ),
    ),
    Operation.COMMIT: (
        Rule("VmCommit", _DONE, "committed", "{name} is committed; its recovery points are deleted."),
        Rule(
            "VmCommit",
            _OPEN,
            "commit-may-be-done",
            "{name}: its commit may be done and its recovery points deleted; look before you go on.",
        ),
    ),
    Operation.CHANGE_RECOVERY_POINT: (
        Rule("VmFoStartVmOnSecondary", _DONE, "point-changed", "{name} runs from the other recovery point."),
        Rule(
            "VmFailover",
            _DONE,
            "failed-over-not-started",
            "{name} is at the other recovery point but not started by this job: start it by hand.",
        ),
        Rule(
            "CancelFailoverRecovery",
            _ANY,
            "recovery-machine-gone",
            "{name}: the failed-over machine was taken down and the new one is not there. Its recovery points are "
            "kept: change the recovery point again.",
        ),
        Rule(
            "ShutdownVmRecovery",
            _OPEN_OR_DONE,
            "recovery-machine-down",
            "{name}: the failed-over machine was shut down: start it, or change the recovery point again.",
        ),
    ),
    Operation.RESYNCHRONIZE: (
        Rule(
            "RepairVmReplicationTask",
            _OPEN_OR_DONE,
            "resynchronizing",
            "{name}: the resynchronization may have begun; it then goes on by itself.",
        ),
    ),
    Operation.DISABLE_REPLICATION: (
        Rule(
            "UpdateDraState",
            _DONE,
            "replication-removed",
            "{name}: its replication is removed.",
            loses_replication=True,
        ),
        Rule(
            "DisableProtectionOnPrimary",
            _ANY,
            "replication-may-be-removed",
            "{name}: its replication may be removed in part: disable it again, then enable it anew.",
            loses_replication=True,
        ),
    ),
    Operation.ENABLE_REPLICATION: (
        Rule("UpdateDraState", _DONE, "replication-enabled", "{name}: its replication is enabled."),
        Rule(
            "CreateProtectionTarget",
            _ANY,
            "enabling-unfinished",
            "{name}: enabling was not finished: disable its replication, then enable it anew.",
        ),
    ),
}
"""First match wins, so what comes last in a run stands first."""

_UNTOUCHED = {
    Operation.CLEANUP_TEST_FAILOVER: (
        "test-machine-left",
        "{name}: nothing was done yet: its test failover is still open.",
    ),
    Operation.COMMIT: ("untouched", "{name}: not committed; its recovery points are kept."),
}
_NOTHING_DONE = ("untouched", "{name}: nothing was done to it yet; it stays as it is.")

_WORST: dict[Operation, str] = {
    Operation.FAILOVER: "VmFailover",
    Operation.PLANNED_FAILOVER: "VmFailover",
    Operation.TEST_FAILOVER: "VmTfoInitiateFailover",
    Operation.CLEANUP_TEST_FAILOVER: "VmTfoEndFailover",
    Operation.COMMIT: "VmCommit",
    Operation.CHANGE_RECOVERY_POINT: "CancelFailoverRecovery",
    Operation.RESYNCHRONIZE: "RepairVmReplicationTask",
    Operation.DISABLE_REPLICATION: "DisableProtectionOnPrimary",
    Operation.ENABLE_REPLICATION: "CreateProtectionTarget",
}
"""The step that a running remote job must be feared to be in while nothing better is known."""

_LAST: dict[Operation, str] = {operation: rules[0].step for operation, rules in RULES.items()}
_HARMLESS = frozenset({"VmUfoPrerequisitesCheck", "VmPfoPrerequisitesCheck", "VmTfoPrerequisitesCheck"})
"""Checks after which the effect may have begun between the last look at a remote job and now."""


def consequences(
    tree: TaskTree,
    states: Mapping[str, RunState],
    begun: Collection[str],
    qualified: Sequence[str],
    operation: Operation,
    names: Mapping[str, str],
    observed: Iterable[ObservedNode] = (),
) -> tuple[Consequence, ...]:
    """One for every item taking part, in the order of ``qualified``.

    ``states`` and ``begun`` are keyed by task id (begun = durable in the journal, so its effect may have happened).
    ``observed`` are the nodes of remote jobs as last seen. Where a remote job runs and an item's nodes do not say
    how far it is, the worst is said.
    """
    nodes = tuple(observed)
    found = []
    for key in qualified:
        seen = _local(tree, states, begun, key)
        remote = _remote_state(tree, states, begun, key)
        if remote is not Seen.NOT_BEGUN:
            seen = _remote(operation, remote, nodes, key, len(qualified) == 1)
        found.append(_judge(operation, key, seen, names.get(key, key)))
    return tuple(found)


def loses_replication(found: Iterable[Consequence]) -> bool:
    """Whether cancelling now leaves any item without replication for good."""
    return any(one.loses_replication for one in found)


def _judge(operation: Operation, key: str, seen: Mapping[str, Seen], name: str) -> Consequence:
    for rule in RULES.get(operation, ()):
        if seen.get(rule.step, Seen.NOT_BEGUN) in rule.seen:
            return Consequence(key, rule.outcome, rule.text.format(name=name), rule.loses_replication)
    outcome, text = _UNTOUCHED.get(operation, _NOTHING_DONE)
    return Consequence(key, outcome, text.format(name=name))


def _local(tree: TaskTree, states: Mapping[str, RunState], begun: Collection[str], key: str) -> dict[str, Seen]:
    return {
        task.step: _seen(states.get(task.id, RunState.NOT_STARTED), task.id in begun)
        for task in tree.tasks
        if task.step is not None and task.item == key and task.skipped is None
    }


def _seen(state: RunState, begun: bool) -> Seen:
    if state in _GOOD:
        return Seen.DONE
    if state is RunState.OTHER:
        return Seen.NOT_BEGUN
    if state is RunState.CANCELLED and begun:
        return Seen.OPEN  # stopped halfway: what it had done by then stays done
    if state.ended:
        return Seen.FAILED if begun else Seen.NOT_BEGUN
    return Seen.OPEN if begun or state not in _NOT_BEGUN else Seen.NOT_BEGUN


def _remote_state(tree: TaskTree, states: Mapping[str, RunState], begun: Collection[str], key: str) -> Seen:
    """How far the remote job that holds this item is; NOT_BEGUN also where there is none."""
    for task in tree.tasks:
        if task.step is None and task.id in begun and task.action is None and task.item in (key, None):
            return _seen(states.get(task.id, RunState.NOT_STARTED), True)
    return Seen.NOT_BEGUN


def _remote(
    operation: Operation, remote: Seen, nodes: Sequence[ObservedNode], key: str, alone: bool
) -> dict[str, Seen]:
    seen = {
        node.name: _seen(node.state, node.state not in _NOT_BEGUN)
        for node in nodes
        if node.name and node.kind == "step" and (node.item == key or (alone and node.item is None))
    }
    known = any(step in seen for step in (_WORST[operation], _LAST[operation]))
    if remote is Seen.DONE and not known:
        return {_LAST[operation]: Seen.DONE}
    if remote is Seen.OPEN and (not known or _between(operation, seen)):
        return {**seen, _WORST[operation]: Seen.OPEN}
    if remote is Seen.FAILED and not known:
        return {**seen, _WORST[operation]: Seen.OPEN}
    return seen


def _between(operation: Operation, seen: Mapping[str, Seen]) -> bool:
    """The item's check was seen begun and its effect not: it may have begun since that look."""
    waiting = seen.get(_WORST[operation], Seen.NOT_BEGUN) is Seen.NOT_BEGUN
    return waiting and any(seen.get(step, Seen.NOT_BEGUN) is not Seen.NOT_BEGUN for step in _HARMLESS)
