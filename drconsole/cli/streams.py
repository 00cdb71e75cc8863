"""Streams of a process: their width, their characters, and one that cannot be written."""

from __future__ import annotations

import errno
import io
import os
from typing import TextIO


class OutputLost(Exception):
    """Standard output that cannot be written: ``why`` says why."""

    def __init__(self, why: OSError | ValueError) -> None:
        super().__init__(str(why))
        self.why = getattr(why, "strerror", None) or str(why)


class Closed(io.TextIOBase):
    """Stream that stands where a process was started without a stdout."""

    def write(self, text: str) -> int:
        """Raise ``OSError``."""
        raise OSError(errno.EBADF, "it is closed")


def terminal_width(stream: TextIO | None) -> int:
    """Return the columns: what COLUMNS says, else the terminal behind this stream, else 80. None = there is none."""
    said = os.environ.get("COLUMNS", "")
    if said.isascii() and said.isdigit() and int(said):
        return int(said)
    if stream is None:
        return 80
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def unicode_stream(stream: TextIO) -> bool:
    """Return whether a stream takes any character."""
    return (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "") in ("utf8", "utf16", "utf32")
