"""File of the engine's socket: who may connect to it, what a dead engine left there, whose it is."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from drconsole.link.trust import reading_group
from drconsole.recovery.types.work.errors import Refused


def require_place(path: Path) -> None:
    """Raise ``Refused`` where something else than a socket has the socket's name."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise Refused(
            "not-a-socket",
            "something else lies where the engine's socket belongs",
            place=str(path),
            advice="move it away, then start the engine again",
        )


def clear(path: Path) -> None:
    """Remove a socket that a dead engine left."""
    require_place(path)
    path.unlink(missing_ok=True)


def open_to_readers(path: Path) -> bool:
    """Set who may connect to a socket: its owner, and the group that the folder lets in; return whether that may."""
    group = reading_group(path.parent)
    os.chmod(path, 0o600)
    if group is None:
        return False
    try:
        os.chown(path, -1, group)
        os.chmod(path, 0o660)
    except OSError:
        return False  # the owner is not in that group, and may not give the socket to it
    return True


def file_of(path: Path) -> tuple[int, int] | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
