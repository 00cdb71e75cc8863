"""Disk that is full: found in whatever it made fail, and told as what it is."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator

from drconsole.recovery.types.work.errors import Refused
from drconsole.store.result_codes import FULL, code_of

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def is_full(error: BaseException | None) -> bool:
    """Return whether a full disk, or a quota, is behind an error."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if (isinstance(error, OSError) and error.errno in _NO_ROOM) or code_of(error) == FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def disk_full(place: str, left: str = "") -> Refused:
    """Return the refusal. ``left``: what became of what was asked for."""
    return Refused(
        "disk-full",
        "the disk is full" + (f": {left}" if left else ""),
        place=place,
        advice="make room on the disk of that place, or name another place",
    )


@contextlib.contextmanager
def room(place: str, left: str) -> Iterator[None]:
    """Raise ``Refused`` with this place where the disk turns out to be full."""
    try:
        yield
    except Exception as error:
        if is_full(error):
            raise disk_full(place, left) from error
        raise
