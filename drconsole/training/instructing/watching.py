"""Screen of a trainee as text, for an instructor who watches: a file in the exercise's folder.

The console writes it only while somebody watches, which a marker says that is touched again and again: a station that
dies leaves nobody writing.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

MARKER = "watching"
SCREEN = "screen.txt"
LAPSES = 5.0
"""Seconds after which a marker that nobody touched counts no more."""
LARGEST = 256 * 1024
"""Bytes of a screen that are read at most."""


def watch(folder: Path) -> None:
    """Say that somebody watches, for the next ``LAPSES`` seconds. ``folder``: the exercise's."""
    (folder / MARKER).touch(mode=0o600)


def unwatch(folder: Path) -> None:
    """Say that nobody watches any more, and remove what was shown."""
    for name in (MARKER, SCREEN):
        with contextlib.suppress(OSError):
            (folder / name).unlink()


def watched(folder: Path) -> bool:
    """Return whether somebody watches."""
    try:
        return time.time() - (folder / MARKER).stat().st_mtime < LAPSES
    except OSError:
        return False


def show(folder: Path, text: str) -> None:
    """Put a screen there, whole. What cannot be written is not shown: nothing of the trainee's may fail by it."""
    new = folder / f".{SCREEN}.{os.getpid()}"
    with contextlib.suppress(OSError):
        new.write_text(text, encoding="utf-8", errors="replace")
        new.chmod(0o600)
        new.replace(folder / SCREEN)


def screen(folder: Path) -> tuple[str, float] | None:
    """Return the screen and how many seconds ago it was put there; None = there is none."""
    try:
        with (folder / SCREEN).open("rb") as file:
            age = time.time() - os.fstat(file.fileno()).st_mtime
            return file.read(LARGEST).decode("utf-8", "replace"), age
    except OSError:
        return None
