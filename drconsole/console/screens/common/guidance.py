"""Guidance for a plan or an item: the next step and the allowed operations, read off the rows without the engine.

The rules are those of ``recovery``. Their answer is only a hint here: what an operator confirms is always a preview,
for which the engine has asked the provider.
"""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.console.context import Console
from drconsole.console.state.model import Model
from drconsole.console.state.targets import items_of, label_of, why_not_now
from drconsole.records import view
from drconsole.records.clock import moment
from drconsole.records.view import Row, item_keys
from drconsole.recovery.guide import guide
from drconsole.recovery.guide.guide import Guide
from drconsole.recovery.states import states
from drconsole.recovery.types.errors import DrError
from drconsole.recovery.types.words import Operation, TargetType
from drconsole.render.keys import key_text
from drconsole.render.labels import labels
from drconsole.render.text import clean

READ_ONLY = "read-only: open a console without --read-only"


def plans_of(model: Model, item: Row) -> list[Row]:
    """Return the plans that contain an item."""
    return [plan for plan in model.rows("plan") if str(item["key"]) in item_keys(plan)]


def next_step(model: Model, kind: str, key: str, now: str | None = None) -> Guide | None:
    """Return what the guide recommends for a target; None = it is gone, or its rows cannot be read."""
    row = model.row(kind, key)
    if row is None:
        return None
    items = items_of(model, row) if kind == "plan" else [row]
    look = view.look_of(items, [row] if kind == "plan" else [], model.rows("job"), moment(now))
    try:
        return guide.next_step(look, TargetType(kind), key)
    except DrError:
        return None


def offered(kind: str) -> Sequence[Operation]:
    """Return the operations that exist for a kind of target."""
    return states.PLAN_OPERATIONS if kind == "plan" else tuple(Operation)


def operation_rows(app: Console, kind: str, row: Row) -> list[Row]:
    """Return each operation of a target: first the allowed ones with their keys, then the others with the reason."""
    return sorted((_operation(app, kind, row, each) for each in offered(kind)), key=lambda found: not found["can"])


def _operation(app: Console, kind: str, row: Row, operation: Operation) -> Row:
    command = app.registry.get(str(operation))
    target = (kind, str(row["key"]))
    if command is not None:
        why = command.reason(app, target)
    else:
        why = why_not_now(app.model, str(operation), target) or READ_ONLY
    name = label_of(app.model, target)
    if why is not None:
        # The name stands in the status line of the page: leave it out of each reason.
        why = clean(why).removeprefix(f"{name} is ").removeprefix(f"{name}: ")
    told = why if why is not None else (_for_some(row) or (command.help() if command else ""))
    return {
        "key": str(operation),
        "can": why is None,
        "press": key_text(command.keys[0]) if command is not None and command.keys else "",
        "told": clean(told),
    }


def _for_some(row: Row) -> str:
    """Return which items a plan's run would leave out; empty = none."""
    left = list(labels(row.get("left_out") or ()).values())
    return f"leaves out {', '.join(left[:3])}{' ...' if left[3:] else ''}; the preview says why" if left else ""
