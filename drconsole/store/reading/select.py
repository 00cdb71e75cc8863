"""Queries of a store, as SQL and as plain dicts; shared by the writer's own reads, readers and doctor.

Everything is fetched at once: a cursor left half-read pins the write-ahead log, which then grows without end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from drconsole.records.tables import TABLES, R, Table
from drconsole.recovery.types.remedies import Act, Option, Remedy
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.journal import ENDED_STATES, LOOSE
from drconsole.store.rows import COLUMNS, GENESIS, JournalRow, StoredRow, Taken
from drconsole.store.sqlite import sqlite3

if TYPE_CHECKING:
    from drconsole.records.rows.work.journal import EventRow, Tombstone

PAGE = 2_000
"""Events fetched at once."""
ALL = f"SELECT {', '.join(COLUMNS)} FROM journal"  # noqa: S608
ENDED = (
    f"SELECT key FROM job AS ended WHERE state IN ({', '.join('?' * len(ENDED_STATES))}) AND 'job.ended' = "  # noqa: S608
    "(SELECT kind FROM journal AS last WHERE last.job = ended.key ORDER BY last.rev DESC LIMIT 1)"
)
"""The journal has to say so, too: a row that was edited would let an open job be forgotten."""
OPEN_JOBS = f"SELECT DISTINCT job FROM journal WHERE job IS NOT NULL EXCEPT {ENDED}"  # noqa: S608
LOOSE_KINDS = " OR ".join("(job IS NULL AND kind >= ? AND kind < ?)" for _ in LOOSE)
LINKS_BEFORE = "SELECT hash FROM journal WHERE rev < ? ORDER BY rev DESC LIMIT 1"
LINKS = "SELECT rev, prev, hash FROM journal WHERE rev >= ? ORDER BY rev"
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


def paged(
    page: Callable[[int, int], list[JournalRow]], since: int = 0, limit: int | None = None
) -> Iterator[JournalRow]:
    """Rows after ``since`` by pages of ``page(since, size)``: no transaction stays open between them."""
    left = limit
    while left is None or left > 0:
        size = PAGE if left is None else min(PAGE, left)
        rows = page(since, size)
        yield from rows
        if len(rows) < size:
            return
        since = rows[-1].rev
        left = None if left is None else left - size


def check_reach(connection: sqlite3.Connection, path: Path, rows: Sequence[JournalRow]) -> None:
    """Check that these events, the ones of open jobs, are what was written, and that none of them is missing.

    Their content is checked, and the chain from the first of them that has a job to the journal's end. Raises
    ``BadInput``: nothing may be begun on the strength of an edited word.
    """
    from drconsole.store.chain import digest  # an engine's question: readers hash nothing

    for row in rows:
        if digest(row[:-1]) != row.hash:
            raise _edited(path, row.rev, "its content is not what was written")
    first = min((row.rev for row in rows if row.job is not None), default=None)
    if first is None:
        return
    before = connection.execute(LINKS_BEFORE, (first,)).fetchone()
    head = before[0] if before else GENESIS
    for rev, prev, own in connection.execute(LINKS, (first,)).fetchall():
        if prev != head:
            raise _edited(path, rev, "it does not follow the event before it")
        head = own


def _edited(path: Path, rev: int, why: str) -> BadInput:
    return BadInput(
        "store.edited",
        f"the journal was changed at revision {rev}: {why}. A job that has not ended rests on it, so nothing is begun",
        place=str(path),
        advice="look at the machines; put the store back from a copy; examine what is there, and look at the place",
        remedies=(Remedy(Act.EXAMINE), Remedy(Act.JOURNAL, options=((Option.SINCE, str(rev - 1)),))),
    )


def known(table: str) -> str:
    """Return the table's name, for SQL. Raises ``ValueError`` for one that there is not."""
    if table not in TABLES:
        raise ValueError(f"unknown table {table!r}")
    return table


def story_rows(connection: sqlite3.Connection, job: str) -> list[JournalRow]:
    return [JournalRow(*row) for row in connection.execute(f"{ALL} WHERE job = ? ORDER BY rev", (job,)).fetchall()]


def answer_of(connection: sqlite3.Connection, intent_id: str) -> Mapping[str, object] | None:
    row = connection.execute("SELECT answer FROM intent WHERE id = ?", (intent_id,)).fetchone()
    return None if row is None else parsed(row[0])


def parsed(text: str) -> Mapping[str, object]:
    """A JSON object that the store holds."""
    return cast(Mapping[str, object], json.loads(text))


def asked_of(connection: sqlite3.Connection, intent_id: str) -> Taken | None:
    row = connection.execute("SELECT actor, kind, asked FROM intent WHERE id = ?", (intent_id,)).fetchone()
    return None if row is None else Taken(*map(str, row))


def event_json(row: JournalRow) -> EventRow:
    """An event as one flat object; session, role and approvals only where there are any."""
    found: EventRow = {
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
    return cast("EventRow", {**found, **json.loads(row.data)})


def row_json(table: Table[R], row: StoredRow, read: Callable[[str], Any] = json.loads) -> R:
    """A row's body with its ``rev``, and its ``key`` where the body has none of its own."""
    return cast(R, {"key": row.key, **read(row.body), "rev": row.rev})


def body_json(table: Table[R], body: str, read: Callable[[str], Any] = json.loads) -> R:
    """A row's body exactly as stored."""
    return cast(R, read(body))


def tombstone(table: str, key: str, rev: int) -> Tombstone:
    return {"table": table, "key": key, "rev": rev}
