"""Base of the dialogs of a handover: the brief, read on a thread and anew when what it tells of moves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from drconsole.console.context import error_line
from drconsole.console.dialogs.base.sending import SendingDialog
from drconsole.console.state import handed
from drconsole.console.state.model.model import Changed
from drconsole.records.rows.room.handovers import BriefLineRow, BriefRow, HandoverRow
from drconsole.records.tables import GATES, HANDOVERS, JOBS, OBLIGATIONS
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.rows.entries import Entry, heading
from drconsole.render.rows.handover import DECISIONS, NOTHING_OPEN, SEATS, by_section, head_texts
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import prose

READING = "look"
PAUSE = 1.0
"""Seconds between two readings while a job runs, whose rows move all the time (our choice)."""
MOVES = frozenset({JOBS, GATES, OBLIGATIONS, HANDOVERS})
"""Tables whose changes are a reason to read the brief anew."""
TONES = {"critical": Severity.BAD.value, "unknown": Severity.UNKNOWN.value, "warning": Severity.WARN.value}


class BriefedDialog(SendingDialog[HandoverRow]):
    """Dialog over a brief; subclasses draw it."""

    without = ""
    """Handover that the brief is for."""

    def __init__(self) -> None:
        super().__init__()
        self.told: BriefRow | None = None
        """The brief; None = it is being read."""
        self._again = False
        """Whether what it tells of has moved since it was begun to be read."""

    def on_mount(self) -> None:
        self.say("")
        self.draw()
        self.read()

    def read(self) -> None:
        """Read the brief, and draw it when it is there; while it is being read, once more after that."""
        if any(each.group == READING and not each.is_finished for each in self.workers):
            self._again = True
        else:
            self.run_worker(self._keep_reading(), group=READING)

    async def _keep_reading(self) -> None:
        await self._read()
        while self._again:
            self._again = False
            await asyncio.sleep(PAUSE)
            await self._read()

    async def _read(self) -> None:
        app = self.console_app
        days, db = app.session.checked.config.console.drill_days, app.session.paths.db
        asked = handed.asking(app.model, self.world_now(), days)
        try:
            self.told = await asyncio.to_thread(handed.read, db, asked, self.without)
        except DrError as error:
            self.say(f"the brief cannot be read: {error_line(app, error)}", Severity.BAD)
            return
        self.draw()
        self.was_read()

    def follow(self, changed: Changed) -> None:
        super().follow(changed)
        if self.sending is None and changed.keys() & {*MOVES, "status"}:
            self.draw()  # with the status it is known who is here, and who this console's user is
            if changed.keys() & MOVES:
                self.read()

    def was_read(self) -> None:
        """Do what is due once the brief was read, and drawn."""

    def draw(self) -> None:
        """Draw what is known."""
        raise TypeError(f"{type(self).__name__} has no draw")

    def brief_entries(self, told: BriefRow) -> Iterator[Entry]:
        """Yield the brief: its lines by their parts, what was decided, and where the journal stood."""
        for title, lines in by_section(told["lines"]):
            yield heading(title)
            yield from (self.line_entry(line) for line in lines)
        if not told["lines"]:
            yield Entry(NOTHING_OPEN)
        yield from _texts(SEATS, told["seats"])
        yield from _texts(DECISIONS, told["decisions"])
        written, journal = head_texts(told)
        yield Entry(f"Written {written}; journal {journal}", "dim")

    def line_entry(self, line: BriefLineRow) -> Entry:
        """Return a line of the brief as it stands on the page."""
        raise TypeError(f"{type(self).__name__} has no line_entry")


def _texts(title: str, texts: Sequence[str]) -> Iterator[Entry]:
    if texts:
        yield heading(title)
        yield from (Entry(prose(each)) for each in texts)
