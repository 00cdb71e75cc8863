"""Work of the engine as one request to Site Recovery: which path, which direction, which body."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import field, replace

from azure.mgmt.recoveryservicessiterecovery import models

from drconsole.providers.azure.calls import VAULT, Call, JsonObject
from drconsole.providers.azure.wire import points
from drconsole.providers.azure.wire.acting import bodies, reversing
from drconsole.providers.azure.wire.acting.bodies import MADE_ANEW, Chosen
from drconsole.providers.azure.wire.acting.reversing import Means
from drconsole.providers.azure.wire.json import text, texts
from drconsole.providers.port import Work
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import PLANNED, Direction, Operation, TargetType
from drconsole.recovery.types.work.secret import Secret

NO_NETWORK = "NoNetworkAttachAsInput"
A_NETWORK = "VmNetworkAsInput"
NONE = "none"
"""Name of a test failover's network that stands for no network."""

PLAN_WIDE = frozenset(
    {
        Operation.TEST_FAILOVER,
        Operation.CLEANUP_TEST_FAILOVER,
        Operation.FAILOVER,
        Operation.PLANNED_FAILOVER,
        Operation.FAILBACK,
        Operation.COMMIT,
    }
)
"""Operations with a call for a whole plan. Re-protect has one that "is for deprecated scenarios and no longer works"
[SPEC]."""

_DIRECTIONS = {
    Direction.PRIMARY_TO_RECOVERY: "PrimaryToRecovery",
    Direction.RECOVERY_TO_PRIMARY: "RecoveryToPrimary",
}
MARK = "00000000"
"""Mark of a state that has none of its own."""


class CannotAsk(Exception):
    """The service must not, or cannot, be asked this; nothing was sent."""

    def __init__(self, code: str, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.advice = code, message, advice


@dataclass(frozen=True, slots=True)
class Subject:
    """Plan or item that a request is about, as the service tells of it now."""

    id: str
    """ARM id, as the service spells it."""
    body: JsonObject
    turned: bool | None = None
    """The service made the item anew the other way round; None = not known, or a plan."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Things that a request needs beside its subject."""

    networks: Mapping[str, str] = field(default_factory=dict)
    """Name of a network -> its ARM id."""
    means: Means = field(default_factory=Means)
    secret: Secret | None = None


def request_id(key: str, mark: str = MARK) -> str:
    """``x-ms-client-request-id`` of work with this key: the job's ``activityId`` has it (117 of 117 recorded).

    Always the same of one key; ``mark``, eight hexadecimal digits of the state, begins it.
    """
    digest = hashlib.sha256(key.encode()).digest()
    return str(uuid.UUID(bytes=bytes.fromhex(mark) + digest[:12], version=5))


def is_ours(activity: str, mark: str) -> bool:
    """Return whether a request of this state began the job with this ``activityId``."""
    return activity.strip().lower().startswith(f"{mark.lower()}-")


def provider_of(item: JsonObject) -> str:
    """Replication provider of an item; empty = not told."""
    return text(item, "properties", "providerSpecificDetails", "instanceType")


def begin(work: Work, subject: Subject, setting: Setting, mark: str = MARK) -> Call:
    """The one POST that starts this work. Raises ``CannotAsk``."""
    try:
        make = _of_plan if is_whole_plan(work) else _of_item
        action, body = make(work, subject, setting)
    except reversing.Missing as missing:
        raise CannotAsk("NotTold", missing.message, missing.advice) from missing
    path = _container_of(subject.id) if action == "switchprotection" else subject.id
    return Call("POST", f"{path}/{action}", body=body, request_id=request_id(work.key, mark))


def is_whole_plan(work: Work) -> bool:
    """Return whether the service runs this as one job of the plan, not as one of an item."""
    return work.target_type is TargetType.PLAN and work.operation in PLAN_WIDE


def resume(job: str, comment: str, request: str) -> Call:
    body = models.ResumeJobParams(properties=models.ResumeJobParamsProperties(comments=comment))
    return Call("POST", f"{VAULT}/replicationJobs/{job}/resume", body=body.as_dict(), request_id=request)


def cancel(job: str, request: str) -> Call:
    return Call("POST", f"{VAULT}/replicationJobs/{job}/cancel", request_id=request)


def restart(job: str, request: str) -> Call:
    return Call("POST", f"{VAULT}/replicationJobs/{job}/restart", request_id=request)


def _container_of(item: str) -> str:
    head, found, _ = item.rpartition("/replicationProtectedItems/")
    return head if found else item.rsplit("/", 2)[0]


# One item


def _of_item(work: Work, subject: Subject, setting: Setting) -> tuple[str, JsonObject | None]:
    provider = provider_of(subject.body)
    if not provider:
        raise CannotAsk("NotTold", "the service does not say what replicates this item")
    operation = work.operation
    if operation in (Operation.RE_PROTECT, Operation.REVERSE_REPLICATE):
        return _turned_round(subject, provider, setting)
    if operation is Operation.COMMIT:
        return "failoverCommit", None
    if operation is Operation.RESYNCHRONIZE:
        return "repairReplication", None
    if operation is Operation.CLEANUP_TEST_FAILOVER:
        return "testFailoverCleanup", _cleanup(work.comment)
    key = work.items[0] if work.items else work.target
    choice, name = bodies.of_item(work.points.get(key))
    point = points.arm_id(subject.id, name) if name is not None else None
    network = _network(work, setting) if operation is Operation.TEST_FAILOVER else None
    chosen = Chosen(choice, point, work.shutdown, network, setting.secret)
    if operation is Operation.CHANGE_RECOVERY_POINT:
        return "applyRecoveryPoint", _applied(work, subject, key, provider, chosen)
    way = _way(work.direction, subject, provider)
    if operation is Operation.TEST_FAILOVER:
        inside = models.TestFailoverInputProperties(
            failover_direction=way,
            network_type=A_NETWORK if network is not None else NO_NETWORK,
            network_id=network,
            provider_specific_details=bodies.test_failover(provider, chosen),
        )
        return "testFailover", models.TestFailoverInput(properties=inside).as_dict()
    if operation is Operation.FAILOVER:
        over = models.UnplannedFailoverInputProperties(
            failover_direction=way,
            source_site_operations="Required" if work.shutdown else "NotRequired",
            provider_specific_details=bodies.failover(provider, chosen),
        )
        return "unplannedFailover", models.UnplannedFailoverInput(properties=over).as_dict()
    if operation in PLANNED:
        planned = models.PlannedFailoverInputProperties(
            failover_direction=None if provider == "InMageRcmFailback" else way,
            provider_specific_details=bodies.planned_failover(provider, work.direction, chosen),
        )
        return "plannedFailover", models.PlannedFailoverInput(properties=planned).as_dict()
    raise _never(operation)


def _way(direction: Direction, subject: Subject, provider: str) -> str:
    """Direction in the service's eyes: an item that it made anew goes from primary to recovery, whichever way it is.

    Raises ``CannotAsk`` where the item is not the way round that was asked for: the service would not notice.
    """
    if provider == "A2A" or provider in MADE_ANEW:
        turned = True if provider in MADE_ANEW else subject.turned
        if turned is None:
            raise CannotAsk("NotTold", "the service does not say which way this item goes now")
        if turned is (direction is Direction.PRIMARY_TO_RECOVERY):
            now = Direction.RECOVERY_TO_PRIMARY if turned else Direction.PRIMARY_TO_RECOVERY
            raise CannotAsk("InvalidFailoverDirection", f"this item goes {now} now", f"ask for {now}")
        return _DIRECTIONS[Direction.PRIMARY_TO_RECOVERY]
    return _DIRECTIONS[direction]


def _applied(work: Work, subject: Subject, key: str, provider: str, chosen: Chosen) -> JsonObject:
    point = work.points.get(key)
    if point is None or point.id is None:
        raise CannotAsk("NoRecoveryPoint", "changing the recovery point needs one that exists", "choose one")
    arm_id = points.arm_id(subject.id, point.id)
    inside = models.ApplyRecoveryPointInputProperties(
        recovery_point_id=arm_id, provider_specific_details=bodies.apply_point(provider, replace(chosen, point=arm_id))
    )
    return models.ApplyRecoveryPointInput(properties=inside).as_dict()


def _turned_round(subject: Subject, provider: str, setting: Setting) -> tuple[str, JsonObject]:
    if provider == "A2A":
        return "switchprotection", reversing.switch_protection(subject.body, setting.means).as_dict()
    inside = models.ReverseReplicationInputProperties(
        failover_direction=_DIRECTIONS[_replicates(subject.body, provider)],
        provider_specific_details=reversing.reprotect(provider, subject.body, setting.means),
    )
    return "reProtect", models.ReverseReplicationInput(properties=inside).as_dict()


def _replicates(item: JsonObject, provider: str) -> Direction:
    """Direction of the replication that begins: away from where the machine runs, as the item now counts its sides.
    From Hyper-V to Azure it begins again after a failback [REC]."""
    over = text(item, "properties", "activeLocation").lower() == "recovery"
    if provider == "HyperVReplicaAzure" or not over:
        return Direction.PRIMARY_TO_RECOVERY
    return Direction.RECOVERY_TO_PRIMARY


# A whole plan


def _of_plan(work: Work, subject: Subject, setting: Setting) -> tuple[str, JsonObject | None]:
    operation = work.operation
    if operation is Operation.COMMIT:
        return "failoverCommit", None
    if operation is Operation.CLEANUP_TEST_FAILOVER:
        inside = models.RecoveryPlanTestFailoverCleanupInputProperties(comments=work.comment)
        return "testFailoverCleanup", models.RecoveryPlanTestFailoverCleanupInput(properties=inside).as_dict()
    try:
        choice = bodies.of_plan(work.points.values())
    except ValueError as error:
        raise CannotAsk("RecoveryPoint", str(error), "fail the items over one by one") from error
    network = _network(work, setting) if operation is Operation.TEST_FAILOVER else None
    chosen = Chosen(choice, None, work.shutdown, network, setting.secret)
    way = _DIRECTIONS[work.direction]
    details = bodies.of_providers(
        texts(subject.body, "properties", "replicationProviders"),
        work.direction,
        chosen,
        planned=operation in PLANNED,
    )
    if operation is Operation.TEST_FAILOVER:
        test = models.RecoveryPlanTestFailoverInputProperties(
            failover_direction=way,
            network_type=A_NETWORK if network is not None else NO_NETWORK,
            network_id=network,
            provider_specific_details=details,
        )
        return "testFailover", models.RecoveryPlanTestFailoverInput(properties=test).as_dict()
    if operation is Operation.FAILOVER:
        over = models.RecoveryPlanUnplannedFailoverInputProperties(
            failover_direction=way,
            source_site_operations="Required" if work.shutdown else "NotRequired",
            provider_specific_details=details,
        )
        return "unplannedFailover", models.RecoveryPlanUnplannedFailoverInput(properties=over).as_dict()
    if operation in PLANNED:
        planned = models.RecoveryPlanPlannedFailoverInputProperties(
            failover_direction=way, provider_specific_details=details
        )
        return "plannedFailover", models.RecoveryPlanPlannedFailoverInput(properties=planned).as_dict()
    raise CannotAsk("NotOffered", f"Site Recovery does not run {operation} on a whole recovery plan")


def _network(work: Work, setting: Setting) -> str | None:
    """ARM id of a test failover's network; None = attached to none. Raises ``CannotAsk``."""
    if work.network is None or work.network == NONE:
        return None
    found = setting.networks.get(work.network)
    if found is None:
        raise CannotAsk("NoNetwork", f"the vault shows no network '{work.network}'", "name one that it shows, or none")
    return found


def _cleanup(comment: str) -> JsonObject:
    inside = models.TestFailoverCleanupInputProperties(comments=comment)
    return models.TestFailoverCleanupInput(properties=inside).as_dict()


def _never(operation: Operation) -> CannotAsk:
    return CannotAsk("NotOffered", f"{operation} is not offered on Azure from here", "use the portal")
