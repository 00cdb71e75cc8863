"""Checks before replication is enabled anew on an item that may have failed over: two machines of it may be left.

Removing replication removes the replicated item and no machine (transition "any, DisableProtection, gone"; "Complete
Migration is commit and disable"). Enabling it takes the machine at the item's own source for the one that counts.
That both machines are looked at first, and that nobody may start a second one, is our choice (project-pegaprox issue
806: both copies ran).
"""

from __future__ import annotations

from drconsole.recovery.checks.case import Case
from drconsole.recovery.states.authority_flags import sides
from drconsole.recovery.types.estate import Item, ItemStatus
from drconsole.recovery.types.known import ABSENT, POWERED, SOURCE, TARGET
from drconsole.recovery.types.tasks import Finding


def which_counts(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Which of the two machines counts, and what becomes of the other one."""
    here, there = case.known.of(item.key, SOURCE), case.known.of(item.key, TARGET)
    words = {
        "source": item.source,
        "target": item.target,
        "here": _SEEN.get(here, here),
        "there": _SEEN.get(there, there),
    }
    if here == ABSENT:
        return case.make("no-machine-to-protect", item.key, **words)
    if there == POWERED[TARGET]:
        return case.make("other-machine-runs", item.key, **words)
    if there == ABSENT or (not there and item.key not in case.known.stays_down):
        return None
    if there and here == POWERED[SOURCE]:
        return case.make("other-machine-left", item.key, **words)
    return case.make("which-machine-counts", item.key, **words)


def machines_stay(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Before replication is removed of an item that has failed over: what stays of it."""
    here, other = sides(item, status, case.known)
    if here != item.target:
        return None
    return case.make("machines-stay", item.key, here=here, other=other)


_SEEN = {
    "": "was not seen",
    POWERED[SOURCE]: "runs",
    POWERED[TARGET]: "runs",
    "off": "is off",
    "stopped": "is stopped",
    ABSENT: "is gone",
}
