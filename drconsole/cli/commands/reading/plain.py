"""Screens as lines of text, for a screen reader, a braille line, and a terminal on which nothing can be drawn.

Each row is one line in which every value stands behind its name; marks are words. It is the command line's own command
for the same, told in another form.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TextIO

from drconsole.cli.commands.reading import alarms, items, read, status
from drconsole.cli.context import Context
from drconsole.cli.output.output import Output
from drconsole.cli.words.parser import parse
from drconsole.records.rows.estate.items import ItemRow
from drconsole.recovery.types.data import dataclass
from drconsole.render.estate.items.points import KINDS, kind_text, reading_age
from drconsole.render.rows.records import Cell, Column, cells
from drconsole.render.words.labels import labelled
from drconsole.render.words.text import clean

Printing = Callable[[Context, argparse.Namespace], int]

POINTS: tuple[Column[ItemRow], ...] = (
    Column("Item", lambda item: Cell(clean(item["name"]))),
    *(
        Column(kind.title, lambda item, kind=kind: Cell(kind_text(None, item["latest_recovery_points"], kind)))  # type: ignore[misc]
        for kind in KINDS
    ),
    Column("Read", lambda item: Cell(reading_age(None, item["latest_recovery_points"], None))),
)


@dataclass(slots=True)
class Spoken(Output):
    """Output whose tables are lines: each value behind the title of its column."""

    @property
    def unicode(self) -> bool:
        return False

    def put_table(
        self, stream: TextIO, columns: Sequence[Column[Any]], records: Sequence[Any], empty: str = "none"
    ) -> None:
        if not records:
            self._write(stream, empty)
        for row in cells(columns, records):
            self._write(stream, "; ".join(_said(column.title, cell) for column, cell in zip(columns, row, strict=True)))


def _said(title: str, cell: Cell) -> str:
    words = " ".join(part for part in (cell.mark.word if cell.mark is not None else "", cell.text) if part)
    return f"{title}: {words or '-'}"


def _points(context: Context, args: argparse.Namespace) -> int:
    """Print the latest recovery points of every item, as they were last read."""
    with context.store() as store:
        rows = labelled(store.items())
    context.output.table(POINTS, rows, "no replicated items")
    return 0


MARKS = "✓✗? "
"""Marks that may stand before a notice; they are not printed, since a screen reader would spell them."""

PRINTED: Mapping[str, tuple[str, Printing]] = {
    "overview": ("status", status.status),
    "plans": ("plans", read.plans),
    "items": ("items", items.items),
    "points": ("items", _points),
    "jobs": ("jobs", read.jobs),
    "journal": ("journal", read.journal),
    "alarms": ("alarms", alarms.alarms),
}
"""Screen -> command of the command line that tells the same, and what prints it."""


def show(context: Context, screen: str) -> int:
    """Print a screen as lines of text; return the exit code."""
    words, printing = PRINTED[screen]
    told = context.output
    context.output = Spoken(False, told.out, told.err, told.gone, told.state)
    _tell_coach(context, screen)
    return printing(context, parse([words]))


def _tell_coach(context: Context, screen: str) -> None:
    """Print what the coach says, where the state is an exercise's; the screen counts as looked at."""
    from drconsole.training.coaching.coach import Coach

    coach = Coach.of(context.paths.folder)
    if coach is None:
        return
    from drconsole.console.state.coaching.words import notice_text, spoken
    from drconsole.store.reading.reader import Reader
    from drconsole.training.coaching.clock import world_now

    with Reader(context.paths.db) as reader:
        view = coach.look(reader, screen, world_now(context.paths, reader) or coach.attempt.began_at)
    context.output.text(spoken(view))
    for hint in view.step.hints if view.step is not None else ():
        context.output.text(f"hint: {clean(hint)}")
    for notice in view.notices:
        context.output.text(f"coach: {notice_text(notice).lstrip(MARKS)}")
