"""Unix users that a test makes and removes again; it takes root."""

from __future__ import annotations

import grp
import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from support.patience import PATIENCE

TOOLS = ("groupadd", "groupdel", "useradd", "userdel")
STATE, DESK = "state", "desk"
"""Group that the state lets in, and one that only has a seat."""

needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or any(shutil.which(tool) is None for tool in TOOLS),
    reason=f"NOT TESTED: Unix users of an incident room; that takes root and {', '.join(TOOLS)}",
)


@dataclass(frozen=True)
class Users:
    """Users made for one test, and their two groups."""

    group: int
    group_name: str
    desk_name: str
    names: dict[str, str]

    def uid(self, who: str) -> int:
        return pwd.getpwnam(self.names[who]).pw_uid


def made(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        pytest.skip(f"NOT TESTED: Unix users of an incident room; {words[0]} failed: {done.stderr.strip()}")


@contextmanager
def unix_users(groups: Mapping[str, tuple[str, ...]], shell: str = "/usr/sbin/nologin") -> Iterator[Users]:
    """Make a user for each name, in groups of ``STATE`` and ``DESK``, the first of which is their own."""
    mark = secrets.token_hex(3)
    known = {STATE: f"drg{mark}", DESK: f"drd{mark}"}
    names = {who: f"dr{who[:4]}{mark}" for who in groups}
    try:
        for name in known.values():
            made("groupadd", name)
        for who, name in names.items():
            first, *more = (known[group] for group in groups[who])
            others = ["-G", ",".join(more)] if more else []
            # No password, which is not the same as a locked account: sshd lets nobody into that.
            made("useradd", "-M", "-N", "-p", "*", "-s", shell, "-g", first, *others, name)
        yield Users(grp.getgrnam(known[STATE]).gr_gid, known[STATE], known[DESK], names)
    finally:
        for name in names.values():
            subprocess.run(["userdel", "-f", name], capture_output=True, timeout=PATIENCE, check=False)
        for name in known.values():
            subprocess.run(["groupdel", name], capture_output=True, timeout=PATIENCE, check=False)
