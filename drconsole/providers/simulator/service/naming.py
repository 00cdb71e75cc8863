"""Names that the service gives: to the job of an operation (``scenarioName`` [REC]), to a machine whose name is
taken."""

from __future__ import annotations

from drconsole.providers.simulator.service.conditions import Family
from drconsole.providers.simulator.service.operations import OPERATIONS
from drconsole.providers.simulator.state.draws import Draws
from drconsole.recovery.types.words import Operation


def other_name(draws: Draws, name: str, key: str) -> str:
    """Return what a machine is called where another one of its name is in the way (28175: "X-<guid>")."""
    return f"{name}-{draws.guid('renamed', key)}"


def plan_says(job: str) -> str:
    """Return what a plan itself names its last run: after a failback PlannedFailover; the job is a Failback
    (recorded)."""
    return OPERATIONS[Operation.PLANNED_FAILOVER].job if job == OPERATIONS[Operation.FAILBACK].job else job


def scenario_name(operation: Operation, family: Family, back: bool, *, plan: bool = False) -> str:
    """scenarioName of the job on an item of this family, or of a plan's job and its children."""
    if operation is Operation.FAILBACK and not plan:
        return OPERATIONS[Operation.PLANNED_FAILOVER].job
    if family is Family.H2A and operation is Operation.COMMIT and back:
        return "FinalizeFailback"
    if family is Family.H2A and operation is Operation.REVERSE_REPLICATE and not plan:
        return "ReprotectReplicationGroup"
    return OPERATIONS[operation].job
