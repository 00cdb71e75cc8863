"""Head of the journal: where it ends, noted in a small file beside the database.

A write-ahead log that lost a page, or is gone, reads as a shorter journal: SQLite drops what follows without a word
(checksums of frames, [sqlite:wal]). So every commit writes down, outside of the database, how far
the journal came. A store that ends before that has lost what was acknowledged; no engine goes on from it by itself.

The note is written after the commit, so it is never ahead of a store that kept what it was given. It reaches the page
cache before anybody is answered, and the disk a moment later (``SYNC_EVERY``): a killed process takes nothing of it,
and a power cut the last moment at most. It does not sign: who can write the folder can rewrite both.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.rows import GENESIS

SUFFIX = "-head"
SLOT = 512
"""Bytes of one note, a sector: two are written in turn, so that a torn write leaves the one before."""
SYNC_EVERY = 0.5
"""Seconds between two syncs while commits follow each other (our choice)."""
SYNC_QUIET = 0.05
"""Seconds without a commit after which the note is synced (our choice)."""


_ENCODE = json.JSONEncoder(separators=(",", ":")).encode


class Noted(NamedTuple):
    """Position of the store when it was noted."""

    epoch: int = 0
    rev: int = 0
    events: int = 0
    head: str = GENESIS


class HeadFile:
    """File of one store's notes; for the holder of the store's write lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd = -1
        self._number = 0
        self._unsynced = False
        self._synced_at = time.monotonic()

    @classmethod
    def make(cls, path: Path, noted: Noted) -> None:
        """Make the file for a store that has none, or put it in the place of one; whole or not at all, and durable."""
        file = head_path(path)
        temporary = file.with_name(file.name + ".new")
        handle = os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            os.pwrite(handle, _encode(0, noted) + _encode(1, noted), 0)
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(temporary, file)
        _sync_folder(file.parent)

    def put(self, noted: Noted) -> None:
        """Note this; in the page cache on return. Raises ``OSError``."""
        if self._fd < 0:
            self._open(noted)
        self._number += 1
        os.pwrite(self._fd, _encode(self._number, noted), SLOT * (self._number % 2))
        self._unsynced = True

    def _open(self, noted: Noted) -> None:
        file = head_path(self._path)
        if not file.exists():
            self.make(self._path, noted)
        self._number = max((number for number, _ in _slots(file)), default=0)
        self._fd = os.open(file, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)

    def patience(self) -> float | None:
        """Seconds to wait for the next commit before ``sync``; None = nothing is to be synced."""
        return SYNC_QUIET if self._unsynced else None

    def sync_if_due(self) -> None:
        """Sync while commits follow each other; for a moment in which nobody waits for an answer. Raises
        ``OSError``."""
        if time.monotonic() - self._synced_at >= SYNC_EVERY:
            self.sync()

    def sync(self) -> None:
        """Raises ``OSError``."""
        if self._unsynced:
            os.fdatasync(self._fd)
            self._unsynced = False
        self._synced_at = time.monotonic()

    def close(self) -> None:
        """Raises nothing: what cannot be synced now is missed at most by a power cut."""
        if self._fd >= 0:
            with contextlib.suppress(OSError):
                self.sync()
            os.close(self._fd)
            self._fd = -1


def head_path(path: Path) -> Path:
    """Return the file of the store at ``path``."""
    return path.with_name(path.name + SUFFIX)


def noted(path: Path) -> Noted | None:
    """Return what was noted last for the store at ``path``; None = no file. Raises ``BadInput``: it holds no whole
    note."""
    file = head_path(path)
    try:
        slots = _slots(file)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadInput(
            "store.head-unreadable", f"where the journal ended cannot be read: {error.strerror}", place=str(file)
        ) from error
    if not slots:
        raise BadInput(
            "store.head-damaged",
            "the note of where the journal ended is damaged: nobody can tell whether the store is whole",
            place=str(file),
            advice=ADVICE,
            remedies=REMEDIES,
        )
    return max(slots)[1]


ADVICE = "look at the machines first; then put the store back from a newer copy, or take what is there"
REMEDIES = (Remedy(Act.ACCEPT_LOSS),)


def _slots(file: Path) -> list[tuple[int, Noted]]:
    with file.open("rb") as opened:
        data = opened.read(2 * SLOT)
    return [found for at in (0, SLOT) if (found := _decode(data[at : at + SLOT])) is not None]


def _encode(number: int, noted: Noted) -> bytes:
    said = _ENCODE({"n": number, **noted._asdict()})
    line = f"{said} {sha256(said.encode()).hexdigest()}"
    return line.encode().ljust(SLOT - 1) + b"\n"


def _decode(slot: bytes) -> tuple[int, Noted] | None:
    said, _, digest = slot.rstrip().rpartition(b" ")
    if not said or sha256(said).hexdigest().encode() != digest:
        return None
    fields = json.loads(said)
    return fields.pop("n"), Noted(**fields)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
