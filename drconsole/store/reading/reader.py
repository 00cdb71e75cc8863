"""Reading a store from any process: changes since a revision, tombstones for deleted rows, no open transaction.

Imports neither pydantic nor sqlite_utils: a console's first frame waits for it.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from drconsole.records.tables import ITEMS, R, Table
from drconsole.store.reading.opening import NOT_WHAT_WAS_WRITTEN, Opened, damaged
from drconsole.store.reading.select import (
    answer_of,
    body_json,
    event_json,
    journal_rows,
    known,
    paged,
    row_json,
    tombstone,
)
from drconsole.store.rows import JournalRow, Meta, StoredRow
from drconsole.store.sqlite import sqlite3
from drconsole.store.tables.portions import portions

if TYPE_CHECKING:
    from drconsole.records.rows.anchor import AnchorRow
    from drconsole.records.rows.estate.items import ItemRow
    from drconsole.records.rows.work.journal import EventRow, Tombstone

T = TypeVar("T")
N = TypeVar("N", bound=str)


class Reader:
    """A read-only view of one store; every call sees the newest committed state.

    Use as a context manager, on one thread. Raises ``NoStore``, ``BadInput`` (a newer or foreign store) and
    ``StoreUnreadable``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = Opened(path)
        self._file.ask(lambda connection: None)

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def rev(self) -> int:
        """Return the last revision."""
        (row,) = self._counters("rev")
        return int(row)

    def meta(self) -> Meta:
        return Meta(*self._counters(*Meta._fields))

    def anchor(self) -> AnchorRow:
        """Return head and length of the journal's chain, as the store says them."""
        head, length = self._counters("head", "events")
        return {"head": head, "length": length}

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

    def rows_without(self, table: Table[R], fields: Sequence[str], since: int = 0) -> list[R]:
        """``rows`` without these fields, which are not decoded: for who holds many rows and asks for them later."""
        paths = [f"$.{field}" for field in fields]
        body = f"json_remove(body{', ?' * len(paths)})"
        sql = f"SELECT key, job, state, {body}, rev FROM {known(table)} WHERE rev > ? ORDER BY rev, rowid"  # noqa: S608
        found = self._fetch(sql, (*paths, since))
        with self._sound():
            rows = [row_json(table, StoredRow(*row)) for row in found]
            # The names of fields once, and not once a row.
            return [cast(R, {sys.intern(name): value for name, value in row.items()}) for row in rows]

    def row(self, table: Table[R], key: str) -> R | None:
        sql = f"SELECT key, job, state, body, rev FROM {known(table)} WHERE key = ?"  # noqa: S608
        found = self._fetch(sql, (key,))
        with self._sound():
            return row_json(table, StoredRow(*found[0])) if found else None

    def names(self, table: Table[R]) -> list[tuple[str, str]]:
        """Key and name of every row in the provider's order: of the bodies no more is read than that."""
        name, position = "json_extract(body, '$.name')", "json_extract(body, '$.position')"
        return self._fetch(f"SELECT key, {name} FROM {known(table)} ORDER BY {position}, rev, rowid", ())  # noqa: S608

    def items_called(self, words: Collection[str]) -> list[tuple[str, str]]:
        """Key and name of the items that have one of these words as their key or their name.

        Of a line ``search`` begins with the name, in lower case, and the key: the lines are far narrower than the rows.
        """
        marks = ", ".join("?" * len(words))
        begins = " OR ".join(["substr(search, 1, ?) = ?"] * len(words))
        lower = [f"{word} ".lower() for word in words]
        called = f"SELECT key FROM item_line WHERE {begins}"  # noqa: S608
        sql = f"SELECT key, json_extract(body, '$.name') FROM item WHERE key IN ({marks}) OR key IN ({called})"  # noqa: S608
        return self._fetch(sql, [*words, *(part for word in lower for part in (len(word), word))])

    def rows_of(self, table: Table[R], keys: Sequence[str]) -> list[R]:
        """Bodies of these rows, in this order; those that are gone are left out."""
        found: dict[str, R] = {}
        for marks, some in portions(keys):
            sql = f"SELECT key, job, state, body, rev FROM {known(table)} WHERE key IN ({marks})"  # noqa: S608
            rows = self._fetch(sql, some)
            with self._sound():
                found.update((row[0], row_json(table, StoredRow(*row))) for row in rows)
        return [found[key] for key in keys if key in found]

    def items_graver(self, gravity: int) -> list[ItemRow]:
        """Bodies of the items that are graver than this (0 is the worst), worst first."""
        graver = "SELECT key, gravity, position FROM item_line WHERE gravity < ?"
        sql = f"SELECT item.key, job, state, body, rev FROM item JOIN ({graver}) USING (key) ORDER BY gravity, position"  # noqa: S608
        found = self._fetch(sql, (gravity,))
        with self._sound():
            return [row_json(ITEMS, StoredRow(*row)) for row in found]

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self._fetch(f"SELECT count(*) FROM {known(table)}")[0][0])  # noqa: S608

    def moved(self, tables: Sequence[N], since: int) -> list[N]:
        """Those of these tables of which a row changed after revision ``since``, asked in one statement."""
        one = "SELECT ? WHERE EXISTS (SELECT 1 FROM {} WHERE rev > ?)"
        sql = " UNION ALL ".join(one.format(known(table)) for table in tables)
        found = {name for (name,) in self._fetch(sql, [value for table in tables for value in (str(table), since)])}
        return [table for table in tables if table in found]

    def changed(self, table: str, since: int, limit: int) -> list[str] | None:
        """Keys of the rows changed after revision ``since``; None = they are more than ``limit``."""
        found = self._fetch(f"SELECT key FROM {known(table)} WHERE rev > ? LIMIT ?", (since, limit + 1))  # noqa: S608
        return [key for (key,) in found] if len(found) <= limit else None

    def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Put a question of one look to the store; see ``store.tables.listing``."""
        return self._file.ask(question)

    def history(self, keys: Sequence[str], now: datetime | None = None) -> dict[str, list[float | None]]:
        """RPO of the last 24 hours by item: the worst of each quarter of an hour in seconds, 96 of them, oldest first.

        None = not reported. ``now``: the provider's clock, where an engine is known to look on; else the values end
        where somebody is known to have looked last.
        """
        # Here and below: what few questions need is loaded by those who ask them.
        from drconsole.records.rpo_history import quarter_of
        from drconsole.store.tables import rpo_history

        until = None if now is None else quarter_of(now)
        return self._file.ask(lambda connection: rpo_history.history(connection, list(keys), until))

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
        """Return the journal's rows as stored, fetched by pages: no transaction stays open between them."""
        return paged(self._page, since, limit)

    def answer(self, intent_id: str) -> Mapping[str, object] | None:
        return self._file.ask(lambda connection: answer_of(connection, intent_id))

    def intents(self) -> list[tuple[str | int, ...]]:
        """Return the commands that were taken, in order, as ``chain.chain_intents`` wants them."""
        from drconsole.store.tables.migrations import INTENTS

        return [tuple(row) for row in self._fetch(INTENTS)]

    def shape(self) -> dict[tuple[str, str], str]:
        """Kind and name of all that the file declares (tables, indexes, views, triggers) -> its SQL, without layout."""
        from drconsole.store.tables.schema import SHAPE, shape_of

        return shape_of(self._fetch(SHAPE))

    def integrity(self) -> list[str]:
        """Return what SQLite's own check finds wrong; empty = nothing."""
        return [line for (line,) in self._fetch("PRAGMA integrity_check") if line != "ok"]

    def data_version(self) -> int:
        """A number that differs after another process has committed; cheap enough to poll."""
        (version,) = self._fetch("PRAGMA data_version")[0]
        return (self._file.generation << 32) + int(version)

    def _page(self, since: int, size: int) -> list[JournalRow]:
        return self._file.ask(lambda connection: journal_rows(connection, since=since, limit=size))

    def _counters(self, *names: str) -> tuple[Any, ...]:
        found = self._fetch(f"SELECT {', '.join(names)} FROM meta")  # noqa: S608
        with self._sound():
            return found[0]

    @contextlib.contextmanager
    def _sound(self) -> Iterator[None]:
        """Yield what SQLite gave out is not always what was put in: what cannot be taken apart is damaged, too."""
        try:
            yield
        except NOT_WHAT_WAS_WRITTEN as error:
            raise damaged(self.path, f"what is in it is not what was written ({type(error).__name__})") from error

    def _fetch(self, sql: str, arguments: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._file.ask(lambda connection: connection.execute(sql, arguments).fetchall())
