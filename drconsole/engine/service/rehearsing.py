"""Faults of a simulated world: which are at work, and what people outside do to clear them."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from drconsole.engine.decider.state import Job
from drconsole.engine.decider.tree import ACTIONS
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.previewing.targets import resolve_item
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
    engine.touch_estate((("item", key),))
    await engine.record(event, actor=asked.actor, intent=asked.answered(answer))
    with contextlib.suppress(Unreachable):
        await engine.look()
    engine.watch.forget(key)
    await engine.watch.look()
    return answer


def repairs(engine: Engine, keys: Sequence[str]) -> list[Remedy]:
    """Return what a person outside can do at these items, where the world is a simulation: it has nobody else.

    A run that still works at an item has left nothing there yet: its next steps start and stop the machines. Where an
    action of its plan waits for an answer (a script of unknown outcome), nothing that is done at a machine helps.
    """
    rehearsal = engine.provider.rehearsal
    state = engine.state
    jobs = {key: state.jobs[state.busy[key]] for key in keys if state.busy.get(key) in state.jobs}
    asked = [key for key in keys if key not in jobs or not _waits_at_an_action(jobs[key])]
    found = rehearsal.at_work(asked) if rehearsal is not None else []
    clear = [fault for fault in found if fault.cleared_by is not None and not fault.by_choice]
    able = dict.fromkeys(
        key for fault in clear for key in fault.items if key in asked and not (fault.left_by_run and key in jobs)
    )
    return [Remedy(Act.REPAIR, target=target_in(engine.view.items, TargetType.ITEM, key)) for key in able]


def _waits_at_an_action(job: Job) -> bool:
    return any(job.tasks[task].spec.kind in ACTIONS for task in job.waiting)


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
