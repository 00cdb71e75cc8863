"""Checks before replication is enabled anew on an item that may have failed over: two machines of it may be left.

Removing replication removes the replicated item and no machine (row own-2 [states]; Complete Migration is a commit and
a disable [D:failover-failback-overview]). Enabling it takes the machine at the item's own source for the one that
counts. That both machines are looked at first, and that nobody may start a second one, is our choice
([project-pegaprox#806]: both copies ran).
"""

from __future__ import annotations

from drconsole.recovery.checks.case import Case
from drconsole.recovery.states.assessments.authority import sides
from drconsole.recovery.states.assessments.comeback import old_machine_gone
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.estate.known import ABSENT, POWERED, SOURCE, TARGET
from drconsole.recovery.types.work.tasks import Finding


def which_counts(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Find which of the two machines counts, and what becomes of the other one."""
    here, there = case.known.of(item.key, SOURCE), case.known.of(item.key, TARGET)
    kind = _kind(here, there, item.key in case.known.stays_down)
    if kind is None:
        return None
    seen_here, seen_there = _SEEN.get(here, here), _SEEN.get(there, there)
    return case.make(kind, item.key, source=item.source, target=item.target, here=seen_here, there=seen_there)


def _kind(here: str, there: str, owed: bool) -> str | None:
    """By what was seen at the item's source and at its target; ``owed``: the one at the source must stay down."""
    if here == ABSENT:
        return "no-machine-to-protect"
    if there == POWERED[TARGET]:
        return "other-machine-runs"
    if there == ABSENT or (not there and not owed):
        return None
    return "other-machine-left" if there and here == POWERED[SOURCE] else "which-machine-counts"


def machines_stay(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Before replication is removed of an item that has failed over: what stays of it."""
    here, other = sides(item, status, case.known)
    if here != item.target:
        return None
    gone = old_machine_gone(item, status, case.known)
    rest = f"there is none at {other} any more" if gone else f"the one at {other} must still stay down"
    return case.make("machines-stay", item.key, here=here, rest=rest)


_SEEN = {
    "": "was not seen",
    POWERED[SOURCE]: "runs",
    POWERED[TARGET]: "runs",
    "off": "is off",
    "stopped": "is stopped",
    ABSENT: "is gone",
}
