"""Sight of an engine's process without a word to it: who holds the state's lock, as the kernel lists it.

A wall opens no socket of the engine. Whether one is there it sees from ``/proc/locks``; where a lock is not listed (a
process of another PID namespace), it tries a shared one for an instant, which an engine that starts outwaits.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from drconsole.render.wall.facts import Sight

LOCKS, PROCESSES = Path("/proc/locks"), Path("/proc")
_STOPPED = frozenset("Tt")
"""States of proc_pid_stat(5): stopped by a signal, stopped by a debugger."""


def sight(lock: Path, locks: Path = LOCKS) -> Sight:
    """Return how the engine of a state is seen. ``lock``: the state's lock file."""
    try:
        held = lock.stat()
    except FileNotFoundError:
        return Sight.GONE
    except OSError:
        return Sight.UNKNOWN
    place = f"{os.major(held.st_dev):02x}:{os.minor(held.st_dev):02x}:{held.st_ino}"
    pid = _holder(place, locks)
    if pid is not None:
        return Sight.STILL if _stands_still(pid) else Sight.HERE
    return _tried(lock, listed=locks.exists())


def _holder(place: str, locks: Path) -> int | None:
    """Return the process that holds the lock, 0 where the kernel names none; None = nobody is listed.

    Lines of proc_locks(5): ``1: FLOCK  ADVISORY  WRITE 4711 fe:00:2172907 0 EOF``; ``->`` marks who waits.
    """
    try:
        lines = locks.read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        words = line.split()
        if len(words) == 8 and words[1] == "FLOCK" and words[3] == "WRITE" and words[5] == place:
            return max(0, int(words[4]))
    return None


def _stands_still(pid: int) -> bool:
    try:
        said = (PROCESSES / str(pid) / "stat").read_text()
    except OSError:
        return False
    return said.rpartition(")")[2].split()[:1] in [[state] for state in _STOPPED]


def _tried(lock: Path, *, listed: bool) -> Sight:
    try:
        fd = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        # Another user's: only the kernel's list tells.
        return Sight.GONE if listed else Sight.UNKNOWN
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return Sight.HERE
    except OSError:
        return Sight.UNKNOWN
    finally:
        os.close(fd)
    return Sight.GONE
