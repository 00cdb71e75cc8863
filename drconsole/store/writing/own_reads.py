"""Reads of the journal by the engine that writes it: over a connection of the loop's thread, beside the writing one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from drconsole.records.alarms.seen import Asking, Seen
from drconsole.records.rows.anchor import AnchorRow
from drconsole.records.tables import SHAPE, WORLD
from drconsole.recovery.types.work.events import Recorded
from drconsole.store.codec import decode_recorded, decode_time
from drconsole.store.entries import Stood
from drconsole.store.files import prepare
from drconsole.store.head import HeadFile
from drconsole.store.reading.select import asked_of, check_reach, journal_rows, known, paged, parsed, story_rows
from drconsole.store.rows import JournalRow, Taken
from drconsole.store.sqlite import connect_reader, copy_into, sqlite3
from drconsole.store.tables.listing import stood
from drconsole.store.tables.version import rows_shape
from drconsole.store.writing.loss import stand

if TYPE_CHECKING:
    from drconsole.records.rows.estate.estate import WorldRow


class OwnReads:
    """Half of ``Journal`` on a file that only reads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reader: sqlite3.Connection
        """The reader, once the file is open."""

    @property
    def provider(self) -> str:
        """Return who made this state; empty = a program that named nobody."""
        return str(self._reader.execute("SELECT provider FROM meta").fetchone()[0])

    @property
    def outdated(self) -> bool:
        return rows_shape(self._reader, self._path) < SHAPE

    def load(self, jobs: Literal["open", "all"] = "open") -> list[Recorded]:
        rows = journal_rows(self._reader, jobs)
        if jobs == "open":
            check_reach(self._reader, self._path, rows)
        return [decode_recorded(row) for row in rows]

    def copy_to(self, path: Path) -> None:
        prepare(path)
        copy_into(self._reader, path)
        with contextlib.closing(connect_reader(path, immutable=True)) as copy:
            HeadFile.make(path, stand(copy))

    def last_times(self) -> tuple[datetime, datetime] | None:
        row = self._reader.execute("SELECT at, world_at FROM journal ORDER BY rev DESC LIMIT 1").fetchone()
        return None if row is None else (decode_time(row[0]), decode_time(row[1]))

    def told_world(self) -> WorldRow | None:
        row = self._reader.execute("SELECT body FROM world WHERE key = ?", (WORLD,)).fetchone()
        return None if row is None else cast("WorldRow", parsed(row[0]))

    def anchor(self) -> AnchorRow:
        head, length = self._reader.execute("SELECT head, events FROM meta").fetchone()
        return {"head": head, "length": length}

    def journal_rows(self, since: int = 0) -> Iterator[JournalRow]:
        return paged(lambda since, size: journal_rows(self._reader, since=since, limit=size), since)

    def story(self, job: str) -> list[Recorded]:
        return [decode_recorded(row) for row in story_rows(self._reader, job)]

    def keys(self, table: str) -> set[str]:
        return {key for (key,) in self._reader.execute(f"SELECT key FROM {known(table)}").fetchall()}  # noqa: S608

    def stood(self, gravities: Collection[int], limit: int) -> dict[str, Stood]:
        return stood(self._reader, gravities, limit)

    async def seen(self, asked: Asking) -> Seen:
        return await asyncio.to_thread(self._seen, asked)

    def _seen(self, asked: Asking) -> Seen:
        # An engine's start does not wait for this.
        from drconsole.store.reading.alarms import seen
        from drconsole.store.reading.lists import StoredItems
        from drconsole.store.reading.reader import Reader

        with Reader(self._path) as reader:
            return seen(reader, StoredItems(reader), asked)

    def asked(self, intent_id: str) -> Taken | None:
        return asked_of(self._reader, intent_id)
