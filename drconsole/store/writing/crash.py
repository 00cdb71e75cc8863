"""Crash points: a test can kill the engine before and after any of its transactions."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Collection, Mapping
from typing import Literal

from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.events import BY_KIND

When = Literal["before", "after"]
CrashPoint = Callable[[When, int, Collection[str]], None]
"""Called before and after the n-th transaction of this process, counted from 1, with the kinds of the events in it.

To crash, it does not return.
"""

VARIABLE = "DRCONSOLE_CRASH_AT"


def from_environment(environ: Mapping[str, str] | None = None) -> CrashPoint | None:
    """``DRCONSOLE_CRASH_AT=12:before`` (a transaction) or ``job.created:after`` (the first one with such an event).

    None where it is not set. Raises ``BadInput``.
    """
    text = (os.environ if environ is None else environ).get(VARIABLE, "")
    return kill_at(*parse(text)) if text else None


def parse(text: str) -> tuple[int | str, When]:
    """A transaction's number or an event's kind, and the side of it. Raises ``BadInput``."""
    place, _, when = text.partition(":")
    if place.isascii() and place.isdigit():
        transaction: int | str | None = int(place) or None
    else:
        transaction = place if place in BY_KIND else None
    if transaction and when == "before":
        return transaction, "before"
    if transaction and when == "after":
        return transaction, "after"
    raise BadInput(
        "crash-point",
        f"{text!r} is not a crash point",
        place=VARIABLE,
        advice="NUMBER:before or NUMBER:after, from 1; or an event's kind (job.created) in place of the number",
    )


def kill_at(place: int | str, when: When) -> CrashPoint:
    """This process ends there as by ``kill -9``: no handler runs, nothing is flushed."""

    def crash(now: When, n: int, kinds: Collection[str]) -> None:
        if now == when and (n == place or place in kinds):
            os.kill(os.getpid(), signal.SIGKILL)

    return crash
