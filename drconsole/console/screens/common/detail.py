"""Base of the pages of a plan and of an item: facts on top, a table, and every operation with its key or reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from textual import on
from textual.geometry import Size

from drconsole.console.screens.common.base import HUGE
from drconsole.console.screens.common.guidance import operation_lines
from drconsole.console.screens.common.lists import TableScreen
from drconsole.console.state.model.model import Changed
from drconsole.console.state.model.targets import Target
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.console.widgets.table.operations import OperationLine, Operations
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.tables import Table
from drconsole.render.rows.lines import Marked
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

MORE = "more"
"""Stands for the operations that are not allowed now, until they are asked for."""
TALL, WIDE = 36, 100
"""Lines from which the list of operations may be long, and columns from which the parts of a page have borders."""
SHORT_LIST, LONG_LIST = 6, 12
"""Lines of the list of operations at most."""
GONE: Marked = ("? the provider no longer reports it", Severity.UNKNOWN)


S = TypeVar("S", PlanRow, ItemRow)
R = TypeVar("R")
L = TypeVar("L")


class TargetScreen(TableScreen[R], Generic[S, R]):
    """Page of one plan or item, made with its key."""

    DEFAULT_CSS = """
    TargetScreen > #facts { height: auto; max-height: 45%; }
    TargetScreen.-short.--explains > #facts { max-height: 35%; }
    TargetScreen > #list { height: 1fr; min-height: 3; border-top: solid $idle; }
    TargetScreen > #operations { border-top: solid $idle; }
    TargetScreen > #why { height: auto; max-height: 4; }
    TargetScreen.-short > #why { max-height: 2; }
    TargetScreen.-huge { layout: grid; grid-size: 2; grid-columns: 1fr 1fr; grid-rows: auto 1fr auto auto auto; }
    TargetScreen.-huge > #facts { column-span: 2; max-height: 60vh; }
    TargetScreen.-huge > #why { column-span: 2; }
    TargetScreen.-huge > #list { height: 100%; }
    """
    AUTO_FOCUS = "#list"
    source: Table[S]
    """Table of the plan or the item; its name is the kind of target."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self._members: dict[str, R] = {}
        """Key -> row of the table, as drawn."""
        self._operations: dict[str, OperationLine] = {}
        """Operation -> line, as drawn."""
        self._unfolded = False
        """Whether the operations that are not allowed now are listed."""
        self._sized: Size | None = None
        """Size of the terminal that the page was drawn to; None = not drawn yet."""
        self.crumb = f"{self.source} {clean(key)}"

    def on_resize(self) -> None:
        """Give each part what the new size has: with no news nothing else would."""
        if self._sized not in (None, self.app.size):
            self.call_after_refresh(self.follow, {})
        self._sized = self.app.size

    def row(self) -> S | None:
        """Return the row of the plan or item; None = the provider no longer reports it."""
        return self.model.row(self.source, self.key)

    def world_now(self) -> str | None:
        """Return the provider's time now; None = it is not known."""
        return self.model.world_now(self.console_app.monotonic())

    def facts(self, row: S) -> list[Marked]:
        """Return the lines on top."""
        return []

    def members(self, row: S) -> Sequence[R]:
        """Return the rows of the table."""
        return []

    def key_of(self, member: R) -> str:
        """Return the key of a row of the table."""
        raise TypeError(f"{type(self).__name__} has no keys")

    def draw(self, changed: Changed) -> None:
        row = self.row()
        if row is not None:
            self.crumb = f"{self.source} {self.model.label(self.source, row)}"
        self.next_command = ""
        self.query_one("#facts", Lines).show([GONE] if row is None else self.facts(row))
        members = [] if row is None else self.members(row)
        self._members = _show(self.table, members, self.key_of, self._members)
        operations = [] if row is None else operation_lines(self.console_app, (self.source, self.key))
        self._draw_operations(operations)

    def _draw_operations(self, operations: Sequence[OperationLine]) -> None:
        """Show what can be done; what cannot is one line, which ``enter`` unfolds: its reasons are half of a page."""
        width, height = self.app.size
        lines = list(operations)
        others = [line for line in operations if not line.can]
        if not self._unfolded and len(others) > 1:
            told = f"{len(others)} are not allowed now: enter tells why"
            lines = [*(line for line in operations if line.can), OperationLine(MORE, False, "", told)]
        table = self.query_one(Operations)
        table.whole = operations
        self._operations = _show(table, lines, lambda line: line.operation, self._operations)
        if width >= HUGE:
            table.styles.height = "100%"
            return
        edges = 2 if width >= WIDE else 1
        table.styles.height = min(len(lines), LONG_LIST if height >= TALL else SHORT_LIST) + 1 + edges

    def draw_detail(self) -> None:
        """Show in full what the operation under the cursor does, or why it is not allowed."""
        operations, why = self.query_one(Operations), self.query_one("#why", Lines)
        line = operations.cursor_row if operations.has_focus else None
        why.display = line is not None
        self.set_class(why.display, "--explains")
        if line is not None:
            why.show([f"{line.operation}: {'' if line.can else 'not now: '}{line.text}"])

    def on_descendant_focus(self) -> None:
        self.draw_detail()

    @on(LineTable.Chosen, "#operations")
    def _operate(self) -> None:
        line = self.query_one(Operations).cursor_row
        if line is None:
            return
        if line.operation == MORE:
            self._unfolded = True
            self.follow({})
        elif line.can:
            self.console_app.action_run(line.operation)
        else:
            from drconsole.console.dialogs.reading import ReadingDialog

            self.console_app.push_screen(ReadingDialog(f"{line.operation}: not now", [line.text]))

    def target(self) -> Target | None:
        return None if self.row() is None else (self.source, self.key)

    def about(self) -> tuple[str, str] | None:
        return (self.source, self.key)

    def job(self) -> str | None:
        row = self.row()
        return row["current_job"] if row is not None else None


def _show(table: LineTable[L], lines: Sequence[L], key: Callable[[L], str], drawn: dict[str, L]) -> dict[str, L]:
    """Show lines in a table, and return them by key; where the keys are the same, update only lines that differ."""
    found = {key(line): line for line in lines}
    if list(found) != list(drawn) or not found:
        table.show(lines)
    elif new := {name: line for name, line in found.items() if line != drawn[name]}:
        table.update(new)
    return found
