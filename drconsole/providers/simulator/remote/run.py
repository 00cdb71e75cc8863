"""Remote jobs: the world orchestrates a whole operation by itself, on the same steps as everybody else's.

Nodes are run as their tree says; whatever ends makes its parent go on. A failed item takes part no
further; an unplanned run goes on with the others, a planned one stops (Site Recovery's rule for both).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.providers.simulator.items import sides
from drconsole.providers.simulator.remote import outcomes
from drconsole.providers.simulator.remote.tree import ROOT, plant
from drconsole.providers.simulator.service.naming import plan_says, scenario_name
from drconsole.providers.simulator.service.problems import problem
from drconsole.providers.simulator.state.rows.rows import Job, Node, Run
from drconsole.providers.simulator.steps import running
from drconsole.recovery.types.words import Description, Operation, Outcome, RunState, TargetType

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

BUSY = "532"
_FAILED = (RunState.FAILED, RunState.PARTIALLY_SUCCEEDED)
_ENDS = {"done": RunState.SUCCEEDED, "failed": RunState.FAILED, "cancelled": RunState.CANCELLED}
_SKIPPED = (RunState.OTHER, Description.SKIPPED)
_WAITS = {
    "manual": Description.WAITING_FOR_MANUAL_ACTION,
    "script": Description.WAITING_FOR_MANUAL_ACTION,
    "wait": Description.WAITING_FOR_USER_INPUT,
}
"""Nodes at which the job waits for an answer."""


def land(world: World, job: Job, at: int) -> None:
    """The request is here: lay out the job and begin it. Whoever is busy makes it fail, as recorded: a job that
    fails with 532 and has done nothing."""
    if job.landed:
        return
    job.landed, job.started_at = True, at
    job.state, job.description = RunState.IN_PROGRESS, Description.IN_PROGRESS
    job.scenario = _scenario(world, job)
    world.emit(at, "", "job-started", job.key, f"{job.scenario} {job.target}")
    plant(world, job)
    busy = next((scenario for key in job.items for scenario in world.items[key].busy.values()), None)
    if busy is not None or job.cancelling:
        if busy is not None:
            job.errors.append(problem(BUSY, None, busy))
            world.emit(at, "", "refused", job.key, f"an operation {busy} is in progress")
        job.stopped, job.cut = busy is not None, job.cancelling
    for key in job.items if busy is None else ():
        world.items[key].busy[job.id] = job.scenario
        world.touch(world.items[key])
    plan = world.plan_states.get(job.target) if job.target_type == TargetType.PLAN else None
    if plan is not None and busy is None:
        plan.scenario, plan.status, plan.description = plan_says(job.scenario), "InProgress", "InProgress"
        plan.busy[job.id] = job.scenario
        world.touch(plan)
    _begin(world, job, world.nodes[job.id][ROOT], at)
    world.touch(job)


def _scenario(world: World, job: Job) -> str:
    first = world.items[job.items[0]]
    family = sides.family_of(world, first)
    return scenario_name(Operation(job.operation), family, first.back, plan=job.target_type == TargetType.PLAN)


def _change(world: World, node: Node, state: RunState, description: str) -> None:
    node.state, node.description, node.seen = state, description, None
    world.touch(node)


def _begin(world: World, job: Job, node: Node, at: int) -> None:
    """Begin a node: its turn has come."""
    if node.skip or job.stopped or job.cancelling or _left_out(world, job, node):
        _skip(world, job, node, at)
        return
    node.started_at, node.late = at, False
    _change(world, node, RunState.IN_PROGRESS, Description.IN_PROGRESS)
    if node.kind == "job":
        node.remote_job = world.draws.guid("child", job.id, node.id)
        for child in node.children:
            inner = world.nodes[job.id][child]
            inner.visible, inner.seen = True, None
            world.touch(inner)
    if node.kind in _WAITS:
        _change(world, node, RunState.SUSPENDED, _WAITS[node.kind])
        job.waiting.append(node.id)
        world.touch(job)
    elif node.kind in ("step", "runbook"):
        _run(world, job, node, at)
    else:
        _go_on(world, job, node, at)


def _left_out(world: World, job: Job, node: Node) -> bool:
    return node.kind == "job" and job.outcomes.get(node.item) in outcomes.LOST


def _go_on(world: World, job: Job, node: Node, at: int) -> None:
    """Begin what may begin of a container's children; end it after the last."""
    nodes = world.nodes[job.id]
    if not node.children:
        _end(world, job, node, RunState.SUCCEEDED, at)
    elif node.parallel:
        for child in node.children:
            _begin(world, job, nodes[child], at)
    elif node.cursor < len(node.children):
        node.cursor += 1
        world.touch(node)
        _begin(world, job, nodes[node.children[node.cursor - 1]], at)


def _run(world: World, job: Job, node: Node, at: int) -> None:
    world.run_count += 1
    choice, point = job.points.get(node.item, ["latest", None])
    run = Run(
        id=world.run_count,
        reference=f"{job.id}/{node.id}",
        key=job.key,
        job=job.id,
        operation=job.operation,
        target=job.target,
        step="Runbook" if node.kind == "runbook" else node.step,
        item=node.item,
        sent_at=at,
        lands_at=at,
        direction=job.direction,
        choice=choice or "latest",
        point=point,
        shutdown=job.shutdown,
        network=job.network,
        comment=job.comment,
        runbook=node.runbook,
        timeout=node.timeout,
        certificate=job.certificate,
        owner=[job.id, node.id],
    )
    node.run = run.id
    job.running.append(run.id)
    world.runs[run.id] = run
    world.touch(job)
    if running.land(world, run, at):
        step_ended(world, run, at)


def step_ended(world: World, run: Run, at: int) -> None:
    """A step that a remote job began has ended."""
    if run.owner is None:
        return
    job = world.jobs[run.owner[0]]
    node = world.nodes[job.id][run.owner[1]]
    job.running.remove(run.id)
    node.errors = [{**error, "task": node.id} for error in run.errors]
    node.output = run.output
    if run.used is not None and run.state == "done":
        job.used[run.item] = run.used
    if run.replaced is not None:
        job.replaced[run.item] = run.replaced
    job.errors += node.errors
    job.cut = job.cut or run.state == "cancelled"
    del world.runs[run.id]
    world.touch(job)
    if run.state == "failed" and any(error["code"] == BUSY for error in node.errors):
        _not_begun(world, job, node, at)
        return
    _end(world, job, node, _ENDS[run.state], at)


def _not_begun(world: World, job: Job, node: Node, at: int) -> None:
    """Somebody else works on it: the job fails, and as recorded all its tasks are skipped. Of a plan's job: those of
    the item."""
    node.errors, node.started_at = [], None
    if node.item:
        job.outcomes[node.item] = RunState.FAILED
    job.stopped = job.stopped or job.stops or not node.item
    _skip_rest(world, job, world.nodes[job.id][_parent(node)])
    _end(world, job, node, RunState.OTHER, at)


def _skip(world: World, job: Job, node: Node, at: int) -> None:
    """It, and all under it, will not be done."""
    cut = job.cancelling and not node.skip
    state, description = (RunState.CANCELLED, Description.CANCELLED) if cut else _SKIPPED
    job.cut = job.cut or cut
    stack = list(node.children)
    while stack:
        inner = world.nodes[job.id][stack.pop()]
        _change(world, inner, state, description)
        if cut and inner.kind == "job":
            outcomes.take_outcome(world, job, inner, state)
        stack += inner.children
    _end(world, job, node, state, at)


def _end(world: World, job: Job, node: Node, state: RunState, at: int) -> None:
    if node.started_at is not None:
        node.ended_at = at
    description = {RunState.SUCCEEDED: Description.COMPLETED, RunState.OTHER: Description.SKIPPED}.get(state)
    _change(world, node, state, description or str(state))
    outcomes.take_outcome(world, job, node, state)
    if node.id == ROOT:
        _job_ended(world, job, at)
        return
    parent = world.nodes[job.id][_parent(node)]
    parent.open -= 1
    if state in _FAILED and not node.tolerated:
        parent.failed += 1
    world.touch(parent)
    if state in _FAILED and not node.tolerated and _stops_siblings(parent, node):
        _skip_rest(world, job, parent)
    if not parent.open:
        _end(world, job, parent, outcomes.state_of(world, job, parent), at)
    elif not parent.parallel:
        _go_on(world, job, parent, at)


def _parent(node: Node) -> str:
    return node.parent if node.parent is not None else ROOT


def _stops_siblings(parent: Node, node: Node) -> bool:
    """Within one item's job nothing comes after a failed step."""
    return parent.kind == "job" or (parent.kind == "root" and bool(node.item))


def _skip_rest(world: World, job: Job, parent: Node) -> None:
    nodes = world.nodes[job.id]
    for child in parent.children[parent.cursor :]:
        nodes[child].skip = True


def _job_ended(world: World, job: Job, at: int) -> None:
    job.ended_at = at
    for key in job.items:
        outcomes.leave(world, job, key, at)
        job.outcomes.setdefault(key, RunState.CANCELLED if job.cut else RunState.OTHER)
        if world.items[key].busy.pop(job.id, None) is not None:
            world.touch(world.items[key])
    job.state = outcomes.job_state(job)
    job.description = Description.COMPLETED if job.state == RunState.SUCCEEDED else job.state
    plan = world.plan_states.get(job.target) if job.target_type == TargetType.PLAN else None
    if plan is not None and plan.busy.pop(job.id, None) is not None:
        status = "Succeeded" if job.state in (RunState.SUCCEEDED, RunState.PARTIALLY_SUCCEEDED) else job.state
        running.plan_ended(world, plan, Operation(job.operation), job.scenario, at, str(status))
    world.touch(job)


# What others may ask of it


_SAID = {Outcome.FAILED: RunState.FAILED, Outcome.SKIP: RunState.OTHER}


def resume(world: World, job: Job, node_id: str, said: tuple[Outcome, str], at: int) -> str | None:
    """Answer a node that waits; returns why not."""
    outcome, comment = said
    node = world.nodes.get(job.id, {}).get(node_id)
    if node is None or node.id not in job.waiting:
        return f"nothing waits at '{node_id}'"
    job.waiting.remove(node.id)
    node.output = comment if outcome is Outcome.DONE else f"{outcome}: {comment}".strip()
    _end(world, job, node, _SAID.get(outcome, RunState.SUCCEEDED), at)
    return None


def cancel(world: World, job: Job, at: int) -> None:
    """Final: what waits ends, what runs is asked to stop, what has not begun will not."""
    if job.ended_at is not None or job.cancelling:
        return
    job.cancelling = True
    job.state, job.description = RunState.CANCELLING, Description.CANCELLING
    world.touch(job)
    for ident in list(job.running):
        run = world.runs[ident]
        running.cancel(world, run, at)
        if run.owner is not None:
            _change(world, world.nodes[job.id][run.owner[1]], RunState.CANCELLING, Description.CANCELLING)
    for waiting in list(job.waiting):
        job.waiting.remove(waiting)
        job.cut = True
        _end(world, job, world.nodes[job.id][waiting], RunState.CANCELLED, at)
