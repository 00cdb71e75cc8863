"""Words of jobs: what the service calls them, what they are about, and what may be asked of them."""

from __future__ import annotations

from drconsole.providers.simulator.state.rows.rows import Job
from drconsole.recovery.types.words import ENDED, Description, Operation, RunState

FRIENDLY = {
    "TestFailover": "Test failover",
    "TestFailoverCleanup": "Test failover cleanup",
    "UnplannedFailover": "Failover",
    "PlannedFailover": "Planned failover",
    "Failback": "Planned failover",
    "CommitFailover": "Commit",
    "FinalizeFailback": "Commit",
    "ChangePit": "Change the recovery point",
    "ReverseReplication": "Reverse replication",
    "ReprotectReplicationGroup": "Reverse replication",
    "SwitchReplicationGroupProtection": "Reprotect",
    "RepairVMReplication": "Resynchronize the virtual machine",
    "DisableDr": "Disable replication",
    "EnableDr": "Enable replication",
}

RESTARTABLE = frozenset(
    {
        Operation.CLEANUP_TEST_FAILOVER,
        Operation.RE_PROTECT,
        Operation.REVERSE_REPLICATE,
        Operation.ENABLE_REPLICATION,
        Operation.DISABLE_REPLICATION,
    }
)
"""Operations whose failed job may be restarted; a failed failover is begun anew (recorded)."""


def state_of(job: Job) -> tuple[str, str]:
    """State and description. A job at which everything waits for a person is Suspended."""
    if job.ended_at is None and job.waiting and not job.running and not job.cancelling:
        return str(RunState.SUSPENDED), _waits_for(job)
    return str(job.state), str(job.description)


def _waits_for(job: Job) -> str:
    ident = job.waiting[0]
    waits = "WaitForUserInput" in ident
    return str(Description.WAITING_FOR_USER_INPUT if waits else Description.WAITING_FOR_MANUAL_ACTION)


def allowed_actions(job: Job) -> list[str]:
    if not job.landed:
        return []
    if job.ended_at is None:
        return ["Cancel", "Resume"] if job.waiting else ["Cancel"]
    return ["Restart"] if may_restart(job) else []


def may_restart(job: Job) -> bool:
    """Return whether the service offers to restart a job that has ended."""
    state = RunState(job.state)
    if state not in ENDED or any(error["code"] == "532" for error in job.errors):
        return False
    if state is RunState.PARTIALLY_SUCCEEDED:
        return True
    cancelled = state is RunState.CANCELLED and job.operation == Operation.DISABLE_REPLICATION
    return cancelled or (state is RunState.FAILED and Operation(job.operation) in RESTARTABLE)
