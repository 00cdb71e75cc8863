"""The state of things as one object: from the engine, or without one from the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drconsole.cli.context import Context
from drconsole.recovery.errors import BadInput
from drconsole.recovery.words import RunState
from drconsole.render.text import clean, utc

NO_ENGINE: dict[str, Any] = {"running": False, "pid": None, "epoch": None, "version": None, "since": None}
NO_CLOCK: dict[str, Any] = {"now": None, "speed": None, "paused": None}
EMPTY: dict[str, Any] = {
    "mode": None,
    "engine": NO_ENGINE,
    "clock": NO_CLOCK,
    "estate": None,
    "provider": None,
    "counts": {},
    "running_jobs": [],
    "needs_a_person": [],
}


def status_object(context: Context) -> dict[str, Any]:
    """As cli contract, never an error for want of an engine or a store."""
    told = context.ask_if_running("Status")
    if told is not None:
        return told
    found = from_store(context)
    return {**found, "engine": {**NO_ENGINE, "running": None}} if context.barred else found


def from_store(context: Context) -> dict[str, Any]:
    try:
        store = context.store()
    except BadInput:
        return dict(EMPTY)
    with store:
        jobs = store.rows("job")
        gates = store.rows("gate")
        world = store.world()
        counts = {"plans": len(store.rows("plan")), "items": len(store.rows("item")), "jobs": len(jobs)}
        mode = store.mode()
    running = [job for job in jobs if not _ended(job)]
    counts["running_jobs"] = len(running)
    counts["needs_a_person"] = len(gates)
    return {
        **EMPTY,
        "mode": mode,
        "clock": {name: (world.get("clock") or world).get(name) for name in NO_CLOCK},
        "estate": world.get("estate"),
        "provider": world.get("provider"),
        "counts": counts,
        "running_jobs": running,
        "needs_a_person": gates,
    }


def _ended(job: Mapping[str, Any]) -> bool:
    state = job.get("state")
    return state in set(RunState) and RunState(str(state)).ended


def engine_text(found: Mapping[str, Any]) -> str:
    engine = found.get("engine") or NO_ENGINE
    if engine.get("running") is None:
        return "engine: another user's; whether it runs is not known from here"
    if not engine.get("running"):
        return "engine: not running (drconsole engine start)"
    return (
        f"engine: running, process {engine.get('pid')}, epoch {engine.get('epoch')}, "
        f"version {clean(engine.get('version'))}, since {utc(engine.get('since'))}"
    )


def counts_text(counts: Mapping[str, Any]) -> str:
    """``3 plans, 20 items``; counts of counts in brackets."""
    parts = []
    for name, value in counts.items():
        if isinstance(value, Mapping):
            parts.append(f"{name} ({counts_text(value)})")
        else:
            parts.append(f"{value} {clean(name).replace('_', ' ')}")
    return ", ".join(parts) or "nothing"
