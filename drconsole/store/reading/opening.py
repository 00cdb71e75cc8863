"""Opening of a store to read it, from any process, without writing anything into the state folder.

Three conditions of the file:

* an engine runs, or was killed: ``-wal`` is there, the file is opened read-only and SQLite takes its log in;
* the engine has stopped cleanly: no ``-wal``. Opening it the usual way would make one, which a reader of the folder's
  group may not do, so it is opened as immutable. SQLite then takes no locks; after every read we look whether an
  engine has come meanwhile, and read again if so.

Imports neither pydantic nor sqlite_utils: a console's first frame waits for it.
"""

from __future__ import annotations

import contextlib
import shlex
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from drconsole.records.tables import SHAPE
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.result_codes import AUTH, CANTOPEN, CORRUPT, NOTADB, PERM, READONLY, code_of
from drconsole.store.sqlite import connect_reader, sqlite3
from drconsole.store.tables.version import SCHEMA_VERSION, rows_shape, schema_version

T = TypeVar("T")

TRIES = 12
"""How often a read is begun anew because an engine came or went in its middle."""

PAUSE = 0.002
"""Seconds, times the number of failed tries, before the next one."""


class NoStore(BadInput):
    """There is no store here, or an empty one that no engine has opened yet."""


class StoreUnreadable(BadInput):
    """There is a store, and it cannot be read: no permission, or it is damaged (``store.damaged``)."""


class _Moving(sqlite3.OperationalError):
    """An engine is at work at the file: to be tried again."""


_CLOSED = (PERM, READONLY, CANTOPEN, AUTH)
NOT_WHAT_WAS_WRITTEN = (ValueError, LookupError, TypeError, AttributeError)
"""What taking a damaged store's answers apart raises."""


class Opened:
    """A read-only connection to one store, opened anew as the file changes its condition; for one thread."""

    def __init__(self, path: Path, *, older: bool = False) -> None:
        """``older``: also where tables or rows are those of an older program, for who asks what all of them have."""
        self.path = path
        self._older = older
        self.generation = 0
        """Number of the connection: another one counts its data versions anew."""
        self._connection: sqlite3.Connection | None = None
        self._immutable = False
        self._seen: tuple[int, ...] = ()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Answer on a connection that was right before and after; begin anew where the file changed its condition."""
        error: Exception | None = None
        for attempt in range(TRIES):
            if attempt:
                # A pause of nothing would still give the processor away, in the middle of a key.
                time.sleep(PAUSE * attempt)
            try:
                connection = self._ready()
                answer = question(connection)
            except UnicodeEncodeError:
                # Of what was asked for, and not of what the store holds.
                raise BadInput("not-utf-8", "what was asked for is no Unicode text", place=str(self.path)) from None
            except (sqlite3.Error, *NOT_WHAT_WAS_WRITTEN) as failed:
                error = failed
                self.close()
                continue
            if self._still_right():
                return answer
            self.close()
        raise self._why(error) from error

    def _why(self, error: Exception | None) -> StoreUnreadable:
        """Return what kept us from reading, told by SQLite's code."""
        if error is not None and not isinstance(error, _Moving):
            code = code_of(error)
            if code in _CLOSED:
                return _closed(self.path, str(error))
            if code in (CORRUPT, NOTADB) or isinstance(error, NOT_WHAT_WAS_WRITTEN):
                return damaged(self.path, str(error))
        # Not enough memory, an I/O error, a lock: nothing is said by it of what is in the file.
        why = f"the store cannot be read now: {error or 'engines come and go too fast'}"
        advice = "try again; if it stays so, look at the disk"
        return StoreUnreadable("store.unreadable", why, place=str(self.path), advice=advice)

    def _ready(self) -> sqlite3.Connection:
        if self._connection is not None and self._still_right():
            return self._connection
        self.close()
        self._seen = self._stamp()
        self._immutable = not self._has_log()
        self.generation += 1
        self._connection = connect_reader(self.path, immutable=self._immutable)
        try:
            self._refuse_other(self._connection)
        except BaseException:
            self.close()
            raise
        return self._connection

    def _refuse_other(self, connection: sqlite3.Connection) -> None:
        """Raises ``BadInput`` where the store's tables or rows are not those that this program reads."""
        version = schema_version(connection, self.path)
        if version and self._older:
            return
        if version == SCHEMA_VERSION:
            shape = rows_shape(connection, self.path)
            if shape == SHAPE:
                return
            what, found, known = "rows of shape", shape, SHAPE
        else:
            what, found, known = "schema", version, SCHEMA_VERSION
        if not self._still_right() or schema_version(connection, self.path) != version:
            raise _Moving("an engine is opening the store")
        if version == 0:
            raise _missing(self.path)
        raise BadInput(
            "store.older",
            f"the store has {what} {found}; this program reads {what} {known}",
            place=str(self.path),
            advice="start the engine once: it brings the store up to date; stop one first that still runs with the "
            "older program",
            remedies=(Remedy(Act.START_ENGINE),),
        )

    def _still_right(self) -> bool:
        """Return whether the connection sees what the path holds: the same file, and without locks an untouched one."""
        stamp = self._stamp()
        if self._immutable:
            return stamp == self._seen and not self._has_log()
        return stamp[:2] == self._seen[:2]

    def _stamp(self) -> tuple[int, ...]:
        try:
            status = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            raise _missing(self.path) from None
        except PermissionError as error:
            raise _closed(self.path, str(error.strerror)) from error
        return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)

    def _has_log(self) -> bool:
        with contextlib.suppress(OSError):
            self.path.with_name(self.path.name + "-wal").stat()
            return True
        return False


def provider_of(path: Path) -> str:
    """Return the provider that made this state, also where an older program left it; empty = the store names none.

    Raises ``NoStore``, ``BadInput`` (a newer or foreign store) and ``StoreUnreadable``.
    """
    file = Opened(path, older=True)
    try:
        return file.ask(_provider)
    finally:
        file.close()


def _provider(connection: sqlite3.Connection) -> str:
    columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(meta)")}
    return str(connection.execute("SELECT provider FROM meta").fetchone()[0]) if "provider" in columns else ""


def _closed(path: Path, why: str) -> StoreUnreadable:
    folder = shlex.quote(str(path.parent))
    files = f"{folder}/*.db*"
    return StoreUnreadable(
        "store.unreadable",
        f"the store cannot be read: {why}",
        place=str(path),
        advice="a reader must be in the state folder's group (ls -ld names it; who was added logs in anew), and the "
        "folder and what is in it open to that group; "
        f"its owner says: chgrp GROUP {folder} {files} && chmod 2750 {folder} && chmod g+r {files}",
    )


def damaged(path: Path, why: str) -> StoreUnreadable:
    return StoreUnreadable(
        "store.damaged",
        f"the store is damaged: {why}",
        place=str(path),
        advice="keep the state folder as it is, and restore the store from a copy beside it; until then run nothing "
        "blindly: look at the machines themselves for what was done",
    )


def _missing(path: Path) -> NoStore:
    return NoStore(
        "store.missing",
        "there is no store here yet",
        place=str(path),
        advice="load an estate first",
        remedies=(Remedy(Act.LOAD_ESTATE),),
    )
