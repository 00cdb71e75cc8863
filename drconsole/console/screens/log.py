"""Engine's log, the newest line at the end; below it the line under the cursor in full."""

from __future__ import annotations

from textual.app import ComposeResult

from drconsole.console.screens.common.lists import TableScreen
from drconsole.console.state.feed.log_tail import LINES, LogLine, last_lines, stamp_of
from drconsole.console.state.model.model import Changed
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.render.rows.lines import Marked, fields, text_column
from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.text import time_of_day, utc

LEVELS = {
    "WARNING": Mark("‼", "!", "WARNING", Severity.WARN),
    "ERROR": Mark("✗", "x", "ERROR", Severity.BAD),
    "CRITICAL": Mark("✗", "x", "CRITICAL", Severity.BAD),
}


def _level(line: LogLine) -> Cell:
    return Cell("", mark) if (mark := LEVELS.get(line.level)) is not None else Cell(line.level.lower())


class LogScreen(TableScreen[LogLine]):
    """Last lines of the log; it is read again when it has grown. ``/`` filters them."""

    crumb = "Engine log"
    DEFAULT_CSS = """
    LogScreen > #list { height: 1fr; }
    LogScreen > #detail { height: auto; max-height: 35%; border-top: solid $idle; }
    """
    columns: tuple[Column[LogLine], ...] = (
        text_column("Time here", lambda line: time_of_day(line.time) if line.time else ""),
        Column("Level", _level),
        text_column("Text", lambda line: line.text),
    )

    def __init__(self) -> None:
        super().__init__()
        self._stamp: tuple[int, int, int] | None = None
        self._why_not = ""

    def body(self) -> ComposeResult:
        yield LineTable(self.columns, key=lambda line: str(line.at), empty="the log is empty", id="list")
        yield Lines(id="detail")

    def draw(self, changed: Changed) -> None:
        log = self.console_app.session.paths.log
        try:
            stamp = stamp_of(log)
            if stamp != self._stamp:
                self._stamp, self._why_not = stamp, ""
                self._show(last_lines(log))
        except FileNotFoundError:
            self._why_not = f"there is no log yet: {log} is written by an engine in the background"
        except OSError as error:
            self._why_not = f"{log} cannot be read: {error.strerror}"
        self.draw_detail()

    def _show(self, lines: list[LogLine]) -> None:
        """Show the lines; a cursor on the newest one goes on to the newest one."""
        table = self.table
        follows = table.cursor_key == table.last_key
        table.show(lines)
        if follows and (last := table.last_key) is not None:
            table.move_to(last)

    def detail(self, row: LogLine | None) -> list[Marked]:
        if self._why_not:
            return [(self._why_not, Severity.WARN)]
        if row is None:
            return []
        log = self.console_app.session.paths.log
        return [*fields((("At", utc(row.time)), ("File", f"{log}, its last {LINES} lines at most"))), row.text]

    async def read_again(self, all_shown: bool = False) -> None:
        self._stamp = None
        self.draw({})
