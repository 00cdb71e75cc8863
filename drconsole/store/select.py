"""What is read from a store, as SQL and as plain dicts; shared by the writer's own reads, readers and doctor.

Everything is fetched at once: a cursor left half-read pins the write-ahead log, which then grows without end.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from drconsole.store.chain import COLUMNS, JournalRow
from drconsole.store.entries import TABLES
from drconsole.store.journal import ENDED_STATES, LOOSE
from drconsole.store.rows import StoredRow
from drconsole.store.sqlite import sqlite3

ALL = f"SELECT {', '.join(COLUMNS)} FROM journal"  # noqa: S608
ENDED = f"SELECT key FROM job WHERE state IN ({', '.join('?' * len(ENDED_STATES))})"  # noqa: S608
OPEN_JOBS = f"SELECT DISTINCT job FROM journal WHERE job IS NOT NULL EXCEPT {ENDED}"  # noqa: S608
LOOSE_KINDS = " OR ".join("(job IS NULL AND kind >= ? AND kind < ?)" for _ in LOOSE)
OPEN = f"{ALL} WHERE job IN ({OPEN_JOBS}) OR {LOOSE_KINDS} ORDER BY rev"
"""A job without a row counts as open: rather too much than too little."""


def journal_rows(
    connection: sqlite3.Connection, jobs: Literal["open", "all"] = "all", *, since: int = 0, limit: int | None = None
) -> list[JournalRow]:
    """Rows in order; ``since`` and ``limit`` are for all jobs only."""
    if jobs == "open":
        bounds = [bound for prefix in LOOSE for bound in (prefix, prefix + "\U0010ffff")]
        cursor = connection.execute(OPEN, (*ENDED_STATES, *bounds))
    else:
        cursor = connection.execute(
            f"{ALL} WHERE rev > ? ORDER BY rev LIMIT ?", (since, -1 if limit is None else limit)
        )
    return [JournalRow(*row) for row in cursor.fetchall()]


def known(table: str) -> str:
    """The table's name, for SQL. Raises ``ValueError`` for one that there is not."""
    if table not in TABLES:
        raise ValueError(f"unknown table {table!r}")
    return table


def story_rows(connection: sqlite3.Connection, job: str) -> list[JournalRow]:
    return [JournalRow(*row) for row in connection.execute(f"{ALL} WHERE job = ? ORDER BY rev", (job,)).fetchall()]


def answer_of(connection: sqlite3.Connection, intent_id: str) -> Mapping[str, Any] | None:
    row = connection.execute("SELECT answer FROM intent WHERE id = ?", (intent_id,)).fetchone()
    return None if row is None else json.loads(row[0])


def asked_of(connection: sqlite3.Connection, intent_id: str) -> tuple[str, str] | None:
    row = connection.execute("SELECT kind, asked FROM intent WHERE id = ?", (intent_id,)).fetchone()
    return None if row is None else (str(row[0]), str(row[1]))


def event_json(row: JournalRow) -> dict[str, Any]:
    """An event as one flat object; session, role and approvals only where there are any."""
    found: dict[str, Any] = {
        "rev": row.rev,
        "at": row.at,
        "world_at": row.world_at,
        "actor": row.actor,
        "kind": row.kind,
        "job": row.job,
        "epoch": row.epoch,
    }
    if row.session is not None:
        found["session"] = row.session
    if row.role is not None:
        found["role"] = row.role
    if approvals := json.loads(row.approvals):
        found["approvals"] = approvals
    found.update(json.loads(row.data))
    return found


def row_json(row: StoredRow) -> dict[str, Any]:
    """A row's body with its ``rev``, and its ``key`` where the body has none of its own."""
    return {"key": row.key, **json.loads(row.body), "rev": row.rev}
