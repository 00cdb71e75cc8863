"""Pieces of text that several screens are made of. Pure: no widget, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from drconsole.records.view import Row
from drconsole.recovery.states.rows import Phase
from drconsole.recovery.types.words import counted
from drconsole.render.marks import Mark, Severity
from drconsole.render.records import SWITCHED_OFF, Cell, Column, is_switched_off, replication_mark
from drconsole.render.text import clean, words

Marked = str | tuple[str, Severity]
"""A line, or a line with what it says to somebody who only glances; glyph and word stand in its text."""

PLAN_MARKS: dict[str, Mark] = {
    Phase.PROTECTED: Mark("✓", "+", "Protected", Severity.OK),
    Phase.SYNCING: Mark("▶", ">", "First copy", Severity.BUSY),
    Phase.TEST_OPEN: Mark("‼", "!", "TEST OPEN", Severity.WARN),
    Phase.COMMIT_PENDING: Mark("‼", "!", "COMMIT PENDING", Severity.WARN),
    Phase.COMMITTED: Mark("i", "i", "Committed", Severity.NOTE),
    Phase.FAILED_BACK: Mark("i", "i", "Failed back", Severity.NOTE),
    Phase.FAILOVER_FAILED: Mark("✗", "x", "FAILOVER FAILED", Severity.BAD),
    Phase.UNPROTECTED: Mark("✗", "x", "NOT PROTECTED", Severity.BAD),
    Phase.BUSY: Mark("▶", ">", "Busy", Severity.BUSY),
    Phase.UNKNOWN: Mark("?", "?", "UNKNOWN", Severity.UNKNOWN),
    "running": Mark("▶", ">", "Job under way", Severity.BUSY),
    "mixed": Mark("i", "i", "Mixed", Severity.NOTE),
}
"""A plan's state: the common phase of its items, or that a job is under way, or that they differ."""

RANKS = (Severity.IDLE, Severity.OK, Severity.NOTE, Severity.BUSY, Severity.UNKNOWN, Severity.WARN, Severity.BAD)


def plan_mark(plan: Row) -> Mark:
    state = str(plan.get("state") or "")
    return PLAN_MARKS.get(state) or Mark("?", "?", words(state) if state else "UNKNOWN", Severity.UNKNOWN)


def item_mark(item: Row) -> Mark:
    """Return how an item stands, in the provider's own words; a job on it outweighs them."""
    if item.get("current_job"):
        return Mark("▶", ">", f"In job {clean(item['current_job'])}", Severity.BUSY)
    if is_switched_off(item) and item.get("protection_state") == "Protected":
        return Mark("‼", "!", f"Protected, {SWITCHED_OFF}", Severity.WARN)
    return _standing_mark(item, clean(item.get("protection_state_description") or words(item.get("protection_state"))))


SHORT_STATES = {
    "Initial replication is in progress": "First copy",
    "Waiting for first recovery point": "Waits for 1st point",
    "Planned failover committed": "Planned, committed",
    "Planned failover finished": "Planned, finished",
    "Failover couldn't be completed": "Failover failed",
    "Replication is not enabled": "Not replicated",
}
"""States whose words would make the column of a list wide -> how they stand there."""


def short_item_mark(item: Row) -> Mark:
    """The same for a list: the state without its explanation, which stands on the item's page."""
    mark = item_mark(item)
    said = mark.word
    return replace(mark, word=SHORT_STATES.get(said) or said.partition(": ")[0])


UNPROTECTED = frozenset({"Unprotected", "UnprotectedStatesBegin", "DisablingProtection"})


def _standing_mark(item: Row, said: str) -> Mark:
    state = str(item.get("protection_state") or "")
    if said == "Protected":
        return Mark("✓", "+", said, Severity.OK)
    if state.endswith("Failed") or (state in UNPROTECTED and "cancelled" in said.lower()):
        return Mark("✗", "x", said, Severity.BAD)
    if state == "Unprotected":
        return Mark("‼", "!", said, Severity.WARN)
    return Mark("i", "i", said, Severity.NOTE)


def state_column(title: str, mark: Callable[[Mapping[str, Any]], Mark]) -> Column:
    return Column(title, lambda record: Cell("", mark(record)))


def text_column(title: str, text: Callable[[Mapping[str, Any]], str], *, number: bool = False) -> Column:
    return Column(title, lambda record: Cell(text(record)), number=number)


def fields(pairs: Iterable[tuple[str, Marked]]) -> list[Marked]:
    """Names flush left, values beside them."""
    known = list(pairs)
    indent = max((len(name) for name, _ in known), default=0) + 2
    return [
        f"{name.ljust(indent)}{value}" if isinstance(value, str) else (f"{name.ljust(indent)}{value[0]}", value[1])
        for name, value in known
    ]


def marked(mark: Mark, text: str = "") -> Marked:
    """A mark as glyph and word, and what stands beside it."""
    return f"{mark.text(unicode=True)}{f'  {text}' if text else ''}", mark.severity


def error_lines(error: Mapping[str, Any]) -> list[Marked]:
    """An error of a job, task or item's health: code and message, causes, and what to do about it."""
    bad = str(error.get("level") or "error").lower() not in ("warning", "info", "information")
    code = f"{clean(error['code'])}: " if error.get("code") else ""
    message = f"{'✗ ERROR' if bad else '‼ WARNING'} {code}{clean(error.get('message') or '')}"
    lines: list[Marked] = [(message, Severity.BAD if bad else Severity.WARN)]
    for name, title in (("possible_causes", "Causes"), ("recommended_action", "Advice")):
        if error.get(name):
            lines.append(f"  {title}: {clean(error[name])}")
    return lines


def health_line(items: Iterable[Row]) -> list[Marked]:
    """Return how many items are in which health, the worst first."""
    counts = Counter(replication_mark(item) for item in items)
    if not counts:
        return ["no replicated items are known"]
    found = sorted(counts.items(), key=_worst_first)
    texts = ", ".join(f"{mark.text(unicode=True)} {number}" for mark, number in found)
    line = f"{counted(counts.total(), 'replicated item')}: replication {texts}"
    worst = found[0][0].severity
    return [(line, worst) if worst in (Severity.WARN, Severity.BAD, Severity.UNKNOWN) else line]


def _worst_first(found: tuple[Mark, int]) -> int:
    return -RANKS.index(found[0].severity)


def number_of_items(plan: Row) -> str:
    return str(len(plan.get("items") or ()))
