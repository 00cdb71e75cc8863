"""Names in a store, read in the time between two keys of a person who types.

``reader.Reader`` knows the types of all rows, and that takes longer to import than this takes to run. Nothing is
decided by what is read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from drconsole.store.sqlite import connect_reader

TABLES = frozenset({"plan", "item", "job", "gate", "network"})

WAIT_MS = 200
"""For somebody who holds the whole store; a person waits for longer than that only if there is something to see."""


def fields(path: Path, table: str, names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return key and these fields of every row of a table, the newest change first; a missing field is empty.

    Raises the library's errors where the store is missing, damaged or not ours to read.
    """
    if table not in TABLES:
        raise ValueError(table)
    read = "".join(", coalesce(json_extract(body, ?), '')" for _ in names)
    log = path.with_name(path.name + "-wal")
    # As ``Reader`` does: without a log nobody writes, and opening the usual way would make one.
    with closing(connect_reader(path, immutable=not log.exists())) as connection:
        connection.execute(f"PRAGMA busy_timeout={WAIT_MS}")
        rows = connection.execute(
            f"SELECT key{read} FROM {table} ORDER BY rev DESC, rowid DESC",  # noqa: S608
            [f"$.{name}" for name in names],
        ).fetchall()
    return [tuple(str(value) for value in row) for row in rows]
