"""Provider-specific part of a failover's request, by the replication provider: of an item, and of a recovery plan.

Built by the SDK's typed models, so that no key is misspelled; what leaves this room are plain JSON objects.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterable

from azure.mgmt.recoveryservicessiterecovery import models

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.words import Direction, PointChoice
from drconsole.recovery.types.work.secret import Secret

BASE = "ProviderSpecificFailoverInput"
"""Name that the service takes for providers without an input of their own, between VMM sites [REC]."""
OUT = Direction.PRIMARY_TO_RECOVERY
VMM_TO_VMM = frozenset({"HyperVReplica2012", "HyperVReplica2012R2", "HyperVReplicaBlue", "HyperVReplica"})
MADE_ANEW = frozenset({"InMage", "InMageRcmFailback"})
"""Providers of items that the service made anew the other way round: their own way is primary to recovery."""

_APP = frozenset({PointChoice.LATEST_APP_CONSISTENT, PointChoice.LATEST_MULTI_VM_APP_CONSISTENT})
_MULTI_VM = frozenset({PointChoice.LATEST_MULTI_VM_PROCESSED, PointChoice.LATEST_MULTI_VM_APP_CONSISTENT})
_POINT_TYPES = {
    PointChoice.LATEST: "Latest",
    PointChoice.LATEST_PROCESSED: "LatestProcessed",
    PointChoice.LATEST_APP_CONSISTENT: "LatestApplicationConsistent",
    PointChoice.LATEST_MULTI_VM_PROCESSED: "LatestProcessed",
    PointChoice.LATEST_MULTI_VM_APP_CONSISTENT: "LatestApplicationConsistent",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Choices of a failover beside its direction."""

    choice: PointChoice | None = None
    """None = not said: the provider's own default."""
    point: str | None = None
    """Id of the recovery point; None = the latest, made during the run."""
    shutdown: bool = False
    network: str | None = None
    """ARM id of a test failover's network."""
    secret: Secret | None = None
    """Certificate that opens encrypted data (PFX)."""

    @property
    def certificate(self) -> str | None:
        return base64.b64encode(self.secret.reveal()).decode("ascii") if self.secret is not None else None


def of_item(point: ChosenPoint | None) -> tuple[PointChoice | None, str | None]:
    """Choice and id of one item's point. ``latest`` goes out without an id: the service makes it of all that came."""
    if point is None:
        return None, None
    return point.choice, None if point.choice is PointChoice.LATEST else point.id


def of_plan(points: Iterable[ChosenPoint]) -> PointChoice | None:
    """Choice that a plan's call can carry for all its items: the one they have; None = none was made.

    Raises ``ValueError`` for a single point, or for different choices: the service takes one for the whole plan.
    """
    choices = {point.choice for point in points}
    if PointChoice.CUSTOM in choices:
        raise ValueError("a recovery plan takes no single recovery point")
    if len(choices) > 1:
        raise ValueError("a recovery plan takes one choice of recovery points for all its items")
    return choices.pop() if choices else None


# One item


def test_failover(provider: str, chosen: Chosen) -> models.TestFailoverProviderSpecificInput:
    if provider == "A2A":
        return models.A2ATestFailoverInput(recovery_point_id=chosen.point)
    if provider == "HyperVReplicaAzure":
        key = chosen.certificate
        return models.HyperVReplicaAzureTestFailoverInput(
            recovery_point_id=chosen.point, primary_kek_certificate_pfx=key
        )
    if provider == "InMageAzureV2":
        return models.InMageAzureV2TestFailoverInput(recovery_point_id=chosen.point)
    if provider == "InMageRcm":
        return models.InMageRcmTestFailoverInput(recovery_point_id=chosen.point, network_id=chosen.network)
    if provider == "InMage":
        return models.InMageTestFailoverInput(recovery_point_type=_in_mage_type(chosen), recovery_point_id=chosen.point)
    return models.TestFailoverProviderSpecificInput(instance_type=_base(provider))


def failover(provider: str, chosen: Chosen) -> models.UnplannedFailoverProviderSpecificInput:
    if provider == "A2A":
        return models.A2AUnplannedFailoverInput(recovery_point_id=chosen.point)
    if provider == "HyperVReplicaAzure":
        key = chosen.certificate
        return models.HyperVReplicaAzureUnplannedFailoverInput(
            recovery_point_id=chosen.point, primary_kek_certificate_pfx=key
        )
    if provider == "InMageAzureV2":
        return models.InMageAzureV2UnplannedFailoverInput(recovery_point_id=chosen.point)
    if provider == "InMageRcm":
        shutdown = "true" if chosen.shutdown else "false"
        return models.InMageRcmUnplannedFailoverInput(perform_shutdown=shutdown, recovery_point_id=chosen.point)
    if provider == "InMage":
        return models.InMageUnplannedFailoverInput(
            recovery_point_type=_in_mage_type(chosen), recovery_point_id=chosen.point
        )
    return models.UnplannedFailoverProviderSpecificInput(instance_type=_base(provider))


def planned_failover(
    provider: str, direction: Direction, chosen: Chosen
) -> models.PlannedFailoverProviderSpecificFailoverInput:
    """Planned failover, and a failback: the same call the other way."""
    if provider in ("HyperVReplicaAzure", "HyperVReplicaAzureFailback"):
        if direction is not OUT:
            return models.HyperVReplicaAzureFailbackProviderInput(
                data_sync_option="ForSynchronization", recovery_vm_creation_option="NoAction"
            )
        return models.HyperVReplicaAzurePlannedFailoverProviderInput(primary_kek_certificate_pfx=chosen.certificate)
    if provider in ("InMageRcm", "InMageRcmFailback"):
        return models.InMageRcmFailbackPlannedFailoverProviderInput(recovery_point_type=_back_type(chosen.choice))
    return models.PlannedFailoverProviderSpecificFailoverInput(instance_type=_base(provider))


def apply_point(provider: str, chosen: Chosen) -> models.ApplyRecoveryPointProviderSpecificInput:
    if provider == "A2A":
        return models.A2AApplyRecoveryPointInput()
    if provider == "HyperVReplicaAzure":
        return models.HyperVReplicaAzureApplyRecoveryPointInput(primary_kek_certificate_pfx=chosen.certificate)
    if provider == "InMageAzureV2":
        return models.InMageAzureV2ApplyRecoveryPointInput()
    if provider == "InMageRcm":
        return models.InMageRcmApplyRecoveryPointInput(recovery_point_id=chosen.point or "")
    return models.ApplyRecoveryPointProviderSpecificInput(instance_type=provider)


def _base(provider: str) -> str:
    return BASE if provider in VMM_TO_VMM else provider


def _in_mage_type(chosen: Chosen) -> str:
    """``LatestTime`` = latest point; ``LatestTag`` = latest with the applications consistent [SDK]."""
    if chosen.point is not None:
        return "Custom"
    return "LatestTag" if chosen.choice in _APP else "LatestTime"


def _back_type(choice: PointChoice | None) -> str:
    return "ApplicationConsistent" if choice in _APP else "CrashConsistent"


# A whole plan


def of_providers(
    providers: Collection[str], direction: Direction, chosen: Chosen, *, planned: bool
) -> list[models.RecoveryPlanProviderSpecificFailoverInput]:
    """One input for each replication provider of a plan, as its items have them when they go this way."""
    found: dict[str, models.RecoveryPlanProviderSpecificFailoverInput] = {}
    for provider in providers:
        make = _PLAN_INPUTS.get((provider, direction is OUT))
        if make is not None:
            one = make(chosen, planned)
            found.setdefault(one.instance_type, one)
    return list(found.values())


def _plan_a2a(chosen: Chosen, planned: bool) -> models.RecoveryPlanProviderSpecificFailoverInput:
    multi = "UseMultiVmSyncRecoveryPoint" if chosen.choice in _MULTI_VM else None
    return models.RecoveryPlanA2AFailoverInput(recovery_point_type=_plan_type(chosen), multi_vm_sync_point_option=multi)


def _plan_hyperv(chosen: Chosen, planned: bool) -> models.RecoveryPlanProviderSpecificFailoverInput:
    """A planned one brings the latest, whatever points there are: it carries no choice."""
    point_type = None if planned or chosen.choice is None else _plan_type(chosen)
    return models.RecoveryPlanHyperVReplicaAzureFailoverInput(
        recovery_point_type=point_type, primary_kek_certificate_pfx=chosen.certificate
    )


def _plan_hyperv_back(chosen: Chosen, planned: bool) -> models.RecoveryPlanProviderSpecificFailoverInput:
    return models.RecoveryPlanHyperVReplicaAzureFailbackInput(
        data_sync_option="ForSynchronization", recovery_vm_creation_option="NoAction"
    )


def _plan_v2a(chosen: Chosen, planned: bool) -> models.RecoveryPlanProviderSpecificFailoverInput:
    return models.RecoveryPlanInMageAzureV2FailoverInput(
        recovery_point_type=_plan_type(chosen), use_multi_vm_sync_point=_multi_vm(chosen)
    )


def _plan_in_mage(chosen: Chosen, planned: bool) -> models.RecoveryPlanProviderSpecificFailoverInput:
    return models.RecoveryPlanInMageFailoverInput(
        recovery_point_type="LatestTag" if chosen.choice in _APP else "LatestTime"
    )


def _plan_rcm(chosen: Chosen, planned: bool) -> models.RecoveryPlanProviderSpecificFailoverInput:
    return models.RecoveryPlanInMageRcmFailoverInput(
        recovery_point_type=_plan_type(chosen), use_multi_vm_sync_point=_multi_vm(chosen)
    )


def _plan_rcm_back(chosen: Chosen, planned: bool) -> models.RecoveryPlanProviderSpecificFailoverInput:
    return models.RecoveryPlanInMageRcmFailbackFailoverInput(
        recovery_point_type=_back_type(chosen.choice), use_multi_vm_sync_point=_multi_vm(chosen)
    )


def _plan_type(chosen: Chosen) -> str:
    return _POINT_TYPES.get(chosen.choice or PointChoice.LATEST, "Latest")


def _multi_vm(chosen: Chosen) -> str | None:
    return "true" if chosen.choice in _MULTI_VM else None


_PlanInput = Callable[[Chosen, bool], models.RecoveryPlanProviderSpecificFailoverInput]
_PLAN_INPUTS: dict[tuple[str, bool], _PlanInput] = {
    ("A2A", True): _plan_a2a,
    ("A2A", False): _plan_a2a,
    ("HyperVReplicaAzure", True): _plan_hyperv,
    ("HyperVReplicaAzure", False): _plan_hyperv_back,
    ("InMageAzureV2", True): _plan_v2a,
    ("InMageAzureV2", False): _plan_in_mage,
    ("InMage", True): _plan_v2a,
    ("InMage", False): _plan_in_mage,
    ("InMageRcm", True): _plan_rcm,
    ("InMageRcm", False): _plan_rcm_back,
    ("InMageRcmFailback", True): _plan_rcm,
    ("InMageRcmFailback", False): _plan_rcm_back,
}
"""Replication provider and whether the plan goes out -> the input. Between VMM sites there is none."""
