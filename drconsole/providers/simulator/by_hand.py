"""Work that a run leaves to people outside, where no fault is the cause: a table, a row each.

A failover without shutdown leaves two machines running, a plan that stopped leaves one that does not run, accepted
network findings leave one that nobody reaches. Site Recovery mends none of it, and a simulation has nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from drconsole.providers.port import FaultAtWork
from drconsole.providers.simulator import attaching
from drconsole.providers.simulator.items import machines, turning
from drconsole.providers.simulator.service.conditions import COMMITTED, CONDITIONS
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.remedies import Deed

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World


def over(item: ItemState) -> bool:
    """Return whether it has failed over, so that the machine that it came from must stay down."""
    return CONDITIONS[item.condition].failed_over or item.condition in COMMITTED


def _removed(item: ItemState) -> bool:
    return item.condition == "unprotected"


def _run_twice(item: ItemState) -> bool:
    """Also where its replication was removed meanwhile: that stops no machine."""
    if not (over(item) or _removed(item)):
        return False
    return bool(item.machines) and item.machine_on and item.source_on and not item.source_gone


def _recovery_runs(item: ItemState) -> bool:
    """Return whether the machine at the target runs of an item whose replication was removed: of one that came half the
    way back, the source is the one that runs there."""
    on = item.source_on and not item.source_gone if item.back else bool(item.machines) and item.machine_on
    return _removed(item) and on


def _not_started(item: ItemState) -> bool:
    return over(item) and bool(item.machines) and not item.machine_on


def _no_network(item: ItemState) -> bool:
    return bool(item.machines) and item.connection in (attaching.NOT_ATTACHED, attaching.NO_ADDRESS)


def _source_off(item: ItemState) -> bool:
    """Also where replication was cut off or removed, unless its other machine runs and counts."""
    serves = item.source_on or (bool(item.machines) and item.machine_on)
    return not (over(item) or serves or item.source_gone)


def _shut_down(world: World, item: ItemState, at: int) -> None:
    turning.stop_old_source(world, item, at, "")


def _start(world: World, item: ItemState, at: int) -> None:
    machines.power_on(world, item, at, "")


def _attach(world: World, item: ItemState, at: int) -> None:
    attaching.mend(world, item, machines.wanted_address(world, item), at)


def _shut_recovery_down(world: World, item: ItemState, at: int) -> None:
    if item.back:
        turning.stop_old_source(world, item, at, "")
    else:
        machines.power_off(world, item, at, "")


def _power_on(world: World, item: ItemState, at: int) -> None:
    turning.power_on_source(world, item, at, "", "")


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    what: str
    stands: Callable[[ItemState], bool]
    deed: Deed
    how: str
    does: Callable[[World, ItemState, int], None]
    by_choice: bool = False


_ROWS = (
    _Row(
        "two-machines-run",
        "the machine that it failed over from runs, too",
        _run_twice,
        Deed.SHUT_DOWN,
        "somebody shuts the old machine down, and keeps it down",
        _shut_down,
    ),
    _Row(
        "machine-not-started",
        "the machine that it failed over to does not run",
        _not_started,
        Deed.START,
        "somebody powers the machine on",
        _start,
    ),
    _Row(
        "no-network",
        "the machine that it failed over to has no network or address",
        _no_network,
        Deed.MEND_NETWORK,
        "somebody attaches the machine to its network, with its address",
        _attach,
    ),
    _Row(
        "machine-off",
        "its machine is switched off, and no other one serves",
        _source_off,
        Deed.START,
        "somebody powers the machine on",
        _power_on,
    ),
    _Row(
        "recovery-machine-runs",
        "its replication was removed, and its machine at the recovery site runs on",
        _recovery_runs,
        Deed.SHUT_DOWN,
        "somebody who decided that the valid data is at the primary site names this and shuts it down",
        _shut_recovery_down,
        by_choice=True,
    ),
)


def left(world: World, keys: Iterable[str]) -> Iterator[FaultAtWork]:
    """Return what is left to people at these items, none of which is in a run."""
    for key in keys:
        for row in _standing(world.items[key]):
            yield FaultAtWork(f"{row.kind}:{key}", row.kind, row.what, (key,), row.deed, row.how, row.by_choice, True)


def do(world: World, key: str, kinds: Iterable[str], at: int) -> None:
    """Do what is left at an item, of these kinds."""
    item = world.items[key]
    for row in _ROWS:
        if row.kind in kinds:
            row.does(world, item, at)
    world.emit(at, key, "repaired", "", "")
    world.touch(item)


def _standing(item: ItemState) -> list[_Row]:
    return [] if item.busy else [row for row in _ROWS if row.stands(item)]
