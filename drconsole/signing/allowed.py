"""Check that a file of allowed signers can be trusted: who may change it decides who may sign.

As sshd does with a user's keys (sshd_config(5), StrictModes): neither the file nor a folder above it may be one that
others write into.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
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


def without_key(path: Path, names: Iterable[str]) -> list[str]:
    """Return those for whom the file has no line: no key may sign for them. One that cannot be read has none."""
    try:
        lines = list(_principals(path.read_text(encoding="utf-8", errors="replace")))
    except OSError:
        lines = []
    return [name for name in names if not any(_names(patterns, name) for patterns in lines)]


def _principals(text: str) -> Iterator[list[str]]:
    """Yield the patterns of each line (ssh-keygen(1), ALLOWED SIGNERS): its first field, with commas between them."""
    for line in text.splitlines():
        if (said := line.strip()) and not said.startswith("#"):
            field = said[1:].partition('"')[0] if said.startswith('"') else said.split()[0]
            yield field.split(",")


def _names(patterns: list[str], name: str) -> bool:
    """Return whether a list of patterns has a name; after ``!`` stands who is excluded (ssh_config(5), PATTERNS)."""
    if any(fnmatchcase(name, each[1:]) for each in patterns if each.startswith("!")):
        return False
    return any(fnmatchcase(name, each) for each in patterns)


def _open_to_others(place: Path) -> str:
    found = os.stat(place)
    if found.st_uid not in (0, os.geteuid()):
        return f"{place} belongs to another user"
    folder_of_all = stat.S_ISDIR(found.st_mode) and found.st_mode & STICKY
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not folder_of_all:
        return f"others may write into {place}"
    return ""
