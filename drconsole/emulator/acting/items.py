"""Actions on one replicated item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drconsole.emulator.acting import choices
from drconsole.emulator.acting.beginning import begin
from drconsole.emulator.acting.bodies import P2R, R2P, Body, check_instance, key_of
from drconsole.emulator.acting.networks import test_network
from drconsole.emulator.asked import Asked
from drconsole.emulator.calls import EmulatorAnswer
from drconsole.emulator.names.ids import instance_now
from drconsole.emulator.refusals import Refused, service
from drconsole.providers.port import Work
from drconsole.providers.simulator.service.conditions import FAMILY, Family
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.recovery.types.words import Direction, Operation, TargetType

ACTIONS: Mapping[str, Operation] = {
    "testFailover": Operation.TEST_FAILOVER,
    "testFailoverCleanup": Operation.CLEANUP_TEST_FAILOVER,
    "unplannedFailover": Operation.FAILOVER,
    "plannedFailover": Operation.PLANNED_FAILOVER,
    "failoverCommit": Operation.COMMIT,
    "reProtect": Operation.REVERSE_REPLICATE,
    "applyRecoveryPoint": Operation.CHANGE_RECOVERY_POINT,
    "repairReplication": Operation.RESYNCHRONIZE,
    "remove": Operation.DISABLE_REPLICATION,
}
"""Actions of the API, and the operation that each is. A planned failover from Azure is a failback, and a reprotect of
VMware another operation than one of Hyper-V: ``meant`` says so."""

HAVE_DIRECTION = frozenset(
    {Operation.TEST_FAILOVER, Operation.FAILOVER, Operation.PLANNED_FAILOVER, Operation.FAILBACK}
)
TURNED = frozenset({Family.V2A, Family.RCM})
"""Families whose item is another one on the way back; which direction such a one says was not recorded, so that both
are taken."""


CLASSIC = ("InMageAzureV2", "InMage")
"""A reprotect of these is named after what will replicate then, as Microsoft's clients send it; both are taken."""


def meant(operation: Operation, family: Family, back: bool, direction: str | None) -> Operation:
    """Return which of our operations the API's one is for an item of this family."""
    if operation is Operation.PLANNED_FAILOVER:
        from_azure = family is Family.H2A and direction == R2P
        return Operation.FAILBACK if from_azure or (family is Family.RCM and back) else operation
    if operation is Operation.REVERSE_REPLICATE and family in (*TURNED, Family.A2A):
        return Operation.RE_PROTECT
    return operation


async def act(asked: Asked, item: ItemState, operation: Operation) -> EmulatorAnswer:
    configured = asked.scene.world.configured[item.key]
    family = FAMILY[configured.scenario]
    body = Body.of(asked)
    if operation is Operation.REVERSE_REPLICATE and family is Family.A2A:
        raise _not_here(asked, "A2A", "An item between Azure regions is reprotected by switchprotection.")
    said = body.direction() if operation in HAVE_DIRECTION and not _left_out(body, operation) else None
    operation = meant(operation, family, item.back, said)
    if said is not None:
        _check_direction(asked, item, operation, said)
    check_instance(asked, body.provider().get("instanceType"), _instances(operation, item, asked))
    return await start(asked, item, operation, body)


def _left_out(body: Body, operation: Operation) -> bool:
    """Return whether it may leave the direction out: planned and test failovers of one item were recorded without."""
    optional = (Operation.PLANNED_FAILOVER, Operation.TEST_FAILOVER)
    return operation in optional and body.text("failoverDirection") is None


async def start(asked: Asked, item: ItemState, operation: Operation, body: Body) -> EmulatorAnswer:
    """Begin it; everything that the body must say was said."""
    details = body.provider()
    shuts_down = body.shuts_down or str(details.get("performShutdown", "")).lower() == "true"
    work = Work(
        key=asked.request_id,
        job=asked.request_id,
        operation=operation,
        target=item.key,
        target_type=TargetType.ITEM,
        direction=direction_of(operation, item.back),
        items=(item.key,),
        points=choices.of_item(body, item.key),
        shutdown=shuts_down,
        network=test_network(body, [item.key]) if operation is Operation.TEST_FAILOVER else None,
        comment=body.text("comments") or "",
        secret=key_of(asked, details),
    )
    return await begin(asked, work, asked.scene.ids.item(item))


def direction_of(operation: Operation, back: bool) -> Direction:
    """Relative to the item as it was created, as the world counts."""
    return Direction.RECOVERY_TO_PRIMARY if back or operation is Operation.FAILBACK else Direction.PRIMARY_TO_RECOVERY


def _check_direction(asked: Asked, item: ItemState, operation: Operation, said: str) -> None:
    family = FAMILY[asked.scene.world.configured[item.key].scenario]
    if family in TURNED and item.back:
        return
    moved = family is Family.A2A
    right = P2R if moved or direction_of(operation, item.back) is Direction.PRIMARY_TO_RECOVERY else R2P
    if said != right:
        raise wrong_direction(asked, said, right)


def wrong_direction(asked: Asked, said: str, right: str) -> Refused:
    return service(
        400,
        "InvalidFailoverDirection",
        f"The failover direction '{said}' is not valid in the current state.",
        "It replicates the other way, or was failed over and not reprotected.",
        f"Fail over in the direction {right}, once its state allows a failover.",
        request_id=asked.request_id,
    )


def _instances(operation: Operation, item: ItemState, asked: Asked) -> Sequence[str]:
    """Bodies that this item takes."""
    now = instance_now(asked.scene.world.configured[item.key], item.back)
    if operation is Operation.FAILBACK and now == "HyperVReplicaAzure":
        return ("HyperVReplicaAzureFailback", now)
    if operation is Operation.RE_PROTECT and now in CLASSIC:
        return CLASSIC
    return (now,)


def _not_here(asked: Asked, instance: str, action: str) -> Refused:
    return service(
        400,
        "506",
        "An invalid parameter ReplicationProviderInput was passed.",
        f"The replication provider {instance} does not have this action.",
        action,
        request_id=asked.request_id,
    )


async def switch_protection(asked: Asked, container_items: Mapping[str, ItemState], resource: str) -> EmulatorAnswer:
    """Reprotect between Azure regions: asked of the container, with the item's name in the body."""
    body = Body.of(asked)
    name = body.text("replicationProtectedItemName") or ""
    item = container_items.get(name.lower())
    if item is None:
        raise service(
            404,
            "ResourceNotFound",
            f"The item '{name}' was not found in this protection container.",
            "It replicates from another container now.",
            "Send switchprotection to the container that the item lies in.",
            request_id=asked.request_id,
        )
    check_instance(asked, body.provider().get("instanceType"), ("A2A",))
    _check_disks(asked, body, item)
    answer = await start(asked, item, Operation.RE_PROTECT, body)
    if answer.dropped:
        return answer
    ident = answer.headers["x-ms-request-id"]
    return asked.accepted(resource, ident, asked.scene.world.job_of_reference[ident].sent_at)


def _check_disks(asked: Asked, body: Body, item: ItemState) -> None:
    """A reprotect between regions must say where each disk is kept meanwhile (met by people who did not say it)."""
    details = body.provider()
    if asked.scene.world.configured[item.key].disks and not (details.get("vmManagedDisks") or details.get("vmDisks")):
        raise service(
            400,
            "VMDisksMissing",
            "The request does not say how the disks of the virtual machine are to be protected.",
            "Neither vmManagedDisks nor vmDisks was given.",
            "Give each disk with its staging storage account and its recovery resource group.",
            request_id=asked.request_id,
        )
