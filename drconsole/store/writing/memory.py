"""The journal in memory: the same behaviour without a thread and a file, for demos, rehearsals and crash sweeps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic_core import from_json

from drconsole.records.alarms.seen import Asking, Seen
from drconsole.records.listed import item_line
from drconsole.records.rows.anchor import AnchorRow
from drconsole.records.rows.doctor import FactsRow
from drconsole.records.rows.estate.estate import WorldRow
from drconsole.records.rows.work.journal import EventRow, Tombstone
from drconsole.records.rpo_history import SLOTS, History, added, quarter_of, told
from drconsole.records.tables import ITEMS, SHAPE, TABLES, WORLD, R, Table
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.errors import Refused
from drconsole.recovery.types.work.events import Recorded
from drconsole.store.batch import Batch, Counters, Encoded, encode, number
from drconsole.store.codec import decode_recorded, decode_time
from drconsole.store.entries import Entry, Stood
from drconsole.store.journal import ENDED_STATES, LOOSE, FenceLost, IntentKnown, StoreClosed
from drconsole.store.reading.alarms import seen
from drconsole.store.reading.lists import HeldItems
from drconsole.store.reading.select import body_json, event_json, parsed, row_json, tombstone
from drconsole.store.rows import JournalRow, StoredIntent, StoredRow, Taken
from drconsole.store.tables.rpo_history import window
from drconsole.store.tables.version import SCHEMA_VERSION
from drconsole.store.writing.crash import CrashPoint, When


def _empty_tables() -> dict[str, dict[str, StoredRow]]:
    return {table: {} for table in TABLES}


@dataclass(slots=True)
class MemoryStore:
    """Store in memory, as the file is to ``SqliteJournal``: it outlives a journal. Has the methods of ``Reader``."""

    epoch: int = 0
    counters: Counters = field(default_factory=Counters)
    events: list[JournalRow] = field(default_factory=list)
    tables: dict[str, dict[str, StoredRow]] = field(default_factory=_empty_tables)
    graves: dict[tuple[str, str], int] = field(default_factory=dict)
    intents: dict[str, StoredIntent] = field(default_factory=dict)
    rows_shape: int = SHAPE
    histories: dict[str, History] = field(default_factory=dict)
    looked: set[int] = field(default_factory=set)

    def rev(self) -> int:
        return self.counters.rev

    def anchor(self) -> AnchorRow:
        return {"head": self.counters.head, "length": self.counters.events}

    def rows(self, table: Table[R], *, since: int = 0, job: str | None = None, state: str | None = None) -> list[R]:
        found = [
            row
            for row in self.tables[table].values()
            if row.rev > since and (job is None or row.job == job) and (state is None or row.state == state)
        ]
        return [row_json(table, row, from_json) for row in sorted(found, key=lambda row: row.rev)]

    def row(self, table: Table[R], key: str) -> R | None:
        found = self.tables[table].get(key)
        return None if found is None else row_json(table, found, from_json)

    def folded(self, table: Table[R]) -> dict[str, R]:
        return {key: body_json(table, row.body, from_json) for key, row in self.tables[table].items()}

    def tombstones(self, since: int = 0) -> list[Tombstone]:
        found = [tombstone(table, key, rev) for (table, key), rev in self.graves.items() if rev > since]
        return sorted(found, key=lambda grave: grave["rev"])

    def journal(self, since: int = 0, limit: int | None = None) -> Iterator[EventRow]:
        for row in self.journal_rows(since, limit):
            yield event_json(row)

    def journal_rows(self, since: int = 0, limit: int | None = None) -> Iterator[JournalRow]:
        yield from [row for row in self.events if row.rev > since][:limit]

    def history(self, keys: Sequence[str], now: datetime | None = None) -> dict[str, list[float | None]]:
        until, looked = window(self.looked, None if now is None else quarter_of(now))
        return {key: told(self.histories.get(key), until, looked) for key in keys}

    def apply(self, batch: Batch) -> None:
        """Write one transaction."""
        if batch.refolded:
            self.rows_shape = SHAPE
        self.events.extend(batch.journal)
        for table, rows in batch.upserts.items():
            self.tables[table].update(rows)
            for key in rows:
                self.graves.pop((table, key), None)
        for table, keys in batch.deletes.items():
            for key, rev in keys.items():
                self.tables[table].pop(key, None)
                self.graves[table, key] = rev
        if not batch.refolded:
            for key in batch.deletes.get(ITEMS, ()):
                self.histories.pop(key, None)
        if batch.looked:
            newest = max(self.looked | batch.looked)
            self.looked = {quarter for quarter in self.looked | batch.looked if quarter > newest - SLOTS}
        for sample in batch.samples:
            self.histories[sample.key] = added(self.histories.get(sample.key), sample, self.looked)
        self.intents.update((intent.id, intent) for intent in batch.intents)


class MemoryJournal:
    """``Journal`` on a ``MemoryStore``: every entry is a transaction of its own and done when ``submit`` returns.

    What ``crash`` raises comes out of ``submit``, and out of every later one: its owner counts as killed. The next
    journal on the same store takes up from there.
    """

    def __init__(
        self,
        store: MemoryStore,
        *,
        crash: CrashPoint | None = None,
        on_fatal: Callable[[BaseException], None] | None = None,
    ) -> None:
        store.epoch += 1
        self.epoch = store.epoch
        self.on_commit: Callable[[int], None] | None = None
        self.store = store
        self._crash = crash
        self._on_fatal = on_fatal
        self._transactions = 0
        self._closed = False
        self._dead: BaseException | None = None
        self._failed: BaseException | None = None
        self._announcing = False

    @property
    def outdated(self) -> bool:
        return self.store.rows_shape < SHAPE

    @property
    def blocked(self) -> str | None:
        return None

    def submit(self, entry: Entry) -> asyncio.Future[int]:
        self._check_alive()
        encoded = encode(entry)
        if encoded.intent and encoded.intent[0] in self.store.intents:
            raise IntentKnown(encoded.intent[0])
        future = asyncio.get_running_loop().create_future()
        if not self._fenced():
            return self._lost(future)
        if encoded.empty:
            future.set_result(self.store.counters.rev)
            return future
        self._transactions += 1
        self._at("before", encoded)
        batch = number([encoded], self.store.counters, self.epoch)
        self.store.apply(batch)
        self._at("after", encoded)
        future.set_result(batch.revs[-1])
        self._announce_soon()
        return future

    def load(self, jobs: Literal["open", "all"] = "open") -> list[Recorded]:
        rows = self.store.tables["job"].values()
        ended = {row.key for row in rows if row.state in ENDED_STATES} if jobs == "open" else set()
        return [decode_recorded(row) for row in self.store.events if jobs == "all" or _is_open(row, ended)]

    def last_times(self) -> tuple[datetime, datetime] | None:
        if not self.store.events:
            return None
        last = self.store.events[-1]
        return decode_time(last.at), decode_time(last.world_at)

    def told_world(self) -> WorldRow | None:
        return self.store.folded(WORLD).get(WORLD)

    def anchor(self) -> AnchorRow:
        return self.store.anchor()

    def journal_rows(self, since: int = 0) -> Iterator[JournalRow]:
        return self.store.journal_rows(since)

    def story(self, job: str) -> list[Recorded]:
        return [decode_recorded(row) for row in self.store.events if row.job == job]

    def keys(self, table: str) -> set[str]:
        return set(self.store.tables[table])

    def stood(self, gravities: Collection[int], limit: int) -> dict[str, Stood]:
        items = self.store.folded(ITEMS)
        found = {key: (row["stand"], row.get("stand_since")) for key, row in items.items() if "stand" in row}
        graded = sorted((GRAVITY[Stand(stand)], key) for key, (stand, _) in found.items())
        return {key: found[key] for key in [key for gravity, key in graded if gravity in gravities][:limit]}

    async def seen(self, asked: Asking) -> Seen:
        rows = self.store.folded(ITEMS)
        return seen(self.store, HeldItems(rows, {key: item_line(row) for key, row in rows.items()}), asked)

    def answer(self, intent_id: str) -> Mapping[str, object] | None:
        self._check_alive()
        found = self.store.intents.get(intent_id)
        return None if found is None else parsed(found.answer)

    def asked(self, intent_id: str) -> Taken | None:
        found = self.store.intents.get(intent_id)
        return None if found is None else Taken(found.actor, found.kind, found.asked)

    def copy_to(self, path: Path) -> None:
        raise Refused("no-file", "a store in memory has no file that could be copied", place=str(path))

    def facts(self) -> FactsRow:
        """No file, so nothing outlives the process: ``synchronous`` is 0."""
        return {
            "synchronous": 0,
            "synchronous_name": "OFF",
            "journal_mode": "memory",
            "sqlite": "",
            "library": "",
            "schema": SCHEMA_VERSION,
            "path": ":memory:",
            "epoch": self.epoch,
            "rev": self.store.counters.rev,
        }

    async def close(self) -> None:
        self._closed = True

    def _check_alive(self) -> None:
        if self._dead is not None:
            raise self._dead
        if self._closed:
            raise StoreClosed("store.closed", "the engine is going down", place=":memory:")

    def _fenced(self) -> bool:
        return self._failed is None and self.store.epoch == self.epoch

    def _lost(self, future: asyncio.Future[int]) -> asyncio.Future[int]:
        if self._failed is None:
            self._failed = FenceLost(
                "store.fence",
                f"another engine has taken over this store (epoch {self.store.epoch}, ours is {self.epoch})",
                place=":memory:",
                advice="this engine stops; the other one goes on",
            )
            if self._on_fatal:
                future.get_loop().call_soon(self._on_fatal, self._failed)
        future.set_exception(self._failed)
        future.exception()
        return future

    def _at(self, when: When, entry: Encoded) -> None:
        if self._crash is None:
            return
        try:
            self._crash(when, self._transactions, entry.kinds)
        except BaseException as error:
            self._dead = error
            raise

    def _announce_soon(self) -> None:
        if not self._announcing:
            self._announcing = True
            asyncio.get_running_loop().call_soon(self._announce)

    def _announce(self) -> None:
        self._announcing = False
        if self.on_commit and self._dead is None:
            self.on_commit(self.store.counters.rev)


def _is_open(row: JournalRow, ended: set[str]) -> bool:
    return row.kind.startswith(LOOSE) if row.job is None else row.job not in ended
