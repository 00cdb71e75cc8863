"""Holder of a state's lock: whether there is one, and what it wrote about itself."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import TypedDict


def is_free(path: Path) -> bool:
    """Return whether nobody holds the lock at this moment."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(fd)
    return True


class Holder(TypedDict, total=False):
    """Holder of a lock as it describes itself; empty where there is none, or it has not written yet."""

    pid: int
    socket: str


def holder(path: Path) -> Holder:
    """Return what the holder wrote; only what has the right type is believed."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    told: Holder = {}
    if isinstance(found, dict):
        if isinstance(pid := found.get("pid"), int):
            told["pid"] = pid
        if isinstance(socket := found.get("socket"), str):
            told["socket"] = socket
    return told


def silent_holder(path: Path) -> Holder | None:
    """Return what is known of a process that holds the lock; None where nobody does, or we may not ask."""
    try:
        return None if is_free(path) else holder(path)
    except OSError:
        return None
