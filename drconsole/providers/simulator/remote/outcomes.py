"""Outcome of a remote job by the ends of its parts: states of containers, outcomes of items, its own end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.providers.simulator.items import sides, turning
from drconsole.providers.simulator.service.conditions import Family
from drconsole.providers.simulator.state.rows.rows import Job, Node
from drconsole.providers.simulator.steps import effects
from drconsole.providers.simulator.steps.steps import item_steps
from drconsole.recovery.types.words import Operation, RunState

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

LOST = (RunState.FAILED, RunState.CANCELLED, RunState.OTHER)
"""Outcomes after which an item takes part no further."""


def state_of(world: World, job: Job, node: Node) -> RunState:
    children = [world.nodes[job.id][child] for child in node.children]
    states = {child.state for child in children if not child.tolerated}
    if node.failed:
        return RunState.PARTIALLY_SUCCEEDED if RunState.SUCCEEDED in states and node.kind != "job" else RunState.FAILED
    if node.tolerated and any(child.state == RunState.FAILED for child in children):
        return RunState.FAILED
    if RunState.CANCELLED in states:
        return RunState.CANCELLED
    if states == {RunState.OTHER}:
        return RunState.OTHER
    return RunState.SUCCEEDED


def take_outcome(world: World, job: Job, node: Node, state: RunState) -> None:
    """Note what the end of a node means for its item and for the whole run."""
    if node.kind in ("manual", "script", "runbook", "wait") and state is RunState.FAILED:
        job.action_failed = True
        job.stopped = job.stopped or job.stops
    elif node.kind == "step" and not node.item and state is RunState.FAILED:
        job.stopped = True
    elif node.item and (node.kind == "job" or node.parent is None):
        _item_outcome(job, node, state)
    world.touch(job)


def _item_outcome(job: Job, node: Node, state: RunState) -> None:
    before = job.outcomes.get(node.item)
    if state is RunState.FAILED and not node.tolerated:
        job.outcomes[node.item] = state
        job.stopped = job.stopped or job.stops
    elif before in LOST or node.tolerated or node.skip:
        return
    else:
        job.outcomes[node.item] = state


def leave(world: World, job: Job, key: str, at: int) -> None:
    """A failback of modernized VMware that ended before its machine was made is taken back by the service. A failover
    that was cancelled after its first effect has lost its replication [S]."""
    item = world.items[key]
    forward = job.operation in (Operation.FAILOVER, Operation.PLANNED_FAILOVER)
    if forward and job.cancelling and _shut_down(world, job, key):
        effects.give_up(world, item, at, job.key)
    if (
        job.operation == Operation.FAILBACK
        and job.id in item.busy
        and sides.family_of(world, item) is Family.RCM
        and not item.source_on
    ):
        turning.revert(world, item, at, job.key)


def _shut_down(world: World, job: Job, key: str) -> bool:
    """Return whether the job began to shut down this item's source."""
    family = sides.family_of(world, world.items[key])
    stopping = {step.name for step in item_steps(Operation(job.operation), family, False) if step.part == "shutdown"}
    return any(
        node.item == key and node.step in stopping and node.started_at is not None
        for node in world.nodes[job.id].values()
    )


def job_state(job: Job) -> RunState:
    ends = list(job.outcomes.values())
    if job.cut:
        return RunState.CANCELLED
    if job.stopped or (ends and all(end == RunState.FAILED for end in ends)):
        return RunState.FAILED
    if job.action_failed or RunState.FAILED in ends:
        return RunState.PARTIALLY_SUCCEEDED
    return RunState.SUCCEEDED
