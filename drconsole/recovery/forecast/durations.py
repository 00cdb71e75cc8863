"""Durations of steps, as recorded: the base of a forecast. Seconds: shortest, middle, longest.

From recorded jobs [REC] (139-872 s for a test failover or
failover of one machine, 1-138 s for a commit, ...). Where only a job's total was recorded, it is split over its
steps as in the jobs whose steps were; that split is our choice.
"""

from __future__ import annotations

from drconsole.recovery.forecast.spans import Span
from drconsole.recovery.types.families import Family
from drconsole.recovery.types.words import Operation

CHECK = Span(1, 2, 36)
EXTRA_STEP = Span(480, 540, 600)
"""The extra step of about 8 to 10 minutes [S]."""
UNKNOWN_AGENT = Span(0, 0, 600)
"""The mobility service's version was not told: the extra step may come (our choice)."""

SHUTDOWN = Span(5, 30, 190)
"""Recorded: 7 s on Hyper-V, 192 s for a machine in Azure."""
SHUTDOWN_UNREACHABLE = Span(5, 120, 600)
"""Tried and given up (our choice: nothing was recorded)."""
PROCESSING_FLOOR = Span(5, 20, 60)
"""``latest`` looks for unprocessed data and makes a point of it (our choice)."""
PROCESSING_RATE = Span(0.1, 0.4, 1.2)
"""Seconds of processing for a MiB that has arrived and is in no point yet (our choice)."""
PROCESSING_BACKLOG = Span(0.02, 0.1, 0.4)
"""Seconds of processing for a second of unprocessed data, where the machine's churn is not known (our choice)."""
SYNCHRONIZE_RATE = Span(0.05, 0.2, 0.8)
"""Seconds of sending for a MiB that has not arrived (our choice)."""

STEPS: dict[str, Span] = {
    "RpSrsPrerequisitesCheck": Span(1, 3, 30),
    "RpEnvironmentCreationTask": Span(1, 3, 30),
    "RpTfoNetworkCreation": Span(1, 3, 30),
    "RpTfoDeleteTestNetwork": Span(1, 3, 30),
    "EndRecoveryPlanTask": Span(0, 1, 15),
    "VmUfoPrerequisitesCheck": CHECK,
    "VmTfoPrerequisitesCheck": CHECK,
    "VmPfoPrerequisitesCheck": CHECK,
    "VmTfoCleanupPreflightsCheck": Span(1, 2, 15),
    "VmCommitPrerequisitesCheck": Span(0, 1, 10),
    "ChangePitPreflightCheck": CHECK,
    "EnableProtectionPrerequisitesCheck": CHECK,
    "VmShutdownVmOnPrimary": SHUTDOWN,
    "VmPrepareForUnPlannedFailover": Span(2, 12, 60),
    "VmPrepareForFailover": Span(5, 12, 60),
    "VmFoStartVmOnSecondary": Span(0, 5, 60),
    "VmTfoBootTestVm": Span(0, 5, 60),
    "VmTfoEndFailover": Span(2, 10, 30),
    "VmTfoDeleteTestVm": Span(30, 145, 180),
    "VmCommit": Span(1, 2, 130),
    "ShutdownVmRecovery": Span(150, 192, 260),
    "CancelFailoverRecovery": Span(50, 66, 130),
    "RepairVmReplicationTask": Span(18, 44, 77),
    "DisableProtectionOnPrimary": Span(1, 100, 150),
    "DisableProtectionOnSecondary": Span(1, 90, 120),
    "UpdateDraState": Span(0, 2, 10),
    "CreateProtectionTarget": Span(3, 30, 120),
    "EnableProtection": Span(30, 100, 240),
    "VmHydration": EXTRA_STEP,
    "VmStartInitialReplication": Span(5, 30, 90),
    "PrepareVmOnPremForFailback": Span(3, 20, 120),
    "VmDataSynchronization": Span(20, 120, 500),
    "FinalizeRestoreOnRecovery": Span(1, 30, 130),
    "FinalizeRestoreOnPrimary": Span(0, 5, 60),
    "SwitchReplicationGroupProtectionPreflightTask": CHECK,
    "VmCommitFailover": Span(1, 5, 130),
    "DiscoverReplicaTask": Span(5, 60, 250),
    "GetSwitchProtectionRequirementsTask": Span(2, 20, 120),
    "ProtectReplicaTask": Span(60, 350, 700),
    "VmReverseReplicationPrerequisitesCheck": Span(1, 2, 15),
    "VmShutdownVmOnSecondary": Span(5, 20, 60),
    "VmPrepareForReverseReplication": Span(5, 25, 50),
    "VmInitiateReverseReplication": Span(60, 110, 150),
}

_MAKE: dict[Family, Span] = {
    Family.V2A: Span(130, 280, 600),
    Family.RCM: Span(130, 280, 600),
    Family.H2A: Span(130, 440, 840),
    Family.E2E: Span(130, 440, 840),
    Family.A2A: Span(100, 200, 600),
}
"""To make a machine of a point. Recorded: 23 failovers of 136 to 872 s in all; Azure to Azure 139 to 172 s; of the
modernized VMware and of two VMM sites too few to tell apart (as the nearest kind: our choice)."""
_TEST_COPY: dict[Family, Span] = {
    Family.V2A: Span(60, 150, 480),
    Family.RCM: Span(60, 150, 480),
    Family.H2A: Span(60, 280, 640),
    Family.E2E: Span(20, 150, 480),
    Family.A2A: Span(60, 150, 480),
}

_REVERSED: dict[str, Span] = {
    "CreateProtectionTarget": Span(3, 15, 40),
    "EnableProtection": Span(10, 40, 70),
    "VmStartInitialReplication": Span(5, 25, 50),
}
"""Turning around takes only what changed: recorded 37 s for a Hyper-V machine, 131 to 203 s between two sites, where
nothing of it is a first copy."""

BY_OPERATION: dict[tuple[Operation, Family, str], Span] = {
    **{(Operation.FAILOVER, family, "VmFailover"): span for family, span in _MAKE.items()},
    **{
        (operation, family, "VmFailover"): Span(150, 390, 700)
        for operation in (Operation.PLANNED_FAILOVER, Operation.FAILBACK)
        for family in (Family.H2A, Family.E2E, Family.RCM)
    },
    **{(Operation.CHANGE_RECOVERY_POINT, family, "VmFailover"): Span(170, 340, 480) for family in Family},
    **{(Operation.TEST_FAILOVER, family, "VmTfoInitiateFailover"): span for family, span in _TEST_COPY.items()},
    **{(Operation.REVERSE_REPLICATE, Family.H2A, step): span for step, span in _REVERSED.items()},
    (Operation.COMMIT, Family.A2A, "VmCommit"): Span(6, 20, 60),
    **{(Operation.TEST_FAILOVER, family, "VmTfoPrepareTestVm"): Span(50, 100, 200) for family in Family},
}
"""Durations that are looked up before ``STEPS``, of machines that need no extra step."""

BESIDE_EXTRA: dict[str, Span] = {
    "VmFailover": Span(50, 110, 270),
    "VmTfoInitiateFailover": Span(30, 70, 240),
}
"""What remains of the step beside the extra one. The longest failover recorded, 872 s, is that of a machine which
needed it, so no more than about 270 s were left (the split is our choice)."""

OTHER_STEP = Span(1, 30, 300)
"""A step that no table knows (our choice)."""
SCRIPT = Span(1, 30, 600)
"""A script or runbook: its own time limit replaces the last (Site Recovery ends a VMM script after 600 s)."""
