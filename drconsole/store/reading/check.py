"""Checks that doctor makes of a store: SQLite's own check, its shape, the hash chains, its counters, and the note
beside it."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.records.tables import TABLES
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.chain import Verdict, chain_intents, verify
from drconsole.store.head import Noted, noted
from drconsole.store.reading.reader import Reader
from drconsole.store.rows import GENESIS, JournalRow, Meta
from drconsole.store.tables import listing
from drconsole.store.tables.schema import strange

TRIES = 5
"""How often two looks are tried to fall between two commits of a living engine."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a store; ``rev`` is the first revision concerned, None where it has no place."""

    code: str
    message: str
    rev: int | None = None


def examine(reader: Reader, *, anchor_head: str | None = None, min_length: int = 0) -> list[Fault]:
    """Return all that is wrong; empty = nothing found. May be asked while an engine writes.

    ``anchor_head`` and ``min_length``: head and number of events as somebody noted them elsewhere (``Reader.meta``);
    only with them a journal shows that was written anew together with its counters and the note beside it.
    A schema this program does not know is refused by ``Reader`` already.
    """
    return [
        *(Fault("store.integrity", line) for line in reader.integrity()),
        *_shape(reader),
        *_chain(reader, anchor_head, min_length),
        *_commands(reader),
        *_rows(reader),
        *_lines(reader),
    ]


def _shape(reader: Reader) -> Iterator[Fault]:
    return (Fault("store.shape", line) for line in strange(reader.shape()))


def _lines(reader: Reader) -> Iterator[Fault]:
    """Lists are ordered and searched by lines beside the rows: one that differs would hide an item, or misplace it."""
    for key in reader.ask(listing.astray):
        yield Fault("store.lines", f"the line of item {key!r} in lists is not what its row says")


class _Walk:
    """Walk over the journal's rows for ``verify``, which notes what the counters have to agree with."""

    def __init__(self, reader: Reader, marks: list[Noted]) -> None:
        self._reader = reader
        self._marks = sorted(marks, key=lambda mark: mark.rev)
        self.head_at: dict[Noted, str] = {}
        """The hash of the last event up to a mark's revision."""
        self.last: JournalRow | None = None
        self.back_at: int | None = None
        """The first revision whose epoch is lower than the one before."""

    def __iter__(self) -> Iterator[JournalRow]:
        for row in self._reader.journal_rows():
            while self._marks and row.rev > self._marks[0].rev:
                self._pass()
            if self.last is not None and row.epoch < self.last.epoch and self.back_at is None:
                self.back_at = row.rev
            self.last = row
            yield row
        while self._marks:
            self._pass()

    def _pass(self) -> None:
        self.head_at[self._marks.pop(0)] = self.last.hash if self.last else GENESIS


def _chain(reader: Reader, anchor_head: str | None, min_length: int) -> Iterator[Fault]:
    # Read before the journal, which can only have grown since: what was noted must be in it. The note comes first of
    # all, because an engine writes it last.
    try:
        beside, damage = noted(reader.path), None
    except BadInput as error:
        beside, damage = None, Fault(error.code, error.message)
    if damage is not None:
        yield damage
    meta = reader.meta()
    mark = Noted(meta.epoch, meta.rev, meta.events, meta.head)
    walk = _Walk(reader, [mark] if beside is None else [mark, beside])
    verdict = verify(walk, anchor_head=meta.head, min_length=meta.events)
    after = reader.meta()
    if verdict.ok and (anchor_head is not None or min_length):
        verdict = verify(reader.journal_rows(), anchor_head=anchor_head, min_length=min_length)
    if not verdict.ok:
        yield Fault("store.chain", f"hash chain: {verdict.why}", verdict.bad_rev)
    if beside is None and damage is None and meta.events:
        why = "the note of where the journal ended is missing: the store may be an older copy"
        yield Fault("store.behind", why)
    if beside is not None:
        yield from _behind(beside, meta, walk)
    if verdict.ok:
        yield from _counters(verdict, walk, after)


def _behind(beside: Noted, meta: Meta, walk: _Walk) -> Iterator[Fault]:
    lost = "acknowledged and is lost: the write-ahead log was cut, or the store is an older copy"
    if meta.epoch < beside.epoch:
        yield Fault("store.behind", f"the store knows epoch {meta.epoch}; epoch {beside.epoch} was {lost}")
    if meta.events < beside.events:
        yield Fault("store.behind", f"the store ends at event {meta.events}; event {beside.events} was {lost}", 0)
    elif walk.head_at.get(beside, beside.head) != beside.head:
        yield Fault("store.behind", f"event {beside.events} is not the one that was acknowledged", beside.rev)


def _counters(verdict: Verdict, walk: _Walk, after: Meta) -> Iterator[Fault]:
    """Return what ``meta`` says of the journal; ``after`` was read after it, so that it may only say more."""
    if walk.last is not None:
        least = (("rev", after.rev, walk.last.rev), ("epoch", after.epoch, walk.last.epoch))
        for name, counted, found in (*least, ("events", after.events, verdict.length)):
            if counted < found:
                yield Fault("store.counters", f"the store counts {name} {counted}, its journal has {found}")
    if walk.back_at is not None:
        yield Fault("store.counters", f"the epoch goes back at revision {walk.back_at}", walk.back_at)


def _commands(reader: Reader) -> Iterator[Fault]:
    """A command whose row is gone would be carried out anew when it is sent again."""
    for _ in range(TRIES):
        before = reader.meta()
        count, head = chain_intents(reader.intents())
        if (count, head) == (before.intents, before.intents_head):
            return
        if before == reader.meta():
            break
    else:
        return
    if count != before.intents:
        why = f"{before.intents} commands were taken, {count} are on record: one that is sent again is done again"
        yield Fault("store.commands", why)
    else:
        yield Fault("store.commands", "the commands on record are not those that were taken")


def _rows(reader: Reader) -> list[Fault]:
    """No row and no tombstone may be newer than the store, and none both there and deleted."""
    graves = {(grave["table"], grave["key"]): grave["rev"] for grave in reader.tombstones()}
    seen = [(table, key, rev) for table in TABLES for key, rev in reader.stamps(table)]
    last = reader.rev()
    faults = [
        Fault("store.revision", f"{table} {key!r} has revision {rev}, the store ends at {last}", rev)
        for table, key, rev in (*seen, *((table, key, rev) for (table, key), rev in graves.items()))
        if rev > last
    ]
    both = [(table, key, rev) for table, key, rev in seen if graves.get((table, key), 0) > rev]
    return faults + [Fault("store.tombstone", f"{table} {key!r} is there and deleted", rev) for table, key, rev in both]
