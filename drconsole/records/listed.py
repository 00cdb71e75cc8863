"""Fields by which a list orders, searches and counts items: one narrow line an item, kept beside its row.

A list of 100,000 items is ordered and searched in SQL over these lines; the rows themselves are read only for what is
on the screen.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from drconsole.records.clock import rpo_of
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.recovery.types.words import Health, Location

if TYPE_CHECKING:
    from drconsole.records.rows.estate.items import ItemRow


class Machine(StrEnum):
    """State of a machine on one side of an item, gravest first: the order in which marks stand on the map."""

    WRONG = "wrong"
    """It runs and must not, or its other machine does."""
    DOWN = "down"
    """It should run here and does not."""
    UNKNOWN = "unknown"
    UNPROTECTED = "not-protected"
    UNDER_WAY = "under-way"
    NEW = "new"
    """It runs here after a failover that is not committed."""
    FIRST_COPY = "first-copy"
    RUNS = "runs"
    REPLICA = "replica"


class Way(StrEnum):
    """Direction in which an item is replicated, between the sites of its protection."""

    THERE = "there"
    BACK = "back"
    NONE = "none"


class ItemLine(NamedTuple):
    """Line of an item; its fields are the table's columns, in order. Seconds; ranks: 0 is the worst."""

    key: str
    position: int
    name: str
    """Lower case, with numbers set so that they sort as numbers."""
    gravity: int
    health: int
    behind: float | None
    """RPO; None = not reported, or it does not apply."""
    side: str
    validated: str
    replication_group: str
    source: str
    target: str
    way: str
    here: str
    """The machine at the source, and ``there`` at the target; empty = none is there to be shown."""
    there: str
    search: str
    """Lower case: the name, then every other text that a search may ask for."""


COLUMNS = ItemLine._fields
DIGITS = re.compile(r"\d+")
_HEALTHS: dict[str, int] = {Health.CRITICAL: 0, Health.WARNING: 1, Health.NORMAL: 2, Health.NONE: 3}
_WIDTH = 12


@lru_cache(maxsize=4096)
def sort_name(name: str) -> str:
    """``web-2`` before ``web-10``."""
    return DIGITS.sub(lambda found: found[0].zfill(_WIDTH), name.lower())


def item_line(row: ItemRow) -> ItemLine:
    stand = Stand(row["stand"])
    way = _way(row)
    here, there = _machines(stand, row["active_side"] != Location.RECOVERY, way)
    validation = row["validation"]
    own = [row["name"], row["key"], row["source"], row["target"]]
    if validation is not None:
        own += "validated", validation["result"]
    for text in (row["replication_group"], row["current_job"], row["address"], row["target_address"]):
        if text:
            own.append(text)
    common = _common_words(
        row["scenario"],
        row["protection_state_description"],
        row["protection_state"],
        stand,
        row["active_side"],
        row["replication_health"],
        tuple(row["allowed_operations"]),
    )
    return ItemLine(
        row["key"],
        row["position"],
        sort_name(row["name"]),
        GRAVITY[stand],
        _HEALTHS.get(row["replication_health"], -1),
        None if way is Way.NONE else rpo_of(row),
        row["active_side"],
        "" if validation is None else validation["result"],
        row["replication_group"] or "",
        row["source"],
        row["target"],
        way,
        here,
        there,
        f"{' '.join(own).lower()} {common}",
    )


@lru_cache(maxsize=1024)
def _common_words(
    scenario: str, description: str, state: str, stand: str, side: str, health: str, allowed: tuple[str, ...]
) -> str:
    """Return what many items have in common of what a search may ask for, in lower case."""
    texts = (scenario, description, state, stand.replace("-", " "), side, health, *allowed)
    return " ".join(text for text in texts if text).lower()


def _way(row: ItemRow) -> Way:
    replicates = row["replicates"]
    if replicates is None:
        return Way.NONE
    return Way.THERE if replicates["from"] == row["source"] else Way.BACK


_AWAY = {
    Stand.UNKNOWN: Machine.UNKNOWN,
    Stand.FAILED: Machine.UNKNOWN,
    Stand.UNPROTECTED: Machine.UNPROTECTED,
    Stand.UNDER_WAY: Machine.UNDER_WAY,
}
"""Stands in which only the side that counted last can be shown."""


@cache
def _machines(stand: Stand, at_source: bool, way: Way) -> tuple[str, str]:
    """Return what is shown at the source and at the target."""
    if stand in (Stand.RUNS_TWICE, Stand.MUST_NOT_RUN):
        return Machine.WRONG, Machine.WRONG
    counts = Machine.DOWN if stand is Stand.RUNS_NOWHERE else _AWAY.get(stand)
    if counts is None:
        # On either side: a way back is a failover too, and asks for its commit.
        counts = Machine.NEW if stand in (Stand.NOT_COMMITTED, Stand.NO_NETWORK) else Machine.RUNS
    other = ""
    if way is not Way.NONE:
        other = Machine.FIRST_COPY if stand is Stand.SYNCING else Machine.REPLICA
    return (counts, other) if at_source else (other, counts)
