"""Machines left off: a job began to shut one down and did not fail it over. Its item says "Protected". Pure.

A planned failover that stops leaves the machines that it had shut down where they are [S]; so does a cancel. It needs
a person until the machine was seen running, or a later failover came to its end. After a cancel also where it runs:
replication counts as stopped, until it was seen to replicate.
"""

from __future__ import annotations

from drconsole.engine.decider.beside import Obligation
from drconsole.engine.decider.state import Job, Task
from drconsole.recovery.states.assessments import authority
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import classify
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.estate.known import OTHER, POWERED, SOURCE, TARGET
from drconsole.recovery.types.words import FAILS_OVER, Direction, RunState

_SHUTDOWN = "VmShutdownVmOnPrimary"
_NOT_BEGUN = frozenset({RunState.NOT_STARTED, RunState.OTHER})
_LANDED = frozenset({Phase.COMMIT_PENDING, Phase.COMMITTED})


def shut_down(job: Job) -> frozenset[str]:
    """Keys of the items whose machine this job began to shut down, whether or not that succeeded."""
    if job.created.request.operation not in FAILS_OVER:
        return frozenset()
    qualified = job.created.qualified
    alone = qualified[0] if len(qualified) == 1 else None
    owners = (_shutdown_of(task, alone) for task in job.tasks.values())
    return frozenset(owner for owner in owners if owner is not None)


def _shutdown_of(task: Task, alone: str | None) -> str | None:
    """The item whose shutdown this task has begun; ``alone``: the job's only item, whose every task is."""
    name = task.node.name if task.node is not None else task.spec.step
    if name != _SHUTDOWN or task.state in _NOT_BEGUN:
        return None
    if task.state is RunState.CANCELLED and task.started_at is None:
        return None
    return (task.node.item if task.node is not None else task.spec.item) or alone


def place(job: Job, item: Item, status: ItemStatus) -> tuple[str, str] | None:
    """Site and probe of the machine that a job shut down, if that is still the one that counts; None = it is not."""
    back = job.created.request.options.direction is Direction.RECOVERY_TO_PRIMARY
    site, probe = (item.target, TARGET) if back else (item.source, SOURCE)
    return (site, probe) if authority.sides(item, status)[0] == site else None


def needed(job: Job, item: Item, status: ItemStatus, seen: str, probe: str) -> bool:
    """Return whether a person is needed for a machine that a job began to shut down; ``seen``: what its probe showed
    now."""
    if seen != POWERED[probe]:
        return True
    return job.cancelling and classify(item, status).phase in authority.REPLICATES


def stands(one: Obligation) -> bool:
    """Return whether it needs a person as it was seen last."""
    return one.cancelled or not runs(one)


def runs(one: Obligation) -> bool:
    """Return whether one of its machines was seen running."""
    other = POWERED[OTHER[one.probe]]
    return one.seen == POWERED[one.probe] or one.runs == other


def over(one: Obligation, item: Item | None, status: ItemStatus | None, replicates: bool) -> str | None:
    """Return why nobody need look after it any more; None = somebody must. ``replicates``: it was seen to, just now."""
    if item is not None and status is not None:
        if not authority.settled(item, status):
            return None
        here = authority.sides(item, status)[0]
        if here != one.site and classify(item, status).phase in _LANDED:
            return f"it failed over to {here}"
        if one.cancelled and classify(item, status).phase in authority.REPLICATES:
            return "it was seen to replicate" if replicates and runs(one) else None
    return "its machine was seen running" if runs(one) else None


def said(one: Obligation) -> str:
    job = one.after_job or ""
    if one.cancelled and runs(one):
        return authority.cancelled_words(job, f"the failover of {one.name}")
    return authority.left_off_words(job, one.site, one.cancelled, one.name)
