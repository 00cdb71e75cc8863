"""Peer credentials: who is at the other end of a socket, as the kernel says; what a message claims is not asked."""

from __future__ import annotations

import os
import pwd
import socket
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PROC = Path("/proc")
_UNSET = 2**32 - 1
"""``loginuid`` of a process that nobody logged in for (pam_loginuid(8))."""


@dataclass(frozen=True, slots=True)
class Peer:
    pid: int
    uid: int
    user: str
    """The user's name, or ``uid N`` where the system knows none."""
    login_uid: int | None = None
    """Who logged in, before any su or sudo; None = nobody, or not to be read."""

    @property
    def actor(self) -> str:
        """As the journal names them: ``alice``, or ``root (login alice)``."""
        if self.login_uid is None or self.login_uid == self.uid:
            return self.user
        return f"{self.user} (login {user_name(self.login_uid)})"


@lru_cache(maxsize=256)
def user_name(uid: int) -> str:
    # Cached: a directory service may take its time, and the engine's loop waits here.
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"


def peer_of(connection: socket.socket) -> Peer:
    """The process that connected (SO_PEERCRED: as it was at ``connect``)."""
    size = struct.calcsize("3i")
    pid, uid, _gid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return Peer(pid=pid, uid=uid, user=user_name(uid), login_uid=login_uid(pid, uid))


def own_peer() -> Peer:
    """This process, for what it does of itself."""
    pid, uid = os.getpid(), os.geteuid()
    return Peer(pid=pid, uid=uid, user=user_name(uid), login_uid=login_uid(pid, uid))


def login_uid(pid: int, uid: int) -> int | None:
    """The login uid of a process, believed only while that process belongs to ``uid`` (a pid may be used again).

    Asked of ``status``: the files of a process that writes no core (``memory.forbid_core``) are root's.
    """
    process = PROC / str(pid)
    try:
        if pid <= 0 or _effective_uid((process / "status").read_text()) != uid:
            return None
        found = int((process / "loginuid").read_text())
    except (OSError, ValueError):
        return None
    return None if found == _UNSET else found


def _effective_uid(status: str) -> int | None:
    """Of proc_pid_status(5): real, effective, saved, file system."""
    for line in status.splitlines():
        if line.startswith("Uid:"):
            return int(line.split()[2])
    return None
