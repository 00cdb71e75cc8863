"""List of replicated items: state, replication health and RPO; details: errors and the next step."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING

from drconsole.console.screens.common.base import HUGE
from drconsole.console.screens.common.item_source import ItemSource
from drconsole.console.screens.common.kept_details import Details, KeptDetails
from drconsole.console.screens.common.lists import ListScreen
from drconsole.console.state.model.model import Changed
from drconsole.console.state.model.targets import Target
from drconsole.console.widgets.table.windowed import Windowed
from drconsole.records.clock import rpo_of, seconds_between
from drconsole.records.tables import ITEMS
from drconsole.records.view import active_side
from drconsole.recovery.types.data import dataclass
from drconsole.render.rows.lines import Marked, fields, health_error_lines, marked, state_column, text_column
from drconsole.render.rows.records import Column, is_failed_over, replication_mark, test_is_open, validated_cell
from drconsole.render.rows.stands import stand_mark
from drconsole.render.words.command_lines import command
from drconsole.render.words.text import NOT_REPORTED, NOTHING, clean, duration, listed, words

if TYPE_CHECKING:
    from drconsole.records.rows.estate.items import ItemRow

OLD = 900.0
"""Seconds of the reader's own time after which a reading is old, our choice."""


def rpo_text(item: ItemRow, old: str = "") -> str:
    """Return an item's RPO, with the age of the reading where it is ``old``: ``20 s (5 h old)``."""
    if is_failed_over(item):
        return NOTHING
    rpo = rpo_of(item)
    return NOT_REPORTED if rpo is None else f"{duration(rpo)}{f' ({old} old)' if old else ''}"


def old_text(item: ItemRow, now: str | None, speed: float) -> str:
    """Return how old the last look at an item is, in its greatest unit; empty = it is not old, or nobody knows.

    ``now`` and ``speed`` are those of the provider's clock.
    """
    age = seconds_between(item["as_of"], now)
    if age is None or age < OLD * max(1.0, speed):
        return ""
    return " ".join(duration(age).split(" ")[:2])


TEST_STATES = {"MarkedForDeletion": "tested, cleaned up", "None": "never made", "": "not reported"}
"""State of a test failover -> its words. After a cleanup the state stays ``MarkedForDeletion`` [REC]."""


def tested_text(item: ItemRow) -> str:
    """Return the state of the last test failover."""
    if test_is_open(item):
        return "open, to be cleaned up"
    state = item["test_failover_state"]
    return TEST_STATES.get(state) or words(state).lower()


@dataclass(frozen=True, slots=True)
class ItemLine:
    """Line of an item: its row, and the label that tells it apart from others with its name."""

    row: ItemRow
    label: str
    old: str
    """Age of its reading, where that is old."""


class ItemsScreen(ListScreen[ItemLine]):
    """List of all replicated items."""

    can_mark = True
    remembered = "items"
    crumb = "Replicated items"
    source = ITEMS
    empty = f"no replicated items: {command('estate', 'load', 'NAME')} brings some"
    # The details tell them of the row under the cursor, with the next one. In a column they are cut, and nearly every
    # row says the same; over a slow line that is a fifth of the page.
    folded = ("Allowed",)
    columns = (
        text_column("Item", lambda line: line.label),
        state_column("State", lambda line: stand_mark(line.row)),
        state_column("Replication", lambda line: replication_mark(line.row)),
        text_column("RPO", lambda line: rpo_text(line.row, line.old), number=True),
        text_column("Active", lambda line: str(active_side(line.row))),
        Column("Validated", lambda line: validated_cell(line.row)),
        text_column("Group", lambda line: clean(line.row["replication_group"] or NOTHING)),
        text_column("Allowed", lambda line: listed(line.row["allowed_operations"])),
    )
    orders = ("name", "gravity", "health", "behind", "side", "validated", "replication_group", None)
    """Order by which each column is sorted."""

    _shown: tuple[int, str] | None = None
    """Version of the items, and the minute, that are shown."""

    def on_mount(self) -> None:
        self._kept = KeptDetails()
        self._windows = Windowed(ItemSource(self.model.items, self.orders, self._line, self.key_of))
        super().on_mount()

    def key_of(self, row: ItemLine) -> str:
        return row.row["key"]

    def draw(self, changed: Changed) -> None:
        # What was read stays right until an item changes, or the clock's minute does, by which readings grow old.
        state = self.model.items.version, (self.model.world_now(self.console_app.monotonic()) or "")[:16]
        if state != self._shown:
            self._shown = state
            self.table.show_windows(self._windows)
        self._kept.forget()
        self.draw_detail()

    def _line(self, row: ItemRow) -> ItemLine:
        now = self.model.world_now(self.console_app.monotonic())
        return ItemLine(row, self.model.label(ITEMS, row), old_text(row, now, self.model.speed))

    def detail(self, row: ItemLine | None) -> list[Marked]:
        if row is None:
            return []
        item = row.row
        lines: list[Marked] = []
        for error in item["health_errors"]:
            lines += health_error_lines(error)
        allowed: tuple[str, Marked] = ("Allowed", listed(item["allowed_operations"]))
        now = self.model.world_now(self.console_app.monotonic())
        lines += self._standing(item, allowed) if self.app.size.width >= HUGE else fields((allowed,))
        return lines + self.next_of((ITEMS, item["key"]), now)

    def details_of(self, row: ItemLine | None) -> Details:
        make = partial(super().details_of, row)
        if row is None:
            return make()
        app = self.console_app
        minute = (self.model.world_now(app.monotonic()) or "")[:16]
        return self._kept.of(self.key_of(row), (app.registry, self.app.size.width >= HUGE, minute), make)

    def look_ahead(self) -> None:
        if self._draws_detail:
            for row in self.table.beside_cursor():
                self.details_of(row)

    def bar_depends_on(self) -> Hashable | None:
        """Return it for a row that no job works at, while nothing is marked: jobs and marks have commands of their own.

        The operations ask what is allowed, validation where the machine is active, and the bar what is next.
        """
        line = self.table.cursor_row
        if line is None or line.row["current_job"] or self.table.marked:
            return None
        return tuple(line.row["allowed_operations"]), active_side(line.row), self.next_command

    def _standing(self, item: ItemRow, allowed: tuple[str, Marked]) -> list[Marked]:
        """Return what the item's page says of it, for a screen with room beside the list."""
        from drconsole.console.screens.common.guidance import plans_of
        from drconsole.render.estate.items.standing import come_back, counts_text, line_of, loud

        plans = ", ".join(clean(plan["name"]) for plan in plans_of(self.model, item)) or "none"
        back: tuple[str, Marked] = ("Come back", marked(*come_back(item)))
        return [
            *fields((allowed, ("Plans", plans), ("Data", counts_text(item)), back)),
            *map(line_of, loud(item)),
        ]

    def target(self) -> Target | None:
        key = self.table.cursor_key
        return None if key is None else (ITEMS, key)

    def job(self) -> str | None:
        line = self.table.cursor_row
        return line.row["current_job"] if line is not None else None

    async def open_row(self, row: ItemLine) -> None:
        await self.console_app.open(ITEMS, self.key_of(row))
