"""Cancel of a planned failover: documented for modernized VMware on its way back, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from drconsole.emulator.asked import Asked
from drconsole.emulator.calls import EmulatorAnswer
from drconsole.emulator.refusals import service
from drconsole.emulator.wire.running.operations import operation_id
from drconsole.providers.port import Work
from drconsole.providers.simulator.service.conditions import FAMILY, Family
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.recovery.types.estate.plans import Plan
from drconsole.recovery.types.words import Direction, Operation, RemoteAct, TargetType

NONE_THERE: Mapping[TargetType, tuple[str, str, str]] = {
    TargetType.ITEM: (
        "There is no planned failover that could be cancelled.",
        "Only a planned failover of an item that replicates back to modernized VMware can be cancelled, and none "
        "is under way.",
        "Look at the item's allowed operations.",
    ),
    TargetType.PLAN: (
        "There is no planned failover of the recovery plan that could be cancelled.",
        "Only one of machines that replicate back to modernized VMware can be cancelled, and none is under way.",
        "Look at the plan's jobs.",
    ),
}
"""Message, possible causes and recommended action of the refusal."""


async def cancel_of_item(asked: Asked, item: ItemState) -> EmulatorAnswer:
    """Take a planned failover of the item back."""
    return await _cancel(asked, TargetType.ITEM, item.key, item.busy, item.key, asked.scene.ids.item(item))


async def cancel_of_plan(asked: Asked, plan: Plan) -> EmulatorAnswer:
    """Take a planned failover of the plan back; its first item says of which scenario it is."""
    busy, resource = asked.scene.world.plan_states[plan.key].busy, asked.scene.ids.plan(plan.key)
    return await _cancel(asked, TargetType.PLAN, plan.key, busy, plan.items[0], resource)


async def _cancel(
    asked: Asked, kind: TargetType, key: str, busy: Iterable[str], item: str, resource: str
) -> EmulatorAnswer:
    """Cancel the failback among the jobs that a target is busy with. ``item``: key of the one that has its scenario."""
    world = asked.scene.world
    running = [world.jobs[ident] for ident in busy if ident in world.jobs]
    job = next((one for one in running if one.operation == Operation.FAILBACK), None)
    if job is None or FAMILY[world.configured[item].scenario] is not Family.RCM:
        raise service(400, "CancelFailoverNotSupported", *NONE_THERE[kind], request_id=asked.request_id)
    work = Work(job.key, job.key, Operation.FAILBACK, key, kind, Direction.RECOVERY_TO_PRIMARY, ())
    await asked.simulator.act(work, job.id, RemoteAct.CANCEL, "")
    return asked.accepted(resource, operation_id(job, plan=kind is TargetType.PLAN), asked.scene.now)
