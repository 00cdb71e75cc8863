"""Targets of operations: their rows, their names, their sites, and what is allowed on them, read off the model."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from drconsole.console.state.model.model import Model
from drconsole.records.tables import ITEMS, NETWORKS, PLANS
from drconsole.records.view import active_side, allows, item_keys
from drconsole.recovery.types.estate import targets
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.words import (
    Direction,
    Level,
    Location,
    Operation,
    PointChoice,
    Scenario,
    TargetType,
    counted,
)
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.text import ALLOWS, clean, words

if TYPE_CHECKING:
    # The rules, and what they look at, are imported where they are asked: the first frame asks none.
    from drconsole.records.rows.estate.estate import NetworkRow
    from drconsole.records.rows.estate.items import ItemRow
    from drconsole.records.rows.estate.plans import PlanRow
    from drconsole.recovery.types.estate.estate import Item
    from drconsole.render.operation.course import Side

Target = tuple[str, str]
"""Target of an operation: ("plan" | "item", key)."""


PLAN, ITEM = PLANS, ITEMS
"""Kinds of targets: the names of their tables."""
NEAR = 200
"""Names of items to read for a completion, or for a word that names none."""


def target_row(model: Model, target: Target) -> PlanRow | ItemRow | None:
    """Return the row of a target; None = the provider no longer reports it."""
    kind, key = target
    return model.row(PLANS, key) if kind == PLAN else model.row(ITEMS, key)


def plan_of(model: Model, target: Target) -> PlanRow | None:
    """Return the row of a target that is a plan; None = it is an item, or the provider no longer reports it."""
    return model.row(PLANS, target[1]) if target[0] == PLAN else None


def item_of(model: Model, target: Target) -> ItemRow | None:
    """Return the row of a target that is an item; None = it is a plan, or the provider no longer reports it."""
    return model.row(ITEMS, target[1]) if target[0] == ITEM else None


def target_items(model: Model, target: Target) -> list[ItemRow]:
    """Return the rows of a target's items: those of a plan in group order, or the item itself."""
    if target[0] == PLAN:
        plan = model.row(PLANS, target[1])
        return items_of(model, plan) if plan is not None else []
    item = model.row(ITEMS, target[1])
    return [item] if item is not None else []


def target_named(model: Model, said: str) -> Target:
    """Find a target by ``NAME``, ``plan:NAME``, ``item:NAME`` or key. Raises ``BadInput`` for none, and for several."""
    known = _known(model, {said, targets.without_prefix(said)})
    found = targets.candidates(said, known)
    if len(found) == 1:
        return found[0]
    if found:
        # What one of them is called may be another's key.
        known = _known(model, {word for kind, key in found for word in (key, known[kind][key])})
        advice = " or ".join(targets.said(kind, key, known) for kind, key in found[:4])
        raise BadInput(
            "ambiguous-target", f"'{clean(said)}' may mean {len(found)} plans or items", place="target", advice=advice
        )
    kind, _, rest = said.partition(":")
    name = rest if rest and kind in known else said
    raise BadInput(
        "unknown-target",
        f"there is no recovery plan or replicated item '{clean(said)}'",
        place="target",
        advice=nearest(name, map(clean, _alike(model, name))),
    )


def _alike(model: Model, name: str) -> list[str]:
    """Return the names of all plans, and of the items whose names agree with this one for the longest."""
    begins = (name[:length] for length in range(len(name), 0, -1))
    items = next((found for beginning in begins if (found := model.items.named(beginning, NEAR))), [])
    return [row["name"] for row in (*model.rows(PLANS), *items)]


def _known(model: Model, words: Collection[str]) -> dict[str, dict[str, str]]:
    """Return key -> name of all plans, and of the items that one of these words may mean."""
    return {
        PLAN: {row["key"]: row["name"] for row in model.rows(PLANS)},
        ITEM: {row["key"]: row["name"] for row in model.items.called(words)},
    }


def target_names(model: Model, beginning: str = "") -> list[str]:
    """Return the names of all plans, then ``item_names``."""
    return [*(row["name"] for row in model.rows(PLANS)), *item_names(model, beginning)]


def item_names(model: Model, beginning: str = "") -> list[str]:
    """Return the names of items that begin so.

    Where those are too many, ``beginning`` stands for the others: no completion goes on beyond it.
    """
    names = [row["name"] for row in model.items.named(beginning, NEAR + 1)]
    if len(names) > NEAR:
        names[-1] = beginning
    return names


def why_not_now(model: Model, operation: str, target: Target | None) -> str | None:
    """Return why an operation is not allowed on this target now; None = it is; '' = there is no such target.

    A plan allows what its run could do for those of its machines that can take part.
    """
    why, instead = _refused(model, operation, target)
    return why if instead is None else f"{why}{ALLOWS}{', '.join(instead) or 'nothing now'}"


def allowed_instead(model: Model, operation: str, target: Target | None) -> list[str]:
    """Return the operations that ``why_not_now`` names as allowed instead; empty = it names none."""
    return _refused(model, operation, target)[1] or []


def _refused(model: Model, operation: str, target: Target | None) -> tuple[str | None, list[str] | None]:
    """Return why an operation is not allowed, and what is allowed instead, where that is the reason."""
    row = target_row(model, target) if target is not None else None
    if target is None or row is None:
        return "", None
    if allows(row, operation):
        return None, None
    if row["current_job"]:
        return f"{label_of(model, target)} is in job {clean(row['current_job'])}: wait for its end", None
    name, plan, items = label_of(model, target), plan_of(model, target), target_items(model, target)
    nevers = [_never_offered(scenario, operation) for scenario in {item["scenario"] for item in items}]
    if nevers and nevers[0] and all(nevers):
        return f"{name}: {nevers[0]}", None
    if plan is not None and any(operation in item["allowed_operations"] for item in items):
        return f"{name}: {_why_no_run(plan, items, operation)}", None
    from drconsole.recovery.states.states import PLAN_OPERATIONS

    known = PLAN_OPERATIONS if plan is not None else tuple(Operation)
    allowed = sorted({each for item in items for each in item["allowed_operations"] if each in known})
    state = plan["state"].replace("-", " ") if plan is not None else _state_of(items)
    return f"{name} is {state.lower()}", allowed


def _state_of(items: Sequence[ItemRow]) -> str:
    return words(items[0]["protection_state_description"]) if items else "unknown"


def _why_no_run(plan: PlanRow, items: list[ItemRow], operation: str) -> str:
    """Return what blocks a plan's run although items of it allow the operation; ``check`` says the same."""
    from drconsole.records.view import look_of
    from drconsole.recovery.checks.qualify import qualify
    from drconsole.recovery.types.work.tasks import Request

    request = Request(Operation(operation), plan["key"], TargetType.PLAN)
    found = qualify(request, look_of(items, [plan]))
    firm = [finding for finding in found.findings if finding.level == Level.ERROR and not finding.overridable]
    return clean((firm or found.findings)[0].message) if firm or found.findings else "no machine can take part now"


def items_of(model: Model, plan: PlanRow) -> list[ItemRow]:
    """Return the rows of a plan's items, in group order; items that the provider no longer reports are left out."""
    return model.items.rows(item_keys(plan))


def label_of(model: Model, target: Target | None) -> str:
    """Return the name of a target, with its key where another one has the same name; empty = no target."""
    if target is None:
        return ""
    row = target_row(model, target)
    return clean(target[1]) if row is None else model.label(target[0], row)


@lru_cache(maxsize=256)
def _never_offered(said: str, operation: str) -> str | None:
    """Return why a scenario has no such operation in either direction; None = it has, or the scenario is unknown."""
    from drconsole.recovery.states.offered import not_offered

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
    from drconsole.recovery.checks.points.choices import why_not_offered
    from drconsole.recovery.types.estate.estate import EstateView

    rows = target_items(model, target)
    rows = [each for each in rows if each["key"] in taking_part] or rows
    view = EstateView(items={each["key"]: item for each in rows if (item := _item(each)) is not None})
    way = Direction(direction or (rows[0]["direction"] if rows else Direction.PRIMARY_TO_RECOVERY))
    return {
        choice: why_not_offered(choice, list(view.items), view, way, TargetType(target[0])) or ""
        for choice in PointChoice
    }


def _item(row: ItemRow) -> Item | None:
    """Return as much of an item as the rules about choices read; None = its scenario is unknown."""
    from drconsole.recovery.types.estate.estate import Item

    try:
        scenario = Scenario(row["scenario"])
    except ValueError:
        return None
    return Item(
        row["key"],
        row["name"],
        scenario,
        row["source"],
        row["target"],
        row["os"],
        "",
        replication_group=row["replication_group"],
    )


def networks_of(model: Model, target: Target, direction: str | None = None) -> list[NetworkRow]:
    """Return the networks of the site to which a run goes, isolated ones first.

    Without a direction: of the site to which the target's items would go.
    """
    ways = {side.direction for side in sides_of(model, target)}
    way = direction or (ways.pop() if len(ways) == 1 else Direction.PRIMARY_TO_RECOVERY)
    _, site = sites_of(target_row(model, target), way)
    here = [row for row in model.rows(NETWORKS) if row["site"] == site]
    return sorted(here, key=lambda row: (not row["isolated"], row["name"]))


def sites_of(row: PlanRow | ItemRow | None, direction: str) -> tuple[str, str]:
    """Return from which site to which one a run of this direction goes; empty = the target is gone."""
    there = (row["source"], row["target"]) if row is not None else ("", "")
    return there if direction != Direction.RECOVERY_TO_PRIMARY else (there[1], there[0])


def sides_of(model: Model, target: Target) -> list[Side]:
    """Return the active side of each item of a target, in plan order."""
    from drconsole.render.operation.course import Side

    found = []
    for each in target_items(model, target):
        location = active_side(each)
        away = location is Location.RECOVERY
        way = Direction.RECOVERY_TO_PRIMARY if away else Direction.PRIMARY_TO_RECOVERY
        found.append(Side(each["key"], model.label(ITEMS, each), *sites_of(each, str(way)), str(location), str(way)))
    return found


FINISHING = frozenset({Operation.COMMIT, Operation.CHANGE_RECOVERY_POINT})
"""Operations on a failover that waits for its commit: they have the direction of that failover."""


def direction_to_finish(model: Model, target: Target, operation: str) -> str | None:
    """Return the direction of the failover that an operation finishes; None = it finishes none, or two directions."""
    from drconsole.records.view import estate_of
    from drconsole.recovery.states.states import direction_of

    if operation not in FINISHING:
        return None
    rows = target_items(model, target)
    rows = [each for each in rows if operation in each["allowed_operations"]] or rows
    known = estate_of(rows, ())
    ways = {
        str(direction_of(item, known.statuses[key], Operation(operation)))
        for key, item in known.items.items()
        if key in known.statuses
    }
    return ways.pop() if len(ways) == 1 else None


def target_line(model: Model, target: Target, direction: str | None = None) -> str:
    """Return ``plan shop: Seattle → Azure West US 2, 7 machines active at Seattle``, or in words that no
    direction is chosen."""
    row = target_row(model, target)
    if row is None:
        return f"{target[0]} {clean(target[1])}"
    items = target_items(model, target)
    sites = {Location.PRIMARY: row["source"], Location.RECOVERY: row["target"]}
    active = sorted({active_side(each) for each in items})
    where = " and ".join(clean(sites[side]) for side in active)
    way = direction or ("" if target[0] == PLAN or not items else items[0]["direction"])
    what = counted(len(items), "machine") if target[0] == PLAN else ""
    who = " ".join(filter(None, (what, f"active at {where}" if where else "")))
    flow = " → ".join(map(clean, sites_of(row, way)))
    parts = flow, "" if way in set(Direction) else way, who
    return f"{target[0]} {label_of(model, target)}: " + ", ".join(filter(None, parts))
