"""Findings, and why items are left out, as blocks of lines: their texts are too long for columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from drconsole.render.jobs import Line
from drconsole.render.marks import level_mark
from drconsole.render.text import clean, prose

Record = Mapping[str, Any]

WIDTH = 120
"""Columns of a line at most: a longer one is hard to read, also on a wide terminal and in a log."""


def finding_lines(findings: Iterable[Record], width: int = WIDTH) -> Iterator[Line]:
    """Level, item and id on one line; what it is, its causes and what helps on lines of their own."""
    for found in findings:
        head = [clean(found[name]) for name in ("item", "id") if found.get(name)]
        if found.get("level") == "error" and found.get("overridable"):
            head.append(f"(can be passed: --accept {clean(found.get('id'))})")
        yield Line(0, "  ".join(head), level_mark(found.get("level")))
        for name, label in (("message", ""), ("possible_causes", "causes: "), ("recommended_action", "advice: ")):
            if found.get(name):
                yield from _wrapped(2, f"{label}{prose(found[name])}", width)


def skipped_lines(skipped: Iterable[Record], width: int = WIDTH) -> Iterator[Line]:
    """The items that are left out, by the reason that they share."""
    by_reason: dict[str, list[str]] = {}
    for each in skipped:
        by_reason.setdefault(prose(each.get("reason") or "no reason told"), []).append(clean(each.get("item")))
    for reason, items in by_reason.items():
        yield from _wrapped(0, f"skipped: {', '.join(items)}", width)
        yield from _wrapped(2, reason, width)


def _wrapped(depth: int, text: str, width: int) -> Iterator[Line]:
    room = max(20, min(width, WIDTH) - 2 * depth)
    for line in textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False):
        yield Line(depth, line)
