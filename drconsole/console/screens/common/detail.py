"""Base of the pages of a plan and of an item: facts on top, a table, and every operation with its key or reason."""

from __future__ import annotations

from textual import on

from drconsole.console.screens.common.guidance import operation_rows
from drconsole.console.screens.common.lists import TableScreen
from drconsole.console.state.model import Changed
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.console.widgets.table.operations import Operations
from drconsole.records.view import Row
from drconsole.render.lines import Marked
from drconsole.render.marks import Severity
from drconsole.render.text import clean

GONE: Marked = ("? the provider no longer reports it", Severity.UNKNOWN)


class TargetScreen(TableScreen):
    """Page of one plan or item, made with its key."""

    DEFAULT_CSS = """
    TargetScreen > #facts { height: auto; max-height: 45%; }
    TargetScreen > #list { height: 1fr; min-height: 4; border-top: solid $idle; }
    TargetScreen > #operations { height: 8; border-top: solid $idle; }
    TargetScreen.-tall > #operations { height: 14; }
    TargetScreen > #why { height: auto; max-height: 4; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]
    AUTO_FOCUS = "#list"
    kind = ""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self._known: dict[str, dict[str, Row]] = {}
        """Id of a table -> key -> row, as drawn."""
        self.crumb = f"{self.kind} {clean(key)}"

    def row(self) -> Row | None:
        """Return the row of the plan or item; None = the provider no longer reports it."""
        return self.model.row(self.kind, self.key)

    def world_now(self) -> str | None:
        """Return the provider's time now; None = it is not known."""
        return self.model.world_now(self.console_app.monotonic())

    def facts(self, row: Row) -> list[Marked]:
        """Return the lines on top."""
        return []

    def members(self, row: Row) -> list[Row]:
        """Return the rows of the table."""
        return []

    def draw(self, changed: Changed) -> None:
        row = self.row()
        if row is not None:
            self.crumb = f"{self.kind} {self.model.label(self.kind, row)}"
        self.query_one("#facts", Lines).show([GONE] if row is None else self.facts(row))
        self._show(self.table, [] if row is None else self.members(row))
        operations = [] if row is None else operation_rows(self.console_app, self.kind, row)
        self._show(self.query_one(Operations), operations)

    def _show(self, table: LineTable, rows: list[Row]) -> None:
        """Show rows in a table; where the keys are the same, update only the rows that differ."""
        known = self._known.get(str(table.id), {})
        found = {str(row["key"]): row for row in rows}
        if list(found) != list(known) or not found:
            table.show(rows)
        elif new := {key: row for key, row in found.items() if row != known[key]}:
            table.update(new)
        self._known[str(table.id)] = found

    def draw_detail(self) -> None:
        """Show in full what the operation under the cursor does, or why it is not allowed."""
        operations, why = self.query_one(Operations), self.query_one("#why", Lines)
        row = operations.cursor_row if operations.has_focus else None
        why.display = row is not None
        if row is not None:
            why.show([f"{row['key']}: {'' if row['can'] else 'not now: '}{row['told']}"])

    def on_descendant_focus(self) -> None:
        self.draw_detail()

    @on(LineTable.Chosen, "#operations")
    def _operate(self, event: LineTable.Chosen) -> None:
        if event.row["can"]:
            self.console_app.action_run(str(event.row["key"]))
        else:
            from drconsole.console.dialogs.reading import ReadingDialog

            self.console_app.push_screen(ReadingDialog(f"{event.row['key']}: not now", [str(event.row["told"])]))

    def target(self) -> tuple[str, str] | None:
        return None if self.row() is None else (self.kind, self.key)

    def about(self) -> tuple[str, str] | None:
        return (self.kind, self.key)

    def job(self) -> str | None:
        row = self.row()
        return str(row["current_job"]) if row and row.get("current_job") else None
