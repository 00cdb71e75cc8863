"""Ballast for a full disk: a file that is given up then, so that the next engine can start and say so."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

BALLAST_BYTES = 16 * 1024 * 1024
NAME = "ballast"

LEAST_ROOM = 256 * 1024
"""Bytes without which no store opens: its log and the log's shared memory (our choice)."""


def full(folder: Path) -> bool:
    """Return whether the disk has no room for a store to open."""
    try:
        return shutil.disk_usage(folder).free < LEAST_ROOM
    except OSError:
        return False


def lay(folder: Path, size: int) -> bool:
    """Put ``size`` bytes aside, unless they are, or the disk has less than four times as much left. Never raises."""
    file = folder / NAME
    try:
        if file.exists():
            return True
        if shutil.disk_usage(folder).free < 4 * size:
            return False
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(handle, 0, size)
        finally:
            os.close(handle)
    except OSError:
        with contextlib.suppress(OSError):
            file.unlink()
        return False
    return True


def drop(folder: Path) -> bool:
    """Give the room back; whether there was any."""
    try:
        (folder / NAME).unlink()
    except OSError:
        return False
    return True
