"""The world's own file.

``synchronous=FULL``: what the world acknowledged it still knows after a power cut, as a provider's service does. Every
change is committed before the call that caused it returns. Each row carries a checksum of its text, so that a flipped
bit is named and not believed.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from drconsole.recovery.types.work.errors import BadInput, DrError
from drconsole.store.sqlite import connect_writer, sqlite3

APPLICATION_ID = 0x64725731
"""Marks the file as a simulated world of drconsole (``drW1``)."""
FORMAT = 2
_TABLES = ("definition", "state", "effect")

_SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE definition
  (kind TEXT, key TEXT, data TEXT NOT NULL, sum INTEGER, PRIMARY KEY (kind, key)) WITHOUT ROWID, STRICT;
CREATE TABLE state
  (kind TEXT, key TEXT, data TEXT NOT NULL, sum INTEGER, PRIMARY KEY (kind, key)) WITHOUT ROWID, STRICT;
CREATE TABLE effect (seq INTEGER PRIMARY KEY, data TEXT NOT NULL, sum INTEGER) STRICT;
"""

StateRow = tuple[str, str, str]
EffectRow = tuple[int, str]


class Storage:
    """One open file of a world. Raises ``BadInput`` for a file that is no world."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise BadInput("no-world", f"there is no simulated world at {path}", place=str(path))
        self._db = connect_writer(path, synchronous="FULL")
        try:
            (mark,) = self._db.execute("PRAGMA application_id").fetchone()
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise BadInput("not-a-world", f"{path} is not a database: {error}", place=str(path)) from error
        try:
            _refuse_foreign(path, mark, version)
            if version < FORMAT:
                self._add_sums()
        except BaseException:
            self._db.close()
            raise

    def _add_sums(self) -> None:
        """Of a world of before checksums; its rows get theirs when they change."""
        self._db.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            self._db.execute(f"ALTER TABLE {table} ADD COLUMN sum INTEGER")
        self._db.execute(f"PRAGMA user_version={FORMAT}")
        self._db.execute("COMMIT")

    @staticmethod
    def create(
        path: Path,
        about: Mapping[str, Any],
        definition: Iterable[StateRow],
        state: Iterable[StateRow],
        effects: Iterable[EffectRow] = (),
    ) -> None:
        """Make the file, whole or not at all."""
        if path.exists():
            raise BadInput("world-exists", f"there is a world already at {path}", place=str(path))
        db = connect_writer(path, synchronous="FULL")
        try:
            db.execute("BEGIN IMMEDIATE")
            for statement in _SCHEMA.split(";"):
                db.execute(statement)
            db.executemany("INSERT INTO about VALUES (?, ?)", [(k, json.dumps(v)) for k, v in about.items()])
            db.executemany("INSERT INTO definition VALUES (?, ?, ?, ?)", map(_summed, definition))
            db.executemany("INSERT INTO state VALUES (?, ?, ?, ?)", map(_summed, state))
            db.executemany("INSERT INTO effect VALUES (?, ?, ?)", _summed_effects(effects))
            db.execute(f"PRAGMA application_id={APPLICATION_ID}")
            db.execute(f"PRAGMA user_version={FORMAT}")
            db.execute("COMMIT")
        finally:
            db.close()

    def about(self) -> dict[str, Any]:
        """Raises ``Damaged``, as ``definition``, ``state`` and ``effects`` do."""
        return about_of(self._db)

    def definition(self) -> Iterator[StateRow]:
        return rows_of(self._db, "definition")

    def state(self) -> Iterator[StateRow]:
        return rows_of(self._db, "state")

    def effects(self) -> Iterator[EffectRow]:
        return ((int(key), data) for _, key, data in rows_of(self._db, "effect"))

    def save(self, state: Iterable[StateRow], effects: Iterable[EffectRow], *, everything: bool = False) -> None:
        """Write these rows in one transaction; ``everything`` = instead of all there was."""
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        try:
            if everything:
                db.execute("DELETE FROM state")
                db.execute("DELETE FROM effect")
            db.executemany(
                "INSERT INTO state VALUES (?, ?, ?, ?) "
                "ON CONFLICT (kind, key) DO UPDATE SET data = excluded.data, sum = excluded.sum",
                map(_summed, state),
            )
            summed = _summed_effects(effects)
            if summed:
                db.executemany("INSERT INTO effect VALUES (?, ?, ?)", summed)
            db.execute("COMMIT")
        except sqlite3.Error as error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise DrError(
                "world.unwritable",
                f"the simulated world cannot be written: {error}",
                place=path_of(db),
                advice="look at the disk, make room, then start the engine again",
            ) from error
        except BaseException:
            db.execute("ROLLBACK")
            raise

    def close(self) -> None:
        self._db.close()


class Damaged(BadInput):
    """A row of the world is not what was written."""

    def __init__(self, path: str, place: str, why: str) -> None:
        super().__init__(
            "world.damaged",
            f"the simulated world is damaged: {place} {why}",
            place=path,
            advice="put world.db and the store back from a copy of the same moment, or begin again in another state",
        )


def sum_of(kind: str, key: str, data: str) -> int:
    return zlib.crc32(f"{kind}\0{key}\0{data}".encode())


def _summed(row: StateRow) -> tuple[str, str, str, int]:
    return (*row, sum_of(*row))


def _summed_effects(effects: Iterable[EffectRow]) -> list[tuple[int, str, int]]:
    return [(seq, data, sum_of("", str(seq), data)) for seq, data in effects]


def path_of(db: sqlite3.Connection) -> str:
    return str(db.execute("PRAGMA database_list").fetchone()[2])


def about_of(db: sqlite3.Connection) -> dict[str, Any]:
    try:
        return {name: json.loads(value) for name, value in db.execute("SELECT name, value FROM about").fetchall()}
    except (ValueError, sqlite3.DatabaseError) as error:
        raise Damaged(path_of(db), "what it is", f"cannot be read: {error}") from error


def rows_of(db: sqlite3.Connection, table: str) -> Iterator[StateRow]:
    """Kind, key and text of each row. Raises ``Damaged``."""
    columns, order = ("'', seq", "seq") if table == "effect" else ("kind, key", "kind, key")
    try:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        said_sum = "sum" if version >= FORMAT else "NULL"
        for kind, key, data, said in db.execute(
            f"SELECT {columns}, data, {said_sum} FROM {table} ORDER BY {order}"  # noqa: S608
        ):
            if said is not None and said != sum_of(kind, str(key), data):
                raise Damaged(path_of(db), f"{table} {kind} {key}".replace("  ", " "), "is not what was written")
            yield kind, str(key), data
    except sqlite3.DatabaseError as error:
        raise Damaged(path_of(db), table, f"cannot be read: {error}") from error


def _refuse_foreign(path: Path, mark: int, version: int) -> None:
    if mark != APPLICATION_ID or not 1 <= version <= FORMAT:
        raise BadInput(
            "not-a-world",
            f"{path} is not a simulated world of this version",
            place=str(path),
            advice="load an estate into an empty state folder",
        )
