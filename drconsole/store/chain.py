"""The journal's hash chain: every row carries the hash of the one before.

The commands that were taken have one, too: one that is gone would be carried out anew when it is sent again.
The journal's shows an edited, dropped, inserted or reordered row, and the first one that is wrong. It does not sign:
who can write the file can rebuild it whole. An anchor kept elsewhere (``head`` and number of events) shows that too,
and also a tail cut off.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from pydantic_core import to_json

from drconsole.recovery.types.data import dataclass
from drconsole.store.rows import GENESIS, JournalRow


def digest(columns: tuple[str | int | None, ...]) -> str:
    """SHA-256, in hexadecimal, of all columns but ``hash`` as one compact JSON array in ASCII."""
    text = to_json(columns, ensure_ascii=True)
    # The standard library, which wrote the first journals, escapes DEL too; the two agree on every other character.
    return sha256(text.replace(b"\x7f", rb"\u007f")).hexdigest()


def chain_intents(intents: Iterable[tuple[str | int, ...]], head: str = GENESIS) -> tuple[int, str]:
    """Return how many commands these are, and the hash that they give in this order after ``head``."""
    count = 0
    for intent in intents:
        head = digest((*intent, head))
        count += 1
    return count, head


@dataclass(frozen=True, slots=True)
class Verdict:
    """``bad_rev`` is the first row that is wrong, 0 where something is missing at the end; None = all is well."""

    length: int
    head: str
    bad_rev: int | None = None
    why: str = ""

    @property
    def ok(self) -> bool:
        return self.bad_rev is None


def verify(rows: Iterable[JournalRow], *, anchor_head: str | None = None, min_length: int = 0) -> Verdict:
    """Walk the chain from its first row.

    ``anchor_head``: a hash seen earlier, that must be in the chain (``GENESIS`` always is);
    ``min_length``: so many events were seen earlier.
    """
    head, last, length = GENESIS, 0, 0
    anchored = anchor_head in (None, GENESIS)
    for row in rows:
        if why := _fault(row, head, last):
            return Verdict(length, head, row.rev, why)
        head, last, length = row.hash, row.rev, length + 1
        anchored = anchored or head == anchor_head
    if length < min_length:
        return Verdict(length, head, 0, f"the journal ends after {length} events; there were {min_length}")
    if not anchored:
        return Verdict(length, head, 0, "a hash seen earlier is not in the chain: it was cut or rewritten")
    return Verdict(length, head)


def _fault(row: JournalRow, head: str, last: int) -> str:
    if row.rev <= last:
        return f"revision {row.rev} comes after {last}"
    if row.prev != head:
        return "does not follow the event before it: one was dropped, inserted or moved"
    if digest(row[:-1]) != row.hash:
        return "its content is not what was written"
    return ""
