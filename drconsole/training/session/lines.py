"""Files to which lines are only added, by several processes: locked, written as a whole, synced."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Open a file to add to, made where it is missing, and hold its lock. Raises ``OSError``."""
    fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield fd
    finally:
        os.close(fd)


def ends_whole(fd: int) -> bool:
    """Return whether a file ends with a whole line, or is empty."""
    size = os.fstat(fd).st_size
    return size == 0 or os.pread(fd, 1, size - 1) == b"\n"


def add(fd: int, text: bytes) -> None:
    """Add lines; what a crash left of one before stays a line of its own. Raises ``OSError``."""
    left = text if ends_whole(fd) else b"\n" + text
    while left:
        left = left[os.write(fd, left) :]
    os.fsync(fd)
