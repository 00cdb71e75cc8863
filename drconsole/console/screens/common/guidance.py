"""Guidance for a plan or an item: the next step and the allowed operations, read off the rows without the engine.

The rules are those of ``recovery``. Their answer is only a hint here: what an operator confirms is always a preview,
for which the engine has asked the provider.
"""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.console.context import Console, key_of
from drconsole.console.state.looking import only_looks
from drconsole.console.state.model.model import Model
from drconsole.console.state.model.targets import Target, label_of, plan_of, target_items, why_not_now
from drconsole.console.widgets.table.operations import OperationLine
from drconsole.records import view
from drconsole.records.clock import moment
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.tables import JOBS, PLANS
from drconsole.records.view import item_keys
from drconsole.recovery.guide import guide
from drconsole.recovery.guide.failed import after_failure
from drconsole.recovery.guide.guide import Guide
from drconsole.recovery.states import states
from drconsole.recovery.types.words import Operation, TargetType
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.words.labels import labels
from drconsole.render.words.text import clean

PREVIEW_ONLY = "shows what it would do, and starts nothing"
READ_ONLY = "read-only: open a console without --read-only"


def plans_of(model: Model, item: ItemRow) -> list[PlanRow]:
    """Return the plans that contain an item."""
    known = model.items.plans_with(item["key"])
    plans = model.rows(PLANS) if known is None else [plan for plan in model.rows(PLANS) if plan["key"] in known]
    return [plan for plan in plans if item["key"] in item_keys(plan)]


def next_step(model: Model, target: Target, now: str | None = None) -> Guide | None:
    """Return what the guide recommends for a target; None = it is gone, or its rows cannot be read."""
    plan, items = plan_of(model, target), target_items(model, target)
    if plan is None and not items:
        return None
    # Whether a job is held is asked of those on its items alone: there may be hundreds of old ones.
    jobs = [job for key in {item["current_job"] for item in items} if key and (job := model.row(JOBS, key)) is not None]
    look = view.look_of(items, [plan] if plan is not None else [], jobs, moment(now))
    try:
        kind, key = TargetType(target[0]), target[1]
        return after_failure(guide.next_step(look, kind, key), look, kind, key)
    except DrError:
        return None


def offered(kind: str) -> Sequence[Operation]:
    """Return the operations that exist for a kind of target."""
    return states.PLAN_OPERATIONS if kind == "plan" else tuple(Operation)


def operation_lines(app: Console, target: Target) -> list[OperationLine]:
    """Return each operation of a target: first the allowed ones with their keys, then the others with the reason."""
    return sorted((_operation(app, target, each) for each in offered(target[0])), key=lambda line: not line.can)


def _operation(app: Console, target: Target, operation: Operation) -> OperationLine:
    command = app.registry.get(operation)
    why = command.reason(app, target) if command is not None else _why_not_here(app, operation, target)
    name = label_of(app.model, target)
    if why is not None:
        # The name stands in the status line of the page: leave it out of each reason.
        why = clean(why).removeprefix(f"{name} is ").removeprefix(f"{name}: ")
    looks = only_looks(app.model, app.session)
    if why is None and looks is not None:
        text = f"{looks.word.lower()}: {PREVIEW_ONLY}"
    else:
        text = why if why is not None else (_left_out(app.model, target) or (command.help() if command else ""))
    return OperationLine(str(operation), why is None, key_of(app, operation), clean(text))


def _why_not_here(app: Console, operation: Operation, target: Target) -> str:
    return why_not_now(app.model, operation, target) or READ_ONLY


def _left_out(model: Model, target: Target) -> str:
    """Return which items a plan's run would leave out; empty = none."""
    plan = plan_of(model, target)
    left = list(labels(plan["left_out"]).values()) if plan is not None else []
    return f"leaves out {', '.join(left[:3])}{' ...' if left[3:] else ''}; the preview says why" if left else ""
