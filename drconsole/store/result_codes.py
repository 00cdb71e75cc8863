"""SQLite's primary result codes, and which of them an error carries [sqlite:rescode]."""

from __future__ import annotations

PERM, BUSY, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, AUTH, NOTADB = 3, 5, 8, 10, 11, 13, 14, 23, 26

_IN_WORDS = (
    ("disk is full", FULL),
    ("I/O error", IOERR),
    ("unable to open", CANTOPEN),
    ("readonly", READONLY),
    ("locked", BUSY),
    ("malformed", CORRUPT),
    ("not a database", NOTADB),
)
"""Result codes by words of the message, for a library that does not tell its codes."""


def code_of(error: BaseException | None) -> int:
    """Return the primary result code of what SQLite's library raised; 0 = none, or not known."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return int(code) & 0xFF
    return next((known_as for text, known_as in _IN_WORDS if text in str(error)), 0)
