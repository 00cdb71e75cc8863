"""Actions on a recovery plan: each on those of its items that are in a state for it."""

from __future__ import annotations

from collections.abc import Mapping

from drconsole.emulator.acting import choices
from drconsole.emulator.acting.beginning import begin
from drconsole.emulator.acting.bodies import P2R, R2P, Body, check_instance, key_of
from drconsole.emulator.acting.items import ACTIONS as OF_AN_ITEM
from drconsole.emulator.acting.items import HAVE_DIRECTION, TURNED, direction_of, meant, wrong_direction
from drconsole.emulator.acting.networks import test_network
from drconsole.emulator.asked import Asked
from drconsole.emulator.calls import EmulatorAnswer
from drconsole.emulator.names.ids import instance_now
from drconsole.emulator.refusals import service
from drconsole.providers.port import Work
from drconsole.providers.simulator.service.allowing import permits
from drconsole.providers.simulator.service.conditions import FAMILY
from drconsole.recovery.types.estate.plans import Plan
from drconsole.recovery.types.words import Direction, Operation, TargetType

ACTIONS: Mapping[str, Operation] = {
    action: OF_AN_ITEM[action]
    for action in ("testFailover", "testFailoverCleanup", "unplannedFailover", "plannedFailover", "failoverCommit")
}
"""Actions of the API on a plan: those on an item that a plan has, too."""


async def act(asked: Asked, plan: Plan, operation: Operation) -> EmulatorAnswer:
    world = asked.scene.world
    body = Body.of(asked)
    first = world.items[plan.items[0]]
    family = FAMILY[world.configured[first.key].scenario]
    said = body.direction() if operation in HAVE_DIRECTION else None
    operation = meant(operation, family, first.back, said)
    back = any(world.items[key].back for key in plan.items)
    direction = direction_of(operation, back)
    if said is not None and not (family in TURNED and back):
        right = P2R if direction is Direction.PRIMARY_TO_RECOVERY else R2P
        if said != right:
            raise wrong_direction(asked, said, right)
    keys = _taking_part(asked, plan, operation)
    _check_instances(asked, body, keys, operation)
    secret = next((found for one in body.providers() if (found := key_of(asked, one)) is not None), None)
    work = Work(
        key=asked.request_id,
        job=asked.request_id,
        operation=operation,
        target=plan.key,
        target_type=TargetType.PLAN,
        direction=direction,
        items=keys,
        points=choices.of_plan(body, keys),
        shutdown=_shuts_down(body),
        network=test_network(body, keys) if operation is Operation.TEST_FAILOVER else None,
        comment=body.text("comments") or "",
        secret=secret,
    )
    return await begin(asked, work, asked.scene.ids.plan(plan.key))


def _taking_part(asked: Asked, plan: Plan, operation: Operation) -> tuple[str, ...]:
    """Items in a state for it; a plan none of whose items is in one is refused."""
    world = asked.scene.world
    keys = tuple(
        key
        for key in plan.items
        if permits(
            operation,
            world.items[key].condition,
            world.items[key].test,
            world.configured[key].scenario,
            world.items[key].back,
        )
    )
    if not keys:
        raise service(
            400,
            "OperationNotAllowed",
            f"None of the machines in the recovery plan is in a state that allows {operation}.",
            "They were failed over already, or not yet; or a test failover is open.",
            "Look at the allowed operations of the plan's items.",
            request_id=asked.request_id,
        )
    return keys


def _check_instances(asked: Asked, body: Body, keys: tuple[str, ...], operation: Operation) -> None:
    world = asked.scene.world
    allowed = list(dict.fromkeys(instance_now(world.configured[key], world.items[key].back) for key in keys))
    if operation is Operation.FAILBACK:
        allowed.append("HyperVReplicaAzureFailback")
    for one in body.providers():
        check_instance(asked, one.get("instanceType"), allowed)


def _shuts_down(body: Body) -> bool:
    performs = (str(one.get("performShutdown", "")).lower() == "true" for one in body.providers())
    return body.shuts_down or any(performs)


def refuse_reprotect(asked: Asked) -> EmulatorAnswer:
    """The specification of 2025-08-01 says of this call that it is for deprecated scenarios and no longer works."""
    raise service(
        400,
        "ReprotectNotSupported",
        "Reprotect of a recovery plan is for deprecated scenarios and no longer works.",
        "The call was made for a recovery plan.",
        "Reprotect each item of the plan.",
        request_id=asked.request_id,
    )
