"""Reading a store from any process: changes since a revision, tombstones for deleted rows, no open transaction.

Three conditions of the file, all without writing anything into the state folder:

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
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from drconsole.records.rows.journal import EventRow, Tombstone
from drconsole.records.tables import Table, TableRow
from drconsole.recovery.types.errors import BadInput
from drconsole.store.chain import JournalRow
from drconsole.store.result_codes import AUTH, CANTOPEN, CORRUPT, NOTADB, PERM, READONLY, code_of
from drconsole.store.rows import StoredRow
from drconsole.store.schema import INTENTS, SCHEMA_VERSION, SHAPE, schema_version, shape_of
from drconsole.store.select import answer_of, body_json, event_json, journal_rows, known, row_json, tombstone
from drconsole.store.sqlite import connect_reader, sqlite3

T = TypeVar("T")
R = TypeVar("R", bound=TableRow)

TRIES = 12
"""How often a read is begun anew because an engine came or went in its middle."""

PAUSE = 0.002
"""Seconds, times the number of failed tries, before the next one."""

PAGE = 2_000
"""Events fetched at once."""


class NoStore(BadInput):
    """There is no store here, or an empty one that no engine has opened yet."""


class StoreUnreadable(BadInput):
    """There is a store, and it cannot be read: no permission, or it is damaged (``store.damaged``)."""


class _Moving(sqlite3.OperationalError):
    """An engine is at work at the file: to be tried again."""


_CLOSED = (PERM, READONLY, CANTOPEN, AUTH)
_NOT_WHAT_WAS_WRITTEN = (ValueError, LookupError, TypeError, AttributeError)
"""What taking a damaged store's answers apart raises."""


class Reader:
    """A read-only view of one store; every call sees the newest committed state.

    Use as a context manager, on one thread. Raises ``NoStore``, ``BadInput`` (a newer or foreign store) and
    ``StoreUnreadable``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._immutable = False
        self._seen: tuple[int, ...] = ()
        self._generation = 0
        self._ask(lambda connection: None)

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def rev(self) -> int:
        """The last revision."""
        (row,) = self._counters("rev")
        return int(row)

    def meta(self) -> dict[str, Any]:
        """``schema, program, created, epoch, rev, events, head, intents, intents_head, provider``."""
        counters = ("epoch", "rev", "events", "head", "intents", "intents_head")
        names = ("schema", "program", "created", *counters, "provider")
        return dict(zip(names, self._counters(*names), strict=True))

    def rows(self, table: Table[R], *, since: int = 0, job: str | None = None, state: str | None = None) -> list[R]:
        """Bodies of the rows changed after revision ``since``, each with ``rev`` and ``key``, oldest change first."""
        sql = f"SELECT key, job, state, body, rev FROM {known(table)} WHERE rev > ?"  # noqa: S608
        arguments: list[Any] = [since]
        for column, value in (("job", job), ("state", state)):
            if value is not None:
                sql += f" AND {column} = ?"
                arguments.append(value)
        found = self._fetch(sql + " ORDER BY rev, rowid", arguments)
        with self._sound():
            return [row_json(table, StoredRow(*row)) for row in found]

    def row(self, table: Table[R], key: str) -> R | None:
        sql = f"SELECT key, job, state, body, rev FROM {known(table)} WHERE key = ?"  # noqa: S608
        found = self._fetch(sql, (key,))
        with self._sound():
            return row_json(table, StoredRow(*found[0])) if found else None

    def folded(self, table: Table[R]) -> dict[str, R]:
        """Key -> body exactly as stored; what a fold of the journal is compared with."""
        found = self._fetch(f"SELECT key, body FROM {known(table)}")  # noqa: S608
        with self._sound():
            return {key: body_json(table, body) for key, body in found}

    def stamps(self, table: str) -> list[tuple[str, int]]:
        """Key and revision of every row."""
        return [(key, rev) for key, rev in self._fetch(f"SELECT key, rev FROM {known(table)}")]  # noqa: S608

    def tombstones(self, since: int = 0) -> list[Tombstone]:
        """``table, key, rev`` of rows deleted after revision ``since`` and not there again."""
        found = self._fetch('SELECT "table", key, rev FROM tombstone WHERE rev > ? ORDER BY rev', (since,))
        return [tombstone(*row) for row in found]

    def journal(self, since: int = 0, limit: int | None = None) -> Iterator[EventRow]:
        """Events after ``since``, oldest first: ``rev, at, world_at, actor, kind, job, epoch`` and their data."""
        for row in self.journal_rows(since, limit):
            with self._sound():
                event = event_json(row)
            yield event

    def journal_rows(self, since: int = 0, limit: int | None = None) -> Iterator[JournalRow]:
        """The journal's rows as stored, fetched by pages: no transaction stays open between them."""
        left = limit
        while left is None or left > 0:
            size = PAGE if left is None else min(PAGE, left)
            page = self._page(since, size)
            yield from page
            if len(page) < size:
                return
            since = page[-1].rev
            left = None if left is None else left - size

    def answer(self, intent_id: str) -> dict[str, Any] | None:
        found = self._ask(lambda connection: answer_of(connection, intent_id))
        return None if found is None else dict(found)

    def intents(self) -> list[tuple[str | int, ...]]:
        """The commands that were taken, in order, as ``chain.chain_intents`` wants them."""
        return [tuple(row) for row in self._fetch(INTENTS)]

    def shape(self) -> dict[tuple[str, str], str]:
        """Kind and name of all that the file declares (tables, indexes, views, triggers) -> its SQL, without layout."""
        return shape_of(self._fetch(SHAPE))

    def integrity(self) -> list[str]:
        """What SQLite's own check finds wrong; empty = nothing."""
        return [line for (line,) in self._fetch("PRAGMA integrity_check") if line != "ok"]

    def data_version(self) -> int:
        """A number that differs after another process has committed; cheap enough to poll."""
        (version,) = self._fetch("PRAGMA data_version")[0]
        return (self._generation << 32) + int(version)

    def _page(self, since: int, size: int) -> list[JournalRow]:
        return self._ask(lambda connection: journal_rows(connection, since=since, limit=size))

    def _counters(self, *names: str) -> tuple[Any, ...]:
        found = self._fetch(f"SELECT {', '.join(names)} FROM meta")  # noqa: S608
        with self._sound():
            return found[0]

    @contextlib.contextmanager
    def _sound(self) -> Iterator[None]:
        """What SQLite gave out is not always what was put in: what cannot be taken apart is damaged, too."""
        try:
            yield
        except _NOT_WHAT_WAS_WRITTEN as error:
            raise _damaged(self.path, f"what is in it is not what was written ({type(error).__name__})") from error

    def _fetch(self, sql: str, arguments: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._ask(lambda connection: connection.execute(sql, arguments).fetchall())

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Answer on a connection that was right before and after; begin anew where the file changed its condition."""
        error: Exception | None = None
        for attempt in range(TRIES):
            time.sleep(PAUSE * attempt)
            try:
                connection = self._ready()
                answer = question(connection)
            except UnicodeEncodeError:
                # Of what was asked for, and not of what the store holds.
                raise BadInput("not-utf-8", "what was asked for is no Unicode text", place=str(self.path)) from None
            except (sqlite3.Error, *_NOT_WHAT_WAS_WRITTEN) as failed:
                error = failed
                self.close()
                continue
            if self._still_right():
                return answer
            self.close()
        raise self._why(error) from error

    def _why(self, error: Exception | None) -> StoreUnreadable:
        """What kept us from reading, told by SQLite's code."""
        if error is not None and not isinstance(error, _Moving):
            code = code_of(error)
            if code in _CLOSED:
                return _closed(self.path, str(error))
            if code in (CORRUPT, NOTADB) or isinstance(error, _NOT_WHAT_WAS_WRITTEN):
                return _damaged(self.path, str(error))
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
        self._generation += 1
        self._connection = connect_reader(self.path, immutable=self._immutable)
        if schema_version(self._connection, self.path) < SCHEMA_VERSION:
            self._refuse_old(self._connection)
        return self._connection

    def _refuse_old(self, connection: sqlite3.Connection) -> None:
        version = schema_version(connection, self.path)
        if not self._still_right() or version == SCHEMA_VERSION:
            raise _Moving("an engine is opening the store")
        if version == 0:
            raise _missing(self.path)
        raise BadInput(
            "store.older",
            f"the store has schema {version}; this program reads schema {SCHEMA_VERSION}",
            place=str(self.path),
            advice="start the engine once: it brings the store up to date",
        )

    def _still_right(self) -> bool:
        """Whether the connection sees what the path now holds: the same file and, without locks, an untouched one."""
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


def _closed(path: Path, why: str) -> StoreUnreadable:
    folder = shlex.quote(str(path.parent))
    files = f"{folder}/*.db*"
    return StoreUnreadable(
        "store.unreadable",
        f"the store cannot be read: {why}",
        place=str(path),
        advice="a reader must be in the state folder's group, and the folder and what is in it open to that group; "
        f"its owner says: chgrp GROUP {folder} {files} && chmod 2750 {folder} && chmod g+r {files}",
    )


def _damaged(path: Path, why: str) -> StoreUnreadable:
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
        advice="load an estate first: drconsole estate load contoso",
    )
