"""Version of a store: of its tables and of its rows. Apart from the tables: a reader loads no more than this."""

from __future__ import annotations

from pathlib import Path

from drconsole import __version__
from drconsole.records.tables import SHAPE as ROWS_SHAPE
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.sqlite import sqlite3

SCHEMA_VERSION = 14
"""The number of migrations; a store with a higher one was made by a newer drconsole."""


def schema_version(connection: sqlite3.Connection, path: Path | str) -> int:
    """Return the store's schema; 0 = an empty file. Raises ``BadInput``: of a newer program, or foreign."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
    if "meta" not in tables:
        if tables:
            raise BadInput("store.foreign", "this database was not made by drconsole", place=str(path))
        return 0
    row = connection.execute("SELECT schema, program FROM meta").fetchone()
    version, program = (int(row[0]), str(row[1])) if row else (0, "")
    if version > SCHEMA_VERSION:
        raise _newer("schema", version, SCHEMA_VERSION, program, path)
    return version


def rows_shape(connection: sqlite3.Connection, path: Path | str) -> int:
    """Return the number of the rows' shape; 0 = from before numbers. Raises ``BadInput``: of a newer program."""
    shape, program = connection.execute("SELECT rows_shape, program FROM meta").fetchone()
    if shape > ROWS_SHAPE:
        raise _newer("rows of shape", shape, ROWS_SHAPE, program, path)
    return int(shape)


def _newer(what: str, found: int, known: int, program: str, path: Path | str) -> BadInput:
    return BadInput(
        "store.newer",
        f"the store has {what} {found}, written by drconsole {program}; "
        f"this is drconsole {__version__}, which knows {what} {known}",
        place=str(path),
        advice=f"use drconsole {program} or newer",
    )
