"""Targets of operations: their rows, their names, their sites, and what is allowed on them, read off the model."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from drconsole.console.state.model import Model
from drconsole.records.view import Row, active_side, estate_of, item_keys, look_of
from drconsole.recovery.checks.points.choices import why_not_offered
from drconsole.recovery.states.offered import not_offered
from drconsole.recovery.states.states import PLAN_OPERATIONS, direction_of
from drconsole.recovery.types import targets
from drconsole.recovery.types.errors import BadInput
from drconsole.recovery.types.estate import EstateView, Item
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.tasks import Request
from drconsole.recovery.types.words import Direction, Level, Location, Operation, PointChoice, Scenario, TargetType
from drconsole.render.operation.course import Side
from drconsole.render.text import clean, words

Target = tuple[str, str]
"""Target of an operation: ("plan" | "item", key)."""


def target_row(model: Model, target: Target) -> Row | None:
    """Return the row of a target; None = the provider no longer reports it."""
    return model.row(target[0], target[1])


def target_named(model: Model, said: str) -> Target:
    """Find a target by ``NAME``, ``plan:NAME``, ``item:NAME`` or key. Raises ``BadInput`` for none, and for several."""
    known = {kind: {str(row["key"]): str(row["name"]) for row in model.rows(kind)} for kind in ("plan", "item")}
    found = targets.candidates(said, known)
    if len(found) == 1:
        return found[0]
    if found:
        advice = " or ".join(targets.said(kind, key, known) for kind, key in found[:4])
        raise BadInput(
            "ambiguous-target", f"{len(found)} plans or items are called '{clean(said)}'", place="target", advice=advice
        )
    kind, _, rest = said.partition(":")
    name = rest if rest and kind in known else said
    raise BadInput(
        "unknown-target",
        f"there is no recovery plan or replicated item '{clean(said)}'",
        place="target",
        advice=nearest(name, map(clean, target_names(model))),
    )


def target_names(model: Model) -> list[str]:
    """Return the names of all plans, then of all items."""
    return [str(row["name"]) for kind in ("plan", "item") for row in model.rows(kind)]


def why_not_now(model: Model, operation: str, target: Target | None) -> str | None:
    """Return why an operation is not allowed on this target now; None = it is; '' = there is no such target.

    A plan allows what its run could do for those of its machines that can take part.
    """
    row = target_row(model, target) if target is not None else None
    if row is None:
        return ""
    name = label_of(model, target)
    if row.get("current_job"):
        return f"{name} is in job {clean(row['current_job'])}: wait for its end"
    if operation in (row.get("allowed_operations") or ()):
        return None
    items = items_of(model, row) if target is not None and target[0] == "plan" else [row]
    nevers = [_never_offered(scenario, operation) for scenario in {str(item.get("scenario")) for item in items}]
    if nevers and nevers[0] and all(nevers):
        return f"{name}: {nevers[0]}"
    if any(operation in (item.get("allowed_operations") or ()) for item in items):
        return f"{name}: {_why_no_run(row, items, operation)}"
    known = PLAN_OPERATIONS if target is not None and target[0] == "plan" else tuple(Operation)
    allowed = sorted({str(each) for item in items for each in item.get("allowed_operations") or () if each in known})
    state = words(str(row.get("protection_state_description") or row.get("state") or "unknown")).replace("-", " ")
    return f"{name} is {state.lower()}: " + (f"it allows {', '.join(allowed)}" if allowed else "it allows nothing now")


def _why_no_run(plan: Row, items: list[Row], operation: str) -> str:
    """Return what blocks a plan's run although items of it allow the operation; ``check`` says the same."""
    from drconsole.recovery.checks.qualify import qualify

    request = Request(Operation(operation), str(plan["key"]), TargetType.PLAN)
    found = qualify(request, look_of(items, [plan]))
    firm = [finding for finding in found.findings if finding.level == Level.ERROR and not finding.overridable]
    return clean((firm or found.findings)[0].message) if firm or found.findings else "no machine can take part now"


def items_of(model: Model, plan: Row) -> list[Row]:
    """Return the rows of a plan's items, in group order; items that the provider no longer reports are left out."""
    return [row for key in item_keys(plan) if (row := model.row("item", key)) is not None]


def label_of(model: Model, target: Target | None) -> str:
    """Return the name of a target, with its key where another one has the same name; empty = no target."""
    if target is None:
        return ""
    row = target_row(model, target)
    return clean(target[1]) if row is None else model.label(target[0], row)


@lru_cache(maxsize=256)
def _never_offered(said: str, operation: str) -> str | None:
    """Return why a scenario has no such operation in either direction; None = it has, or the scenario is unknown."""
    try:
        scenario = Scenario(said)
    except ValueError:
        return None
    reasons = [not_offered(Operation(operation), scenario, way, TargetType.ITEM) for way in Direction]
    return reasons[0] if all(reasons) else None


def choices_of(
    model: Model, target: Target, direction: str | None, taking_part: Collection[str] = ()
) -> dict[str, str]:
    """Return each of the six choices of a recovery point -> why this target does not offer it; '' = it does.

    ``taking_part``: keys of the machines that take part, where a preview has said so.
    """
    row = target_row(model, target) or {}
    rows = items_of(model, row) if target[0] == "plan" else [row]
    rows = [each for each in rows if each.get("key") in taking_part] or rows
    view = EstateView(items={str(each["key"]): item for each in rows if (item := _item(each)) is not None})
    way = Direction(direction or row.get("direction") or (rows and rows[0].get("direction")) or "primary-to-recovery")
    return {
        choice: why_not_offered(choice, list(view.items), view, way, TargetType(target[0])) or ""
        for choice in PointChoice
    }


def _item(row: Row) -> Item | None:
    """Return as much of an item as the rules about choices read; None = its scenario is unknown."""
    try:
        scenario = Scenario(row.get("scenario") or "")
    except ValueError:
        return None
    texts = [str(row.get(name) or "") for name in ("key", "name", "source", "target", "os")]
    key, name, source, target, os = texts
    return Item(key, name, scenario, source, target, os, "", replication_group=row.get("replication_group"))


def networks_of(model: Model, target: Target, direction: str | None = None) -> list[Row]:
    """Return the networks of the site to which a run goes, isolated ones first.

    Without a direction: of the site to which the target's items would go.
    """
    ways = {side.direction for side in sides_of(model, target)}
    way = direction or (ways.pop() if len(ways) == 1 else Direction.PRIMARY_TO_RECOVERY)
    _, site = sites_of(target_row(model, target) or {}, way)
    here = [row for row in model.rows("network") if row.get("site") == site]
    return sorted(here, key=lambda row: (not row.get("isolated"), str(row["name"])))


def sites_of(row: Row, direction: str) -> tuple[str, str]:
    """Return from which site to which one a run of this direction goes."""
    there = (str(row.get("source") or ""), str(row.get("target") or ""))
    return there if direction != Direction.RECOVERY_TO_PRIMARY else (there[1], there[0])


def sides_of(model: Model, target: Target) -> list[Side]:
    """Return the active side of each item of a target, in plan order."""
    found = []
    for each in _rows_of(model, target):
        location = active_side(each)
        away = location is Location.RECOVERY
        way = Direction.RECOVERY_TO_PRIMARY if away else Direction.PRIMARY_TO_RECOVERY
        found.append(Side(model.label("item", each), *sites_of(each, str(way)), str(location), str(way)))
    return found


def _rows_of(model: Model, target: Target) -> list[Row]:
    """Return the rows of a target's items, in plan order."""
    row = target_row(model, target)
    if row is None:
        return []
    return items_of(model, row) if target[0] == "plan" else [row]


FINISHING = frozenset({Operation.COMMIT, Operation.CHANGE_RECOVERY_POINT})
"""Operations on a failover that waits for its commit: they have the direction of that failover."""


def direction_to_finish(model: Model, target: Target, operation: str) -> str | None:
    """Return the direction of the failover that an operation finishes; None = it finishes none, or two directions."""
    if operation not in FINISHING:
        return None
    rows = _rows_of(model, target)
    rows = [each for each in rows if operation in (each.get("allowed_operations") or ())] or rows
    known = estate_of(rows, ())
    ways = {
        str(direction_of(item, known.statuses[key], Operation(operation)))
        for key, item in known.items.items()
        if key in known.statuses
    }
    return ways.pop() if len(ways) == 1 else None


def target_line(model: Model, target: Target, direction: str | None = None) -> str:
    """Return ``plan shop: Seattle → Azure West US 2, primary-to-recovery, 7 machines, active at Primary (Seattle)``."""
    row = target_row(model, target)
    if row is None:
        return f"{target[0]} {clean(target[1])}"
    rows = items_of(model, row) if target[0] == "plan" else [row]
    active = sorted({str(active_side(each) or "unknown") for each in rows})
    sites = {"Primary": row.get("source"), "Recovery": row.get("target")}
    where = " and ".join(f"{word} ({clean(sites[word])})" if sites.get(word) else word for word in active)
    way = direction or row.get("direction") or ""
    parts = [" → ".join(map(clean, sites_of(row, str(way)))), way]
    if target[0] == "plan":
        parts.append(f"{len(rows)} machine{'s' if len(rows) != 1 else ''}")
    parts.append(f"active at {where}")
    return f"{target[0]} {label_of(model, target)}: " + ", ".join(part for part in parts if part)
