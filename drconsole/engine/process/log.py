"""Log of the engine: lines with UTC times on stderr, which is ``engine.log`` of a detached engine.

Bounded in two ways, so that nobody can fill the journal's disk through it: each place in the program may write only so
many lines a second, and a file that has grown too large is put aside while the engine runs.
"""

from __future__ import annotations

import contextlib
import logging
import os
import stat
import time
from pathlib import Path

from drconsole.link.spawn import LOG_LIMIT, put_aside
from drconsole.link.token_bucket import TokenBucket

AT_ONCE = 50
A_SECOND = 1.0
"""Records a second that one place may log, after a burst of ``AT_ONCE`` (a token bucket); our own choice."""
_FORM = "%(asctime)sZ %(levelname)s %(message)s"
_OUTPUTS = (1, 2)


class Repeated(logging.Filter):
    """Filter that drops lines which one place in the program writes too often. Each place has a token bucket.

    The next line of that place says how many were dropped.
    """

    def __init__(self) -> None:
        super().__init__()
        self._places: dict[tuple[str, int, str], TokenBucket] = {}
        """Bucket of each place that logs: there are as many as the program has such places."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is written."""
        place = (record.pathname, record.lineno, record.levelname)
        more = self._places.setdefault(place, TokenBucket(AT_ONCE, A_SECOND)).take(time.monotonic())
        if more is None:
            return False
        if more:
            record.msg, record.args = f"{record.getMessage()} (and {more} more like it that were not written)", None
        return True


class Turning(logging.StreamHandler):  # type: ignore[type-arg]
    """Handler that writes to stderr; where that is the state's log and has grown beyond ``limit`` bytes, it turns it
    first."""

    def __init__(self, log: Path | None, limit: int = LOG_LIMIT) -> None:
        super().__init__()
        self._log = log
        self._limit = limit

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        if self._log is not None:
            with contextlib.suppress(OSError, ValueError):
                self._turn(self._log)
        super().emit(record)

    def _turn(self, log: Path) -> None:
        file = self.stream.fileno()
        now = os.fstat(file)
        if not stat.S_ISREG(now.st_mode) or now.st_size <= self._limit:
            return
        named = log.stat()
        if (named.st_dev, named.st_ino) != (now.st_dev, now.st_ino):
            return  # a file that somebody else keeps
        # Opened under another name first: where that fails, the old one goes on being written.
        fresh_name = log.with_name("engine.log.new")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        fresh = os.open(fresh_name, flags, stat.S_IMODE(now.st_mode))
        try:
            put_aside(log)
            os.replace(fresh_name, log)
            for output in _OUTPUTS:
                if os.path.sameopenfile(output, file):
                    os.dup2(fresh, output)
        finally:
            os.close(fresh)


def to_stderr(log: Path | None = None, limit: int = LOG_LIMIT) -> None:
    """Send the log to stderr. ``log``: the state's, which stderr may be."""
    formatter = logging.Formatter(_FORM, datefmt="%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler = Turning(log, limit)
    handler.setFormatter(formatter)
    handler.addFilter(Repeated())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
