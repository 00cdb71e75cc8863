"""Writes docs/states.md from the tables of ``recovery/states``: states, transitions, and what exists where."""

from __future__ import annotations

from collections.abc import Iterable

from citations import linked

from drconsole.recovery.states.offered import OFFERED, Offer
from drconsole.recovery.states.row import Row
from drconsole.recovery.states.rows import BUSY_ROW, ROWS, UNKNOWN_ROW
from drconsole.recovery.states.transitions import TRANSITIONS, Transition
from drconsole.recovery.types.families import FAMILY, Family
from drconsole.recovery.types.words import Direction, Location, Scenario, TargetType

WAYS = {Direction.PRIMARY_TO_RECOVERY: "there", Direction.RECOVERY_TO_PRIMARY: "back"}

INTRO = """\
# States, transitions, and what exists where

Written by `make docs` from the tables that the program runs on: hold a page of Microsoft's beside it. A comment in the
code that says "row 6b" means the row of that number here. What "recorded traffic" and the other sources are:
[sources.md](sources.md). To support another state, add a row: [architecture.md](architecture.md#how-to-add).

Short names of scenarios:

| short name | scenarios |
|---|---|
"""
STATES = """
## States of a replicated item

The first row that applies wins ([rows.py](../drconsole/recovery/states/rows.py)). `allowed` are Site Recovery's own
words (`allowedOperations`); after a `+` stand operations that only drconsole has a word for.

| row | scenarios | protectionState | active | and only if | allowed | phase | source |
|---|---|---|---|---|---|---|---|
"""
TRANSITION = """
## Transitions

Where an operation leads an item that stands in one of the rows
([transitions.py](../drconsole/recovery/states/transitions.py)). "by itself": no operation, the first copy goes on.
"turned": the service has made the item again, the other way round. Disabling replication leads from every row to own-2.

| from rows | operation | to row | scenarios | and only if |
|---|---|---|---|---|
"""
OFFERS = """
## Operations that exist

Which operation Site Recovery has in which scenario, direction and kind of target; the first row that applies wins
([offered.py](../drconsole/recovery/states/offered.py)).

| operations | scenarios | direction | target | exists | source |
|---|---|---|---|---|---|
"""


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ") or "-"


def line(*cells: str) -> str:
    return f"| {' | '.join(cell(text) for text in cells)} |\n"


def short(scenarios: Iterable[Scenario]) -> str:
    """``H2A, E2E``: the families that these scenarios are; all of them are ``all``."""
    given = set(scenarios)
    if given == set(Scenario):
        return "all"
    return ", ".join(family.name for family in Family if given & set(members(family)))


def members(family: Family) -> list[Scenario]:
    return [scenario for scenario, its in FAMILY.items() if its is family]


def _where(locations: Iterable[Location]) -> str:
    given = sorted(one.value for one in locations)
    return "either" if len(given) == len(Location) else ", ".join(given)


def _state(row: Row, anchored: bool) -> str:
    if row.test_failover_state is not None:
        condition = f"testFailoverState is {row.test_failover_state}"
    else:
        condition = row.condition.value if row.condition else ""
    own = "".join(f" + {operation.value}" for operation in row.own)
    number = f'<a id="row-{row.number}"></a>{row.number}' if anchored else row.number
    return line(
        number,
        short(row.scenarios),
        f"`{row.protection_state}`" if row.protection_state else "any",
        _where(row.locations),
        condition,
        ", ".join(row.allowed) + own,
        row.phase.value,
        row.source,
    )


def _transition(one: Transition) -> str:
    only = {None: "", True: "turned", False: "not turned"}[one.turned]
    if one.location is not None:
        only = ", ".join(filter(None, (only, f"active at {one.location.value}")))
    to = f"{one.to} (made again, the other way round)" if one.turns else one.to
    names = "all" if set(one.families) == set(Family) else ", ".join(family.name for family in one.families)
    return line(", ".join(one.rows), one.operation.value if one.operation else "by itself", to, names, only)


def _offer(one: Offer) -> str:
    return line(
        ", ".join(operation.value for operation in one.operations),
        short(one.scenarios),
        ", ".join(WAYS[way] for way in Direction if way in one.directions),
        ", ".join(kind.value for kind in TargetType if kind in one.targets),
        f"no: {one.reason}" if one.reason else "yes",
        one.source,
    )


def page() -> str:
    legend = [line(family.name, ", ".join(one.value for one in members(family))) for family in Family]
    rows = (*ROWS, BUSY_ROW, UNKNOWN_ROW)
    numbers = [row.number for row in rows]
    states = [_state(row, numbers.index(row.number) == place) for place, row in enumerate(rows)]
    transitions = [_transition(one) for one in TRANSITIONS]
    offers = [_offer(one) for one in OFFERED]
    return linked("".join((INTRO, *legend, STATES, *states, TRANSITION, *transitions, OFFERS, *offers)))
