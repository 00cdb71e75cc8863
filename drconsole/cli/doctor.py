"""The verb that asks whether store and journal are sound."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from drconsole.cli.context import Context
from drconsole.render.text import clean


def doctor(context: Context, args: argparse.Namespace) -> int:
    """Exit 1 with what is wrong. The engine examines its live writer; without one the files are looked at."""
    found = context.ask_if_running("Doctor")
    if found is None:
        from drconsole.engine.doctor import examine

        found = examine(context.state)
    if context.json:
        context.output.document(found)
    else:
        for name, value in (found.get("checks") or {}).items():
            context.output.text(f"{clean(name)}: {_plain(value)}")
        for problem in found.get("problems") or ():
            context.output.text(f"x {clean(problem)}")
        context.output.text("sound" if found.get("ok") else "NOT SOUND")
    return 0 if found.get("ok") else 1


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{clean(name)} {clean(each)}" for name, each in value.items())
    return clean(value)
