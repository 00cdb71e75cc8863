"""The world's own file.

``synchronous=NORMAL`` is enough: the file stands for an outside world, not for a journal of ours. What
was committed survives the death of any process, which is all that a rehearsal can inflict on it; only
a power loss may take the last calls back, and then world and engine lose them together. Every change is
committed before the call that caused it returns.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from drconsole.recovery.types.errors import BadInput
from drconsole.store.sqlite import connect_writer, sqlite3

APPLICATION_ID = 0x64725731
"""Marks the file as a simulated world of drconsole (``drW1``)."""
FORMAT = 1

_SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE definition (kind TEXT, key TEXT, data TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID, STRICT;
CREATE TABLE state (kind TEXT, key TEXT, data TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID, STRICT;
CREATE TABLE effect (seq INTEGER PRIMARY KEY, data TEXT NOT NULL) STRICT;
"""

StateRow = tuple[str, str, str]
EffectRow = tuple[int, str]


class Storage:
    """One open file of a world. Raises ``BadInput`` for a file that is no world."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise BadInput("no-world", f"there is no simulated world at {path}", place=str(path))
        self._db = connect_writer(path, synchronous="NORMAL")
        try:
            (mark,) = self._db.execute("PRAGMA application_id").fetchone()
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise BadInput("not-a-world", f"{path} is not a database: {error}", place=str(path)) from error
        if (mark, version) != (APPLICATION_ID, FORMAT):
            self._db.close()
            raise BadInput(
                "not-a-world",
                f"{path} is not a simulated world of this version",
                place=str(path),
                advice="load an estate into an empty state folder",
            )

    @staticmethod
    def create(path: Path, about: Mapping[str, Any], definition: Iterable[StateRow], state: Iterable[StateRow]) -> None:
        """Make the file, whole or not at all."""
        if path.exists():
            raise BadInput("world-exists", f"there is a world already at {path}", place=str(path))
        db = connect_writer(path, synchronous="NORMAL")
        try:
            db.execute("BEGIN IMMEDIATE")
            for statement in _SCHEMA.split(";"):
                db.execute(statement)
            db.executemany("INSERT INTO about VALUES (?, ?)", [(k, json.dumps(v)) for k, v in about.items()])
            db.executemany("INSERT INTO definition VALUES (?, ?, ?)", definition)
            db.executemany("INSERT INTO state VALUES (?, ?, ?)", state)
            db.execute(f"PRAGMA application_id={APPLICATION_ID}")
            db.execute(f"PRAGMA user_version={FORMAT}")
            db.execute("COMMIT")
        finally:
            db.close()

    def about(self) -> dict[str, Any]:
        return {name: json.loads(value) for name, value in self._db.execute("SELECT name, value FROM about")}

    def definition(self) -> Iterator[StateRow]:
        yield from self._db.execute("SELECT kind, key, data FROM definition ORDER BY kind, key")

    def state(self) -> Iterator[StateRow]:
        yield from self._db.execute("SELECT kind, key, data FROM state ORDER BY kind, key")

    def effects(self) -> Iterator[EffectRow]:
        yield from self._db.execute("SELECT seq, data FROM effect ORDER BY seq")

    def save(self, state: Iterable[StateRow], effects: Iterable[EffectRow], *, everything: bool = False) -> None:
        """Write these rows in one transaction; ``everything`` = instead of all there was."""
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        try:
            if everything:
                db.execute("DELETE FROM state")
                db.execute("DELETE FROM effect")
            db.executemany(
                "INSERT INTO state VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET data = excluded.data", state
            )
            db.executemany("INSERT INTO effect VALUES (?, ?)", effects)
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise

    def close(self) -> None:
        self._db.close()
