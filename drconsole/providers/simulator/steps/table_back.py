"""Steps of the way back, a row each: failback, its commit, re-protect, reverse replication."""

from __future__ import annotations

from dataclasses import replace

from drconsole.providers.simulator.service.conditions import COMMITTED, PENDING, Family
from drconsole.providers.simulator.state.rows.rows import Job
from drconsole.providers.simulator.steps import effects_back, needs, obstacles
from drconsole.providers.simulator.steps.needs import condition
from drconsole.providers.simulator.steps.row import Step, Steps
from drconsole.providers.simulator.steps.table_protection import CREATE_TARGET, ENABLE, INITIAL, TARGET, UPDATE
from drconsole.providers.simulator.steps.table_there import COMMIT, FAILOVER, PLANNED_CHECK, PREPARE, SHUTDOWN, START

_NOT_READY = "25038"
"""What the service says where an item is not ready for replication the other way (recorded)."""
_NOT_READY_TO_COMMIT = "25037"


def _committed_already(job: Job, family: Family | None, item_condition: str) -> bool:
    return item_condition in COMMITTED


def _no_first_copy(job: Job, family: Family | None, item_condition: str) -> bool:
    """Between VMM sites only what changed is sent (recorded: the step is Skipped)."""
    return family is Family.E2E


# Failback

_GOING_BACK = (condition("protected"), needs.going_back)
_H2A_READY = (condition(*COMMITTED), needs.synchronized)


def _failing(step: Step) -> Step:
    """As the step of a planned failover; that it fails, or is cancelled, takes nothing away."""
    return replace(step, fails=effects_back.failback_failed, cancelled=effects_back.failback_failed)


_SHUTDOWN, _PREPARE, _FAILOVER = (_failing(step) for step in (SHUTDOWN, PREPARE, FAILOVER))
_START = replace(START, needs=(condition("planned-over"), needs.going_back, needs.machine))

FAILBACK_STEPS: Steps = (
    PLANNED_CHECK,
    replace(_SHUTDOWN, needs=_GOING_BACK),
    replace(_PREPARE, needs=_GOING_BACK),
    replace(_FAILOVER, needs=(condition("protected", "planned-over"), needs.going_back, needs.nothing_to_lose)),
    _START,
)
FAILBACK_H2A: Steps = (
    PLANNED_CHECK,
    # Recorded as steps of a plan; that an item's own job has them too is our choice.
    Step(
        "PrepareVmOnPremForFailback",
        "Preparing the on-premises virtual machine",
        (5, 30),
        alone=True,
        needs=(condition(*COMMITTED),),
        does=effects_back.prepared,
    ),
    Step(
        "VmDataSynchronization",
        "Data synchronization",
        (60, 600),
        phase="data-sync",
        needs=(condition(*COMMITTED),),
        obstacles=(("SiteUnreachable", obstacles.no_data_sync),),
        begins=effects_back.begin_data_sync,
        does=effects_back.data_synchronized,
    ),
    Step("WaitForUserInputForFailback", "Waiting for user input", alone=True, waits=True),
    replace(_SHUTDOWN, needs=_H2A_READY),
    replace(_PREPARE, needs=_H2A_READY),
    replace(
        _FAILOVER,
        seconds=(130, 300),
        short=None,
        needs=(condition(*COMMITTED, "planned-over"), needs.synchronized, needs.nothing_to_lose),
    ),
    _START,
)

FINALIZE_FAILBACK: Steps = (
    Step(
        "FinalizeRestoreOnRecovery",
        "Finalizing restore on the recovery virtual machine",
        (1, 90),
        needs=(condition("planned-over"), needs.going_back),
        code=_NOT_READY_TO_COMMIT,
        does=effects_back.restore_on_recovery,
    ),
    Step(
        "FinalizeRestoreOnPrimary",
        "Finalizing restore on the primary virtual machine",
        (1, 30),
        needs=(condition("planned-over"), needs.going_back, needs.source_removed),
        code=_NOT_READY_TO_COMMIT,
        does=effects_back.restore_on_primary,
        ends_plan=True,
    ),
)
"""The commit of a Hyper-V item's failback (job FinalizeFailback)."""

# Re-protect of VMware, physical and Azure machines

RE_PROTECT_STEPS: Steps = (
    Step("SwitchReplicationGroupProtectionPreflightTask", "Prerequisite check", (2, 8), check=True, code=_NOT_READY),
    Step(
        "VmCommitFailover",
        "Committing failover",
        (1, 30),
        skipped=_committed_already,
        needs=(condition(*PENDING),),
        code=_NOT_READY,
        does=effects_back.commit,
    ),
    Step(
        "DiscoverReplicaTask",
        "Discovering replica virtual machine",
        (10, 60),
        needs=(condition(*COMMITTED),),
        code=_NOT_READY,
    ),
    Step(
        "GetSwitchProtectionRequirementsTask",
        "Getting reprotection requirements",
        (10, 60),
        needs=(condition(*COMMITTED),),
        code=_NOT_READY,
    ),
    Step(
        "ProtectReplicaTask",
        "Reprotecting virtual machine",
        (110, 700),
        needs=(condition(*COMMITTED), needs.machine),
        code=_NOT_READY,
        does=effects_back.reprotected,
        ends_plan=True,
    ),
)

# Reverse replication between VMM sites, and of a Hyper-V machine that has come back

_REVERSES = (condition(*COMMITTED), needs.machine)

REVERSE_STEPS: Steps = (
    Step("VmReverseReplicationPrerequisitesCheck", "Prerequisites check", (2, 4), check=True, code=_NOT_READY),
    replace(COMMIT, seconds=(1, 4), skipped=_committed_already, code=_NOT_READY, ends_plan=False),
    Step(
        "VmShutdownVmOnSecondary",
        "Shut down the virtual machine",
        (3, 10),
        part="shutdown",
        only_after_unplanned=True,
        needs=_REVERSES,
        code=_NOT_READY,
        obstacles=(("ShutdownFailed", obstacles.primary_out_of_reach),),
        does=effects_back.shut_down_old,
    ),
    Step(
        "VmPrepareForReverseReplication",
        "Preparing for reverse replication",
        (20, 28),
        needs=_REVERSES,
        code=_NOT_READY,
    ),
    Step(
        "VmInitiateReverseReplication",
        "Start reverse replication",
        (105, 130),
        needs=_REVERSES,
        code=_NOT_READY,
        obstacles=((_NOT_READY, obstacles.cannot_reverse),),
        does=effects_back.replicates_reversed,
    ),
    replace(
        INITIAL,
        seconds=(0, 0),
        only_after_unplanned=True,
        skipped=_no_first_copy,
        needs=_REVERSES,
        code=_NOT_READY,
        does=effects_back.replicates_reversed,
        ends_plan=True,
    ),
    replace(UPDATE, seconds=(5, 8), needs=(condition("protected"),), code=_NOT_READY, ends_plan=True),
)
REVERSE_H2A: Steps = (
    replace(CREATE_TARGET, friendly=TARGET, seconds=(5, 20), needs=(condition("restored"),), code=_NOT_READY),
    replace(ENABLE, seconds=(10, 40), needs=(condition("restored"),), code=_NOT_READY, does=None),
    replace(
        INITIAL,
        seconds=(22, 90),
        only_after_unplanned=True,
        needs=(condition("restored"),),
        code=_NOT_READY,
        does=effects_back.replicates_reversed,
        ends_plan=True,
    ),
)
