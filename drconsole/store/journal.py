"""The journal as the engine sees it. ``SqliteJournal`` and ``MemoryJournal`` behave the same (contract tests)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from drconsole.recovery.types.words import ENDED
from drconsole.recovery.types.work.errors import DrError, OutcomeUnknown, Refused

if TYPE_CHECKING:
    # Readers import this module: a command that asks the store a question loads no event loop and no event.
    import asyncio

    from drconsole.records.alarms.seen import Asking, Seen
    from drconsole.records.rows.anchor import AnchorRow
    from drconsole.records.rows.doctor import FactsRow
    from drconsole.records.rows.estate.estate import WorldRow
    from drconsole.recovery.types.work.events import Recorded
    from drconsole.store.entries import Entry, Stood
    from drconsole.store.rows import JournalRow, Taken

LOOSE = (
    "alarm.",
    "failure.",
    "faults.",
    "handover.",
    "obligation.",
    "poll.",
    "proposal.",
    "room.",
    "run.",
    "validation.",
    "wall.",
    "warning.",
)
"""Kinds of events without a job that an engine needs at its start: what people said of items, what is owed, whose
run failed an item over, who sits in the incident room, what waits for a second person there, what they were asked,
which alarms are shelved, what is being handed over, and where the wall's clock jumped."""

ENDED_STATES = tuple(sorted(str(state) for state in ENDED))


class StoreFailed(DrError):
    """Failure of the writer (disk full, I/O error): nothing more is written and nothing is tried again."""

    exit_code = Refused.exit_code


def no_room(path: Path, freed: bool) -> StoreFailed:
    """``freed``: whether the ballast was given up for it."""
    return StoreFailed(
        "store.disk-full",
        "the disk is full: nothing more can be recorded, so nothing more is begun",
        place=str(path),
        advice=("the room kept for this was given back; " if freed else "")
        + "make room, then start the engine: it looks before it acts",
    )


class StoreUnknown(StoreFailed):
    """Failure after which what was being written may be on the disk or not."""

    exit_code = OutcomeUnknown.exit_code


class FenceLost(StoreFailed):
    """Another engine has opened this store since, or the file was replaced: this one must stop."""


class StoreClosed(DrError):
    """Something was submitted after ``close``."""


class IntentKnown(DrError):
    """This intent was submitted before: give its answer (``Journal.answer``), do not carry it out again."""

    def __init__(self, intent: str) -> None:
        super().__init__("store.intent-known", f"command {intent} was taken before", place=intent)


class Journal(Protocol):
    """Writes entries in the order of ``submit``; several may share a transaction, none is split."""

    epoch: int
    """Epoch of this engine; every start has a higher one."""

    on_commit: Callable[[int], None] | None
    """Called on the loop's thread after transactions, with the newest revision; several may be reported as one."""

    @property
    def outdated(self) -> bool:
        """Return whether a program of an older shape wrote the rows, so that the journal has to be folded anew."""
        ...

    @property
    def blocked(self) -> str | None:
        """Return who keeps the writer waiting at this moment, for people; None = nobody."""

    def submit(self, entry: Entry) -> asyncio.Future[int]:
        """Encode now, write soon; the future gives the entry's (last) revision once it is durable.

        Raises ``ValueError`` for what cannot be stored, ``IntentKnown`` for an intent that was submitted before and
        ``StoreClosed``; then nothing of the entry is written. Should the store fail, this and all later futures fail.
        """
        ...

    def load(self, jobs: Literal["open", "all"] = "open") -> list[Recorded]:
        """Committed events in order. ``open``: of jobs whose row has not ended, and those of ``LOOSE`` without a job.

        Raises ``UnreadableEvent``, and for ``open`` ``BadInput`` where one of them is not what was written.
        """
        ...

    def last_times(self) -> tuple[datetime, datetime] | None:
        """``at`` and ``world_at`` of the newest committed event; None = there is none."""
        ...

    def told_world(self) -> WorldRow | None:
        """Return what an engine told last of its world and its clocks, as it is committed; None = none has."""
        ...

    def anchor(self) -> AnchorRow:
        """Return head and length of the chain of committed events: what somebody keeps to compare with later."""
        ...

    def copy_to(self, path: Path) -> None:
        """Make a store of its own of what is committed at this moment, with its note, durably; what is on its way to
        the disk is not in it. Blocks. Raises ``Refused`` for a store that has no file."""

    def journal_rows(self, since: int = 0) -> Iterator[JournalRow]:
        """Committed events as stored, in order; no transaction stays open between them."""
        ...

    def story(self, job: str) -> list[Recorded]:
        """Committed events of one job in order; empty = there is no such job. Raises ``UnreadableEvent``."""
        ...

    def keys(self, table: str) -> set[str]:
        """Return the keys of a table's committed rows."""
        ...

    def stood(self, gravities: Collection[int], limit: int) -> dict[str, Stood]:
        """Return how items of these gravities stand by their committed rows, the worst first, and since when."""
        ...

    async def seen(self, asked: Asking) -> Seen:
        """Return what alarms are made of by the committed rows, without holding up the loop."""
        ...

    def answer(self, intent_id: str) -> Mapping[str, object] | None:
        """Return the answer of a committed intent; None = not known, or not durable yet."""
        ...

    def asked(self, intent_id: str) -> Taken | None:
        """Return who asked for a committed intent, and for what; None = not known, or not durable yet."""
        ...

    def facts(self) -> FactsRow:
        """Asked of the live writer."""
        ...

    async def close(self) -> None:
        """Write what was submitted, then close. Raises nothing, also where the store has failed."""
        ...
