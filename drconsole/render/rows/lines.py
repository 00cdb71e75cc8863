"""Pieces of text that several screens are made of. Pure: no widget, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.records.rows.common import ErrorRow, SaidRow
    from drconsole.records.rows.estate.items import HealthErrorRow
    from drconsole.records.rows.estate.plans import PlanRow

R = TypeVar("R")

Marked = str | tuple[str, Severity]
"""A line, or a line with what it says to somebody who only glances; glyph and word stand in its text."""


def state_column(title: str, mark: Callable[[R], Mark]) -> Column[R]:
    return Column(title, lambda row: Cell("", mark(row)))


def text_column(title: str, text: Callable[[R], str], *, number: bool = False) -> Column[R]:
    return Column(title, lambda row: Cell(text(row)), number=number)


def fields(pairs: Iterable[tuple[str, Marked]], least: int = 0) -> list[Marked]:
    """Names flush left, values beside them. ``least``: width of the names, where others stand above."""
    known = list(pairs)
    indent = max((len(name) for name, _ in known), default=0)
    indent = max(indent, least) + 2
    return [
        f"{name.ljust(indent)}{value}" if isinstance(value, str) else (f"{name.ljust(indent)}{value[0]}", value[1])
        for name, value in known
    ]


def marked(mark: Mark, text: str = "") -> Marked:
    """A mark as glyph and word, and what stands beside it."""
    return f"{mark.text(unicode=True)}{f'  {text}' if text else ''}", mark.severity


def stated(mark: Mark, text: str = "") -> Marked:
    """The same as the state of a page's own thing: it is never dim, also where nothing is to be done about it."""
    line = marked(mark, text)
    return line[0] if mark.severity is Severity.IDLE else line


def error_lines(error: ErrorRow, *, holds: bool = True) -> list[Marked]:
    """An error of a job or task: code and message, causes, and what to do about it; ``holds``: what it advises may
    still be done."""
    return _error_lines(error["level"], error, error["possible_causes"], "Advice" if holds else OVER)


def warned_lines(warning: SaidRow) -> list[Marked]:
    """Return the same of a warning."""
    return _error_lines("warning", warning, warning["possible_causes"])


def health_error_lines(error: HealthErrorRow) -> list[Marked]:
    """Return the same of an item's health."""
    return _error_lines(error["level"], error, "")


OVER = "Advice then, not for now (see Next)"
"""What was advised when it failed, and is not allowed as things stand."""


def _error_lines(level: str, error: SaidRow | HealthErrorRow, causes: str, advises: str = "Advice") -> list[Marked]:
    bad = level.lower() not in ("warning", "info", "information")
    code = f"{clean(error['code'])}: " if error["code"] else ""
    message = f"{'✗ ERROR' if bad else '‼ WARNING'} {code}{clean(error['message'])}"
    lines: list[Marked] = [(message, Severity.BAD if bad else Severity.WARN)]
    lines += [f"  Causes: {clean(causes)}"] if causes else []
    advice = error["recommended_action"]
    return lines + ([f"  {advises}: {clean(advice)}"] if advice else [])


def number_of_items(plan: PlanRow) -> str:
    return str(len(plan["items"]))
