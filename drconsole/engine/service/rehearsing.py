"""Faults of a simulated world: which are at work, and what people outside do to clear them."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from drconsole.engine.service.asked import Asked
from drconsole.engine.service.targets import resolve_item
from drconsole.link.messages import Faults, Repair
from drconsole.providers.port import FaultAtWork, Rehearsal, Unreachable
from drconsole.records.rows.estate.rehearsal import FaultRow, FaultsRow, RepairedRow
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.remedies import Act, Remedy, target_in
from drconsole.recovery.types.words import TargetType
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import Refused

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine


async def faults(engine: Engine, message: Faults, asked: Asked) -> FaultsRow:
    found = _rehearsal(engine).at_work()
    return {"faults": [_row(fault, engine.view) for fault in found]}


async def repair(engine: Engine, message: Repair, asked: Asked) -> RepairedRow:
    rehearsal = _rehearsal(engine)
    key, name = resolve_item(message.item, engine.view)
    cleared = rehearsal.repair(key, message.fault)
    answer: RepairedRow = {"item": name, "key": key, "faults": [_row(fault, engine.view) for fault in cleared]}
    event = ev.FaultsCleared(key, tuple(fault.id for fault in cleared), message.comment)
    await engine.record(event, actor=asked.actor, intent=asked.answered(answer))
    with contextlib.suppress(Unreachable):
        await engine.look()
    engine.watch.forget(key)
    await engine.watch.look()
    return answer


def repairs(engine: Engine, keys: Sequence[str]) -> list[Remedy]:
    """What a person outside can do at these items, where the world is a simulation: it has nobody else."""
    rehearsal = engine.provider.rehearsal
    found = rehearsal.at_work(keys) if rehearsal is not None else []
    clear = [fault for fault in found if fault.cleared_by is not None and not fault.by_choice]
    able = dict.fromkeys(key for fault in clear for key in fault.items if key in keys)
    return [Remedy(Act.REPAIR, target=target_in(engine.view.items, TargetType.ITEM, key)) for key in able]


def _rehearsal(engine: Engine) -> Rehearsal:
    rehearsal = engine.provider.rehearsal
    if rehearsal is None:
        raise Refused(
            "not-simulated",
            f"{engine.provider.name} is {engine.provider.mode}: no fault of it is ours to clear",
            advice="have it done at the machines themselves",
        )
    return rehearsal


def _row(fault: FaultAtWork, view: EstateView) -> FaultRow:
    return {
        "id": fault.id,
        "kind": fault.kind,
        "what": fault.what,
        "items": [{"key": key, "name": view.items[key].name if key in view.items else key} for key in fault.items],
        "cleared_by": fault.cleared_by,
        "how": fault.how,
    }
