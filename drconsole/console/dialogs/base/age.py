"""Line of a dialog that says how old its data is, once it is old. Pure."""

from __future__ import annotations

from drconsole.render.words.marks import Severity
from drconsole.render.words.text import duration

OLD, TOO_OLD = 120.0, 900.0
"""Seconds of the reader's own clock after which the shown data is called old, and then in red. Our choice."""


def age_line(age: float, in_field: bool) -> tuple[str, Severity | None]:
    """Return what is said of data read ``age`` seconds ago; ``in_field``: letters are text there, and esc leaves it."""
    if age < OLD:
        return "", None
    way = "press esc, then r," if in_field else "press r"
    loud = age >= TOO_OLD
    text = f"{'‼ ' if loud else ''}read {duration(age - age % 60)} ago: {way} to refresh"
    return text, Severity.BAD if loud else Severity.WARN
