"""Locks of others that keep the store's writer waiting, on its shared memory, as the kernel lists them.

SQLite needs every reader of a write-ahead log to take shared locks on ``-shm``, and the kernel grants one on any byte
to whoever may open the file for reading. Whoever may read the store can so stop its writer, by mistake or on purpose,
and no reader that cannot lock can be had: SQLite gives up where ``-shm`` cannot be opened. So it is found and named.

Nothing is opened here: to close a file that SQLite has open in this process would drop our own locks (fcntl(2)).
"""

from __future__ import annotations

import contextlib
import os
import pwd
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

LOCKS = Path("/proc/locks")
_WRITER, _LAST = 120, 122
"""Bytes of ``-shm`` that a writer takes: to write, to move the log into the file, to recover it (walformat.html)."""


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
