"""Conditions of a replicated item, and what the service calls them: the world's own table.

Strings are those of recorded Site Recovery traffic [REC]; row numbers are those of [states]. Rows that were
never recorded are our choice and say so. A condition is relative to the way replication goes; what the
service says of it depends on the family and on that way (``shown``).
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Location, Scenario


class Family(StrEnum):
    """Scenarios that the service treats alike."""

    V2A = "V2A"
    """VMware and physical to Azure, classic."""
    RCM = "RCM"
    """VMware to Azure, modernized."""
    H2A = "H2A"
    """Hyper-V to Azure, with and without VMM."""
    E2E = "E2E"
    """Between two VMM sites."""
    A2A = "A2A"
    """Between two Azure regions."""


FAMILY = {
    Scenario.VMWARE_TO_AZURE: Family.V2A,
    Scenario.PHYSICAL_TO_AZURE: Family.V2A,
    Scenario.VMWARE_TO_AZURE_MODERNIZED: Family.RCM,
    Scenario.HYPERV_TO_AZURE: Family.H2A,
    Scenario.VMM_TO_AZURE: Family.H2A,
    Scenario.VMM_TO_VMM: Family.E2E,
    Scenario.AZURE_TO_AZURE: Family.A2A,
}

PROVIDER_NAME = {
    (Family.V2A, False): "InMageAzureV2",
    (Family.V2A, True): "InMage",
    (Family.RCM, False): "InMageRcm",
    (Family.RCM, True): "InMageRcmFailback",
    **{(Family.H2A, back): "HyperVReplicaAzure" for back in (False, True)},
    **{(Family.E2E, back): "HyperVReplica2012R2" for back in (False, True)},
    **{(Family.A2A, back): "A2A" for back in (False, True)},
}
"""Who replicates an item of the family: on the way there, and back."""

MADE_ANEW = frozenset({Family.V2A, Family.RCM, Family.A2A})
"""Families whose re-protect makes a new item of the service, the other way round."""


@dataclass(frozen=True, slots=True)
class Condition:
    state: str
    description: str
    active: Location = Location.PRIMARY
    replicates: bool = False
    failed_over: bool = False
    """A failover is done and waits to be committed."""


_R = Location.RECOVERY
_OTHER_SIDE = {Location.PRIMARY: _R, _R: Location.PRIMARY}

CONDITIONS: dict[str, Condition] = {
    "initial": Condition("InitialReplicationInProgress", "Initial replication is in progress"),
    "first-point": Condition("InitialReplicationRecoveryCompletionPending", "Waiting for first recovery point"),
    "finalizing": Condition("Protected", "Protected", replicates=True),
    "protected": Condition("Protected", "Protected", replicates=True),
    "failed-over": Condition("UnplannedFailoverCommitPendingStatesBegin", "Failover completed", _R, failed_over=True),
    "planned-over": Condition("PlannedFailoverCommitRequired", "Planned failover finished", _R, failed_over=True),
    "committed": Condition("UnplannedFailoverStatesBegin", "Failover committed", _R),
    "planned-committed": Condition("PlannedFailoverStatesBegin", "Planned failover committed", _R),
    "restored": Condition("RestoreFinalized", "Failback finalized"),
    "failover-failed": Condition("UnplannedFailoverCompletionFailed", "Failover couldn't be completed"),
    # After a cancelled failover: never recorded, our choice; [S] says that replication cannot be started again.
    "cancelled": Condition(
        "UnprotectedStatesBegin", "Failover cancelled: replication was stopped and cannot be started again"
    ),
    # Enable replication under way, before the first copy begins (as in recorded vmProtectionState).
    "enabling": Condition("UnprotectedStatesBegin", "Enabling protection"),
    "disabling": Condition("DisablingProtection", "Disabling protection"),
    "unprotected": Condition("Unprotected", "Replication is not enabled"),
}

PENDING = ("failed-over", "planned-over")
COMMITTED = ("committed", "planned-committed")

_SHOWN: dict[tuple[str, Family, bool], Condition] = {
    # Azure to Azure after a commit (row 22).
    **{
        ("committed", Family.A2A, back): replace(CONDITIONS["committed"], state="UnplannedFailoverCommitted")
        for back in (False, True)
    },
    # Hyper-V comes back on the item that it went with: its Primary stays where it was.
    ("planned-over", Family.H2A, True): replace(CONDITIONS["planned-over"], active=Location.PRIMARY),
}


def shown(condition: str, scenario: Scenario, back: bool) -> Condition:
    """Return what the service says of an item in this condition that replicates the usual way, or ``back``."""
    family = FAMILY[scenario]
    known = _SHOWN.get((condition, family, back), CONDITIONS[condition])
    if family is Family.E2E and back:
        return replace(known, active=_OTHER_SIDE[known.active])
    return known


TEST_OPEN = ("copied", "hydrated", "created", "ending")
TEST_STATES = {"none": "None", "cleaned": "MarkedForDeletion", **dict.fromkeys(TEST_OPEN, "WaitingForCompletion")}
