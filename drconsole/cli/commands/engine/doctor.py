"""Command that examines store and journal."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from drconsole.cli.commands.engine.anchor import Given, comparisons, given, is_whole
from drconsole.cli.context import Context
from drconsole.records.rows.doctor import DoctorRow
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.estate.doctor import check_text
from drconsole.render.words.anchor import anchored_text
from drconsole.render.words.text import clean

DAMAGED = "store.damaged"
"""Code of the reader's refusal of a store that is not what was written."""


def doctor(context: Context, args: argparse.Namespace) -> int:
    """Print what is wrong; exit 1 if anything is. The engine examines its live writer; without one, files are read.

    Raises ``BadInput`` for a store of which nothing can be read, as every command that reads does, and for what is no
    anchor.
    """
    anchors = given(args.anchor)
    found = _found(context)
    if anchors:
        found = _anchored(context, found, anchors)
    if context.json:
        context.output.document(found)
    else:
        for name, value in found["checks"].items():
            context.output.text(check_text(name, value))
        for owed in found.get("owed", ()):
            context.output.text(f"owed: {clean(owed)}")
        for anchored in found.get("anchors", ()):
            context.output.text(f"{'+' if is_whole(anchored) else 'x'} {anchored_text(anchored)}")
        for problem in found["problems"]:
            context.output.text(f"x {clean(problem)}")
        context.output.text("sound" if found["ok"] else "NOT SOUND")
    return 0 if found["ok"] else 1


def _anchored(context: Context, found: DoctorRow, anchors: Sequence[Given]) -> DoctorRow:
    """Add what the journal is against anchors: also where the examination found that something is wrong."""
    try:
        rows = comparisons(context.paths.db, anchors)
    except BadInput as error:
        if error.code != DAMAGED:
            raise
        return {**found, "ok": False, "problems": [*found["problems"], f"no anchor was compared: {error.message}"]}
    return {**found, "ok": found["ok"] and all(map(is_whole, rows)), "anchors": rows}


def _found(context: Context) -> DoctorRow:
    from drconsole.link.messages import Doctor

    try:
        told = context.ask_if_running(Doctor())
        if told is not None:
            return told
        from drconsole.engine.service.doctor import examine

        return examine(context.state)
    except BadInput as error:
        if error.code != DAMAGED:
            raise
        return {"ok": False, "problems": [error.message, *_integrity(context.paths.db)], "checks": {}}


def _integrity(path: Path) -> list[str]:
    """Return what SQLite finds in a store that broke off an examination.

    Raises ``BadInput`` where it cannot be opened.
    """
    from drconsole.store.reading.reader import Reader

    with Reader(path) as reader:
        try:
            return reader.integrity()
        except BadInput as error:
            return [error.message]
