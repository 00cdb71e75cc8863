"""The journal in SQLite: one thread owns the one writing connection (single writer, group commit).

Everything submitted while a transaction is being synced goes into the next one, so 64 waiting tasks cost one
sync and not 64, and no sync ever blocks the event loop. Any error on the thread is final: after a failed sync
nobody knows what is on the disk, so nothing is tried again.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path

from drconsole.records.rows.doctor import FactsRow
from drconsole.store import ballast as ballast_file
from drconsole.store.batch import encode, number
from drconsole.store.entries import Entry
from drconsole.store.journal import IntentKnown, StoreClosed, StoreFailed
from drconsole.store.reading.select import answer_of
from drconsole.store.sqlite import connect_reader
from drconsole.store.writing.crash import CrashPoint, When, from_environment
from drconsole.store.writing.loss import Lost
from drconsole.store.writing.own_reads import OwnReads
from drconsole.store.writing.transaction import Writer
from drconsole.store.writing.waiting import Waiting, answer, fail

GROUP = 512
"""Entries in one transaction at most."""
PATIENCE = 0.005
"""Seconds that an entry for which nobody waits is kept back at most, so that the next one takes it along: a step's end
comes together with the next step's begin, and each transaction saved is a wait for the disk."""


class SqliteJournal(OwnReads):
    """``Journal`` on a file. Made by ``open``; its methods belong to the event loop's thread."""

    def __init__(
        self,
        path: Path,
        loop: asyncio.AbstractEventLoop,
        on_fatal: Callable[[BaseException], None],
        crash: CrashPoint | None,
        accept_loss: bool = False,
        provider: str = "",
    ) -> None:
        super().__init__(path)
        self.epoch = 0
        self.lost: Lost | None = None
        self.on_commit: Callable[[int], None] | None = None
        self._loop = loop
        self._on_fatal = on_fatal
        self._crash = crash
        self._accept_loss = accept_loss
        self._making = provider
        self._transactions = 0
        self._wake = threading.Condition()
        self._fresh: list[Waiting] = []
        """Submitted in this turn of the loop, and what waits patiently from before."""
        self._passing: asyncio.Handle | None = None
        self._queue: list[Waiting] = []
        self._asked: list[Future[FactsRow]] = []
        self._closing = False
        self._failed: BaseException | None = None
        self._abandoned: Writer | None = None
        self._flight: set[str] = set()
        """Ids of commands that were submitted and are not durable yet."""
        self._opened: Future[int] = Future()
        self._writer: Writer | None = None
        """The thread's; here only ``blocked`` is read of it."""
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        loop: asyncio.AbstractEventLoop,
        on_fatal: Callable[[BaseException], None],
        crash: CrashPoint | None = None,
        ballast: int = 0,
        accept_loss: bool = False,
        provider: str = "",
    ) -> SqliteJournal:
        """Open, make or migrate the store and take the next epoch.

        ``on_fatal`` is called once, on the loop's thread, when the store fails. ``crash`` is by default what
        ``DRCONSOLE_CRASH_AT`` says. ``ballast``: bytes to put aside for a full disk (``ballast.BALLAST_BYTES``).
        ``provider``: who makes this state; empty = it is made.
        Raises ``BadInput`` where the file or its folder cannot be used or is of a newer program, and where the store
        ends before the note beside it, unless a person took that upon himself (``accept_loss``; see ``lost``).
        """
        journal = cls(path, loop, on_fatal, crash or from_environment(), accept_loss, provider)
        journal._thread.start()
        journal.epoch = journal._opened.result()
        if ballast:
            ballast_file.lay(path.parent, ballast)
        journal._reader = connect_reader(path)
        return journal

    @property
    def blocked(self) -> str | None:
        return None if self._writer is None else self._writer.blocked

    def submit(self, entry: Entry) -> asyncio.Future[int]:
        if self._closing:
            raise StoreClosed("store.closed", "the engine is going down", place=str(self._path))
        encoded = encode(entry)
        future = self._loop.create_future()
        if encoded.intent:
            self._take(encoded.intent[0])
        self._fresh.append(Waiting(encoded, future))
        self._pass_on_soon(entry.patient)
        return future

    def answer(self, intent_id: str) -> Mapping[str, object] | None:
        if self._closing:
            raise StoreClosed("store.closed", "the engine is going down", place=str(self._path))
        return answer_of(self._reader, intent_id)

    def facts(self) -> FactsRow:
        """Blocks for a transaction, and for as long as that waits for a foreign lock.

        Raises ``StoreClosed`` or ``StoreFailed``.
        """
        asked: Future[FactsRow] = Future()
        with self._wake:
            if self._closing:
                raise StoreClosed("store.closed", "the store is closed", place=str(self._path))
            if self._failed is not None:
                raise StoreFailed("store.failed", f"the store has failed: {self._failed}", place=str(self._path))
            self._asked.append(asked)
            self._wake.notify()
        return asked.result()

    async def close(self) -> None:
        if not self._closing:
            self._pass_on()
            # Ours goes first: the last connection to close moves the log into the file and removes -wal and -shm.
            self._reader.close()
            with self._wake:
                self._closing = True
                self._wake.notify()
        await self._loop.run_in_executor(None, self._thread.join)

    def _take(self, intent_id: str) -> None:
        if intent_id in self._flight or answer_of(self._reader, intent_id) is not None:
            raise IntentKnown(intent_id)
        self._flight.add(intent_id)

    def _pass_on_soon(self, patient: bool) -> None:
        if self._passing is not None:
            if patient or not isinstance(self._passing, asyncio.TimerHandle):
                return
            self._passing.cancel()
        if patient:
            self._passing = self._loop.call_later(PATIENCE, self._pass_on)
        else:
            self._passing = self._loop.call_soon(self._pass_on)

    def _pass_on(self) -> None:
        """Give all of one turn of the loop to the thread: it is woken once, and writes one transaction."""
        if self._passing is not None:
            self._passing.cancel()
            self._passing = None
        fresh, self._fresh = self._fresh, []
        with self._wake:
            if self._failed is None:
                self._queue.extend(fresh)
                self._wake.notify()
                return
        for waiting in fresh:
            fail(waiting.future, self._failed)

    # On the writer's thread

    def _run(self) -> None:
        try:
            writer = Writer.open(self._path, accept_loss=self._accept_loss, provider=self._making)
            self.lost = writer.lost
        except BaseException as error:
            self._opened.set_exception(error)
            return
        self._writer = writer
        self._opened.set_result(writer.epoch)
        taken: list[Waiting] = []
        try:
            while self._next(writer, taken):
                self._write(writer, taken)
                taken.clear()
        except BaseException as error:
            self._give_up(error, taken)
            if isinstance(error, StoreFailed) and error.code != "store.fence":
                # Closing would write to a disk that has just failed; the process is about to end anyway.
                self._abandoned = writer
                return
        with contextlib.suppress(Exception):
            writer.close()

    def _next(self, writer: Writer, taken: list[Waiting]) -> bool:
        """Wait for something to write and move it to ``taken``; False = closed, and everything is written."""
        while True:
            with self._wake:
                while not (self._queue or self._asked or self._closing):
                    if not self._wake.wait(writer.noted.patience()):
                        break
                taken.extend(self._queue[:GROUP])
                del self._queue[:GROUP]
                asked, self._asked = self._asked, []
            for question in asked:
                answer(question, writer)
            if taken:
                return True
            if self._closing:
                return False
            if not asked:
                writer.noted.sync()

    def _write(self, writer: Writer, taken: list[Waiting]) -> None:
        batch = number([waiting.entry for waiting in taken], writer.counters, writer.epoch)
        if not batch.empty:
            self._transactions += 1
            self._at("before", taken)
            writer.commit(batch)
            self._at("after", taken)
        self._to_loop(self._resolve, list(taken), batch.revs, not batch.empty)
        writer.noted.sync_if_due()

    def _at(self, when: When, taken: list[Waiting]) -> None:
        if self._crash:
            kinds = {kind for waiting in taken for kind in waiting.entry.kinds}
            self._crash(when, self._transactions, kinds)

    def _give_up(self, error: BaseException, taken: list[Waiting]) -> None:
        with self._wake:
            self._failed = error
            lost = [*taken, *self._queue]
            self._queue.clear()
            asked, self._asked = self._asked, []
        for question in asked:
            question.set_exception(error)
        self._to_loop(self._fail_all, error, lost)

    def _to_loop(self, function: Callable[..., None], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to be told
            self._loop.call_soon_threadsafe(function, *arguments)

    # Back on the loop's thread

    def _resolve(self, done: list[Waiting], revs: list[int], wrote: bool) -> None:
        for waiting, rev in zip(done, revs, strict=True):
            if not waiting.future.done():
                waiting.future.set_result(rev)
            if waiting.entry.intent:
                self._flight.discard(waiting.entry.intent[0])
        if wrote and self.on_commit:
            self.on_commit(revs[-1])

    def _fail_all(self, error: BaseException, lost: list[Waiting]) -> None:
        for waiting in lost:
            fail(waiting.future, error)
        self._on_fatal(error)
