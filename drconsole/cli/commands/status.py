"""The state of things as one object: from the engine, or without one from the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from drconsole.cli.context import Context
from drconsole.cli.lookup import job_ended
from drconsole.cli.output.output import advice_of
from drconsole.records.clock import moment
from drconsole.records.rows.estate import WorldRow
from drconsole.records.rows.status import ToldClockRow
from drconsole.records.tables import GATES, ITEMS, JOBS, OBLIGATIONS, PLANS, TASKS
from drconsole.records.waits import duties, waiting
from drconsole.recovery.types.errors import BadInput
from drconsole.recovery.types.words import RunState
from drconsole.render.command_lines import command_to_type

NO_STORE = frozenset({"no-estate", "store.missing"})
"""What is said where nothing was loaded yet."""
NO_ENGINE: dict[str, Any] = {"running": False, "pid": None, "epoch": None, "version": None, "since": None}
NO_CLOCK: ToldClockRow = {"now": None, "speed": None, "paused": None}
EMPTY: dict[str, Any] = {
    "mode": None,
    "engine": NO_ENGINE,
    "clock": NO_CLOCK,
    "estate": None,
    "provider": None,
    "counts": {},
    "running_jobs": [],
    "needs_a_person": [],
    "obligations": {},
    "test_debt": [],
}


def status_object(context: Context) -> dict[str, Any]:
    """As cli contract, never an error for want of an engine or a store.

    Raises ``BadInput`` for no folder, and for a store that this program cannot read: of another version, or foreign.
    """
    folder = str(context.state)
    told = context.ask_if_running("Status")
    if told is not None:
        return {**_to_copy(context, told), "state": folder}
    found = {**_to_copy(context, from_store(context)), "state": folder}
    if context.silent is not None:
        told = {
            "pid": context.silent.extra.get("pid"),
            "why": context.silent.message,
            "advice": advice_of(context.silent),
        }
        return {**found, "engine": {**NO_ENGINE, "running": None, **told}}
    return {**found, "engine": {**NO_ENGINE, "running": None}} if context.barred else found


def _to_copy(context: Context, found: Mapping[str, Any]) -> dict[str, Any]:
    """With commands that mean this same state, for scripts as for people."""

    def meant(entries: Sequence[Mapping[str, Any]], name: str) -> list[dict[str, Any]]:
        told = [command_to_type(one, name) for one in entries]
        return [{**one, name: context.output.here(str(one[name]))} if name in one else one for one in told]

    told = dict(found)
    for field, name in (("needs_a_person", "command"), ("test_debt", "undo")):
        if told.get(field):
            told[field] = meant(told[field], name)
    return told


def from_store(context: Context) -> dict[str, Any]:
    try:
        store = context.store()
    except BadInput as error:
        if error.code not in NO_STORE:
            raise
        return dict(EMPTY)
    with store:
        jobs = store.rows(JOBS)
        running = [job for job in jobs if not job_ended(job)]
        gates, owed = store.rows(GATES), store.rows(OBLIGATIONS)
        items = store.rows(ITEMS)
        world = store.world()
        counts = {
            "items": len(items),
            "plans": len(store.rows(PLANS)),
            "jobs": len(jobs),
            "running_jobs": len(running),
            "steps_under_way": sum(_under_way(task) for job in running for task in store.rows(TASKS, job=job["id"])),
        }
        mode = store.mode()
        clock = last_clock(world, store.stopped_cleanly(), datetime.now(UTC))
    waits = waiting(running, gates, owed, items)
    counts["needs_a_person"] = len(waits)
    return {
        **EMPTY,
        "mode": mode,
        "clock": clock,
        "estate": world["estate"] if world is not None else None,
        "provider": world["provider"] if world is not None else None,
        "counts": counts,
        "running_jobs": running,
        "needs_a_person": waits,
        "obligations": duties(owed),
        "test_debt": [debt for item in items for debt in item["test_debt"]],
    }


def _under_way(task: Mapping[str, Any]) -> bool:
    """Whether a task's row is a step of ours that has begun and neither ended nor waits for a person."""
    from drconsole.recovery.types.tasks import CONTAINERS, TaskKind

    ours = task.get("kind") not in {*CONTAINERS, TaskKind.OBSERVED}
    return ours and task.get("state") == RunState.IN_PROGRESS


def last_clock(world: WorldRow | None, stopped: bool, wall: datetime) -> ToldClockRow:
    """The provider's clock where no engine tells it.

    As last told; where its engine was lost and it goes at a known speed, as it must be by now (``derived``).
    """
    if world is None:
        return NO_CLOCK
    clock = world["clock"]
    now, at, speed = moment(clock["now"]), moment(world["at"]), clock["speed"]
    told: ToldClockRow = {"now": clock["now"], "speed": speed, "paused": clock["paused"]}
    if now is None:
        return told
    told["derived"] = isinstance(speed, int | float) and not clock["paused"] and not stopped and at is not None
    if isinstance(speed, int | float) and at is not None and told["derived"]:
        told["now"] = (now + max(wall - at, timedelta()) * speed).isoformat().replace("+00:00", "Z")
    return told
