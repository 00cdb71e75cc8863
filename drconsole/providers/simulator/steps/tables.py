"""The steps of every operation as the service names them, in the order of one item's job, and those of a plan.

What a step is, needs and does stands in its row: ``table_there``, ``table_back``, ``table_protection``, and here for
steps of a plan.
"""

from __future__ import annotations

from drconsole.providers.simulator.service.conditions import Family
from drconsole.providers.simulator.state.rows.rows import Job
from drconsole.providers.simulator.steps.row import Span, Step, Steps
from drconsole.providers.simulator.steps.table_back import (
    FAILBACK_H2A,
    FAILBACK_STEPS,
    FINALIZE_FAILBACK,
    RE_PROTECT_STEPS,
    REVERSE_H2A,
    REVERSE_STEPS,
)
from drconsole.providers.simulator.steps.table_protection import (
    DISABLE_STEPS,
    ENABLE_MOBILITY,
    ENABLE_STEPS,
    RESYNCHRONIZE_STEPS,
)
from drconsole.providers.simulator.steps.table_there import (
    CHANGE_STEPS,
    CLEANUP_STEPS,
    COMMIT_A2A,
    COMMIT_H2A,
    COMMIT_STEPS,
    EXTRA,
    FAILOVER_STEPS,
    PLANNED_STEPS,
    test_steps,
)
from drconsole.recovery.types.words import Operation

__all__ = ["APART", "EXTRA", "FINALIZE_FAILBACK", "ITEM_STEPS", "PLAN_STEPS", "RECORDED", "RECORDED_APART", "RUNBOOK"]

RECORDED: dict[Operation, Span] = {
    Operation.TEST_FAILOVER: (139, None),
    Operation.CLEANUP_TEST_FAILOVER: (34, 193),
    Operation.FAILOVER: (136, 872),
    Operation.PLANNED_FAILOVER: (217, None),
    Operation.FAILBACK: (217, None),
    Operation.COMMIT: (1, 138),
    Operation.CHANGE_RECOVERY_POINT: (455, 822),
    Operation.RE_PROTECT: (130, 996),
    Operation.REVERSE_REPLICATE: (131, 203),
    Operation.RESYNCHRONIZE: (18, 77),
    Operation.ENABLE_REPLICATION: (44, 467),
    Operation.DISABLE_REPLICATION: (2, 271),
}
"""Seconds of one item's job, least and most; None = the longest one waited for a person for days."""

RECORDED_APART: dict[tuple[Operation, Family], Span] = {
    (Operation.COMMIT, Family.A2A): (8, 37),
    (Operation.REVERSE_REPLICATE, Family.H2A): (37, 169),
}
"""Commits of Azure to Azure (2023; half of all others took no more than 2 seconds). Hyper-V's
ReprotectReplicationGroup: one item's job, and one of a plan with one machine."""

ITEM_STEPS: dict[Operation, Steps] = {
    Operation.TEST_FAILOVER: test_steps("Starting test failover", "Creating test virtual machine"),
    Operation.CLEANUP_TEST_FAILOVER: CLEANUP_STEPS,
    Operation.FAILOVER: FAILOVER_STEPS,
    Operation.PLANNED_FAILOVER: PLANNED_STEPS,
    Operation.FAILBACK: FAILBACK_STEPS,
    Operation.CHANGE_RECOVERY_POINT: CHANGE_STEPS,
    Operation.COMMIT: COMMIT_STEPS,
    Operation.RE_PROTECT: RE_PROTECT_STEPS,
    Operation.REVERSE_REPLICATE: REVERSE_STEPS,
    Operation.RESYNCHRONIZE: RESYNCHRONIZE_STEPS,
    Operation.ENABLE_REPLICATION: ENABLE_STEPS,
    Operation.DISABLE_REPLICATION: DISABLE_STEPS,
}
"""One item's job, in order, in most families."""

APART: dict[tuple[Operation, Family], Steps] = {
    (Operation.COMMIT, Family.A2A): COMMIT_A2A,
    (Operation.COMMIT, Family.H2A): COMMIT_H2A,
    (Operation.TEST_FAILOVER, Family.E2E): test_steps("Create test virtual machine", "Preparing the virtual machine"),
    (Operation.ENABLE_REPLICATION, Family.V2A): ENABLE_MOBILITY,
    (Operation.ENABLE_REPLICATION, Family.RCM): ENABLE_MOBILITY,
    (Operation.FAILBACK, Family.H2A): FAILBACK_H2A,
    (Operation.REVERSE_REPLICATE, Family.H2A): REVERSE_H2A,
}
"""What is otherwise in one family."""

RUNBOOK = "Runbook"


def _no_network(job: Job, family: Family | None, item_condition: str) -> bool:
    return job.network in (None, "none")


PLAN_STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(
            "RpSrsPrerequisitesCheck",
            "Prerequisites check for the recovery plan",
            (2, 10),
            check=True,
            begins_plan=True,
        ),
        Step("RpEnvironmentCreationTask", "Create the environment", (1, 15), emits="environment-created"),
        Step(
            "RpTfoNetworkCreation",
            "Create the test environment",
            (10, 40),
            emits="test-network-created",
            skipped=_no_network,
        ),
        Step("RpTfoDeleteTestNetwork", "Clean up the test environment", (5, 30), emits="test-network-deleted"),
        Step(
            "PrepareVmOnPremForFailback",
            "Preparing the on-premises virtual machine",
            (5, 30),
            emits="on-premises-prepared",
        ),
        Step("WaitForUserInputForFailback", "Waiting for user input", waits=True),
        Step("EndRecoveryPlanTask", "Finalizing the recovery plan", (1, 5), ends_plan=True),
        Step(RUNBOOK, "Runbook", (20, 180), emits="runbook-ran"),
    )
}
