"""Rule for whether an operation commits an item's failover now: by its effect, not by its name.

A commit deletes every recovery point of the failover and settles it. Re-protect (VMware) and reverse replicate (between
VMM sites) have a Commit task of their own, skipped where the failover is committed already [REC]. Every question about
what an operation checks, says or destroys is answered by this rule.
"""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import classify, direction_of, table_operations
from drconsole.recovery.steps.item_steps import ITEM_STEPS
from drconsole.recovery.steps.steps import BY_STATE, Skip
from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus
from drconsole.recovery.types.families import FAMILY
from drconsole.recovery.types.words import Operation

_FINALIZE_FAILBACK = "FinalizeRestoreOnRecovery"
"""Commits a failback of Hyper-V, which went to no recovery point: it has synchronized the data itself."""
COMMIT_STEPS = frozenset({"VmCommit", "VmCommitFailover", _FINALIZE_FAILBACK})
"""The Commit tasks of recorded jobs, by name."""


def commits(item: Item, status: ItemStatus, operation: Operation) -> bool:
    """Return whether this operation, begun now, commits the item's failover."""
    return bool(_commit_steps(item, status, operation))


def deletes_points(item: Item, status: ItemStatus, operation: Operation) -> bool:
    """Return whether this operation, begun now, deletes the item's recovery points with its commit."""
    return bool(_commit_steps(item, status, operation) - {_FINALIZE_FAILBACK})


def _commit_steps(item: Item, status: ItemStatus, operation: Operation) -> set[str]:
    if classify(item, status).phase is not Phase.COMMIT_PENDING or operation not in table_operations(item, status):
        return set()
    steps = ITEM_STEPS.get((operation, FAMILY[item.scenario], direction_of(item, status, operation)), ())
    return {step.name for step in steps if step.name in COMMIT_STEPS and not _skipped(step.skip, item, status)}


def committed_by(keys: Iterable[str], view: EstateView, operation: Operation) -> tuple[str, ...]:
    """Of these items those that the operation commits."""
    known = (key for key in keys if key in view.items and key in view.statuses)
    return tuple(key for key in known if commits(view.items[key], view.statuses[key], operation))


def _skipped(skip: Skip, item: Item, status: ItemStatus) -> bool:
    return skip in BY_STATE and BY_STATE[skip](item, status)
