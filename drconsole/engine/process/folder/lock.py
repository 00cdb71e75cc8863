"""Lock of a state, so that one engine runs on it: ``flock`` on a file that is never deleted.

The kernel frees the lock with the process, however that ends. What stands in the file (the holder's
pid and socket) is for messages and for finding it; only the lock itself decides.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import time
from pathlib import Path
from typing import Self

from drconsole.link.lock_holder import Holder, holder, is_free
from drconsole.records.rows.refusal import RefusalRow
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import BadInput, Refused

__all__ = ["LOCKED", "StateLock", "holder", "is_free"]

LOCKED = "engine-running"

PATIENCE = 0.3
"""Seconds a taker goes on trying: who only asks ``is_free`` holds the lock for an instant."""


class StateLock:
    """Lock of a state, held from ``take`` until ``release`` or the end of the process."""

    def __init__(self, path: Path, fd: int) -> None:
        self._path = path
        self._fd = fd

    @classmethod
    def take(cls, path: Path, patience: float = PATIENCE) -> Self:
        """Take the lock, trying for ``patience`` seconds.

        Raises ``Refused`` naming the holder, ``BadInput`` where the folder cannot hold a lock.
        """
        end = time.monotonic() + patience
        while True:
            fd = _open(path)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _same_file(fd, path):
                    lock = cls(path, fd)
                    lock.tell()
                    return lock
            except BlockingIOError:
                if time.monotonic() > end:
                    os.close(fd)
                    raise _refusal(path) from None
            except OSError as error:
                os.close(fd)
                raise _unusable(path, error) from error
            # Held, or somebody replaced the file between open and flock: a lock on a file without a name locks nothing.
            os.close(fd)
            time.sleep(0.01)

    def tell(self, socket: str | None = None) -> None:
        """Write who holds it, and where that listens; a full disk does not keep us."""
        told: Holder = {"pid": os.getpid()} if socket is None else {"pid": os.getpid(), "socket": socket}
        text = json.dumps(told).encode() + b"\n"
        try:
            os.ftruncate(self._fd, 0)
            os.pwrite(self._fd, text, 0)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise

    def lost(self) -> bool:
        """Return whether the file was moved or replaced: another engine would then not see this lock."""
        try:
            return not _same_file(self._fd, self._path)
        except OSError:
            return True

    def release(self) -> None:
        """Let go; what stood in the file goes too, the file stays."""
        if self._fd >= 0:
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, 0)
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _open(path: Path) -> int:
    # 0600 whatever the folder allows: who may open it may lock it, and keep the engine from starting.
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        if error.errno == errno.EACCES:
            raise Refused(
                "not-permitted",
                "this state is not yours to change: it belongs to another user, or its folder is read-only",
                place=str(path.parent),
            ) from None
        raise _unusable(path, error) from error


def _same_file(fd: int, path: Path) -> bool:
    try:
        named = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    held = os.fstat(fd)
    return (held.st_dev, held.st_ino) == (named.st_dev, named.st_ino)


def _refusal(path: Path) -> Refused:
    pid = holder(path).get("pid")
    who = f"process {pid}" if pid is not None else "another process"
    return Refused(
        LOCKED,
        f"{who} holds this state: an engine runs already",
        place=str(path.parent),
        advice="use it as it is, or stop it",
        remedies=(Remedy(Act.STOP_ENGINE),),
        extra=RefusalRow(pid=pid),
    )


def _unusable(path: Path, error: OSError) -> BadInput:
    return BadInput(
        "no-lock",
        f"the state folder cannot hold a lock: {error.strerror}",
        place=str(path),
        advice="a state needs a folder on a local file system",
    )
