"""The verb that asks whether store and journal are sound."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drconsole.cli.context import Context
from drconsole.recovery.types.errors import BadInput
from drconsole.render.doctor import check_text
from drconsole.render.text import clean

DAMAGED = "store.damaged"
"""What the reader says of a store that is not what was written."""


def doctor(context: Context, args: argparse.Namespace) -> int:
    """Exit 1 with what is wrong. The engine examines its live writer; without one the files are looked at.

    A store of which nothing can be read is refused as by every verb that reads.
    """
    found = _found(context)
    if context.json:
        context.output.document(found)
    else:
        for name, value in (found.get("checks") or {}).items():
            context.output.text(check_text(name, value))
        for owed in found.get("owed") or ():
            context.output.text(f"owed: {clean(owed)}")
        for problem in found.get("problems") or ():
            context.output.text(f"x {clean(problem)}")
        context.output.text("sound" if found.get("ok") else "NOT SOUND")
    return 0 if found.get("ok") else 1


def _found(context: Context) -> Mapping[str, Any]:
    try:
        told = context.ask_if_running("Doctor")
        if told is not None:
            return told
        from drconsole.engine.service.doctor import examine

        return examine(context.state)
    except BadInput as error:
        if error.code != DAMAGED:
            raise
        return {"ok": False, "problems": [error.message, *_integrity(context.paths.db)], "checks": {}}


def _integrity(path: Path) -> list[str]:
    """What SQLite finds in a store that broke off an examination. Raises ``BadInput`` where it cannot be opened."""
    from drconsole.store.reader import Reader

    with Reader(path) as reader:
        try:
            return reader.integrity()
        except BadInput as error:
            return [error.message]
