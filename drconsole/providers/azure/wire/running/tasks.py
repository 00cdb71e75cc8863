"""Task tree of a job: steps, groups of a recovery plan, child jobs of machines, scripts, what waits for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.errors import of_errors
from drconsole.providers.azure.wire.ids import last
from drconsole.providers.azure.wire.json import part, parts, text, texts, told
from drconsole.providers.azure.wire.moments import moment
from drconsole.recovery.types.words import RunState
from drconsole.recovery.types.work.observed import ObservedNode

KeyOf = Callable[[str, str], str | None]

GATE = "gate"
"""Id of the node that stands for a job which waits as a whole."""
_WAITS = "waitforuserinput"
"""Tasks whose name begins so wait for a person while they run [REC]."""
_SHUTDOWN = "shutdown"

STATES: dict[str, RunState] = {
    **{state.value.lower(): state for state in RunState},
    "canceled": RunState.CANCELLED,
    "aborted": RunState.CANCELLED,
    "skipped": RunState.OTHER,
}
"""State as the service spells it, in lower case -> ours; both spellings of cancelled."""

_KINDS = {
    "manualactiontaskdetails": "manual",
    "scriptactiontaskdetails": "script",
    "automationrunbooktaskdetails": "runbook",
    "virtualmachinetaskdetails": "job",
    "recoveryplangrouptaskdetails": "group",
    "recoveryplanshutdowngrouptaskdetails": "group",
    "inlineworkflowtaskdetails": "group",
}
"""``instanceType`` of a task's details, in lower case -> kind of node."""


def nodes(job: JsonObject, key_of: KeyOf, children: Mapping[str, JsonObject]) -> tuple[ObservedNode, ...]:
    """All tasks, parents before their children. ``children``: bodies of child jobs by name in lower case."""
    return tuple(_of_tasks(parts(job, "properties", "tasks"), None, None, key_of, children))


def child_jobs(job: JsonObject) -> Iterator[tuple[str, str]]:
    """Name and state of each child job that has begun, wherever in the tree."""
    for task in _every(parts(job, "properties", "tasks")):
        name = told(task, "customDetails", "jobTask", "jobId")
        state = text(task, "state")
        if name is not None and STATES.get(state.lower()) not in (RunState.NOT_STARTED, RunState.OTHER):
            yield last(name), state


def checks(job: ObservedNode, nodes: Iterable[ObservedNode]) -> bool:
    """Return whether a child job does nothing but check what it needs."""
    steps = [node for node in nodes if node.parent == job.id]
    return bool(steps) and all("PrerequisitesCheck" in step.name for step in steps)


def shuts_down(node: ObservedNode, known: Mapping[str, ObservedNode]) -> bool:
    """Return whether a node stands in the group that shuts the sources down."""
    parent = node.parent
    while parent is not None and parent in known:
        if _SHUTDOWN in parent.lower():
            return True
        parent = known[parent].parent
    return False


def _every(tasks: tuple[JsonObject, ...]) -> Iterator[JsonObject]:
    for task in tasks:
        yield task
        yield from _every(_inside(task))


def _inside(task: JsonObject) -> tuple[JsonObject, ...]:
    return parts(task, "groupTaskCustomDetails", "childTasks")


def _of_tasks(
    tasks: tuple[JsonObject, ...],
    parent: str | None,
    item: str | None,
    key_of: KeyOf,
    children: Mapping[str, JsonObject],
) -> Iterator[ObservedNode]:
    taken: set[str] = set()
    for number, task in enumerate(tasks, 1):
        node = _node(task, parent, number, item, key_of)
        if _untold(node):
            continue
        if node.id in taken:
            node = replace(node, id=f"{node.id}#{number}")
        taken.add(node.id)
        child = children.get((node.remote_job or "").lower()) if node.kind == "job" else None
        if child is not None and not node.errors:
            node = replace(node, errors=of_errors(parts(child, "properties", "errors")))
        yield node
        yield from _of_tasks(_inside(task), node.id, node.item, key_of, children)
        if child is not None:
            yield from _of_tasks(parts(child, "properties", "tasks"), node.id, node.item, key_of, {})


def _untold(node: ObservedNode) -> bool:
    """Return whether it stands for a machine that is not told yet: before its job begins the service calls it Unknown
    [REC]. It gets its id with its name; a node of before would stay behind as another."""
    return node.kind == "job" and node.item is None and node.remote_job is None and node.state is RunState.NOT_STARTED


def _node(task: JsonObject, parent: str | None, number: int, item: str | None, key_of: KeyOf) -> ObservedNode:
    details = part(task, "customDetails")
    kind = _kind(task, details)
    name = text(task, "name")
    job = part(details, "jobTask")
    if kind == "job":
        item = key_of(text(job, "targetObjectId"), text(job, "targetObjectName")) or item
        item = item or key_of("", text(task, "friendlyName"))
    own = told(task, "taskId") or name or str(number)
    if kind == "job":
        own = item or told(job, "targetObjectId") or own
    state = _state(task, name)
    return ObservedNode(
        id=own if parent is None else f"{parent}/{own}",
        parent=parent,
        name=name,
        friendly_name=text(task, "friendlyName") or text(job, "targetObjectName") or text(details, "name"),
        state=state,
        description=text(task, "stateDescription"),
        item=item,
        kind=kind,
        started_at=moment(text(task, "startTime")),
        ended_at=moment(text(task, "endTime")),
        errors=of_errors(parts(task, "errors")),
        instructions=text(details, "instructions"),
        output=text(details, "output") or text(details, "jobOutput"),
        remote_job=last(text(job, "jobId")) or None,
    )


def _kind(task: JsonObject, details: JsonObject) -> str:
    kind = _KINDS.get(text(details, "instanceType").lower()) or _KINDS.get(text(task, "taskType").lower())
    if kind in ("script", "runbook", "job", "group"):
        return kind
    if part(details, "jobTask"):
        return "job"
    if text(task, "name").lower().startswith(_WAITS):
        return "wait"
    if kind == "manual" and _is_waiting_action(task, details):
        return "manual"
    return "group" if _inside(task) else "step"


def _is_waiting_action(task: JsonObject, details: JsonObject) -> bool:
    """Return whether it is an action of a plan: some examples of the specification carry these details on plain
    steps."""
    return bool(told(details, "name") or told(details, "instructions") or _can_resume(task))


def _can_resume(task: JsonObject) -> bool:
    return "resume" in (action.lower() for action in texts(task, "allowedActions"))


def _state(task: JsonObject, name: str) -> RunState:
    """A task that runs and waits for a person is suspended, however the service calls that. A word that nobody knows
    is under way until the task has an end."""
    word, description = text(task, "state").lower(), text(task, "stateDescription").lower()
    state = STATES.get(word)
    if state is RunState.IN_PROGRESS and (
        name.lower().startswith(_WAITS) or description.startswith(("waitingformanualaction", "waitingforuserinput"))
    ):
        return RunState.SUSPENDED
    if state is not None:
        return state
    return RunState.OTHER if moment(text(task, "endTime")) is not None else RunState.IN_PROGRESS
