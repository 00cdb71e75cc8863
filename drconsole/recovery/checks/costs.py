"""Costs of a run, told before it is confirmed: what is lost, deleted or stopped for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drconsole.recovery.cancel.cancel import NEVER_CANCEL
from drconsole.recovery.states.assessments.lost_writes import lost_writes, warning_of
from drconsole.recovery.steps.committing import deletes_points
from drconsole.recovery.types.deed_words import named
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.words import FAILS_OVER, PLANNED, Operation, TargetType, counted
from drconsole.recovery.types.work.tasks import Finding, LostWrites, Request, TaskKind, TaskTree

DELETES_MACHINE = "commit-deletes-machine"
"""Kind of the finding on a machine that a commit deletes."""


def writes_lost(request: Request, look: Look, items: Sequence[str]) -> dict[str, LostWrites]:
    """Return what each item loses beside what its recovery point misses; items that lose nothing are left out."""
    view = look.view
    found = {
        key: lost_writes(request.operation, view.items[key], view.statuses[key], look.known, look.now) for key in items
    }
    return {key: lost for key, lost in found.items() if lost is not None}


def warnings(
    request: Request,
    view: EstateView,
    items: Sequence[str],
    tree: TaskTree,
    lost: Mapping[str, LostWrites],
    findings: Sequence[Finding],
) -> tuple[str, ...]:
    """Return what the operator has to know of the run before it is confirmed, gravest first."""
    found = [said] if (said := warning_of(lost, {key: item.name for key, item in view.items.items()})) else []
    deleted = [one.item for one in findings if one.kind == DELETES_MACHINE and one.item is not None]
    for site in dict.fromkeys(view.items[key].target for key in deleted):
        theirs = [view.items[key].name for key in deleted if view.items[key].target == site]
        found.append(f"Commit deletes {counted(len(theirs), 'machine')} at {site}, disks included: {named(theirs)}.")
    names = ", ".join(view.items[key].name for key in items)
    if request.operation in FAILS_OVER:
        found.append(NEVER_CANCEL)
    emptied = [key for key in items if deletes_points(view.items[key], view.statuses[key], request.operation)]
    if emptied:
        its = ", ".join(view.items[key].name for key in emptied)
        what = "Commit" if request.operation is Operation.COMMIT else f"{request.operation.value} commits: it"
        found.append(f"{what} deletes all recovery points of: {its}. No other point can be chosen afterwards.")
    if request.operation is Operation.DISABLE_REPLICATION and items:
        found.append(f"Disabling replication leaves unprotected: {names}.")
    manual = sum(task.kind is TaskKind.MANUAL and task.skipped is None for task in tree.tasks)
    if manual:
        found.append(f"The run stops for a person {counted(manual, 'time')}.")
    if request.target_type is TargetType.PLAN and request.operation in PLANNED:
        words = request.operation.value.replace("-", " ")
        found.append(f"A {words} stops at the first failure; it can be started again.")
    return tuple(found)
