"""State of things in words: the engine, the provider's clock, what a store holds. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.recovery.types.remedies import Act
from drconsole.recovery.types.words import lasting
from drconsole.render.words.command_lines import line_of
from drconsole.render.words.text import clean, pace, utc

if TYPE_CHECKING:
    from drconsole.records.rows.status import CountsRow, EngineRow, StatusRow, ToldClockRow

_COUNTED = {
    "steps_under_way": ("step under way", "steps under way"),
    "needs_a_person": ("waits for a person", "wait for a person"),
}


def clock_text(found: StatusRow) -> str:
    """``SIMULATION  clock 2026-03-01 10:15:00Z, 60 times real time``."""
    clock = found["clock"]
    at = "" if clock["speed"] is None else f", {pace(clock['speed'])}"
    paused = ", PAUSED" if clock["paused"] else ""
    mode = clean(found["mode"] or "MODE NOT KNOWN")
    return f"{mode}  clock {utc(clock['now'])}{at}{paused}{clock_note(clock, found['engine']['running'])}"


def clock_note(clock: ToldClockRow, running: bool | None = False) -> str:
    """Return how a clock is known that no engine tells; ``running``: None = one may be there, and does not answer."""
    if "derived" not in clock:
        return ""
    if not clock["derived"]:
        return " (as last told)"
    return " (last told; no engine)" if running is False else " (last told; no engine answers)"


DRAINING = "it drains: it begins nothing new, and is gone when what is under way has ended"
BLOCKED_ADVICE = "end that process: only the engine writes this store; no step begins until then"


def blocked_text(engine: EngineRow) -> str:
    """Return why an engine that runs cannot work: who keeps it from writing its store; empty = nobody."""
    who = engine.get("blocked")
    return f"it cannot record anything: {clean(who)}" if who else ""


def jump_text(clock: ToldClockRow) -> str:
    """Return by how much the wall's clock was set since the engine began; empty = it was not."""
    jump = clock.get("wall_jump")
    if jump is None:
        return ""
    way = "back" if jump["seconds"] < 0 else "forward"
    return f"its machine's clock went {way} by {lasting(abs(jump['seconds']))}, to {utc(jump['at'])}"


def engine_text(found: StatusRow) -> str:
    engine = found["engine"]
    if engine["running"] is None and "why" in engine:
        return f"engine: not known: {clean(engine['why'])}; {clean(engine.get('advice'))}"
    if engine["running"] is None:
        return "engine: another user's; whether it runs is not known from here"
    if not engine["running"] and "why" in engine:
        return f"engine: not running, and none starts: {clean(engine['why'])}; {clean(engine.get('advice'))}"
    if not engine["running"]:
        return f"engine: not running ({line_of(Act.START_ENGINE)})"
    waits = f"; {blocked}" if (blocked := blocked_text(engine)) else ""
    going = f"; {DRAINING}" if engine.get("draining") else ""
    jumped = f"; {jump}" if (jump := jump_text(found["clock"])) else ""
    return (
        f"engine: running, process {engine['pid']}, epoch {engine['epoch']}, "
        f"version {clean(engine['version'])}, since {utc(engine['since'])}{going}{waits}{jumped}"
    )


def _count(name: str, value: object) -> str:
    """``1 running job``, ``2 running jobs``."""
    plural = clean(name).replace("_", " ")
    one, many = _COUNTED.get(name, (plural.removesuffix("s"), plural))
    return f"{value} {one if value == 1 else many}"


def counts_text(counts: CountsRow) -> str:
    """``3 plans, 20 items``."""
    return ", ".join(_count(name, value) for name, value in counts.items()) or "nothing"
