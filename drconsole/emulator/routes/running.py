"""Jobs, events and long-running operations: reading them."""

from __future__ import annotations

from datetime import datetime

from drconsole.emulator.asked import Asked
from drconsole.emulator.calls import EmulatorAnswer, JsonObject, ok
from drconsole.emulator.filters import fits, read
from drconsole.emulator.refusals import arm, not_found, of_errors
from drconsole.emulator.routes import finding
from drconsole.emulator.wire.configuration.fabrics import container
from drconsole.emulator.wire.items import protected_item
from drconsole.emulator.wire.plans import recovery_plan
from drconsole.emulator.wire.running import events, operations
from drconsole.emulator.wire.running.job_words import state_of
from drconsole.emulator.wire.running.jobs import child, job
from drconsole.emulator.wire.scene import Shown
from drconsole.providers.simulator.state.moments import moment
from drconsole.providers.simulator.state.rows.rows import Job
from drconsole.recovery.types.words import Operation, TargetType

JOB_FILTERS = (
    "startTime",
    "endTime",
    "jobStatus",
    "jobName",
    "fabricId",
    "affectedObjectTypes",
    "jobOutputType",
    "timezoneOffset",
)
EVENT_FILTERS = (
    "severity",
    "eventType",
    "eventCode",
    "fabricName",
    "affectedObjectFriendlyName",
    "affectedObjectCorrelationId",
    "startTime",
    "endTime",
)


def list_jobs(asked: Asked) -> EmulatorAnswer:
    """Newest first, without tasks; jobs of single machines are reached through their plan's job."""
    finding.silent(asked, "")
    filters = dict(read(asked.query("filter"), JOB_FILTERS))
    begin, end = _time(filters.pop("starttime", None)), _time(filters.pop("endtime", None))
    found = [
        one
        for one in reversed(asked.scene.world.jobs.values())
        if one.landed and _within(one.started_at or 0, begin, end) and fits(filters, _job_facts(one))
    ]
    return asked.listed(found, lambda one: job(asked.scene, one, full=False))


def _job_facts(one: Job) -> dict[str, str]:
    return {"jobStatus": state_of(one)[0], "jobName": one.id}


def _time(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return moment(when if when.tzinfo is not None else when.astimezone())
    except ValueError as error:
        raise arm(400, "InvalidFilter", f"'{text}' is no time such as 2026-03-02T08:00:00Z.") from error


def _within(at: int, begin: int | None, end: int | None) -> bool:
    return (begin is None or at >= begin) and (end is None or at <= end)


def get_job(asked: Asked) -> EmulatorAnswer:
    found = finding.job(asked)
    return ok(job(asked.scene, found) if isinstance(found, Job) else child(asked.scene, *found))


def list_events(asked: Asked) -> EmulatorAnswer:
    filters = dict(read(asked.query("filter"), EVENT_FILTERS))
    begin, end = _time(filters.pop("starttime", None)), _time(filters.pop("endtime", None))
    shown = [Shown.of(asked.scene, item) for item in finding.protected(asked)]
    found = [
        event
        for at, event in events.all_events(asked.scene, shown)
        if _within(at, begin, end) and fits(filters, _event_facts(event))
    ]
    return asked.listed(found, lambda one: one)


def _event_facts(event: JsonObject) -> dict[str, str]:
    properties = event["properties"]
    assert isinstance(properties, dict)  # noqa: S101  # this room made it a moment ago
    facts = {name: str(value) for name, value in properties.items() if isinstance(value, str)}
    return {**facts, "fabricName": facts.get("fabricId", "").rpartition("/")[2]}


def get_event(asked: Asked) -> EmulatorAnswer:
    shown = [Shown.of(asked.scene, item) for item in finding.protected(asked)]
    for _, event in events.all_events(asked.scene, shown):
        if str(event["name"]).lower() == asked.found["event"].lower():
            return ok(event)
    raise not_found("event", asked.found["event"])


# Operations


def operation_status(asked: Asked) -> EmulatorAnswer:
    ident = asked.found["operation"].lower()
    if ident in asked.memory.over:
        return ok(operations.done(asked.scene, ident, asked.memory.over[ident][0]))
    return _waiting(asked, ok(operations.status(asked.scene, ident, _job_of(asked, ident))))


def _job_of(asked: Asked, ident: str) -> Job:
    found = asked.scene.world.job_of_reference.get(ident)
    if found is None:
        raise not_found("operation", ident)
    finding.silent(asked, found.target, *found.items)
    return found


def _waiting(asked: Asked, given: EmulatorAnswer) -> EmulatorAnswer:
    """While an operation is under way the answer says when to look again."""
    status = (given.body or {}).get("status")
    ended = status in ("Succeeded", "Failed", "Cancelled")
    return given if ended else given.with_headers({"retry-after": str(asked.retry_after)})


def operation_result(asked: Asked) -> EmulatorAnswer:
    """202 while it is under way; then the thing that the operation was about, or its error."""
    ident = asked.found["operation"].lower()
    scene = asked.scene
    if ident in asked.memory.over:
        result = asked.memory.over[ident][1]
        return ok(job(scene, scene.world.jobs[result]) if isinstance(result, str) else result)
    found = _job_of(asked, ident)
    if found.ended_at is None:
        return EmulatorAnswer(202, {"location": asked.link(asked.call.path), "retry-after": str(asked.retry_after)})
    if found.state == "Failed":
        told = [
            (one["code"], one["message"], one["possible_causes"], one["recommended_action"]) for one in found.errors
        ]
        raise of_errors(400, told, request_id=found.key)
    return ok(_about(asked, found))


def _about(asked: Asked, found: Job) -> JsonObject:
    scene = asked.scene
    if found.target_type == TargetType.PLAN:
        return recovery_plan(scene, scene.world.plan_states[found.target])
    item = scene.world.items[found.target]
    if found.operation == Operation.RE_PROTECT and "item" not in asked.found:
        return container(scene, scene.ids.sides(item)[0])
    return protected_item(scene, item)
