"""Peer credentials: who is at the other end of a socket, as the kernel says. What a message claims is not asked."""

from __future__ import annotations

import os
import pwd
import socket
import struct
from functools import lru_cache
from pathlib import Path

from drconsole.records.actors import actor
from drconsole.recovery.types.data import dataclass

PROC = Path("/proc")
_SO_PEERGROUPS = 59
"""Socket option of unix(7), since Linux 4.13; Python has no name for it."""
_UNSET = 2**32 - 1
"""``loginuid`` of a process that nobody logged in for (pam_loginuid(8))."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Process at the other end of a socket, with its user."""

    pid: int
    uid: int
    user: str
    """The user's name, or ``uid N`` where the system knows none."""
    login_uid: int | None = None
    """Who logged in, before any su or sudo; None = nobody, or not to be read."""
    told: str = ""
    """Person at the keyboard, as the client says it (``settings.operator``): no proof, and so named beside the user."""
    groups: frozenset[int] = frozenset()
    """Its gids."""
    there: bool = True
    """False: it was gone, or another user's, before its login could be read."""

    @property
    def login(self) -> str | None:
        """Return the name of who logged in, where that is another user."""
        logged_in = self.login_uid
        return None if logged_in is None or logged_in == self.uid else user_name(logged_in)

    @property
    def actor(self) -> str:
        """Return the user as the journal names them: ``alice``, ``root (login alice)``, ``root (as ann)``."""
        return actor(self.user, self.login, self.told)


@lru_cache(maxsize=256)
def user_name(uid: int) -> str:
    """Return the name of a user, or ``uid N`` where the system knows none."""
    # Cached: a directory service may take its time, and the engine's loop waits here.
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"


def peer_of(connection: socket.socket) -> Peer:
    """Return the process that connected, as it was at ``connect`` (SO_PEERCRED)."""
    size = struct.calcsize("3i")
    pid, uid, gid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    groups = _groups_at(connection) | {gid}
    login = login_uid(pid, uid)
    there = login is not None or still_there(pid, uid)
    return Peer(pid=pid, uid=uid, user=user_name(uid), login_uid=login, groups=groups, there=there)


def still_there(pid: int, uid: int) -> bool:
    """Return whether a process is there, and that user's as far as the system shows it.

    A child that connects and ends leaves the connection to its parent, and no login that could be read. The signal 0
    tells of processes, too, that /proc hides (proc(5), ``hidepid``); one of another namespace has no pid here.
    """
    if pid <= 0:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        return _effective_uid((PROC / str(pid) / "status").read_text()) == uid
    except OSError:
        return True


def _groups_at(connection: socket.socket) -> frozenset[int]:
    """Return the supplementary groups at the other end; none where the kernel does not tell them, or has more than
    Python reads at once (256)."""
    try:
        told = connection.getsockopt(socket.SOL_SOCKET, _SO_PEERGROUPS, 1024)
    except OSError:
        return frozenset()
    return frozenset(struct.unpack(f"{len(told) // 4}I", told))


def groups_of(uid: int) -> frozenset[int]:
    """Return the groups of a user as the system's files or directory have them; none of a user whom it does not
    know."""
    try:
        known = pwd.getpwuid(uid)
        return frozenset(os.getgrouplist(known.pw_name, known.pw_gid))
    except (KeyError, OSError):
        return frozenset()


def may_own(peer: Peer) -> bool:
    """Return whether it runs as this process's account, or as root."""
    return peer.uid in (os.geteuid(), 0)


def person_uid(peer: Peer) -> int:
    """Return the user who is taken to ask.

    Behind the account of this process and root's it is who had logged in. Of any other account it is that account: a
    process whose login the system does not know may name any user there (proc(5), ``loginuid``), and would get their
    seats.
    """
    return peer.login_uid if may_own(peer) and peer.login_uid is not None else peer.uid


def own_peer() -> Peer:
    """Return this process, as the actor of what it does of itself."""
    pid, uid = os.getpid(), os.geteuid()
    groups = frozenset((os.getegid(), *os.getgroups()))
    return Peer(pid=pid, uid=uid, user=user_name(uid), login_uid=login_uid(pid, uid), groups=groups)


def login_uid(pid: int, uid: int) -> int | None:
    """Return who logged in for a process; None = nobody, or not to be read.

    Believed only while that process belongs to ``uid``, since a pid may be used again. Asked of ``status``: the files
    of a process that writes no core (``memory.forbid_core``) are root's.
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
    """Return the effective uid of proc_pid_status(5), which has real, effective, saved and file system uids."""
    for line in status.splitlines():
        if line.startswith("Uid:"):
            return int(line.split()[2])
    return None
