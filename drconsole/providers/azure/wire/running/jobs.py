"""Jobs as the service tells of them: state, end, errors, the points that were used, who began them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from drconsole.providers.azure.calls import Answer, JsonObject
from drconsole.providers.azure.wire.errors import of_errors
from drconsole.providers.azure.wire.ids import canonical, last
from drconsole.providers.azure.wire.json import part, parts, text, texts, told
from drconsole.providers.azure.wire.moments import moment
from drconsole.providers.azure.wire.running import tasks
from drconsole.providers.port import Observation, Status
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import ForeignJob
from drconsole.recovery.types.words import SUCCEEDED, Operation, RunState
from drconsole.recovery.types.work.observed import ObservedNode, PointUsed

KeyOf = Callable[[str, str], str | None]
"""Id and name of an object, as a job tells of it -> key of our item; None = none of ours."""

NO_JOB = "none"
"""Name of the job of something that runs none [REC]."""

POLL = ((60.0, 5.0), (600.0, 15.0))
"""Seconds that a job has run up to which it is looked at every so many seconds."""
POLL_SLOW = 30.0
PAUSE_LIMIT = 300.0
"""Longest pause in seconds between two looks at a job (our choice; the service asks for 30 [REC])."""

_STATUS = {
    RunState.SUCCEEDED: Status.DONE,
    RunState.COMPLETED_WITH_INFORMATION: Status.DONE,
    RunState.PARTIALLY_SUCCEEDED: Status.DONE,
    RunState.FAILED: Status.FAILED,
    RunState.CANCELLED: Status.CANCELLED,
}
"""What a job may end with; every other state goes on, whatever it is called."""

SCENARIOS: Mapping[Operation, frozenset[str]] = {
    Operation.TEST_FAILOVER: frozenset({"testfailover"}),
    Operation.CLEANUP_TEST_FAILOVER: frozenset({"testfailovercleanup"}),
    Operation.FAILOVER: frozenset({"unplannedfailover"}),
    Operation.PLANNED_FAILOVER: frozenset({"plannedfailover"}),
    Operation.FAILBACK: frozenset({"plannedfailover", "failback"}),
    Operation.CHANGE_RECOVERY_POINT: frozenset({"changepit"}),
    Operation.COMMIT: frozenset({"commitfailover", "finalizefailback"}),
    Operation.RE_PROTECT: frozenset({"switchreplicationgroupprotection", "reprotectreplicationgroup"}),
    Operation.REVERSE_REPLICATE: frozenset({"reversereplication", "reprotectreplicationgroup"}),
    Operation.RESYNCHRONIZE: frozenset({"repairvmreplication", "repairreplication"}),
}
"""Operation -> names of its jobs, in lower case [REC]; an operation that is not here is sought among all jobs."""


@dataclass(frozen=True, slots=True)
class Started:
    """Answer to an accepted request."""

    job: str
    """Name of the job; a recovery plan's is an alias of it [REC]. Empty = not told."""
    retry_after: float | None


def started(answer: Answer) -> Started:
    """Job of an accepted request: the last segment of each of these headers [REC]. Nothing else of them is kept: they
    carry signatures."""
    for name in ("azure-asyncoperation", "location", "x-ms-request-id"):
        value = answer.headers.get(name, "")
        found = last(value.partition("?")[0]) if "/" in value else ""
        if found and "," not in found:
            return Started(found, retry_after(answer))
    body = text(answer.body, "name") if "/replicationjobs/" in text(answer.body, "id").lower() else ""
    return Started(body, retry_after(answer))


def retry_after(answer: Answer) -> float | None:
    """Seconds after which another look makes sense, as the service says; None = it says nothing, or a date."""
    value = answer.headers.get("retry-after", "").strip()
    return float(value) if value.isascii() and value.isdecimal() else None


def name_of(job: JsonObject) -> str:
    """Canonical name of a job: the body's own, whichever id it was asked for by."""
    return text(job, "name") or last(text(job, "id"))


def is_job(name: str | None) -> bool:
    return bool(name) and canonical(last(name or "")) not in ("", NO_JOB)


def begun_by(job: JsonObject, request: str) -> bool:
    """Return whether this request began it: ``activityId`` holds the request's id (117 of 117 recorded)."""
    return is_of(activity_of(job), request)


def activity_of(job: JsonObject) -> str:
    """``activityId``; empty = it is not told, as in the list of jobs."""
    return text(job, "properties", "activityId").strip()


def is_of(activity: str, request: str) -> bool:
    """Return whether an ``activityId`` holds this request's id."""
    return bool(request) and request.lower() in activity.lower()


def may_be(job: JsonObject, operation: Operation) -> bool:
    """Return whether a job of the list may be one of this operation. A job of the first moment says no scenario yet."""
    scenario = text(job, "properties", "scenarioName").lower()
    names = SCENARIOS.get(operation)
    return not scenario or names is None or scenario in names


def began_at(job: JsonObject) -> datetime | None:
    return moment(text(job, "properties", "startTime")) or moment(text(job, "startTime"))


def ended(job: JsonObject) -> bool:
    return state_of(job) in _STATUS


def state_of(job: JsonObject) -> RunState | None:
    """State of ``properties``, never the status of the operation: that says Succeeded for what partially did [REC].

    None = a word that nobody knows: it goes on.
    """
    return tasks.STATES.get(text(job, "properties", "state").lower())


def observation(
    job: JsonObject,
    key_of: KeyOf,
    as_of: datetime,
    *,
    children: Mapping[str, JsonObject] | None = None,
    items: tuple[str, ...] = (),
    pause: float | None = None,
) -> Observation:
    """Return what a job says of the work that it is.

    ``children``: bodies of its child jobs by name in lower case, as far as they were read. ``items``: keys that it is
    about; a job of one item says by its own end what became of it. ``pause``: seconds as the service said them.
    """
    properties = part(job, "properties")
    children = children or {}
    nodes = tasks.nodes(job, key_of, children)
    state = state_of(job)
    status = _STATUS.get(state, Status.RUNNING) if state is not None else Status.RUNNING
    waits = state is RunState.SUSPENDED or any(node.state is RunState.SUSPENDED for node in nodes)
    if status is Status.RUNNING and waits:
        status = Status.WAITING
        nodes = _with_gate(job, nodes)
    over = status in (Status.DONE, Status.FAILED, Status.CANCELLED)
    return Observation(
        status=status,
        as_of=as_of,
        reference=name_of(job),
        nodes=nodes,
        items=_of_items(job, state, nodes, items) if over else {},
        points=_points((job, *children.values()), key_of, items),
        errors=of_errors(parts(properties, "errors")),
        allowed_actions=texts(properties, "allowedActions"),
        replaced_ids=_replaced(job, items),
        state=state if over else None,
        look_again=None if over else min(pause, PAUSE_LIMIT) if pause is not None else _pause(job, as_of),
    )


def _pause(job: JsonObject, now: datetime) -> float:
    begun = began_at(job)
    age = (now - begun).total_seconds() if begun is not None else 0.0
    return next((seconds for limit, seconds in POLL if age < limit), POLL_SLOW)


def _with_gate(job: JsonObject, nodes: tuple[ObservedNode, ...]) -> tuple[ObservedNode, ...]:
    """A job that waits and shows no task that does gets a node of its own: somebody has to answer it."""
    if any(node.state is RunState.SUSPENDED for node in nodes):
        return nodes
    properties = part(job, "properties")
    description = text(properties, "stateDescription")
    gate = ObservedNode(
        id=tasks.GATE,
        parent=None,
        name=description or "Suspended",
        friendly_name=text(properties, "friendlyName") or "Waiting",
        state=RunState.SUSPENDED,
        description=description,
        kind="manual",
        started_at=began_at(job),
        instructions="The service waits to be told to go on.",
    )
    return (*nodes, gate)


def _of_items(
    job: JsonObject, state: RunState | None, nodes: tuple[ObservedNode, ...], items: tuple[str, ...]
) -> dict[str, RunState]:
    """End of each item: the worst of its child jobs, or the job's own where it is about one item alone.

    A child job that has no end when the whole has one was not carried through, unless the whole succeeded (our choice).
    In an unplanned failover a source that did not shut down fails nothing [S].
    """
    own = {node.id: node for node in nodes}
    unplanned = text(job, "properties", "scenarioName").lower() in SCENARIOS[Operation.FAILOVER]
    found: dict[str, RunState] = {}
    for node in nodes:
        if node.kind != "job" or node.item is None:
            continue
        shut = tasks.shuts_down(node, own)
        if (shut and unplanned) or (state is RunState.SUCCEEDED and node.state not in _GRAVITY):
            continue
        # A machine that was checked or shut down, and no more, has not failed over where the whole job has not.
        prepared = (shut or tasks.checks(node, nodes)) and node.state in SUCCEEDED
        end = RunState.OTHER if prepared and state is not RunState.SUCCEEDED else node.state
        before = found.get(node.item)
        if before is None or _GRAVITY.get(end, _NO_END) > _GRAVITY.get(before, _NO_END):
            found[node.item] = end
    if not found and len(items) == 1 and state is not None:
        return {items[0]: state}
    missing = [item for item in items if item not in found]
    if state is RunState.SUCCEEDED:
        found |= dict.fromkeys(missing, state)
    return {item: end if end in _GRAVITY else RunState.OTHER for item, end in found.items()}


_GRAVITY = {
    RunState.OTHER: 0,
    RunState.SUCCEEDED: 1,
    RunState.COMPLETED_WITH_INFORMATION: 2,
    RunState.PARTIALLY_SUCCEEDED: 3,
    RunState.CANCELLED: 5,
    RunState.FAILED: 6,
}
"""Ends, the worst last."""
_NO_END = 4


def _points(bodies: tuple[JsonObject, ...], key_of: KeyOf, items: tuple[str, ...]) -> tuple[PointUsed, ...]:
    """Points that items really went to: the details of a failover's job have them [REC]."""
    found: dict[str, PointUsed] = {}
    for body in bodies:
        for one in parts(body, "properties", "customDetails", "protectedItemDetails"):
            point, time = told(one, "recoveryPointId"), moment(text(one, "recoveryPointTime"))
            key = key_of(text(one, "name"), text(one, "friendlyName")) or (items[0] if len(items) == 1 else None)
            if point is not None and time is not None and key is not None:
                found[key] = PointUsed(key, last(point), time)
    return tuple(found.values())


def _replaced(job: JsonObject, items: tuple[str, ...]) -> dict[str, str]:
    """Id of the item that the service made anew, by our key (Azure to Azure after re-protect)."""
    new = told(job, "properties", "customDetails", "newReplicationProtectedItemId")
    return {items[0]: new} if new is not None and len(items) == 1 else {}


def foreign(job: JsonObject) -> ForeignJob:
    """A job that somebody else began, for the list."""
    properties = part(job, "properties")
    return ForeignJob(
        id=name_of(job),
        operation=text(properties, "scenarioName") or text(properties, "friendlyName"),
        target=text(properties, "targetObjectName"),
        state=text(properties, "state"),
        started_at=began_at(job),
        ended_at=moment(text(properties, "endTime")) or moment(text(job, "endTime")),
    )
