"""Machines that Site Recovery can shut down before it fails them over: a table, a row each.

The option "Shut down machine before beginning failover" [S] acts through what hosts a virtual machine. Nothing hosts a
physical server, and operators report that the service has no such option for one. No recorded job shows it. Our
choice is the cautious one: leave the machine out of the shutdown and tell the operator to switch it off himself.
"""

from __future__ import annotations

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.words import Direction, Scenario

BY_HAND = "Site Recovery cannot shut a physical server down: somebody switches it off"
NOBODY = "none of its machines can be shut down by Site Recovery"


@dataclass(frozen=True, slots=True)
class _Row:
    scenario: Scenario
    direction: Direction
    source: str


_BY_HAND = (
    _Row(
        Scenario.PHYSICAL_TO_AZURE,
        Direction.PRIMARY_TO_RECOVERY,
        "reported by operators; on the way back it is a machine in Azure, which can be shut down",
    ),
)
_PAIRS = frozenset((row.scenario, row.direction) for row in _BY_HAND)


def may_run(status: ItemStatus) -> bool:
    """Return whether the machine at the source may be on: only what was seen to be off is off."""
    return status.source_powered is not False


def by_hand(item: Item, direction: Direction) -> bool:
    """Return whether only a person can switch its source off. A Hyper-V machine that is protected as a physical server
    is one to the service."""
    return (item.scenario, direction) in _PAIRS
