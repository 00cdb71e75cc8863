"""Anchor of a journal as it stands: what is kept elsewhere, to compare the journal with later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drconsole.records.rows.anchor import AnchorRow, FullAnchorRow
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import Refused
from drconsole.store.chain import verify
from drconsole.store.reading.reader import Reader
from drconsole.store.rows import JournalRow


def anchor_of(reader: Reader) -> FullAnchorRow:
    """Return the anchor of the journal as it is now; may be asked while an engine writes.

    Raises ``Refused`` where the chain is broken: an anchor of it would make what is wrong the measure.
    """
    meta = reader.meta()
    points = _Points(reader.journal_rows(), meta.events)
    verdict = verify(points)
    if not verdict.ok or verdict.length < meta.events:
        why = verdict.why or f"it has {verdict.length} events, and there were {meta.events}"
        raise Refused(
            "chain-broken",
            f"the journal is not what was written, so that it gets no anchor: {why}",
            place=str(reader.path),
            advice="compare it with an earlier anchor",
            remedies=(Remedy(Act.EXAMINE),),
        )
    return {"head": meta.head, "length": meta.events, "at": points.at, "made": meta.created, "trail": points.found}


def trail_of(length: int) -> list[int]:
    """Return after how many events a chain of this length is noted, too: few for any length, most near its ends."""
    steps = [2**power for power in range(length.bit_length())]
    return sorted({*steps, *(length - step for step in steps)} - {0, length})


class _Points:
    """Walk over the first events of a journal that keeps the hashes of some."""

    def __init__(self, rows: Iterable[JournalRow], length: int) -> None:
        self._rows, self._length = rows, length
        self._wanted = frozenset(trail_of(length))
        self.found: list[AnchorRow] = []
        self.at: str | None = None

    def __iter__(self) -> Iterator[JournalRow]:
        if self._length == 0:
            return
        for number, row in enumerate(self._rows, 1):
            if number in self._wanted:
                self.found.append({"head": row.hash, "length": number})
            self.at = row.at
            yield row
            if number == self._length:
                return
