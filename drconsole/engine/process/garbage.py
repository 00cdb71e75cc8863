"""Garbage collector of a process that holds a large estate."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

THRESHOLDS = (10_000, 20, 50)
"""A job's thousands of tasks stay as long as it runs: looking through them every 700 objects finds nothing."""


@contextlib.contextmanager
def for_life() -> Iterator[None]:
    """Freeze what is loaded here: it lives as long as the process.

    With 100,000 items every collection would walk millions of objects again (a third of a start's time, measured), and
    stop the loop for it.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
        gc.set_threshold(*THRESHOLDS)
    finally:
        gc.enable()
