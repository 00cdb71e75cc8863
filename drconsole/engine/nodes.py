"""Remote jobs (ITEM and PLAN grain): their nodes are observed, and two kinds of them are answered.

A manual action waits for a person; a script of ours stands in the remote plan as a node that waits,
which the engine runs here and then answers. Pure.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime

from drconsole.engine import tree
from drconsole.engine.state import Act, Job, State, Task
from drconsole.recovery.estate import Action, ActionKind
from drconsole.recovery.events import ObservedNode
from drconsole.recovery.tasks import TaskKind, TaskSpec
from drconsole.recovery.words import Description, RunState

SEPARATOR = "//"
"""Between a leaf's id and a node's id in the id of the task that shows the node."""


def node_task_id(leaf: str, node: str) -> str:
    return f"{leaf}{SEPARATOR}{node}"


def observe_nodes(state: State, job: Job, leaf: Task, nodes: tuple[ObservedNode, ...], at: datetime) -> None:
    """Take over new and changed nodes; open the gates and make due the scripts that they ask for."""
    for node in nodes:
        task_id = node_task_id(leaf.spec.id, node.id)
        task = job.tasks.get(task_id)
        if task is None:
            task = job.tasks[task_id] = Task(_spec(job, leaf, node), len(job.tasks), due=True)
        elif task.node is None or (task.node.name, task.node.kind) != (node.name, node.kind):
            task.spec = _spec(job, leaf, node)
        task.node = node
        tree.touch(state, job, task)
        waits = node.state is RunState.SUSPENDED
        if waits and task.spec.kind is TaskKind.SCRIPT and task.spec.action is not None:
            _make_due(job, task)
        elif waits and not task.answer and not job.cancelling:
            _open_gate(job, task, node, at)
        elif not task.begun:
            _mirror(job, task, node)


def owe_answer(job: Job, task: Task) -> None:
    """A gate was answered or a script ended: the remote job must be told so."""
    leaf, _, node = task.spec.id.partition(SEPARATOR)
    prefix = {RunState.SUCCEEDED: "", RunState.OTHER: "skip: "}.get(task.state, "failed: ")
    comment = task.answer.partition(": ")[2] if task.answer else task.output.strip()[-200:]
    job.acts[leaf, node] = Act(leaf, node, "resume", f"{prefix}{comment}".strip())


def _make_due(job: Job, task: Task) -> None:
    queue = job.ready.setdefault(tree.phase_of(task), deque())
    if not task.begun and not task.state.ended and task.spec.id not in queue and not job.cancelling:
        queue.append(task.spec.id)
    if not queue:
        del job.ready[tree.phase_of(task)]


def _open_gate(job: Job, task: Task, node: ObservedNode, at: datetime) -> None:
    if task.state is RunState.SUSPENDED:
        return
    task.state, task.description = RunState.SUSPENDED, node.description
    task.why = node.instructions or node.friendly_name
    task.outcomes, task.waiting_since = ("done", "failed", "skip"), at
    task.started_at = node.started_at or at
    job.waiting[task.spec.id] = None


def _mirror(job: Job, task: Task, node: ObservedNode) -> None:
    job.waiting.pop(task.spec.id, None)
    task.state, task.description, task.errors = node.state, node.description, node.errors
    task.started_at, task.ended_at, task.output = node.started_at, node.ended_at, node.output or task.output
    task.outcomes = ()
    if node.state is RunState.SUSPENDED:
        task.description = Description.WAITING_FOR_MANUAL_ACTION


def _spec(job: Job, leaf: Task, node: ObservedNode) -> TaskSpec:
    parent = node_task_id(leaf.spec.id, node.parent) if node.parent else leaf.spec.id
    action = _action(job, node) if node.kind == "script" else None
    return TaskSpec(
        id=node_task_id(leaf.spec.id, node.id),
        parent=parent,
        kind=TaskKind.SCRIPT if action else TaskKind.MANUAL if node.kind == "manual" else TaskKind.OBSERVED,
        name=node.name,
        friendly_name=node.friendly_name,
        item=node.item,
        child_job=node.kind == "job",
        action=action,
    )


def _action(job: Job, node: ObservedNode) -> Action | None:
    predicted = job.created.predicted
    for spec in predicted.tasks if predicted else ():
        if (
            spec.action
            and spec.action.kind is ActionKind.SCRIPT
            and spec.action.name in (node.name, node.friendly_name)
        ):
            return spec.action
    return None
