"""What doctor asks of a store: SQLite's own check, the hash chain, and that revisions agree with each other."""

from __future__ import annotations

from dataclasses import dataclass

from drconsole.store.chain import verify
from drconsole.store.entries import TABLES
from drconsole.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a store; ``rev`` is the first revision concerned, None where it has no place."""

    code: str
    message: str
    rev: int | None = None


def examine(reader: Reader, *, anchor_head: str | None = None, min_length: int = 0) -> list[Fault]:
    """All that is wrong; empty = nothing found. May be asked while an engine writes.

    ``anchor_head`` and ``min_length``: head and number of events as somebody noted them earlier (``Reader.meta``);
    only with them a journal shows that was cut or written anew together with its counters.
    A schema this program does not know is refused by ``Reader`` already.
    """
    return [
        *(Fault("store.integrity", line) for line in reader.integrity()),
        *_chain(reader, anchor_head, min_length),
        *_rows(reader),
    ]


def _chain(reader: Reader, anchor_head: str | None, min_length: int) -> list[Fault]:
    # Read before the journal, which can only have grown since: the noted head must be in it.
    meta = reader.meta()
    verdict = verify(reader.journal_rows(), anchor_head=meta["head"], min_length=meta["events"])
    if verdict.ok and (anchor_head is not None or min_length):
        verdict = verify(reader.journal_rows(), anchor_head=anchor_head, min_length=min_length)
    return [] if verdict.ok else [Fault("store.chain", f"hash chain: {verdict.why}", verdict.bad_rev)]


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
