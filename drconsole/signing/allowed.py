"""Check that a file of allowed signers can be trusted: who may change it decides who may sign.

As sshd does with a user's keys (sshd_config(5), StrictModes): neither the file nor a folder above it may be one that
others write into.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

STICKY = stat.S_ISVTX


def fault_of(path: Path, state: Path) -> str:
    """Return why a file of allowed signers cannot be trusted, in words; empty = it can.

    ``state``: the folder in which it must not lie: whoever puts back a copy of the state would put back the keys.
    """
    if not path.is_absolute():
        return f"{path} is no absolute path"
    try:
        real = path.resolve(strict=True)
        if real.is_relative_to(state.resolve()):
            return f"{path} lies in the state"
        if not stat.S_ISREG(os.stat(real).st_mode):
            return f"{path} is no file"
        for place in (real, *real.parents):
            if why := _open_to_others(place):
                return why
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"
    return ""


def _open_to_others(place: Path) -> str:
    found = os.stat(place)
    if found.st_uid not in (0, os.geteuid()):
        return f"{place} belongs to another user"
    folder_of_all = stat.S_ISDIR(found.st_mode) and found.st_mode & STICKY
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not folder_of_all:
        return f"others may write into {place}"
    return ""
