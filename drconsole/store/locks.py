"""Locks on a store: the writer's own, and those of others that keep it waiting, as the kernel lists them.

SQLite needs every reader of a write-ahead log to take shared locks on ``-shm``, and the kernel grants one on any byte
to whoever may open the file for reading. Whoever may read the store can so stop its writer, by mistake or on purpose,
and no reader that cannot lock can be had: SQLite gives up where ``-shm`` cannot be opened. So it is found and named.

Nothing is opened here: to close a file that SQLite has open in this process would drop our own locks (fcntl(2)).
"""

from __future__ import annotations

import contextlib
import logging
import os
import pwd
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from drconsole.store.result_codes import BUSY, code_of
from drconsole.store.sqlite import sqlite3

BUSY_LIMIT = 300.0
"""Seconds that a foreign write lock is waited for while jobs may run."""
OPEN_LIMIT = 15.0
"""The same at an engine's start, where somebody waits for it."""

LOCKS = Path("/proc/locks")
_WRITER, _LAST = 120, 122
"""Bytes of ``-shm`` that a writer takes: to write, to move the log into the file, to recover it (walformat.html)."""

log = logging.getLogger(__name__)


class Holder(NamedTuple):
    pid: int | None
    """None = the kernel does not say (a lock of an open file and not of a process)."""
    shared: bool

    @property
    def who(self) -> str:
        """``process 123 of bob``."""
        if self.pid is None:
            return "a process that the kernel does not name"
        with contextlib.suppress(OSError, KeyError):
            uid = Path(f"/proc/{self.pid}").stat().st_uid
            return f"process {self.pid} of {pwd.getpwuid(uid).pw_name}"
        return f"process {self.pid}"

    @property
    def text(self) -> str:
        kind = "a reader's (shared) lock where only the writer has one" if self.shared else "the writer's lock"
        return f"{self.who} holds {kind}"


def blocking(path: Path) -> list[Holder]:
    """Foreign processes whose locks keep the writer of the store at ``path`` waiting. Empty where none can be told."""
    try:
        shm = path.with_name(path.name + "-shm").stat()
        lines = LOCKS.read_text().splitlines()
    except OSError:
        return []
    place = f"{os.major(shm.st_dev):02x}:{os.minor(shm.st_dev):02x}:{shm.st_ino}"
    return sorted(set(_of(place, lines)), key=str)


def named(path: Path) -> str:
    """Return who holds the writer's lock, for people."""
    return "; ".join(holder.text for holder in blocking(path)) or "by whom is not known"


def _of(place: str, lines: list[str]) -> Iterator[Holder]:
    """Lines of proc_locks(5): ``1: POSIX  ADVISORY  READ 4711 fe:00:2172907 120 120``; ``->`` marks who waits."""
    for line in lines:
        words = line.split()
        if len(words) != 8 or words[1] not in ("POSIX", "OFDLCK") or words[5] != place:
            continue
        first, last = int(words[6]), int(words[7]) if words[7] != "EOF" else _LAST
        pid = int(words[4])
        # An engine holds them too, for an instant: ours, or one of another life that is going.
        if first <= _LAST and last >= _WRITER and pid != os.getpid():
            yield Holder(pid if pid > 0 else None, words[3] == "READ")


def lock_to_write(
    connection: sqlite3.Connection,
    path: Path,
    limit: float,
    *,
    tell: Callable[[str | None], None] = lambda who: None,
    outlasting_readers: bool = False,
) -> None:
    """Begin a transaction that writes. Raises SQLite's error when the lock is held for longer than ``limit`` seconds.

    Nothing is written while somebody else holds the lock, so waiting loses nothing, and begins nothing. With
    ``outlasting_readers`` a reader's lock is waited for as long as it is there: a running engine that died of it would
    leave what it follows alone. ``tell`` is told who holds the lock, and None at the end.
    """
    end = time.monotonic() + limit
    waited_for_reader = False
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
            tell(None)
            return
        except sqlite3.OperationalError as error:
            if code_of(error) != BUSY:
                raise
            patient = outlasting_readers and any(holder.shared for holder in blocking(path))
            # A reader that was waited for may have gone since this try: then the next one gets the lock.
            if time.monotonic() > end and not (patient or waited_for_reader):
                raise
            waited_for_reader = patient
            who = named(path)
            tell(who)
            log.warning("the store cannot be written, it is locked: %s; waiting for it: %s", who, path)
