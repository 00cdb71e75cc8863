"""Runs of ``ssh-keygen``: no shell, an end to every wait, and no secret on a command line or in a file of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from drconsole.recovery.types.data import dataclass

PROGRAM = "ssh-keygen"
_KEPT = ("PATH", "HOME", "TMPDIR", "TZ")
_TO_ASK = ("SSH_AUTH_SOCK", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "DISPLAY", "WAYLAND_DISPLAY", "TERM")
"""Variables by which an agent that holds the key is reached, and a passphrase or a touch is asked for."""


@dataclass(frozen=True, slots=True)
class Ended:
    """End of a run: whether it said yes, and what it wrote."""

    ok: bool
    out: str
    errors: str


class NoProgram(Exception):
    """There is no ``ssh-keygen`` on this machine."""


class TimedOut(Exception):
    """It did not end in time, and was ended."""


def run(words: Sequence[str], given: bytes, *, seconds: float, agent: bool = False, may_ask: bool = False) -> Ended:
    """Run ``ssh-keygen`` with ``given`` as its standard input. Raises ``NoProgram``, ``TimedOut`` and ``OSError``.

    ``agent``: it may use the agent of this session. ``may_ask``: it may ask for a passphrase at this process's
    terminal; otherwise it is given none, so that it cannot write over a screen or wait for a person.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise NoProgram
    environ = {name: os.environ[name] for name in (*_KEPT, *(_TO_ASK if agent else ())) if name in os.environ}
    if not may_ask:
        environ["SSH_ASKPASS_REQUIRE"] = "never"
    try:
        done = subprocess.run(  # noqa: S603 - a list of words and a program that was looked up: no shell reads them
            [program, *words],
            input=given,
            capture_output=True,
            env={**environ, "LC_ALL": "C"},
            timeout=seconds,
            start_new_session=not may_ask,
            check=False,
        )
    except FileNotFoundError:
        raise NoProgram from None
    except subprocess.TimeoutExpired:
        raise TimedOut from None
    return Ended(done.returncode == 0, _text(done.stdout), _text(done.stderr))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")
