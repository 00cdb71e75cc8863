"""The garbage collector beside a large estate."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def for_life() -> Iterator[None]:
    """What is loaded here lives as long as the process: with 100,000 items every collection would walk millions of
    objects again (a third of a start's time, measured), and stop the loop for it."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()
