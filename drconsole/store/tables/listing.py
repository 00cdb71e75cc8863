"""Lists of items by window: ordered, searched and counted in SQL over narrow lines (``records.listed``).

A window costs what it shows. What is not ordered by an index is sorted by SQLite over the lines, not over the rows:
100,000 of them are read in tens of milliseconds, and no row is decoded for it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from drconsole.records.listed import COLUMNS, DIGITS, ItemLine, item_line, sort_name
from drconsole.store.sqlite import sqlite3
from drconsole.store.tables.portions import portions

if TYPE_CHECKING:
    # The types of events are imported with it: the first frame needs none.
    from drconsole.store.entries import Stood

LINES = "item_line"
DECLARED = (
    f"CREATE TABLE {LINES} (key TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, "
    "gravity INTEGER NOT NULL, health INTEGER NOT NULL, behind REAL, side TEXT NOT NULL, validated TEXT NOT NULL, "
    "replication_group TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL, way TEXT NOT NULL, "
    "here TEXT NOT NULL, there TEXT NOT NULL, search TEXT NOT NULL) STRICT",
    f"CREATE INDEX {LINES}_gravity ON {LINES}(gravity, position)",
    f"CREATE INDEX {LINES}_flow ON {LINES}(source, target, way, here, there, behind)",
)
"""The first index holds the order that lists have by themselves, and the counts by gravity; the second the map."""
NAMES = f"CREATE INDEX {LINES}_name ON {LINES}(name, position)"
"""Since migration 9: by it a name that somebody types is found, and who shares it."""

PUT = (
    f"INSERT INTO {LINES} VALUES ({', '.join('?' * len(COLUMNS))}) ON CONFLICT (key) DO UPDATE "  # noqa: S608
    f"SET {', '.join(f'{column} = excluded.{column}' for column in COLUMNS[1:])}"
)
"""Not INSERT OR REPLACE: that takes a line out of every index and puts it in again, where mostly its RPO is another."""
DROP = f"DELETE FROM {LINES} WHERE key = ?"  # noqa: S608

AFTER = "\U0010ffff"
"""Sorts after every letter that a name may have."""
NOT_REPORTED = 9e18
"""Seconds that stand in where none are reported: more than any."""
WORST_FIRST = "gravity"
ORDERS: dict[str, str] = {
    WORST_FIRST: "gravity",
    "position": "position",
    "name": "name",
    "health": "health",
    "behind": f"coalesce(behind, {NOT_REPORTED})",
    "side": "side",
    "validated": "validated",
    "replication_group": "replication_group",
}
"""What a list may be ordered by, and how that sorts: what is not reported comes after all that is."""


class Order(NamedTuple):
    """Items that are alike in it stand in the provider's own order, whichever way round the list is."""

    by: str = WORST_FIRST
    reverse: bool = False


class FlowCount(NamedTuple):
    """Items alike on the map; ``least`` and ``greatest`` of their RPO in seconds, None = not reported."""

    source: str
    target: str
    way: str
    here: str
    there: str
    items: int
    least: float | None
    greatest: float | None


def keys(connection: sqlite3.Connection, order: Order, words: Sequence[str], start: int, limit: int) -> list[str]:
    """Keys of a window: ``limit`` items from place ``start`` on, of those in which all words occur."""
    expression, turned = ORDERS[order.by], " DESC" if order.reverse else ""
    sql = f"SELECT key FROM {LINES}{_where(words)} ORDER BY {expression}{turned}, position LIMIT ? OFFSET ?"  # noqa: S608
    return [key for (key,) in connection.execute(sql, (*_searched(words), limit, start)).fetchall()]


def count(connection: sqlite3.Connection, words: Sequence[str] = ()) -> int:
    sql = f"SELECT count(*) FROM {LINES}{_where(words)}"  # noqa: S608
    return int(connection.execute(sql, _searched(words)).fetchone()[0])


def place(connection: sqlite3.Connection, order: Order, words: Sequence[str], key: str) -> int | None:
    """Return where an item stands in this order; None = it is not among those in which all words occur."""
    expression, before = ORDERS[order.by], ">" if order.reverse else "<"
    also = " AND ".join(["key = ?", *_terms(words)])
    own = connection.execute(
        f"SELECT {expression}, position FROM {LINES} WHERE {also}",  # noqa: S608
        (key, *_searched(words)),
    ).fetchone()
    if own is None:
        return None
    terms = " AND ".join([f"({expression} {before} ? OR ({expression} = ? AND position < ?))", *_terms(words)])
    sql = f"SELECT count(*) FROM {LINES} WHERE {terms}"  # noqa: S608
    return int(connection.execute(sql, (own[0], own[0], own[1], *_searched(words))).fetchone()[0])


def found(
    connection: sqlite3.Connection, order: Order, words: Sequence[str], key: str | None
) -> tuple[int, int | None]:
    """Return ``count`` and ``place`` in one: a search has to look at every line, and does so once."""
    if not words:
        return count(connection), None if key is None else place(connection, order, (), key)
    expression, before = ORDERS[order.by], ">" if order.reverse else "<"
    own = connection.execute(
        f"SELECT {expression}, position FROM {LINES} WHERE {' AND '.join(['key = ?', *_terms(words)])}",  # noqa: S608
        (key, *_searched(words)),
    ).fetchone()
    if own is None:
        return count(connection, words), None
    terms = f"({expression} {before} ? OR ({expression} = ? AND position < ?))"
    sql = f"SELECT count(*), total({terms}) FROM {LINES}{_where(words)}"  # noqa: S608
    number, at = connection.execute(sql, (own[0], own[0], own[1], *_searched(words))).fetchone()
    return int(number), int(at)


def gravities(connection: sqlite3.Connection) -> dict[int, int]:
    """Gravity (``recovery.states.assessments.stand.GRAVITY``) -> how many items have it."""
    return dict(connection.execute(f"SELECT gravity, count(*) FROM {LINES} GROUP BY gravity").fetchall())  # noqa: S608


def standing(connection: sqlite3.Connection, gravities_: Collection[int], limit: int) -> list[str]:
    """Keys of the items of these gravities, worst first."""
    marks = ", ".join("?" * len(gravities_))
    sql = f"SELECT key FROM {LINES} WHERE gravity IN ({marks}) ORDER BY gravity, position LIMIT ?"  # noqa: S608
    return [key for (key,) in connection.execute(sql, (*gravities_, limit)).fetchall()]


def stood(connection: sqlite3.Connection, gravities_: Collection[int], limit: int) -> dict[str, Stood]:
    """Return how the items of these gravities stand, worst first, and since when, as their rows say."""
    said = "json_extract(item.body, '$.stand'), json_extract(item.body, '$.stand_since')"
    found = standing(connection, gravities_, limit)
    rows: dict[str, Stood] = {}
    for marks, some in portions(found):
        sql = f"SELECT key, {said} FROM item WHERE key IN ({marks})"  # noqa: S608
        rows |= {key: (stand, since) for key, stand, since in connection.execute(sql, some).fetchall()}
    return rows


def flows(connection: sqlite3.Connection, keys_: Sequence[str] | None = None) -> list[FlowCount]:
    """Return what the map of the sites shows, in counts; with ``keys_`` of these items alone."""
    group = "source, target, way, here, there"
    some, asked = _among(keys_)
    sql = f"SELECT {group}, count(*), min(behind), max(behind) FROM {LINES}{some} GROUP BY {group}"  # noqa: S608
    return [FlowCount(*row) for row in connection.execute(sql, asked).fetchall()]


def furthest(connection: sqlite3.Connection, keys_: Sequence[str], limit: int) -> list[str]:
    """Keys of those of these items whose RPO is the greatest, worst first."""
    some, asked = _among(keys_)
    sql = f"SELECT key FROM {LINES}{some} AND behind NOT NULL ORDER BY behind DESC, position LIMIT ?"  # noqa: S608
    return [key for (key,) in connection.execute(sql, (*asked, limit)).fetchall()]


def _among(keys_: Sequence[str] | None) -> tuple[str, tuple[str, ...]]:
    return ("", ()) if keys_ is None else (" WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(list(keys_)),))


def named(connection: sqlite3.Connection, beginning: str, limit: int) -> list[str]:
    """Keys of items whose name begins so, for completion: a line's ``search`` begins with the name."""
    # Up to its first digit a name is as it sorts.
    sure = DIGITS.split(beginning.lower(), maxsplit=1)[0]
    sql = (
        f"SELECT key FROM {LINES} WHERE name >= ? AND name < ? AND substr(search, 1, ?) = ? "  # noqa: S608
        "ORDER BY name, position LIMIT ?"
    )
    asked = (sure, f"{sure}{AFTER}", len(beginning), beginning.lower(), limit)
    return [key for (key,) in connection.execute(sql, asked).fetchall()]


def called(connection: sqlite3.Connection, words: Sequence[str]) -> list[str]:
    """Keys of the items whose key is one of these words, or whose name sorts as one of them."""
    marks = ", ".join("?" * len(words))
    sql = f"SELECT key FROM {LINES} WHERE key IN ({marks}) OR name IN ({marks}) ORDER BY position"  # noqa: S608
    return [key for (key,) in connection.execute(sql, (*words, *map(sort_name, words))).fetchall()]


def plans_with(connection: sqlite3.Connection, key: str) -> list[str]:
    """Keys of the plans whose rows name an item: few of them do not contain it."""
    sql = "SELECT key FROM plan WHERE instr(body, ?) > 0 OR instr(body, ?) > 0"
    asked = (json.dumps(key), json.dumps(key, ensure_ascii=False))
    return [found for (found,) in connection.execute(sql, asked).fetchall()]


def shared(connection: sqlite3.Connection, names: Sequence[str]) -> set[str]:
    """Return those of these names, as they sort, that several items have."""
    several: set[str] = set()
    for marks, some in portions(names):
        sql = f"SELECT name FROM {LINES} WHERE name IN ({marks}) GROUP BY name HAVING count(*) > 1"  # noqa: S608
        several.update(name for (name,) in connection.execute(sql, some).fetchall())
    return several


def astray(connection: sqlite3.Connection) -> list[str]:
    """Keys of items that have no line, or another than their row says, and of lines whose item is gone."""
    own = ", ".join(f"l.{column}" for column in COLUMNS)
    both = f"SELECT item.body, {own} FROM item JOIN {LINES} AS l USING (key)"  # noqa: S608
    # Not fetched at once: the rows of a large estate are hundreds of megabytes.
    told = ((item_line(json.loads(body)), tuple(line)) for body, *line in connection.execute(both))
    found = [line.key for line, stored in told if line != stored]
    bare = f"SELECT key FROM item WHERE json_extract(body, '$.stand') NOT NULL AND key NOT IN (SELECT key FROM {LINES})"  # noqa: S608
    left = f"SELECT key FROM {LINES} WHERE key NOT IN (SELECT key FROM item)"  # noqa: S608
    return found + [key for sql in (bare, left) for (key,) in connection.execute(sql).fetchall()]


def put(connection: sqlite3.Connection, lines: Sequence[ItemLine]) -> None:
    connection.executemany(PUT, map(tuple, lines))


def drop(connection: sqlite3.Connection, gone: Sequence[str]) -> None:
    connection.executemany(DROP, [(key,) for key in gone])


def _terms(words: Sequence[str]) -> list[str]:
    return ["instr(search, ?) > 0"] * len(words)


def _where(words: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(_terms(words))}" if words else ""


def _searched(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)
