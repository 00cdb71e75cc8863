"""Encoding of entries as the rows of one transaction: encoded when submitted, numbered and chained when written.

Pure; the SQLite writer and the in-memory journal share it, so revisions, chain and tombstones are the same in both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import field
from typing import NamedTuple

from drconsole.records.listed import ItemLine
from drconsole.records.rpo_history import Sample
from drconsole.records.tables import FOLDED, ITEMS, TABLES
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.events import Recorded
from drconsole.store.chain import digest
from drconsole.store.codec import encode_body, encode_event, encode_time
from drconsole.store.entries import Entry, Intent, RowChange
from drconsole.store.rows import GENESIS, JournalRow, StoredIntent, StoredRow

_FOLDED = frozenset(FOLDED)
_TABLES = frozenset(TABLES)


class EncodedEvent(NamedTuple):
    at: str
    world_at: str
    actor: str
    session: str | None
    role: str | None
    approvals: str
    kind: str
    job: str | None
    data: str


class EncodedRow(NamedTuple):
    table: str
    key: str
    job: str | None
    state: str | None
    body: str | None
    line: ItemLine | None = None
    """Of an item: the line that lists order and search by."""
    sample: Sample | None = None
    """Of an item: its RPO, where it was told."""


class Encoded(NamedTuple):
    """An entry as text: what it was made from may change afterwards."""

    events: tuple[EncodedEvent, ...]
    rows: tuple[EncodedRow, ...]
    intent: tuple[str, str, str, str, str] | None
    refolded: bool = False
    looked: frozenset[int] = frozenset()

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of its events."""
        return frozenset(event.kind for event in self.events)

    @property
    def empty(self) -> bool:
        return not (self.events or self.rows or self.intent)


@dataclass(slots=True)
class Counters:
    """Position of the store: last revision; number of events and of commands, and the hash of the last one of each."""

    rev: int = 0
    events: int = 0
    head: str = GENESIS
    intents: int = 0
    intents_head: str = GENESIS


@dataclass(slots=True)
class Batch:
    """Content of one transaction; of several changes of a row the last one stands."""

    journal: list[JournalRow] = field(default_factory=list)
    upserts: defaultdict[str, dict[str, StoredRow]] = field(default_factory=lambda: defaultdict(dict))
    deletes: defaultdict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    """Table -> key -> revision of the tombstone."""
    lines: dict[str, ItemLine] = field(default_factory=dict)
    """Lines of the items that are put, by key."""
    samples: list[Sample] = field(default_factory=list)
    looked: set[int] = field(default_factory=set)
    intents: list[StoredIntent] = field(default_factory=list)
    revs: list[int] = field(default_factory=list)
    """The revision of each entry, in order."""
    refolded: bool = False

    @property
    def empty(self) -> bool:
        return not (self.journal or self.upserts or self.deletes or self.intents)


def encode(entry: Entry) -> Encoded:
    """Raises ``ValueError`` for an unknown table, a folded row without an event, and what is not JSON or not Unicode.

    All that can be refused is refused here: on the writer's thread it would end the engine.
    """
    events = tuple([_event(recorded) for recorded in entry.events])
    rows = tuple([_row(row, bool(events)) for row in entry.rows])
    return Encoded(events, rows, _intent(entry.intent) if entry.intent else None, entry.refolded, entry.looked)


def _event(recorded: Recorded) -> EncodedEvent:
    event = recorded.event
    _check_text(recorded.actor + f"{recorded.session}{recorded.role}")
    return EncodedEvent(
        encode_time(recorded.at),
        encode_time(recorded.world_at),
        recorded.actor,
        recorded.session,
        recorded.role,
        encode_body(recorded.approvals) if recorded.approvals else "[]",
        event.kind,
        getattr(event, "job", None),
        encode_event(event),
    )


def _row(row: RowChange, with_event: bool) -> EncodedRow:
    table, key, body, job, state = row.table, row.key, row.body, row.job, row.state
    _check_text(key + f"{job}{state}")
    if table not in _TABLES:
        raise ValueError(f"unknown table {table!r}")
    if table in _FOLDED and not with_event:
        raise ValueError(f"row {key!r} of {table} would change without an event that says so")
    # str(): SQLite's library takes far longer over an enum's member than over plain text.
    plain = None if state is None else str(state)
    if body is None:
        return EncodedRow(table, key, job, plain, None)
    return EncodedRow(table, key, job, plain, encode_body(body), row.line, row.sample)


def _intent(intent: Intent) -> tuple[str, str, str, str, str]:
    _check_text(intent.id + intent.actor + intent.kind + intent.asked)
    return intent.id, intent.actor, intent.kind, encode_body(intent.answer), intent.asked


def _check_text(text: str) -> None:
    """Lone surrogates, as from undecodable arguments, cannot be stored; ``UnicodeEncodeError`` is a ``ValueError``."""
    if not text.isascii():
        text.encode()


def number(entries: Sequence[Encoded], counters: Counters, epoch: int) -> Batch:
    """Give every entry its revisions and link its events into the chain; moves ``counters``."""
    batch = Batch()
    for entry in entries:
        for event in entry.events:
            counters.rev += 1
            batch.journal.append(_chained(event, counters, epoch))
        if not entry.events and not entry.empty:
            counters.rev += 1
        for row in entry.rows:
            _put(batch, row, counters.rev)
        if entry.intent:
            intent = StoredIntent(*entry.intent, counters.rev)
            batch.intents.append(intent)
            counters.intents += 1
            counters.intents_head = digest((*intent, counters.intents_head))
        batch.refolded |= entry.refolded
        batch.looked |= entry.looked
        batch.revs.append(counters.rev)
    return batch


def _chained(event: EncodedEvent, counters: Counters, epoch: int) -> JournalRow:
    at, world_at, actor, session, role, approvals, kind, job, data = event
    columns = (counters.rev, at, world_at, actor, session, role, approvals, epoch, kind, job, data, counters.head)
    counters.head = digest(columns)
    counters.events += 1
    return JournalRow(*columns, counters.head)


def _put(batch: Batch, row: EncodedRow, rev: int) -> None:
    table, key, job, state, body, line, sample = row
    if body is None:
        batch.upserts[table].pop(key, None)
        batch.deletes[table][key] = rev
        if table == ITEMS:
            batch.lines.pop(key, None)
        return
    if line is not None:
        batch.lines[key] = line
    if sample is not None:
        batch.samples.append(sample)
    if table in batch.deletes:
        batch.deletes[table].pop(key, None)
    batch.upserts[table][key] = StoredRow(key, job, state, body, rev)
