"""Long-running operations: where a client is told to look, and what it finds there."""

from __future__ import annotations

from hashlib import sha256

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.wire.moments import optional, written
from drconsole.emulator.wire.running.job_words import state_of
from drconsole.emulator.wire.running.jobs import first_error
from drconsole.emulator.wire.scene import Scene
from drconsole.providers.simulator.state.rows.rows import Job

_STATUS = {
    "Suspended": "InProgress",
    "Cancelling": "InProgress",
    "PartiallySucceeded": "Succeeded",
    "CompletedWithInformation": "Succeeded",
}
"""Where an operation's status is another word than its job's state: a partial success is told as a success (12 of 12
recorded). A job that waits was never recorded here: it is told as under way (our choice)."""


def operation_id(job: Job, *, plan: bool) -> str:
    """A plan's operation has another id than its job (49 of 49 recorded); an item's has the same."""
    return job.alias if plan else job.id


def signature(world_seed: int, ident: str, started: int) -> dict[str, str]:
    """Return a signature for a link, as links have had one since 2023. It opens nothing and is not checked."""
    digest = sha256(f"{world_seed} {ident} {started}".encode()).hexdigest()
    return {"t": str(started), "c": f"MII{digest * 20}", "s": digest[::-1] * 8, "h": digest[:43]}


def status(scene: Scene, ident: str, job: Job) -> JsonObject:
    """``replicationOperationStatus`` of a job: no progress inside. ``error`` may stand beside a success: a warning."""
    state, _ = state_of(job)
    return {
        "error": first_error(job.errors),
        "id": None,
        "name": ident,
        "properties": None,
        "status": _STATUS.get(state, state) if job.landed else "NotStarted",
        "startTime": written(job.started_at if job.started_at is not None else job.sent_at),
        "endTime": optional(job.ended_at),
        "percentComplete": None,
    }


def done(scene: Scene, ident: str, at: int) -> JsonObject:
    """The status of an operation that was over at once: a cancel, a resume."""
    return {
        "error": None,
        "id": None,
        "name": ident,
        "properties": None,
        "status": "Succeeded",
        "startTime": written(at),
        "endTime": written(at),
        "percentComplete": None,
    }
