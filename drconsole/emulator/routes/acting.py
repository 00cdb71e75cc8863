"""Actions: who answers what is asked to be done."""

from __future__ import annotations

from drconsole.emulator.acting import cancelling, items, jobs, plans
from drconsole.emulator.acting.beginning import begin
from drconsole.emulator.acting.bodies import Body
from drconsole.emulator.asked import Asked
from drconsole.emulator.calls import EmulatorAnswer
from drconsole.emulator.refusals import not_emulated, not_found, service
from drconsole.emulator.routes import finding
from drconsole.emulator.routes.route import Handler
from drconsole.providers.port import Work
from drconsole.recovery.types.words import Direction, Operation, TargetType


def on_item(operation: Operation) -> Handler:
    async def handler(asked: Asked) -> EmulatorAnswer:
        return await items.act(asked, finding.item(asked), operation)

    return handler


def on_plan(operation: Operation) -> Handler:
    async def handler(asked: Asked) -> EmulatorAnswer:
        return await plans.act(asked, finding.plan(asked), operation)

    return handler


def missing(what: str) -> Handler:
    """An action that Site Recovery has and the emulator has not."""

    def handler(asked: Asked) -> EmulatorAnswer:
        raise not_emulated(what)

    return handler


async def switch_protection(asked: Asked) -> EmulatorAnswer:
    one = finding.container(asked)
    return await items.switch_protection(asked, finding.items_of(asked, one), asked.scene.ids.container(one))


async def cancel_item(asked: Asked) -> EmulatorAnswer:
    return await cancelling.cancel_of_item(asked, finding.item(asked))


async def cancel_plan(asked: Asked) -> EmulatorAnswer:
    return await cancelling.cancel_of_plan(asked, finding.plan(asked))


def reprotect_plan(asked: Asked) -> EmulatorAnswer:
    finding.plan(asked)
    return plans.refuse_reprotect(asked)


async def cancel_job(asked: Asked) -> EmulatorAnswer:
    return await jobs.cancel(asked, finding.whole_job(asked))


async def resume_job(asked: Asked) -> EmulatorAnswer:
    return await jobs.resume(asked, finding.whole_job(asked))


async def restart_job(asked: Asked) -> EmulatorAnswer:
    return await jobs.restart(asked, finding.whole_job(asked))


async def enable_item(asked: Asked) -> EmulatorAnswer:
    """Enable replication again for a machine of the estate whose replication was disabled."""
    one = finding.container(asked)
    key = asked.scene.ids.items.get(asked.found["item"].lower())
    item = asked.scene.world.items.get(key or "")
    if item is None or asked.scene.ids.fabrics.source(asked.scene.world.configured[item.key]).name != one.name:
        raise not_found("protectable item", asked.found["item"])
    if item.condition != finding.GONE:
        raise service(
            409,
            "45031",
            f"Protection has already been enabled for '{asked.scene.world.configured[item.key].name}'.",
            "It is replicated already.",
            "Nothing needs to be done.",
            request_id=asked.request_id,
        )
    work = Work(
        key=asked.request_id,
        job=asked.request_id,
        operation=Operation.ENABLE_REPLICATION,
        target=item.key,
        target_type=TargetType.ITEM,
        direction=Direction.PRIMARY_TO_RECOVERY,
        items=(item.key,),
        comment=Body.of(asked).text("comments") or "",
    )
    return await begin(asked, work, asked.scene.ids.item(item))
