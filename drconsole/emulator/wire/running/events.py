"""Events: a job that ended or waits, and what is wrong with an item's health."""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.names.ids import TYPE
from drconsole.emulator.wire import health
from drconsole.emulator.wire.moments import written
from drconsole.emulator.wire.running.job_words import state_of
from drconsole.emulator.wire.scene import Scene, Shown
from drconsole.providers.simulator.state.rows.rows import Job
from drconsole.recovery.types.words import TargetType

_SEVERITY = {"Succeeded": "OK", "Failed": "Critical", "PartiallySucceeded": "Warning", "Cancelled": "Warning"}
_TICKS = 3155378975999999999
"""Ticks of the last moment that the service knows: names of events count down from there, so that the newest comes
first."""


def all_events(scene: Scene, shown: Iterable[Shown]) -> list[tuple[int, JsonObject]]:
    """Time and event, newest first."""
    found = [_of_job(scene, job) for job in scene.world.jobs.values() if job.landed and _told(job)]
    found += [_of_health(scene, one) for one in shown if one.status.health_errors]
    return sorted(found, key=lambda event: -event[0])


def _told(job: Job) -> bool:
    return job.ended_at is not None or state_of(job)[0] == "Suspended"


def _event(scene: Scene, at: int, kind: str, about: str, properties: dict[str, object]) -> tuple[int, JsonObject]:
    name = f"{kind};{_TICKS - at * 10}_{scene.world.draws.guid('event', kind, about, at)}"
    return at, {
        "type": f"{TYPE}/replicationEvents",
        "id": f"{scene.ids.vault}/replicationEvents/{name}",
        "name": name,
        "properties": {**properties, "timeOfOccurrence": written(at)},
    }


def _of_job(scene: Scene, job: Job) -> tuple[int, JsonObject]:
    state, words = state_of(job)
    world = scene.world
    at = job.ended_at if job.ended_at is not None else max((job.started_at or 0), _waits_since(scene, job))
    plan = job.target_type == TargetType.PLAN
    name = world.plans[job.target].name if plan else world.configured[job.target].name
    said = words if state == "Suspended" else state
    return _event(
        scene,
        at,
        "JobStatusMonitoringEvent",
        job.id,
        {
            "eventCode": "SRSJobStatus",
            "description": f"{job.scenario} - {said}",
            "eventType": "JobStatus",
            "affectedObjectFriendlyName": name,
            "affectedObjectCorrelationId": job.id,
            "severity": _SEVERITY.get(state, "Warning"),
            "fabricId": _fabric(scene, job.items[0]),
            "providerSpecificDetails": _provider(scene, job.items[0]),
            "eventSpecificDetails": {
                "instanceType": "JobStatus",
                "jobId": scene.ids.of_job(job),
                "jobFriendlyName": job.scenario,
                "jobStatus": said,
                "affectedObjectType": "RecoveryPlan" if plan else "VM",
            },
            "healthErrors": [_plain(error) for error in job.errors],
        },
    )


def _waits_since(scene: Scene, job: Job) -> int:
    nodes = scene.world.nodes[job.id]
    return max((nodes[ident].started_at or 0 for ident in job.waiting), default=0)


def _plain(error: dict[str, str]) -> JsonObject:
    return {
        "errorCode": error["code"],
        "errorMessage": error["message"],
        "possibleCauses": error.get("possible_causes", ""),
        "recommendedAction": error.get("recommended_action", ""),
    }


def _of_health(scene: Scene, shown: Shown) -> tuple[int, JsonObject]:
    errors = shown.status.health_errors
    at = max(scene.since(shown.item.key, error.code) for error in errors)
    grave = any(error.level != "Warning" for error in errors)
    return _event(
        scene,
        at,
        "VmMonitoringEvent",
        shown.item.key,
        {
            "eventCode": "SRSVMHealthChanged",
            "description": "Virtual machine health is in Critical state"
            if grave
            else "Virtual machine health is in Warning state",
            "eventType": "VmHealth",
            "affectedObjectFriendlyName": shown.configured.name,
            "affectedObjectCorrelationId": scene.ids.correlation(shown.item),
            "severity": "Critical" if grave else "Warning",
            "fabricId": _fabric(scene, shown.item.key),
            "providerSpecificDetails": _provider(scene, shown.item.key),
            "eventSpecificDetails": None,
            "healthErrors": health.errors(shown),
        },
    )


def _fabric(scene: Scene, key: str) -> str:
    return scene.ids.fabric(scene.ids.sides(scene.world.items[key])[0])


def _provider(scene: Scene, key: str) -> JsonObject:
    item = scene.world.items[key]
    return {"instanceType": Shown.of(scene, item).instance}
