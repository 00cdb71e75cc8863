"""Waiting for what can be seen, never for a time; and the programs that these tests stand on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest
from bench.console.outside.process import states
from support.patience import PATIENCE

LOOK = 0.05


def need(*programs: str | None) -> None:
    """Without the programs there is no terminal to test in; where they were promised, that is a failure."""
    if all(programs):
        return
    missing = "tmux, ssh and sshd are needed (Debian: tmux openssh-client openssh-server)"
    if os.environ.get("DRCONSOLE_TERMINAL_TESTS") == "required":
        pytest.fail(missing)
    pytest.skip(missing)


def stop(pid: int) -> None:
    """Let a process stand still, and return once it does: a signal takes effect when its process has its turn."""
    os.kill(pid, signal.SIGSTOP)
    until(lambda: set(states(pid).values()) <= set("tT"), lambda: f"process {pid} goes on: {states(pid)}")


def until(condition: Callable[[], Any], what: Callable[[], str], patience: float = PATIENCE) -> Any:
    end = time.monotonic() + patience
    while not (found := condition()):
        if time.monotonic() > end:
            pytest.fail(what())
        time.sleep(LOOK)
    return found
