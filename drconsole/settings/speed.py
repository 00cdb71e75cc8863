"""Speed of a simulated clock, as people write it."""

from __future__ import annotations

from typing import Literal

Speed = float | Literal["max"]
"""World seconds in a wall second, or ``max``: the clock jumps."""


def parse_speed(value: object) -> Speed | None:
    """Return a speed as people write it (``60``, ``"1.5"``, ``max``); None when it is not one."""
    if value == "max":
        return "max"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if 0 < number < float("inf") else None
