"""Transitions of an item, as a table: an operation leads from a row of the states to the next one.

Sources: Site Recovery's transitions as recorded [REC], and the pages about failback [D:failover-failback-overview],
[D:hyper-v-azure-failback], [D:azure-to-azure-how-to-reprotect]; where a row of the states is our choice, so is the way
to it. What leads on by itself (the first copy) has no operation. Failures and cancels are not in here:
``recovery.cancel`` says what those leave.
"""

from __future__ import annotations

from drconsole.recovery.states.row import Row
from drconsole.recovery.states.rows import ROWS
from drconsole.recovery.states.states import classify, is_turned
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.families import FAMILY, Family
from drconsole.recovery.types.words import Location, Operation

OP = Operation

_ALL = tuple(Family)
_VMWARE = (Family.V2A, Family.RCM)
_AZURE = (*_VMWARE, Family.H2A, Family.A2A)
_HYPERV = (Family.H2A, Family.E2E)


@dataclass(frozen=True, slots=True)
class Transition:
    """``turned``: whether the service's item stands the other way round before it; ``location``: where the service
    says that it is active. None = either."""

    families: tuple[Family, ...]
    rows: tuple[str, ...]
    """Numbers of the states it starts from."""
    operation: Operation | None
    """None = it goes on by itself."""
    to: str
    turned: bool | None = None
    turns: bool = False
    """The service makes the item anew, the other way round."""
    location: Location | None = None


def _t(
    families: tuple[Family, ...],
    rows: str,
    operation: Operation | None,
    to: str,
    turned: bool | None = None,
    turns: bool = False,
    location: Location | None = None,
) -> Transition:
    return Transition(families, tuple(rows.split()), operation, to, turned, turns, location)


def _by_side(rows: str, operation: Operation, primary: str, recovery: str) -> tuple[Transition, Transition]:
    """Between two VMM sites the item stays the same, and where it is active says which row it comes to."""
    sides = ((Location.PRIMARY, primary), (Location.RECOVERY, recovery))
    first, second = (_t((Family.E2E,), rows, operation, to, location=side) for side, to in sides)
    return first, second


TRANSITIONS: tuple[Transition, ...] = (
    # The first copy, also the one after re-protect.
    _t(_AZURE, "1", None, "2"),
    _t((Family.E2E,), "1", None, "3"),
    _t(_AZURE, "2", None, "3"),
    _t(_HYPERV, "3", None, "4"),
    _t((Family.A2A,), "3", None, "5"),
    _t(_VMWARE, "3", None, "5", turned=False),
    _t((Family.V2A,), "3", None, "18", turned=True),
    _t((Family.RCM,), "3", None, "19", turned=True),
    # Test failover.
    _t((Family.H2A,), "4 4r 7", OP.TEST_FAILOVER, "6"),
    _t((Family.H2A,), "6", OP.CLEANUP_TEST_FAILOVER, "7"),
    _t((Family.E2E,), "4 4r 7 17", OP.TEST_FAILOVER, "6b"),
    _t((Family.A2A,), "5 5b 5r", OP.TEST_FAILOVER, "6b"),
    _t(_VMWARE, "5 5r 7v", OP.TEST_FAILOVER, "6b", turned=False),
    _t(_VMWARE, "6b", OP.CLEANUP_TEST_FAILOVER, "7v", turned=False),
    _t((Family.A2A,), "6b", OP.CLEANUP_TEST_FAILOVER, "5"),
    # Failover there.
    _t((Family.H2A,), "4 4r 7 21h", OP.FAILOVER, "8"),
    _t((Family.E2E,), "4 4r 7 17 21e", OP.FAILOVER, "10"),
    _t((Family.V2A,), "5 5r 7v 21", OP.FAILOVER, "9c", turned=False),
    _t((Family.RCM,), "5 5r 7v 21b", OP.FAILOVER, "9", turned=False),
    _t((Family.A2A,), "5 5b 5r 21b", OP.FAILOVER, "8a"),
    _t((Family.H2A,), "4 4r 7 21h", OP.PLANNED_FAILOVER, "11"),
    _t((Family.E2E,), "4 4r 7 17 21e", OP.PLANNED_FAILOVER, "12"),
    # Another recovery point, commit.
    *(_t((family,), row, OP.CHANGE_RECOVERY_POINT, row) for family, row in (
        (Family.H2A, "8"), (Family.H2A, "11"), (Family.V2A, "9c"), (Family.RCM, "9"), (Family.A2A, "8a"),
    )),
    _t((Family.H2A,), "8", OP.COMMIT, "13u"),
    _t((Family.H2A,), "11", OP.COMMIT, "13"),
    _t((Family.E2E,), "10", OP.COMMIT, "15"),
    _t((Family.E2E,), "12", OP.COMMIT, "14"),
    _t((Family.V2A,), "9c", OP.COMMIT, "16"),
    _t((Family.RCM,), "9", OP.COMMIT, "16m"),
    _t((Family.A2A,), "8a", OP.COMMIT, "22"),
    # The way back.
    _t((Family.H2A,), "13 13u", OP.FAILBACK, "11b"),
    _t((Family.H2A,), "11b", OP.COMMIT, "20"),
    _t((Family.H2A,), "20", OP.REVERSE_REPLICATE, "4"),
    _t((Family.V2A,), "9c 16", OP.RE_PROTECT, "1", turned=False, turns=True),
    _t((Family.RCM,), "9 16m", OP.RE_PROTECT, "1", turned=False, turns=True),
    _t((Family.A2A,), "22", OP.RE_PROTECT, "1", turns=True),
    _t((Family.V2A,), "18 18x", OP.FAILOVER, "18f", turned=True),
    _t((Family.V2A,), "18f", OP.COMMIT, "18c", turned=True),
    _t((Family.V2A,), "18c", OP.RE_PROTECT, "1", turned=True, turns=True),
    _t((Family.RCM,), "19", OP.FAILBACK, "19f", turned=True),
    _t((Family.RCM,), "19f", OP.COMMIT, "19c", turned=True),
    _t((Family.RCM,), "19c", OP.RE_PROTECT, "1", turned=True, turns=True),
    *_by_side("6b", OP.CLEANUP_TEST_FAILOVER, "7", "17"),
    *_by_side("10 12 14 15", OP.REVERSE_REPLICATE, "4", "17"),
    *_by_side("21e", OP.RESYNCHRONIZE, "4", "17"),
    # What may be done anywhere.
    _t((Family.H2A,), "4r 21h", OP.RESYNCHRONIZE, "4"),
    _t((Family.E2E,), "4r", OP.RESYNCHRONIZE, "4"),
    _t((Family.V2A, Family.RCM, Family.A2A), "5r 5b 21 21b", OP.RESYNCHRONIZE, "5"),
    *(_t((family,), row, OP.RESYNCHRONIZE, row) for family, rows in (
        (Family.H2A, "4 7"), (Family.E2E, "4 7 17"), (Family.V2A, "5 7v 18"), (Family.RCM, "5 7v 19"),
        (Family.A2A, "5"),
    ) for row in rows.split()),
    _t(_ALL, "own-2", OP.ENABLE_REPLICATION, "1"),
)  # fmt: skip
"""Disabling is not in here: from everywhere it leads to ``own-2``."""

_BY_NUMBER: dict[str, Row] = {row.number: row for row in ROWS}


@dataclass(frozen=True, slots=True)
class After:
    """State of an item once a job has succeeded; ``row`` is the first state, before anything goes on by itself."""

    row: Row
    turned: bool


def leads_to(item: Item, status: ItemStatus, operation: Operation) -> After | None:
    """Return where this operation leads the item if it succeeds; None = not known here, or not allowed."""
    row = classify(item, status)
    return step(FAMILY[item.scenario], row, is_turned(status), status.active_location, operation)


def step(family: Family, row: Row, turned: bool, location: Location, operation: Operation | None) -> After | None:
    """One step of the way; ``location`` is the service's active location."""
    if operation is OP.DISABLE_REPLICATION:
        return After(_BY_NUMBER["own-2"], False)
    for transition in TRANSITIONS:
        if (
            family in transition.families
            and row.number in transition.rows
            and operation is transition.operation
            and transition.turned in (None, turned)
            and transition.location in (None, location)
        ):
            return After(_BY_NUMBER[transition.to], turned is not transition.turns)
    return None
