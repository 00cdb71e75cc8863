"""Command that lets its user act on the vault that a state is bound to."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from drconsole.cli.context import Context
from drconsole.link.messages import Arm
from drconsole.render.estate.arming import armed_lines, place_lines


def arm(context: Context, args: argparse.Namespace) -> int:
    """Arm the user for an hour, or take it back; print where that is, and who is armed."""
    row = context.ask(Arm(args.confirm, off=args.off))
    if context.json:
        context.output.document(row)
        return 0
    place = row["place"]
    if place is not None:
        for line in (*place_lines(place), *armed_lines(place, row["armed"], datetime.now(UTC))):
            context.output.text(line)
    return 0
