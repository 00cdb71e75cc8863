"""Trust in a state: its folder's owner has it, and nobody else.

Three rules, asked by the engine before it takes the lock and by a client before it says a word:

* a folder that anybody but its owner may write into is used by neither: there anybody can put a socket or a store;
* an engine is its folder's owner's. Root is no exception: files of root's in it would lock the owner out, and the owner
  could lead a process of root's elsewhere by links;
* a client speaks to an engine of its own user, and only to a process of the folder's owner. Root may speak to anybody's
  engine, as it may do all that its owner may; the journal names root, and who had logged in;
* a group that the owner lets in reads: it may ask the engine, and tell it nothing. A folder lets its group in where the
  group may read and enter it and others may not (mode 0750): 0755 is what many systems give every folder.
"""

from __future__ import annotations

import grp
import os
import shlex
import socket
import stat
from pathlib import Path

from drconsole.link.peer import peer_of, user_name
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import Refused

UNSAFE = "unsafe-state"


def require_own(folder: Path) -> None:
    """Raise ``Refused`` where this process may not be the engine of this folder. A missing folder is no reason."""
    found = _closed_to_others(folder)
    if found is not None and found.st_uid != os.geteuid():
        owner = user_name(found.st_uid)
        raise Refused(
            UNSAFE if os.geteuid() == 0 else "not-permitted",
            f"the state folder belongs to {owner}, and its engine runs as {owner} alone",
            place=str(folder),
            advice=f"do it as its owner (sudo -u {shlex.quote(owner)}), or name a folder of your own with --state",
        )


def require_trusted(folder: Path, connection: socket.socket) -> None:
    """Raise ``Refused`` where what listens on a socket of this folder is not an engine that we may speak to."""
    found = _closed_to_others(folder)
    if found is None:
        return
    if os.geteuid() not in (0, found.st_uid) and _group_let_in(found) not in {os.getegid(), *os.getgroups()}:
        raise not_permitted(folder)
    peer = peer_of(connection)
    if peer.uid != found.st_uid:
        raise Refused(
            "foreign-engine",
            f"process {peer.pid} of {peer.user} answers in the engine's place, and the state folder belongs to "
            f"{user_name(found.st_uid)}; nothing was said to it",
            place=str(folder),
            advice="find out what that process is; end it, then start the engine",
            remedies=(Remedy(Act.START_ENGINE),),
            extra={"pid": peer.pid, "user": peer.user},
        )


def reading_group(folder: Path) -> int | None:
    """Return the id of the group that the owner of a folder lets in to read; None = none."""
    try:
        return _group_let_in(folder.stat())
    except OSError:
        return None


def owner_of_another(folder: Path) -> str:
    """Return the name of a folder's owner, where that is neither this process's user nor left to root; else empty."""
    try:
        uid = folder.stat().st_uid
    except OSError:
        return ""
    return "" if os.geteuid() in (0, uid) else user_name(uid)


def _group_let_in(found: os.stat_result) -> int | None:
    may_read = stat.S_IRGRP | stat.S_IXGRP
    closed = found.st_mode & (stat.S_IWGRP | stat.S_IRWXO) == 0
    return found.st_gid if closed and found.st_mode & may_read == may_read else None


def not_permitted(folder: Path) -> Refused:
    """Return the refusal for a state of another user: who is not in the group that its owner lets in, joins it."""
    group = reading_group(folder)
    if group is None or group in (os.getegid(), *os.getgroups()):
        advice = "ask its owner; reading the state needs no engine"
    else:
        try:
            name = grp.getgrgid(group).gr_name
        except KeyError:
            name = str(group)
        advice = (
            f"its owner lets the group {name} in: have root say usermod -aG {shlex.quote(name)} YOU, and log in anew"
        )
    return Refused(
        "not-permitted", "the engine of this state belongs to another user", place=str(folder), advice=advice
    )


def _closed_to_others(folder: Path) -> os.stat_result | None:
    """Return the folder's owner and mode, None where there is none.

    Raises ``Refused`` where others may write into it.
    """
    try:
        found = folder.stat()
    except (FileNotFoundError, PermissionError):
        return None  # told by who looks into it
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        who = "anybody" if found.st_mode & stat.S_IWOTH else "its group"
        raise Refused(
            UNSAFE,
            f"{who} may write into the state folder (mode {stat.S_IMODE(found.st_mode):04o}): whoever does can take "
            "the engine's place",
            place=str(folder),
            advice=f"look at what is in it, then close it: chmod go-w {shlex.quote(str(folder))}",
        )
    return found
