"""Both journals behind one face, so that every contract test runs on each."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from drconsole.store.reading.reader import Reader
from drconsole.store.writing.crash import CrashPoint
from drconsole.store.writing.memory import MemoryJournal, MemoryStore
from drconsole.store.writing.writer import SqliteJournal

AnyJournal = MemoryJournal | SqliteJournal


class Bench:
    """Opens journals of one kind on one store, and reads what is in it."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.memory = MemoryStore()
        self.fatal: list[BaseException] = []
        self.died: asyncio.Event = asyncio.Event()
        self._opened: list[AnyJournal] = []

    def open(self, crash: CrashPoint | None = None) -> AnyJournal:
        journal: AnyJournal
        if self.path is None:
            journal = MemoryJournal(self.memory, crash=crash, on_fatal=self._fatal)
        else:
            loop = asyncio.get_running_loop()
            journal = SqliteJournal.open(self.path, loop=loop, on_fatal=self._fatal, crash=crash)
        self._opened.append(journal)
        return journal

    def read(self) -> AbstractContextManager[Reader | MemoryStore]:
        return nullcontext(self.memory) if self.path is None else Reader(self.path)

    async def close(self) -> None:
        for journal in self._opened:
            await journal.close()

    def _fatal(self, error: BaseException) -> None:
        self.fatal.append(error)
        self.died.set()
