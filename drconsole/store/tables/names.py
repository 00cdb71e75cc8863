"""Names in a store, read in the time between two keys of a person who types.

``reader.Reader`` knows the types of all rows, and that takes longer to import than this takes to run. Nothing is
decided by what is read here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from drconsole.store.sqlite import connect_reader

TABLES = frozenset({"plan", "item", "job", "gate", "network", "note", "proposal", "poll", "handover", "shelved"})
SEATED, REMOVED = "room.member-seated", "room.member-removed"
"""Kinds of the events that tell members: they have no table."""

WAIT_MS = 200
"""Milliseconds to wait for somebody who holds the whole store; a person waits for longer than that only if there is
something to see."""


def fields(path: Path, table: str, names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return key and these fields of every row of a table, the newest change first; a missing field is empty.

    Raises the library's errors where the store is missing, damaged or not ours to read.
    """
    if table not in TABLES:
        raise ValueError(table)
    read = "".join(", coalesce(json_extract(body, ?), '')" for _ in names)
    rows = _read(
        path,
        f"SELECT key{read} FROM {table} ORDER BY rev DESC, rowid DESC",  # noqa: S608
        [f"$.{name}" for name in names],
    )
    return [tuple(str(value) for value in row) for row in rows]


def members(path: Path) -> list[tuple[bool, int, str, list[str]]]:
    """Return of every member whether it is a group, its number, its name and its seats, as the journal tells them.

    Raises the library's errors, as ``fields`` does.
    """
    # Told by the journal's own index, however long it is.
    told = "SELECT kind, data FROM journal WHERE job IS NULL AND kind IN (?, ?) ORDER BY rev"
    found: dict[tuple[bool, int], tuple[bool, int, str, list[str]]] = {}
    for kind, data in _read(path, told, [SEATED, REMOVED]):
        event = json.loads(data)
        who = bool(event["group"]), int(event["id"])
        if kind == SEATED:
            found[who] = (*who, str(event["name"]), [str(seat) for seat in event["seats"]])
        else:
            found.pop(who, None)
    return list(found.values())


def _read(path: Path, statement: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
    log = path.with_name(path.name + "-wal")
    # As ``Reader`` does: without a log nobody writes, and opening the usual way would make one.
    with closing(connect_reader(path, immutable=not log.exists())) as connection:
        connection.execute(f"PRAGMA busy_timeout={WAIT_MS}")
        return connection.execute(statement, values).fetchall()
