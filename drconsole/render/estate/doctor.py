"""Findings of doctor as text."""

from __future__ import annotations

from collections.abc import Mapping

from drconsole.render.words.text import clean


def check_text(name: str, value: object) -> str:
    """``hash chain: events 12, head 4f``: a check with what it found."""
    if isinstance(value, Mapping):
        value = ", ".join(f"{clean(each)} {clean(what)}" for each, what in value.items())
    return f"{clean(name)}: {clean(value)}"
