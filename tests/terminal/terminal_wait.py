"""Waiting for what can be seen, never for a time; and the programs that these tests stand on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import pytest

PATIENCE = 60.0
"""Seconds after which what was waited for counts as never coming; a machine may be slow and busy."""
LOOK = 0.05


def need(*programs: str | None) -> None:
    """Without the programs there is no terminal to test in; where they were promised, that is a failure."""
    if all(programs):
        return
    missing = "tmux, ssh and sshd are needed (Debian: tmux openssh-client openssh-server)"
    if os.environ.get("DRCONSOLE_TERMINAL_TESTS") == "required":
        pytest.fail(missing)
    pytest.skip(missing)


def until(condition: Callable[[], Any], what: Callable[[], str], patience: float = PATIENCE) -> Any:
    end = time.monotonic() + patience
    while not (found := condition()):
        if time.monotonic() > end:
            pytest.fail(what())
        time.sleep(LOOK)
    return found
