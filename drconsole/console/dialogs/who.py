"""Dialog of who has a console open here: where each is, with which seats, and since when. It redraws itself."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.state.model.model import Changed, Link
from drconsole.records.rows.status import ConsoleRow
from drconsole.records.tables import MEMBERS
from drconsole.render.estate.presence import CONSOLES, console_of, who
from drconsole.render.operation.options import table
from drconsole.render.rows.entries import COLUMNS, Entry, heading
from drconsole.render.rows.handover import SEATS
from drconsole.render.words.marks import Severity
from drconsole.render.words.room.seats import seats_lines

WIDE = 100
"""Columns of a terminal from which all columns of the list have room."""


class WhoDialog(Dialog[None]):
    """Consoles that are open on this state, as the engine tells them by now."""

    hint = "j/k read  esc back"

    def on_mount(self) -> None:
        self.say("")
        self._draw()

    def follow(self, changed: Changed) -> None:
        super().follow(changed)
        if changed.keys() & {"status", "link", MEMBERS}:
            self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        app = self.console_app
        rows = app.model.consoles
        own = console_of(rows, app.session.pid)
        self.head("who is here", f"you are {who(own)}, seat: {own['seat'] or 'none'}" if own is not None else "")
        if app.model.link is not Link.HERE:
            self.show([Entry("no engine answers: nobody knows who is here", Severity.UNKNOWN.value), *self._seats()])
        else:
            self.show(list(self._entries(rows)) or [Entry("no console is open")])

    def _seats(self) -> Iterator[Entry]:
        if lines := seats_lines(self.console_app.model.rows(MEMBERS)):
            yield heading(SEATS)
            yield from map(Entry, lines)

    def _entries(self, rows: list[ConsoleRow]) -> Iterator[Entry]:
        shown = tuple(column for column in CONSOLES if self.size.width >= WIDE or not column.wide)
        titles, *lines = table(shown, rows)
        yield Entry(titles, COLUMNS)
        for line, row in zip(lines, rows, strict=True):
            here = row["pid"] == self.console_app.session.pid
            lost = row.get("lost") is not None
            yield Entry(f"{line}{'  (this console)' if here else ''}", Severity.WARN.value if lost else "", hang=4)
