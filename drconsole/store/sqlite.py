"""Access to SQLite, from here alone: which library, and how a connection of ours is set up.

The library is pysqlite3 where it is installed, else the standard library's: the same choice
sqlite-utils makes, because two SQLite libraries in one process drop each other's POSIX locks
[sqlite:howtocorrupt]. SQLite before 3.51.3 can lose commits when two
connections write or checkpoint at the same instant (its WAL-reset bug), hence one writer per file.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.recovery.types.work.errors import BadInput

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        from pysqlite3 import dbapi2 as sqlite3
    except ImportError:
        import sqlite3

__all__ = ["connect_reader", "connect_writer", "copy_into", "network_file_system", "sqlite3"]

BUSY_TIMEOUT_MS = 5_000
SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")

NETWORK_FILE_SYSTEMS = frozenset(
    {
        "9p",
        "afs",
        "afpfs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.davfs",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "gfs2",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "smb2",
        "smb3",
        "smbfs",
        "vboxsf",
        "virtiofs",
    }
)
"""File systems on which WAL's shared memory or ``flock`` do not hold between machines [sqlite:wal].
Which ones to name here is our choice; an unknown type is let through."""

MOUNTS = Path("/proc/self/mountinfo")


def connect_writer(
    path: Path | str, *, synchronous: str = "FULL", check_same_thread: bool = True
) -> sqlite3.Connection:
    """Open ``path`` for writing, make it where it is missing: WAL, explicit transactions, foreign keys off.

    ``:memory:`` works (and has no WAL). A busy file is waited for, up to 5 s. Raises ``BadInput`` where the folder
    is missing, lies on a network file system, gives no write-ahead log, or the file is not a database.
    """
    if synchronous.upper() not in SYNCHRONOUS:
        raise ValueError(f"synchronous={synchronous!r}: one of {', '.join(SYNCHRONOUS)}")
    if str(path) != ":memory:":
        _refuse_network(Path(path))
    try:
        connection = sqlite3.connect(str(path), isolation_level=None, check_same_thread=check_same_thread)
    except sqlite3.OperationalError as error:
        raise _unusable(path, error) from error
    try:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        if mode not in ("wal", "memory"):
            raise sqlite3.OperationalError(f"this file system gives no write-ahead log (journal mode {mode})")
        connection.execute(f"PRAGMA synchronous={synchronous.upper()}")
        connection.execute("PRAGMA foreign_keys=OFF")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise _unusable(path, error) from error
    return connection


def connect_reader(path: Path | str, *, check_same_thread: bool = True, immutable: bool = False) -> sqlite3.Connection:
    """Open an existing file for reading only; nothing it is asked can write.

    ``immutable`` also does without locks and without the ``-wal`` and ``-shm`` files: right only where nobody writes.
    Raises the library's ``OperationalError`` where the file cannot be opened.
    """
    # What else a URI may not hold SQLite takes as it is; a library that quotes is slow to load.
    name = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    uri = f"file:{name}?mode=ro{'&immutable=1' if immutable else ''}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=check_same_thread)
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA query_only=ON")
    return connection


def copy_into(connection: sqlite3.Connection, path: Path) -> None:
    """Copy what is committed at this moment into a new file, durably. Raises the library's ``Error``."""
    with contextlib.closing(sqlite3.connect(str(path), isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous=EXTRA")
        connection.backup(copy)


def network_file_system(path: Path, mounts: Path = MOUNTS) -> str | None:
    """Return the type of the network file system that holds ``path``; None = a local one, or it cannot be told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    kind = _mount_type(os.path.realpath(path), lines)
    return kind if kind in NETWORK_FILE_SYSTEMS else None


def _mount_type(real: str, lines: list[str]) -> str | None:
    """Return the type of the deepest mount above ``real``; of several on one point the last one hides the others."""
    best, kind = "", None
    for line in lines:
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if not right or len(fields) < 5:
            continue
        point = _unescape(fields[4])
        if len(point) >= len(best) and (real == point or real.startswith(point.rstrip("/") + "/")):
            best, kind = point, right.split(" ", 1)[0]
    return kind


def _unescape(text: str) -> str:
    """Mount points escape space, tab, newline and backslash as octal (proc(5))."""
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, char)
    return text


def _refuse_network(path: Path) -> None:
    if kind := network_file_system(path.parent):
        raise BadInput(
            "store.network-file-system",
            f"the state lies on a network file system ({kind}), where locks and shared memory cannot be trusted",
            place=str(path),
            advice="choose a state folder on a local disk (--state DIR or DRCONSOLE_STATE)",
        )


def _unusable(path: Path | str, error: Exception) -> BadInput:
    return BadInput(
        "store.unusable",
        f"cannot be used as a database: {error}",
        place=str(path),
        advice="check that the folder exists, that you may write there, and that the file is one of drconsole's",
    )
