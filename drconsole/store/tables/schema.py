"""Schema of the store: what it declares, and bringing it up to date; only the holder of the state's lock does that.

``Migrations.apply`` looks up what is pending outside of its transactions, so the caller holds ``BEGIN IMMEDIATE``
around it (with four processes at once 7 of 20 starts failed without, none with).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from drconsole import __version__
from drconsole.records.tables import SHAPE as ROWS_SHAPE
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.sqlite import sqlite3
from drconsole.store.tables.migrations import migrations
from drconsole.store.tables.version import SCHEMA_VERSION

NOTED_SINCE = 4
"""Version from which a store has a note of its end beside it (``store.head``)."""

SHAPE = "SELECT type, name, coalesce(sql, '') FROM sqlite_master"
OF_LIBRARIES = ("sqlite_", "_sqlite_")
"""What SQLite and sqlite-utils keep for themselves; how they declare it is theirs to change."""

DECLARED_DIGEST = "3479adca1adea54c6fee0cab0a60e83682d1301c3a7909ceefdaa96e36996359"
"""Digest of all that the migrations declare together: a store of this digest needs no comparison. To compare takes a
store in memory and the library of the migrations, which an engine's start would wait for; a test says when it is
another."""


def shape_of(rows: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Return what a store declares, without layout and without what the libraries keep for themselves."""
    return {(kind, name): " ".join(sql.split()) for kind, name, sql in rows if not name.startswith(OF_LIBRARIES)}


def expected_shape() -> dict[tuple[str, str], str]:
    """Return what a store of this program declares."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        migrate(connection)
        return shape_of(connection.execute(SHAPE).fetchall())
    finally:
        connection.close()


def digest_of(shape: Mapping[tuple[str, str], str]) -> str:
    """SHA-256, in hexadecimal, of what a store declares."""
    return sha256(repr(sorted(shape.items())).encode()).hexdigest()


def strange(found: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Yield what of a store's declarations is not as this program declares it, in words. ``found``: as ``shape_of``.

    A trigger, an index or a table that nobody of ours made could change what is written, or hide it.
    """
    if digest_of(found) == DECLARED_DIGEST:
        return
    expected = expected_shape()
    for kind, name in sorted(expected.keys() | found.keys()):
        if (kind, name) not in expected:
            yield f"the store holds a {kind} {name!r}, which is none of drconsole's"
        elif (kind, name) not in found:
            yield f"the {kind} {name!r} is missing in the store"
        elif found[kind, name] != expected[kind, name]:
            yield f"the {kind} {name!r} is not declared as drconsole declares it"


def refuse_strange(connection: sqlite3.Connection, path: Path) -> None:
    """Raise ``BadInput`` (``store.shape``) where the store declares anything else than this program does."""
    said = list(strange(shape_of(connection.execute(SHAPE).fetchall())))
    if said:
        raise BadInput(
            "store.shape",
            f"{said[0]}: what is written could be changed or hidden by it",
            place=str(path),
            advice="put the store back from a copy of before; or look at what it is, take it out with the sqlite3 "
            "command, and see with doctor whether the store is sound",
        )


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is pending; the caller holds the write lock (``BEGIN IMMEDIATE``) and commits."""
    from sqlite_utils import Database

    if not connection.in_transaction:
        raise RuntimeError("migrate inside of BEGIN IMMEDIATE")
    database = Database(connection, execute_plugins=False)
    migrations().apply(database)
    connection.execute("UPDATE meta SET schema = ?, program = ?", (SCHEMA_VERSION, __version__))
    connection.execute("UPDATE meta SET rows_shape = ? WHERE rev = 0", (ROWS_SHAPE,))
