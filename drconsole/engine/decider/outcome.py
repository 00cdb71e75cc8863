"""Outcome of a job, of each item and of the whole: judged by evidence. Pure.

"Done" is said from evidence: an item whose machine was looked for and not found running is not a
success, whatever the provider's job said; what could not be seen is said as not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drconsole.engine.decider.state import Job
from drconsole.recovery.states.assessments.follow_up import CONNECTED, NETWORK_KINDS
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.words import Description, Direction, Operation, RunState
from drconsole.recovery.types.work.observed import Evidence
from drconsole.recovery.types.work.tasks import Finding

PROBES: Mapping[Operation, tuple[str, ...]] = {
    Operation.TEST_FAILOVER: ("test-machine",),
    Operation.CLEANUP_TEST_FAILOVER: ("test-machine",),
    Operation.FAILOVER: ("target-running", "source-powered"),
    Operation.PLANNED_FAILOVER: ("target-running", "source-powered"),
    Operation.CHANGE_RECOVERY_POINT: ("target-running",),
    Operation.FAILBACK: ("target-running", "source-powered"),
    Operation.COMMIT: ("target-running",),
    Operation.RE_PROTECT: ("replicating",),
    Operation.REVERSE_REPLICATE: ("replicating",),
}
"""What is looked at when a job of this operation from primary to recovery is over."""

_BACK = {"target-running": "source-powered", "source-powered": "target-running"}
"""The port's probes name the sites as the item was created: on the way back they change their roles."""


_LANDS = frozenset(
    {Operation.FAILOVER, Operation.PLANNED_FAILOVER, Operation.FAILBACK, Operation.CHANGE_RECOVERY_POINT}
)
EXPECTED: Mapping[tuple[Operation, str], bool] = {
    (Operation.TEST_FAILOVER, "test-machine"): True,
    (Operation.CLEANUP_TEST_FAILOVER, "test-machine"): False,
    (Operation.FAILOVER, "target-running"): True,
    (Operation.PLANNED_FAILOVER, "target-running"): True,
    (Operation.PLANNED_FAILOVER, "source-powered"): False,
    (Operation.FAILBACK, "target-running"): True,
    (Operation.FAILBACK, "source-powered"): False,
    (Operation.REVERSE_REPLICATE, "replicating"): True,
    (Operation.CHANGE_RECOVERY_POINT, "target-running"): True,
    **{(operation, "target-network"): True for operation in _LANDS},
}
"""Whether what a probe is named for has to be so for an item to count as done; what is not here is for the record."""


def _role(probe: str, direction: Direction | None) -> str:
    return _BACK.get(probe, probe) if direction is Direction.RECOVERY_TO_PRIMARY else probe


def probes_of(operation: Operation, direction: Direction | None) -> tuple[str, ...]:
    """Return what is looked at when such a job is over."""
    return tuple(_role(probe, direction) for probe in PROBES.get(operation, ()))


def expected(operation: Operation, direction: Direction | None, probe: str) -> bool | None:
    """Return whether what the probe is named for has to be so; None = it is looked at for the record."""
    return EXPECTED.get((operation, _role(probe, direction)))


def item_outcomes(job: Job) -> dict[str, RunState]:
    """Each item's outcome as the tasks tell it."""
    outcomes = {skipped.item: RunState.OTHER for skipped in job.created.skipped}
    for item in job.created.qualified:
        if item in job.failed_items:
            outcomes[item] = RunState.FAILED
        elif item in job.cancelled_items:
            outcomes[item] = RunState.CANCELLED
        elif item in job.incomplete_items:
            outcomes[item] = RunState.OTHER
        else:
            outcomes[item] = RunState.SUCCEEDED
    return outcomes


NETWORK = "target-network"
"""Probe of an item's network. No machine is asked: the provider tells it with its items, and what was accepted of a
network is kept under this name."""


def network_evidence(job: Job, view: EstateView) -> list[Evidence]:
    """Of each machine that came up without a network or an address, and of each where that was accepted."""
    accepted = {finding.item for finding in job.created.findings if _is_accepted(finding, job.created.accepted)}
    found = []
    for key in job.created.qualified if job.created.request.operation in _LANDS else ():
        status = view.statuses.get(key)
        if status is None or status.connection is None:
            continue
        connected = status.connection == CONNECTED
        if not connected or key in accepted or None in accepted:
            seen = status.connection if not connected else f"{CONNECTED} {status.address or ''}".strip()
            found.append(Evidence(key, NETWORK, seen, connected, status.as_of))
    return found


def _is_accepted(finding: Finding, accepted: Sequence[str]) -> bool:
    return finding.id in accepted and finding.id.split(":", 1)[0] in NETWORK_KINDS


def judge(job: Job, evidence: Sequence[Evidence]) -> tuple[RunState, str, dict[str, RunState]]:
    """The job's end state, its description and each item's outcome."""
    outcomes = item_outcomes(job)
    request = job.created.request
    unseen = False
    for seen in evidence:
        wanted = expected(request.operation, request.options.direction, seen.probe)
        if seen.probe == NETWORK:
            unseen = unseen or seen.ok is not True  # it runs; what is left to do is information
            continue
        if wanted is None or outcomes.get(seen.item) is not RunState.SUCCEEDED:
            continue
        if seen.ok is None:
            unseen = True
        elif seen.ok is not wanted:
            outcomes[seen.item] = RunState.FAILED
    state = _state(job, [outcomes[item] for item in job.created.qualified], unseen)
    return state, _DESCRIPTIONS[state], outcomes


_DESCRIPTIONS = {
    RunState.SUCCEEDED: Description.COMPLETED,
    RunState.FAILED: Description.FAILED,
    RunState.CANCELLED: Description.CANCELLED,
    RunState.PARTIALLY_SUCCEEDED: Description.PARTIALLY_SUCCEEDED,
    RunState.COMPLETED_WITH_INFORMATION: Description.COMPLETED_WITH_INFORMATION,
}


def _state(job: Job, outcomes: Sequence[RunState], unseen: bool) -> RunState:
    if job.remote_state is RunState.CANCELLED or any(task.state is RunState.CANCELLED for task in job.tasks.values()):
        return RunState.CANCELLED
    if job.stopped or job.remote_state is RunState.FAILED:
        return RunState.FAILED
    failed = sum(outcome is not RunState.SUCCEEDED for outcome in outcomes)
    if failed and failed == len(outcomes):
        return RunState.FAILED
    if failed or job.plan_failures or job.remote_state is RunState.PARTIALLY_SUCCEEDED:
        return RunState.PARTIALLY_SUCCEEDED
    if job.tolerated or unseen or job.remote_state is RunState.COMPLETED_WITH_INFORMATION:
        return RunState.COMPLETED_WITH_INFORMATION
    return RunState.SUCCEEDED
