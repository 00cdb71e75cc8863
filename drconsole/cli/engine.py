"""The verbs about the engine's process and the provider's clock."""

from __future__ import annotations

import argparse
from typing import Any

from drconsole.cli.context import Context
from drconsole.cli.status import engine_text, status_object
from drconsole.recovery.errors import DrError
from drconsole.render.text import clean, utc


def start(context: Context, args: argparse.Namespace) -> int:
    """Detached; returns when its socket answers. One that runs already only gets the speed."""
    from drconsole.engine import process

    process.start_detached(context.state, args.speed)
    return status(context, args)


def run(context: Context, args: argparse.Namespace) -> int:
    from drconsole.engine import process

    return int(process.run_engine(context.state, args.speed) or 0)


def status(context: Context, args: argparse.Namespace) -> int:
    found = status_object(context)
    if context.json:
        context.output.document(found["engine"])
    else:
        context.output.text(engine_text(found))
    return 0


def drain(context: Context, args: argparse.Namespace) -> int:
    from drconsole.engine import process

    context.output.note("beginning nothing new; waiting for what is under way")
    process.drain(context.state)
    return _gone(context, "drained")


def stop(context: Context, args: argparse.Namespace) -> int:
    from drconsole.engine import process

    process.stop(context.state, args.force)
    return _gone(context, "stopped")


def _gone(context: Context, how: str) -> int:
    if context.json:
        context.output.document({"running": False})
    else:
        context.output.text(f"engine {how}")
    return 0


def unit(context: Context, args: argparse.Namespace) -> int:
    from drconsole.engine.unit import systemd_unit

    text = systemd_unit(context.state)
    if context.json:
        context.output.document({"unit": text})
    else:
        context.output.text(text.rstrip("\n"))
    return 0


def clock(context: Context, args: argparse.Namespace) -> int:
    return _show_clock(context)


def clock_speed(context: Context, args: argparse.Namespace) -> int:
    return _set_clock(context, speed=args.speed)


def clock_pause(context: Context, args: argparse.Namespace) -> int:
    return _set_clock(context, paused=True)


def clock_resume(context: Context, args: argparse.Namespace) -> int:
    return _set_clock(context, paused=False)


def _set_clock(context: Context, speed: float | str | None = None, paused: bool | None = None) -> int:
    context.ask("SetClock", {"speed": speed, "paused": paused})
    return _show_clock(context)


def _show_clock(context: Context) -> int:
    found = context.ask("Status")
    clock_: dict[str, Any] | None = found.get("clock")
    if clock_ is None:
        raise DrError("no-clock", "the engine tells nothing of a clock", place="engine")
    if context.json:
        context.output.document(clock_)
    else:
        context.output.text(clock_text(found))
    return 0


def clock_text(found: dict[str, Any]) -> str:
    """``SIMULATION  clock 2026-03-01 10:15:00Z, 60 times real time``."""
    clock_ = found.get("clock") or {}
    speed = clock_.get("speed")
    pace = {None: "", "max": ", as fast as it can"}.get(speed, f", {speed:g} times real time" if _number(speed) else "")
    paused = ", PAUSED" if clock_.get("paused") else ""
    return f"{clean(found.get('mode') or 'MODE NOT KNOWN')}  clock {utc(clock_.get('now'))}{pace}{paused}"


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
