"""Events of the journal in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drconsole.render.words.text import clean

ABOUT_FIELDS = (
    *("target_name", "task", "item", "action", "outcome", "result", "faults"),
    *("state", "why", "reason", "comment", "speed", "provider"),
)
"""Fields that say what an event is about, in the order of reading."""


def about(event: Mapping[str, Any], *, without: frozenset[str] = frozenset()) -> str:
    """What an event is about, in one line. ``without``: fields that stand elsewhere beside it."""
    parts = [_text(event[name]) for name in ABOUT_FIELDS if name not in without and event.get(name) not in (None, "")]
    request = event.get("request")
    if isinstance(request, Mapping):
        parts.insert(0, clean(request.get("operation") or ""))
    if event.get("kind") == "clock.set" and event.get("paused"):
        parts.append("paused")
    return ", ".join(part for part in parts if part)


def _text(value: object) -> str:
    return ", ".join(map(clean, value)) if isinstance(value, list | tuple) else clean(value)
