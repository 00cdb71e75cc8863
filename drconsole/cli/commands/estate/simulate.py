"""Commands for what people outside do in a simulation, which has none: they clear its faults."""

from __future__ import annotations

import argparse

from drconsole.cli.context import Context
from drconsole.link.messages import Faults, Repair
from drconsole.render.estate.faults import FAULTS, fault_line
from drconsole.render.words.text import clean


def faults(context: Context, args: argparse.Namespace) -> int:
    """Print the faults that have shown themselves. Raises ``Refused`` where the world is no simulation."""
    found = context.ask(Faults())["faults"]
    context.output.rows(FAULTS, found, "no fault has shown itself")
    return 0


def repair(context: Context, args: argparse.Namespace) -> int:
    """Let people outside clear what is at work on an item. Raises ``Refused`` where the world is no simulation."""
    found = context.ask(Repair(args.item, args.fault, args.comment))
    if context.json:
        context.output.document(found)
        return 0
    for fault in found["faults"]:
        context.output.text(f"{clean(found['item'])}: {fault_line(fault)}")
    context.output.text(f"what is due now:  {context.output.command('next', found['item'])}")
    return 0
