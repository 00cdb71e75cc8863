"""List of latest recovery points: the data loss of each item, as last read, and the age of that reading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drconsole.console.context import press
from drconsole.console.screens.common.lists import ListScreen
from drconsole.console.screens.common.read_points import read_points
from drconsole.console.state.model import Changed
from drconsole.console.state.targets import items_of, label_of
from drconsole.records.tables import ITEMS
from drconsole.records.view import Row, row_key
from drconsole.recovery.types.errors import Refused
from drconsole.render.lines import Marked, text_column
from drconsole.render.marks import Mark, Severity
from drconsole.render.points import KINDS, NOT_READABLE, kind_text, latest_lines, reading_age
from drconsole.render.records import Cell, Column
from drconsole.render.text import NOTHING, time_of_day

MOST_AT_ONCE = 100
"""Number of items that are read in one go: the size of the largest plan."""


def _age(row: Row) -> Cell:
    text = str(row["age"])
    if text == NOT_READABLE:
        return Cell("", Mark("✗", "x", text, Severity.BAD))
    return Cell(text)


class PointsScreen(ListScreen):
    """List of the latest recovery points, of all items or of one plan's."""

    crumb = "Latest recovery points"
    table_name = "item"
    can_read_all = True
    empty = "no replicated items"
    columns = (
        text_column("Item", lambda row: str(row["name"])),
        Column("Read", _age),
        text_column("Processed", lambda row: str(row["loss"][0]), number=True),
        text_column("App-consistent", lambda row: str(row["loss"][1]), number=True),
        text_column("Crash-consistent", lambda row: str(row["loss"][2]), number=True),
        text_column("Processed at", lambda row: str(row["at"][0])),
        text_column("App-consistent at", lambda row: str(row["at"][1])),
        text_column("Crash-consistent at", lambda row: str(row["at"][2])),
    )

    def __init__(self) -> None:
        super().__init__()
        self.plan: str | None = None
        """Key of the plan whose items are shown; None = all items."""

    def narrow(self, plan: str | None) -> None:
        """Show only the items of a plan, in its order; None = all items."""
        if plan != self.plan:
            self.plan = plan
            of = label_of(self.model, ("plan", plan)) if plan else ""
            self.crumb = f"Latest recovery points: plan {of}" if plan else PointsScreen.crumb
            self.follow({})

    def show_about(self, about: tuple[str, str]) -> None:
        """Show the items of a plan, or put the cursor on an item."""
        kind, key = about
        if kind == "plan":
            self.narrow(key)
        elif kind == "item" and not self.table.move_to(key):
            self.widen()
            self.table.move_to(key)

    @property
    def narrowed(self) -> bool:
        return bool(self.filtered or self.plan)

    def widen(self) -> None:
        self.find("")
        self.narrow(None)

    def items(self) -> list[Row]:
        """Return the rows of the items that are shown."""
        plan = self.model.row("plan", self.plan) if self.plan else None
        return items_of(self.model, plan) if plan is not None else self.model.rows("item")

    def rows(self) -> list[Row]:
        now = self._now()
        return [self._row(item, now) for item in self.items()]

    def row(self, key: str) -> Row | None:
        found = self.model.row("item", key)
        return None if found is None else self._row(found, self._now())

    def _row(self, item: Row, now: str | None) -> dict[str, Any]:
        reading, latest = self.console_app.readings.get(str(item["key"])), item["latest_recovery_points"]
        return {
            "key": item["key"],
            "name": self.model.label("item", item),
            "age": reading_age(reading, latest, now),
            "loss": [kind_text(reading, latest, kind) for kind in KINDS],
            "at": [
                time_of_day(point["time"]) if reading and (point := reading.newest(kind.consistency)) else NOTHING
                for kind in KINDS
            ],
        }

    def _now(self) -> str | None:
        return self.model.world_now(self.console_app.monotonic())

    def draw(self, changed: Changed) -> None:
        if not changed or (self.plan and "plan" in changed) or self._other_rows(changed.get("item", frozenset())):
            self.table.show(self.rows())
        else:
            # The age of a reading grows with the clock; other lines change only with their rows.
            aged = self.console_app.readings if "status" in changed else ()
            self.update({*changed.get("item", ()), *aged})
        self.draw_detail()

    def _other_rows(self, keys: frozenset[str]) -> bool:
        return self.plan is None and super()._other_rows(keys)

    def update(self, keys: Iterable[str]) -> None:
        shown = {str(row["key"]) for row in self.items()} if self.plan else None
        rows = {key: self.row(key) for key in keys if shown is None or key in shown}
        if rows:
            self.table.update(rows)

    def read(self, key: str) -> None:
        """Redraw an item: its recovery points have been read."""
        self.update([key])
        self.draw_detail()

    def detail(self, row: Row | None) -> list[Marked]:
        if row is None:
            return []
        item = self.model.row(ITEMS, str(row["key"]))
        if item is None:
            return []
        reading, latest = self.console_app.readings.get(item["key"]), item["latest_recovery_points"]
        lines: list[Marked] = [
            f"{self.model.label('item', item)}{'' if reading is None else ': data loss as last read'}"
        ]
        return lines + latest_lines(reading, latest, self._now(), press(self.console_app, "refresh"))

    async def read_again(self, all_shown: bool = False) -> None:
        """Read the points of all items on the screen; of the one under the cursor where those are too many."""
        here = self.table.cursor_key
        keys = self.table.keys
        if len(keys) > MOST_AT_ONCE and not all_shown and here is not None:
            whose = label_of(self.model, ("item", here))
            self.console_app.say(
                f"read only for {whose}: {len(keys)} items are shown, at most {MOST_AT_ONCE} are read at once"
            )
            keys = [here]
        if len(keys) > MOST_AT_ONCE:
            raise Refused(
                "too-many",
                f"{len(keys)} items are shown, at most {MOST_AT_ONCE} are read at once",
                advice="filter the list first, or show one plan's items",
            )
        if keys:
            await read_points(self.console_app, keys)

    def target(self) -> tuple[str, str] | None:
        key = self.table.cursor_key
        return None if key is None else ("item", key)

    async def open_row(self, row: Row) -> None:
        await self.console_app.open("item:ItemScreen", row_key(row))
