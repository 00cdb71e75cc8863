"""Command that lets its user act on the vault that a state is bound to."""

from __future__ import annotations

import argparse
import contextlib
from datetime import UTC, datetime

from drconsole.cli.context import Context
from drconsole.link.messages import Arm
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import Refused
from drconsole.render.estate.arming import armed_lines, place_lines


def arm(context: Context, args: argparse.Namespace) -> int:
    """Arm the user for an hour, or take it back; print where that is, and who is armed."""
    _bound(context)
    row = context.ask(Arm(args.confirm, off=args.off))
    if context.json:
        context.output.document(row)
        return 0
    place = row["place"]
    if place is not None:
        for line in (*place_lines(place), *armed_lines(place, row["armed"], datetime.now(UTC))):
            context.output.text(line)
    return 0


def _bound(context: Context) -> None:
    """Raise ``Refused`` where nothing is in the state yet: an engine that is started there would load an example."""
    there = True  # a folder that is closed to us is told by whoever asks the engine
    with contextlib.suppress(PermissionError):
        there = context.paths.db.exists()
    if not there:
        raise Refused(
            "nothing-to-arm",
            "this state is bound to no vault",
            place=str(context.state),
            advice="connect it by a connection document first; look at what one holds",
            remedies=(Remedy(Act.CONNECTION_SCHEMA),),
        )
