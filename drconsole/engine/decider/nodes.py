"""Remote jobs (ITEM and PLAN grain): their nodes are observed, and two kinds of them are answered.

A manual action waits for a person; a script of ours stands in the remote plan as a node that waits,
which the engine runs here and then answers. Pure.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime

from drconsole.engine.decider import tree, warned
from drconsole.engine.decider.state import Act, Job, State, Task, outcomes_of
from drconsole.recovery.types.estate.plans import Action, ActionKind
from drconsole.recovery.types.words import Description, Outcome, RemoteAct, RunState
from drconsole.recovery.types.work.observed import ObservedNode
from drconsole.recovery.types.work.tasks import TaskKind, TaskSpec

_OUTCOME = {RunState.SUCCEEDED: Outcome.DONE, RunState.OTHER: Outcome.SKIP}
_SAID = (RunState.SUCCEEDED, RunState.FAILED, RunState.OTHER)
SEPARATOR = "//"
"""Separator of a leaf's id and a node's id in the id of the task that shows the node."""


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
        if _wants_person(job, leaf, task):
            _open_gate(job, task, at)
        elif node.state is RunState.SUSPENDED and _ours(task):
            _make_due(job, task)
        elif not task.begun:
            _mirror(job, task, node)


def owe_answer(job: Job, task: Task) -> None:
    """A gate was answered or a script ended: the remote job must be told so."""
    leaf, _, node = task.spec.id.partition(SEPARATOR)
    outcome = _OUTCOME.get(task.state, Outcome.FAILED)
    comment = task.answer.comment if task.answer else task.output.strip()[-200:]
    job.acts[leaf, node] = Act(leaf, node, RemoteAct.RESUME, comment.strip(), outcome)


def let_go(state: State, job: Job, leaf: Task, ended: bool = False) -> None:
    """Nobody is asked any more for what a remote job waited for: it has ended, or is told to end."""
    for task in _nodes(job, leaf, list(job.waiting)):
        if not task.begun:
            del job.waiting[task.spec.id]
            task.outcomes = ()
            if ended:
                task.state, task.description = RunState.OTHER, Description.SKIPPED
            tree.touch(state, job, task)


def not_cancelled(state: State, job: Job, leaf: Task, at: datetime) -> None:
    """The remote job goes on in spite of the cancel: what it waits for, a person has to say."""
    leaf.uncancelled = True
    for task in _nodes(job, leaf, list(job.tasks)):
        if _wants_person(job, leaf, task):
            _open_gate(job, task, at)
            tree.touch(state, job, task)


def ask_again(state: State, job: Job, leaf: Task, node: str, why: str, at: datetime) -> None:
    """The remote job did not take its answer and still waits."""
    task = job.tasks[node_task_id(leaf.spec.id, node)]
    if task.node is None or task.node.state is not RunState.SUSPENDED:
        return
    task.answer = None
    if not job.cancelling or leaf.uncancelled:
        _open_gate(job, task, at, f"The answer was not taken ({why}). {task.node.instructions}".strip())
    tree.touch(state, job, task)


def unheard(job: Job, leaf: Task, nodes: tuple[ObservedNode, ...]) -> list[str]:
    """Nodes that wait for a person although their answer was given and taken."""
    found = []
    for node in nodes:
        task = job.tasks.get(node_task_id(leaf.spec.id, node.id))
        if node.state is not RunState.SUSPENDED or task is None or task.begun or task.spec.id in job.waiting:
            continue
        said = task.answer is not None or (_ours(task) and task.state in _SAID)
        if said and (leaf.spec.id, node.id) not in job.acts and (not job.cancelling or leaf.uncancelled):
            found.append(node.id)
    return found


def forget_nodes(state: State, job: Job, leaf: Task) -> None:
    """The remote job is begun anew: nothing of its nodes has happened or was answered."""
    for task in _nodes(job, leaf, list(job.tasks)):
        job.waiting.pop(task.spec.id, None)
        job.acts.pop((leaf.spec.id, task.spec.id.partition(SEPARATOR)[2]), None)
        if task.begun or task.node is None:
            continue
        _unqueue(job, task)
        task.node = replace(task.node, state=RunState.NOT_STARTED, description=Description.NOT_STARTED)
        task.attempt += task.state.ended
        task.answer, task.output = None, ""
        task.started_at, task.ended_at, task.errors, task.outcomes = None, None, (), ()
        task.state, task.description = RunState.NOT_STARTED, Description.NOT_STARTED
        tree.touch(state, job, task)


def _nodes(job: Job, leaf: Task, ids: list[str]) -> list[Task]:
    if not tree.is_remote(leaf.spec):
        return []
    prefix = node_task_id(leaf.spec.id, "")
    return [job.tasks[task_id] for task_id in ids if task_id.startswith(prefix)]


def _ours(task: Task) -> bool:
    """A script that runs here."""
    return task.spec.kind is TaskKind.SCRIPT and task.spec.action is not None


def _wants_person(job: Job, leaf: Task, task: Task) -> bool:
    if task.node is None or task.node.state is not RunState.SUSPENDED or task.begun or task.answer:
        return False
    if (leaf.spec.id, task.node.id) in job.acts:
        return False
    if _ours(task):
        # After a cancel nothing is begun: how the remote job goes on without it, a person says.
        return job.cancelling and leaf.uncancelled and task.state not in _SAID
    return not job.cancelling or leaf.uncancelled


def _unqueue(job: Job, task: Task) -> None:
    phase = tree.phase_of(task)
    if task.spec.id in job.ready.get(phase, ()):
        job.ready[phase].remove(task.spec.id)
        if not job.ready[phase]:
            del job.ready[phase]


def _make_due(job: Job, task: Task) -> None:
    queue = job.ready.setdefault(tree.phase_of(task), deque())
    if not task.begun and not task.state.ended and task.spec.id not in queue and not job.cancelling:
        queue.append(task.spec.id)
    if not queue:
        del job.ready[tree.phase_of(task)]


def _open_gate(job: Job, task: Task, at: datetime, why: str = "") -> None:
    node = task.node
    if node is None or task.spec.id in job.waiting:
        return
    task.state, task.description = RunState.SUSPENDED, node.description
    task.why = why or node.instructions or _foretold(job, node) or node.friendly_name
    task.outcomes, task.waiting_since = _answers(job, node.description), at
    task.started_at, task.ended_at = node.started_at or at, None
    job.waiting[task.spec.id] = None


def _answers(job: Job, description: str) -> tuple[Outcome, ...]:
    """Return what a person may answer, as far as the provider can be told it."""
    taken = job.created.answers
    return tuple(one for one in outcomes_of(description) if not taken or one in taken)


def _foretold(job: Job, node: ObservedNode) -> str:
    """Return what the prediction has to say of a wait that the remote job does not explain."""
    predicted = job.created.predicted
    actions = (spec.action for spec in (predicted.tasks if predicted else ()) if spec.name == node.name)
    return next((action.instructions for action in actions if action is not None), "")


def _mirror(job: Job, task: Task, node: ObservedNode) -> None:
    job.waiting.pop(task.spec.id, None)
    warned.note(job, node.item, node.errors)
    task.state, task.description = node.state, node.description
    task.started_at, task.ended_at = node.started_at, node.ended_at
    if not (_ours(task) and task.output):
        task.output = node.output or task.output  # of a script of ours the remote job knows only our answer
    if not (_ours(task) and task.errors):
        task.errors = node.errors
    task.outcomes = ()
    if node.state is RunState.SUSPENDED:
        task.description = Description.WAITING_FOR_MANUAL_ACTION


def _spec(job: Job, leaf: Task, node: ObservedNode) -> TaskSpec:
    parent = node_task_id(leaf.spec.id, node.parent) if node.parent else leaf.spec.id
    action = _action(job, leaf, node) if node.kind == "script" else None
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


def _action(job: Job, leaf: Task, node: ObservedNode) -> Action | None:
    """The script that a node stands for: of several with one name, the one at the same place in the order."""
    predicted = job.created.predicted
    same = [
        spec.action
        for spec in (predicted.tasks if predicted else ())
        if spec.action and spec.action.kind is ActionKind.SCRIPT and spec.skipped is None
        if spec.action.name in (node.name, node.friendly_name)
    ]
    before = 0
    for task in _nodes(job, leaf, list(job.tasks)):
        if task.node is None or task.node.id == node.id:
            break
        before += task.node.kind == "script" and {task.node.name, task.node.friendly_name} == {
            node.name,
            node.friendly_name,
        }
    return same[before] if before < len(same) else None
