"""State of things in words: the engine, the provider's clock, what a store holds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drconsole.recovery.types.remedies import Act
from drconsole.render.command_lines import line_of
from drconsole.render.text import clean, pace, utc

_COUNTED = {
    "steps_under_way": ("step under way", "steps under way"),
    "needs_a_person": ("waits for a person", "wait for a person"),
}


def clock_text(found: Mapping[str, Any]) -> str:
    """``SIMULATION  clock 2026-03-01 10:15:00Z, 60 times real time``."""
    clock_ = found.get("clock") or {}
    speed = clock_.get("speed")
    at = "" if speed is None else f", {pace(speed)}"
    paused = ", PAUSED" if clock_.get("paused") else ""
    mode, now = clean(found.get("mode") or "MODE NOT KNOWN"), utc(clock_.get("now"))
    return f"{mode}  clock {now}{at}{paused}{clock_note(clock_)}"


def clock_note(clock: Mapping[str, Any]) -> str:
    """How a clock is known that no engine tells."""
    notes = {True: " (last told; no engine)", False: " (as last told)"}
    return notes.get(clock["derived"], "") if "derived" in clock else ""


BLOCKED_ADVICE = "end that process: only the engine writes this store; no step begins until then"


def blocked_text(engine: Mapping[str, Any]) -> str:
    """Return why an engine that runs cannot work: who keeps it from writing its store; empty = nobody."""
    return f"it cannot record anything: {clean(engine['blocked'])}" if engine.get("blocked") else ""


def engine_text(found: Mapping[str, Any]) -> str:
    engine = found.get("engine") or {}
    if engine.get("running") is None and engine.get("why"):
        return f"engine: not known: {clean(engine['why'])}; {clean(engine.get('advice'))}"
    if engine.get("running") is None:
        return "engine: another user's; whether it runs is not known from here"
    if not engine.get("running"):
        return f"engine: not running ({line_of(Act.START_ENGINE)})"
    waits = f"; {blocked}" if (blocked := blocked_text(engine)) else ""
    return (
        f"engine: running, process {engine.get('pid')}, epoch {engine.get('epoch')}, "
        f"version {clean(engine.get('version'))}, since {utc(engine.get('since'))}{waits}"
    )


def _count(name: str, value: Any) -> str:
    """``1 running job``, ``2 running jobs``."""
    plural = clean(name).replace("_", " ")
    one, many = _COUNTED.get(name, (plural.removesuffix("s"), plural))
    return f"{value} {one if value == 1 else many}"


def counts_text(counts: Mapping[str, Any]) -> str:
    """``3 plans, 20 items``; counts of counts in brackets."""
    parts = []
    for name, value in counts.items():
        if isinstance(value, Mapping):
            parts.append(f"{name} ({counts_text(value)})")
        else:
            parts.append(_count(name, value))
    return ", ".join(parts) or "nothing"
