"""Last lines of the engine's log. No Textual."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from drconsole.recovery.types.data import dataclass
from drconsole.render.words.text import clean

LINES, BYTES = 2000, 512 * 1024
"""Lines that are read at most, and bytes of the file."""
_FORM = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) ([A-Z]+) (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class LogLine:
    """Line of the log; one that goes on with the line before it has neither time nor level."""

    at: int
    """Byte of the file at which it begins: its key."""
    time: str
    level: str
    text: str


def stamp_of(log: Path) -> tuple[int, int, int]:
    """Return what changes when the log does. Raises ``OSError``."""
    found = log.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def last_lines(log: Path) -> list[LogLine]:
    """Return the last lines of the log, the newest at the end. Raises ``OSError``."""
    with log.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        start = max(0, size - BYTES)
        file.seek(start)
        data = file.read(BYTES)
    if start:
        cut = data.find(b"\n") + 1
        start, data = start + cut, data[cut:]
    return list(_lines(data, start))[-LINES:]


def _lines(data: bytes, start: int) -> Iterator[LogLine]:
    at = start
    for raw in data.splitlines(keepends=True):
        text = raw.decode("utf-8", "replace").rstrip("\r\n")
        form = _FORM.fullmatch(text)
        time, level, said = form.groups() if form else ("", "", text)
        yield LogLine(at, time, level, clean(said))
        at += len(raw)
