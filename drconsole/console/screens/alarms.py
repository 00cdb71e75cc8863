"""Alarms: all that is wrong, worst first, each cause once, then what is shelved; enter leads to where it is helped."""

from __future__ import annotations

from drconsole.console.context import press
from drconsole.console.screens.common.alarming import TABLES, board_now
from drconsole.console.screens.common.lists import ListScreen
from drconsole.console.state.model.model import Changed
from drconsole.console.state.model.targets import Target
from drconsole.records.alarms.all_of_them import Board
from drconsole.records.rows.alarms import AlarmRow
from drconsole.records.tables import ITEMS, JOBS, WORLD
from drconsole.render.estate.alarms import (
    action_text,
    alarm_mark,
    consequences_text,
    event_text,
    first_text,
    owner_text,
    rate_text,
    shelf_text,
    whom_text,
)
from drconsole.render.estate.service_events import TITLE, event_lines
from drconsole.render.rows.lines import Marked, marked, state_column, text_column
from drconsole.render.words.remedies import way_of
from drconsole.render.words.text import NOTHING, age, prose


class AlarmsScreen(ListScreen[AlarmRow]):
    """List of all alarms; those that somebody put aside stand below the others."""

    crumb = "Alarms"
    source = ITEMS
    empty = "nothing is wrong"
    titles = {"#list": "Alarms", "#detail": "What helps"}

    def __init__(self) -> None:
        super().__init__()
        self.columns = (
            state_column("Alarm", alarm_mark),
            text_column("What is wrong", lambda alarm: prose(alarm["cause"])),
            text_column("Since", lambda alarm: age(alarm["since"], self._now()) if alarm["since"] else NOTHING),
            text_column("Whom", lambda alarm: whom_text(alarm) or NOTHING),
        )
        self._shown: list[AlarmRow] = []
        self._board: Board | None = None

    def key_of(self, row: AlarmRow) -> str:
        return row["id"]

    def rows(self) -> list[AlarmRow]:
        self._board = board = board_now(self.console_app)
        return [*board.standing, *board.shelved]

    def alarm(self) -> AlarmRow | None:
        return self.table.cursor_row

    def _now(self) -> str | None:
        return self.model.world_now(self.console_app.monotonic())

    def draw(self, changed: Changed) -> None:
        if changed and TABLES.isdisjoint(changed):
            return
        found = self.rows()
        if found != self._shown or not changed:
            self._shown = found
            self.table.show(found)
        self.draw_detail()

    def detail(self, row: AlarmRow | None) -> list[Marked]:
        if row is None:
            return self._events()
        lines: list[Marked] = [marked(alarm_mark(row), prose(row["cause"]))]
        ways = (way_of(one, lambda name: press(self.console_app, name)) for one in row["remedies"])
        way = next((way for way in ways if way), "")
        lines.append(f"{action_text(row)}{f' ({way})' if way else ''}")
        lines.append(f"Who acts: {owner_text(row)}")
        lines += self._outside(row)
        if more := "; ".join(filter(None, (first_text(row), consequences_text(row)))):
            lines.append(more[:1].upper() + more[1:])
        if "shelved" in row:
            told = shelf_text(row["shelved"])
            lines.append(told[:1].upper() + told[1:])
        if row["items"] and not row["since"]:
            lines.append("Since: not known; it was so when it was first looked at")
        if whom := whom_text(row):
            lines.append(f"Whom: {whom}")
        return [*lines, *self._rate(), *self._events()]

    def _outside(self, row: AlarmRow) -> list[Marked]:
        """Return the command that plays the people outside, in a simulation, where they have to do something."""
        # The rules of the next step take long to import: not before a line of the list is told.
        from drconsole.console.screens.common.hints import OUTSIDE, outside

        name = outside(self.console_app, row["items"][0]["key"]) if row["items"] else ""
        return [f"  {OUTSIDE}{name}"] if name else []

    def _rate(self) -> list[Marked]:
        """Return how many alarms came lately; nothing where none did."""
        text = rate_text(self._board.rate) if self._board is not None else ""
        return [text[:1].upper() + text[1:]] if text else []

    def _events(self) -> list[Marked]:
        """Return what the provider's service noticed last; nothing where it tells of none."""
        world = self.model.row(WORLD, WORLD)
        told = event_lines(world.get("events", []) if world is not None else [])
        ours = map(event_text, self._board.events) if self._board is not None else ()
        lines = [*ours, *told]
        return ["", f"{TITLE}:", *lines] if lines else []

    def target(self) -> Target | None:
        row = self.table.cursor_row
        target = row["target"] if row is not None else None
        return (target["type"], target["key"]) if target is not None and target["type"] != JOBS else None

    def job(self) -> str | None:
        row = self.table.cursor_row
        target = row["target"] if row is not None else None
        return target["key"] if target is not None and target["type"] == JOBS else None

    async def open_row(self, row: AlarmRow) -> None:
        """Open what the alarm is about; where it is about several, the list in which they stand."""
        target = row["target"]
        if target is None:
            self.console_app.action_run("plans" if row["plans"] else "items" if row["items"] else "overview")
        else:
            await self.console_app.open(target["type"], target["key"])
