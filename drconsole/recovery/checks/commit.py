"""Checks of what deletes recovery points or machines: commit, disabling replication, another recovery point."""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.recovery.checks.case import Case
from drconsole.recovery.checks.findings.maker import listed
from drconsole.recovery.states.states import to_azure
from drconsole.recovery.steps.committing import committed_by
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.words import (
    Operation,
    counted,
)
from drconsole.recovery.types.work.tasks import Finding

OP = Operation


def validated(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """A machine that nobody validated is a warning; one that was found bad is an error that can be accepted (our
    choice)."""
    match case.look.validations.get(item.key):
        case "ok":
            return None
        case "failed":
            return case.make("validation-failed", item.key)
        case _:
            return case.make("not-validated", item.key)


def commits_by_itself(case: Case) -> Iterable[Finding]:
    """Re-protect and reverse replicate commit what is not committed [REC]: nobody may be surprised by it."""
    keys = committed_by(case.items, case.view, case.request.operation)
    if keys and case.request.operation is not OP.COMMIT:
        names = listed(case.view.items[key].name for key in keys)
        yield case.make("commits-by-itself", operation=case.request.operation.value, names=names)


def commit_deletes(case: Case) -> Iterable[Finding]:
    """Only where there are recovery points to choose from: when it failed over to Azure [S]."""
    items = (case.view.items[key] for key in case.items)
    keys = [item.key for item in items if to_azure(item.scenario, case.way(item))]
    if not keys:
        return
    reads = [case.look.points.get(key) for key in keys]
    known = [len(read.points) for read in reads if read is not None and read.error is None]
    count = f"{counted(sum(known), 'point')} of {counted(len(known), 'machine')}"
    yield case.make("commit-deletes-points", count=count if len(known) == len(reads) else "how many is not known")


def disable_deletes(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Wherever there are recovery points, also those that a failover which was cut off has left."""
    read = case.look.points.get(item.key)
    if read is not None and read.error is None and not read.points:
        return None
    return case.make("disable-deletes-points", item.key)


def change_recreates(case: Case) -> Iterable[Finding]:
    if case.items:
        yield case.make("change-recreates-machine")
