"""RPO history in the file: a small row an item, and the quarters of an hour in which the provider was looked at.

Bounded: a row is never longer than 24 hours, and no more quarters are kept than a row has. It is a cache beside the
rows, not journaled, written in their transactions and never by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drconsole.records.rpo_history import SLOTS, History, Sample, added, told
from drconsole.store.sqlite import sqlite3
from drconsole.store.tables.portions import portions

DECLARED = (
    "CREATE TABLE rpo_history (key TEXT PRIMARY KEY, until INTEGER NOT NULL, last INTEGER NOT NULL, "
    "packed BLOB NOT NULL) STRICT",
    "CREATE TABLE looked (quarter INTEGER PRIMARY KEY) STRICT",
)


def put(connection: sqlite3.Connection, samples: Sequence[Sample], looked: Iterable[int]) -> None:
    """Add samples to their rows; those of one item in the order in which they were told."""
    _look(connection, looked)
    seen = _looked(connection)
    keys = list(dict.fromkeys(sample.key for sample in samples))
    before = _rows(connection, keys)
    after = dict(before)
    for sample in samples:
        after[sample.key] = added(after.get(sample.key), sample, seen)
    changed = [tuple(row) for key, row in after.items() if row != before.get(key)]
    connection.executemany("INSERT OR REPLACE INTO rpo_history VALUES (?, ?, ?, ?)", changed)


def drop(connection: sqlite3.Connection, gone: Iterable[str]) -> None:
    connection.executemany("DELETE FROM rpo_history WHERE key = ?", [(key,) for key in gone])


def history(connection: sqlite3.Connection, keys: Sequence[str], now: int | None) -> dict[str, list[float | None]]:
    """Values by key, oldest first: see ``told``. ``now``: the quarter up to which somebody is known to look."""
    looked = _looked(connection)
    until, looked = window(looked, now)
    rows = _rows(connection, keys)
    return {key: told(rows.get(key), until, looked) for key in keys}


def window(looked: set[int], now: int | None) -> tuple[int, set[int]]:
    """Return the quarter that the window ends with, and those in which the provider was looked at up to there."""
    last = max(looked, default=0 if now is None else now)
    until = last if now is None else max(last, now)
    return until, looked | set(range(max(last, until - SLOTS) + 1, until + 1))


def _look(connection: sqlite3.Connection, looked: Iterable[int]) -> None:
    fresh = [(quarter,) for quarter in looked]
    if fresh:
        connection.executemany("INSERT OR IGNORE INTO looked VALUES (?)", fresh)
        bound = "(SELECT max(quarter) FROM looked)"
        connection.execute(f"DELETE FROM looked WHERE quarter <= {bound} - {SLOTS}")  # noqa: S608


def _looked(connection: sqlite3.Connection) -> set[int]:
    return {quarter for (quarter,) in connection.execute("SELECT quarter FROM looked").fetchall()}


def _rows(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, History]:
    found: dict[str, History] = {}
    for marks, some in portions(keys):
        sql = f"SELECT key, until, last, packed FROM rpo_history WHERE key IN ({marks})"  # noqa: S608
        found.update((row[0], History(*row)) for row in connection.execute(sql, some).fetchall())
    return found
