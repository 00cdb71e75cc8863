"""Machines of a plan in lines, for a screen with room beside its list."""

from __future__ import annotations

from drconsole.console.context import Console
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.tables import ITEMS
from drconsole.records.view import item_keys
from drconsole.recovery.types.words import counted
from drconsole.render.rows.lines import Marked, marked
from drconsole.render.rows.stands import stand_mark

LISTED = 30
"""Machines at most; the plan's page has all of them."""


def machine_lines(app: Console, plan: PlanRow) -> list[Marked]:
    """Return a line a machine of the plan, in its order: how it stands, its name, and its RPO."""
    keys = item_keys(plan)
    lines: list[Marked] = ["", f"{counted(len(keys), 'machine')}:"]
    for row in app.model.items.rows(keys[:LISTED]):
        mark = stand_mark(row)
        lines.append(marked(mark, f"{app.model.label(ITEMS, row)}"))
    return [*lines, f"and {len(keys) - LISTED} more"] if len(keys) > LISTED else lines
