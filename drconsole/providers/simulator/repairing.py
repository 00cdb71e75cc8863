"""Acts of people outside, who clear faults: a simulated world has nobody, so an operator has them done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from drconsole.documents.definition import CLEARED_BY, FAULT_KINDS, NOTHING
from drconsole.providers.port import FaultAtWork
from drconsole.providers.simulator import by_hand
from drconsole.providers.simulator.faults import fates, kinds
from drconsole.providers.simulator.items import turning
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.rows import FaultState
from drconsole.recovery.types.remedies import Deed
from drconsole.recovery.types.work.errors import BadInput

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World


def at_work(world: World, items: Iterable[str] | None = None) -> list[FaultAtWork]:
    """Faults that have shown themselves and are not over, oldest first; then what a run left to people at items that
    no fault accounts for. ``items``: of these only."""
    found = [shown(world, fault) for fault in world.faults.values() if _shows(world, fault)]
    asked = world.items if items is None else [key for key in items if key in world.items]
    if items is not None:
        found = [fault for fault in found if not set(fault.items).isdisjoint(asked)]
    hit = {key for fault in found if fault.cleared_by is not None for key in fault.items}
    left = by_hand.left(world, asked)
    return [*found, *(one for one in left if one.by_choice or hit.isdisjoint(one.items))]


def shown(world: World, fault: FaultState) -> FaultAtWork:
    word = cleared_by(fault)
    deed = None if word == NOTHING else Deed(word)
    code = fault.params.get("code")
    what = FAULT_KINDS[fault.kind].what + (f" ({code})" if code else "")
    return FaultAtWork(fault.id, fault.kind, what, tuple(fates.scope(world, fault)), deed, CLEARED_BY[word])


def cleared_by(fault: FaultState) -> str:
    return fault.cleared_by or FAULT_KINDS[fault.kind].cleared_by


def repair(world: World, item: str, named: str | None, at: int) -> list[FaultAtWork]:
    """Clear what is at work on an item, or one fault of it; return what was cleared. Raises ``BadInput``."""
    name = world.configured[item].name
    by_itself = [one for one in at_work(world, [item]) if one.id not in world.faults]
    left = [one for one in by_itself if named == one.id or (named is None and not one.by_choice)]
    if left:
        by_hand.do(world, item, [one.kind for one in left], at)
        return left
    found = [fault for fault in world.faults.values() if _shows(world, fault) and item in fates.scope(world, fault)]
    if named is not None:
        found = [fault for fault in found if fault.id == named]
    if not found:
        which = "no fault" if named is None else f"no fault '{named}'"
        raise BadInput("no-fault", f"{which} has shown itself at {name}", place="fault" if named else "item")
    able = [fault for fault in found if cleared_by(fault) != NOTHING]
    if not able:
        what = ", ".join(dict.fromkeys(fault.kind for fault in found))
        raise BadInput("not-clearable", f"nobody can clear what is at work on {name}: {what}", place="item")
    done = [shown(world, fault) for fault in able]
    for fault in able:
        _clear(world, fault, at)
    return done


def _shows(world: World, fault: FaultState) -> bool:
    """Return whether anybody can have noticed the fault: one that has not struck, or cannot again, needs no repair."""
    if fault.phase != "active" or kinds.spent(fault):
        return False
    return fault.fired > 0 or bool(fault.hit) or any(_wrong(item, fault) for item in _items(world, fault))


def _wrong(item: ItemState, fault: FaultState) -> bool:
    """Return whether what a fault did at once still stands: machines that somebody started or stopped, or came back."""
    if fault.kind == "source-returns":
        return by_hand.over(item) and item.source_on and not item.source_gone
    if fault.kind == "target-stopped":
        return not item.back and bool(item.machines) and not item.machine_on
    return fault.kind == "target-started" and item.back and item.source_on


def _clear(world: World, fault: FaultState, at: int) -> None:
    fates.end(world, fault, at)
    for item in _items(world, fault):
        if fault.kind in _UNDO:
            fates.at_once(_UNDO[fault.kind], world, item, fault, at)
        elif cleared_by(fault) == Deed.SHUT_DOWN and by_hand.over(item):
            turning.stop_old_source(world, item, at, "")
        world.emit(at, item.key, "repaired", "", fault.id)
        world.touch(item)


_UNDO = {"target-started": "target-stopped", "target-stopped": "target-started"}
"""What somebody did by hand -> what takes it back by hand."""


def _items(world: World, fault: FaultState) -> Iterator[ItemState]:
    return (world.items[key] for key in fates.scope(world, fault))
