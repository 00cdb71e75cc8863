"""Places to die at, so that a test can kill the engine before and after any of its transactions."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from typing import Literal

from drconsole.recovery.errors import BadInput

When = Literal["before", "after"]
CrashPoint = Callable[[When, int], None]
"""Called before and after the n-th transaction of this process, counted from 1. To crash, it does not return."""

VARIABLE = "DRCONSOLE_CRASH_AT"


def from_environment(environ: Mapping[str, str] | None = None) -> CrashPoint | None:
    """``DRCONSOLE_CRASH_AT=12:before`` or ``12:after``; None where it is not set. Raises ``BadInput``."""
    text = (os.environ if environ is None else environ).get(VARIABLE, "")
    return kill_at(*parse(text)) if text else None


def parse(text: str) -> tuple[int, When]:
    number, _, when = text.partition(":")
    if number.isascii() and number.isdigit() and int(number) > 0:
        if when == "before":
            return int(number), "before"
        if when == "after":
            return int(number), "after"
    raise BadInput(
        "crash-point", f"{text!r} is not a crash point", place=VARIABLE, advice="NUMBER:before or NUMBER:after, from 1"
    )


def kill_at(number: int, when: When) -> CrashPoint:
    """This process ends there as by ``kill -9``: no handler runs, nothing is flushed."""

    def crash(now: When, n: int) -> None:
        if (n, now) == (number, when):
            os.kill(os.getpid(), signal.SIGKILL)

    return crash
