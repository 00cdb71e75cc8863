"""Seal of a wall's process: from here on it connects to nothing and starts nothing, whatever code runs in it.

Python asks such a hook before each of these (PEP 578), and a hook cannot be taken away again. So that a wall commands
nothing does not hang on what it imports: it has no way to the engine's socket.
"""

from __future__ import annotations

import os
import sys

FORBIDDEN = frozenset(
    {
        "socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind",
        "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.kill",
    }
)  # fmt: skip
"""Audit events of reaching another process."""


class Sealed(PermissionError):
    """A wall's process tried to reach another one."""


def seal() -> None:
    """Seal this process, for as long as it lives."""
    sys.addaudithook(_refuse)


def _refuse(event: str, args: tuple[object, ...]) -> None:
    if event == "os.kill" and args[:1] == (os.getpid(),):
        return  # it stops itself, where the terminal's job control says so
    if event in FORBIDDEN:
        raise Sealed(f"a wall only reads the store: {event} is not its business")
