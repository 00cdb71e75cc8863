"""Tampering with a journal's file, as somebody does who knows how."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from drconsole.store.chain import digest
from drconsole.store.rows import GENESIS, JournalRow

COLUMNS = ", ".join(JournalRow._fields)


def rows_of(file: sqlite3.Connection) -> list[JournalRow]:
    return [JournalRow(*row) for row in file.execute(f"SELECT {COLUMNS} FROM journal ORDER BY rev")]


def put(file: sqlite3.Connection, rows: Sequence[JournalRow]) -> None:
    """Put these rows there instead of all others, and let the store's own counters agree."""
    file.execute("DELETE FROM journal")
    file.executemany(f"INSERT INTO journal ({COLUMNS}) VALUES ({', '.join('?' * len(JournalRow._fields))})", rows)
    file.execute("UPDATE meta SET events = ?, head = ?", (len(rows), rows[-1].hash if rows else GENESIS))


def chained(rows: Sequence[JournalRow]) -> list[JournalRow]:
    """Return the rows with all hashes made anew: what somebody does who knows how."""
    head, found = GENESIS, list[JournalRow]()
    for row in rows:
        columns = row._replace(prev=head)[:-1]
        head = digest(columns)
        found.append(JournalRow(*columns, head))
    return found
