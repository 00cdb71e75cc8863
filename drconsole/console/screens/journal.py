"""Journal, the newest event at the end: who did what, and when; details: every field of the event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from textual.app import ComposeResult

from drconsole.console.screens.common.lists import TableScreen
from drconsole.console.state.model.model import Changed
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.records.rows.work.journal import EventRow
from drconsole.records.subject import job_of
from drconsole.records.tables import JOBS
from drconsole.recovery.types.data import dataclass
from drconsole.render.rows.events import about, value_text
from drconsole.render.rows.lines import Marked, fields, text_column
from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.command_lines import command
from drconsole.render.words.marks import Mark, Severity, run_mark
from drconsole.render.words.text import NOTHING, clean, day_and_time, time_of_day, utc

NOT_LISTED = frozenset(
    {
        "rev",
        "at",
        "world_at",
        "actor",
        "kind",
        "job",
        "epoch",
        "tree",
        "predicted",
        "item_names",
        "task_name",
        "task_item",
    }
)
"""Fields that the details leave out: the list or the first lines have them, or they are too long."""
STATED = frozenset({"state"})
"""Fields that stand before it as a mark."""
NO_EVENTS = "no events yet"
NONE_OF_THESE = f"none of these among the last events: {command('journal')} --job or --by looks through all of them"
DAY = len("2026-03-01")
"""Characters of the day in a stored time."""
LONGEST = 600
"""Characters of one field in the details; ``drconsole --json journal`` has the rest."""


class Told(NamedTuple):
    """Line of the list."""

    event: EventRow
    dated: bool
    """Whether its time is told with its day: the events that are listed are of several days."""


def _time(told: Told) -> str:
    at = told.event["world_at"]
    return day_and_time(at) if told.dated else time_of_day(at)


def _about(told: Told) -> Cell:
    """Return its state as a mark, and what it is about: in one column, since 80 cells have no room for two."""
    event = told.event
    more: Mapping[str, object] = {**event}
    state, description = more.get("state"), more.get("description")
    mark = None
    if state:
        mark = run_mark(str(state), None if description is None else str(description))
    elif event["kind"] == "task.waiting":
        mark = Mark("‼", "!", "WAITS", Severity.WARN)
    return Cell(about(event, without=STATED), mark)


@dataclass(frozen=True, slots=True)
class Only:
    """Limits of what the journal shows: ``job:j1-2`` and ``by:ann`` name a column's whole value, others are words."""

    job: str = ""
    by: str = ""
    words: str = ""

    @classmethod
    def read(cls, text: str) -> Only:
        """Read the line of a filter."""
        said = text.split()
        named = {name: word.removeprefix(f"{name}:") for word in said for name in ("job", "by") if _names(word, name)}
        return cls(**named, words=" ".join(word for word in said if not _names(word, "job") and not _names(word, "by")))

    def fits(self, event: EventRow) -> bool:
        """Return whether an event is of this job, and by this person."""
        return self.job in ("", job_of(event)) and self.by in ("", event["actor"])


def _names(word: str, column: str) -> bool:
    return word.startswith(f"{column}:")


class JournalScreen(TableScreen[Told]):
    """List of events; it is read only while it is on the screen. Its filter knows ``job:`` and ``by:``."""

    crumb = "Journal"
    DEFAULT_CSS = """
    JournalScreen > #list { height: 1fr; }
    JournalScreen > #detail { height: auto; max-height: 35%; border-top: solid $idle; }
    """
    columns: tuple[Column[Told], ...] = (
        text_column("Time", _time),
        text_column("By", lambda told: clean(told.event["actor"] or NOTHING)),
        text_column("Event", lambda told: clean(told.event["kind"])),
        text_column("Job", lambda told: clean(job_of(told.event) or NOTHING)),
        Column("About", _about),
    )

    def __init__(self) -> None:
        super().__init__()
        self._read = 0
        """Number of the model's events that the table has."""
        self._days: set[str] = set()
        """Days of the events that are listed, by the provider's clock."""
        self._follows = False
        self._only = Only()
        self._text = ""
        """Filter as it was typed."""

    def body(self) -> ComposeResult:
        yield LineTable(self.columns, key=lambda told: str(told.event["rev"]), empty=NO_EVENTS, id="list")
        yield Lines(id="detail")

    def on_screen_resume(self) -> None:
        # Textual resumes a screen more than once when its mode is shown for the first time.
        if not self._follows:
            self._follows, self._read = True, 0
            self.console_app.follow_journal(True)

    def on_screen_suspend(self) -> None:
        # Under a dialog the journal is still followed.
        if self.console_app.here is not self:
            self._follows = False
            self.console_app.follow_journal(False)

    def draw(self, changed: Changed) -> None:
        events = self.model.journal
        if self._read > len(events):
            self._read = 0
        table = self.table
        follows = table.cursor_key == table.last_key
        new = [event for event in events[self._read :] if self._only.fits(event)]
        anew = self._read == 0
        before = set() if anew else self._days
        self._days = before | {str(event["world_at"])[:DAY] for event in new if event["world_at"]}
        dated = len(self._days) > 1
        if anew or dated != (len(before) > 1):
            table.show([Told(event, dated) for event in events if self._only.fits(event)])
        elif new:
            table.update({str(event["rev"]): Told(event, dated) for event in new})
        self._read = len(events)
        if follows and (last := table.last_key) is not None:
            table.move_to(last)
        self.draw_detail()

    def show_about(self, about: tuple[str, str]) -> None:
        if about[0] == JOBS:
            self.find(f"job:{about[1]}")

    def find(self, text: str) -> None:
        only = Only.read(text)
        self._text = text
        if (only.job, only.by) != (self._only.job, self._only.by):
            self._read = 0
        self._only = only
        of = [f"job {only.job}" if only.job else "", f"by {only.by}" if only.by else ""]
        self.crumb = ": ".join(filter(None, (JournalScreen.crumb, ", ".join(filter(None, of)))))
        self.table.empty = NONE_OF_THESE if only.job or only.by else NO_EVENTS
        self.draw({})
        super().find(only.words)

    @property
    def filtered(self) -> str:
        return self._text

    def detail(self, row: Told | None) -> list[Marked]:
        if row is None:
            return []
        event = row.event
        told = fields((("Event", f"{event['rev']} {clean(event['kind'])}, epoch {event['epoch']}"),))
        times = f"{utc(event['at'])} here, {utc(event['world_at'])} at the provider"
        lines = [*told, *fields((("At   ", times),))]
        for name, value in event.items():
            if name not in NOT_LISTED and value not in (None, "", [], {}):
                lines.append(f"{name}: {value_text(value)[:LONGEST]}")
        return lines

    def job(self) -> str | None:
        told = self.table.cursor_row
        return job_of(told.event) if told is not None else None

    async def open_row(self, row: Told) -> None:
        if job := job_of(row.event):
            await self.console_app.open(JOBS, job)
