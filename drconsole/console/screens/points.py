"""List of latest recovery points: the data loss of each item, as last read, and the age of that reading."""

from __future__ import annotations

from textual.app import ComposeResult

from drconsole.console.context import press
from drconsole.console.dialogs.base.suspects import suspected_of
from drconsole.console.dialogs.operation.pointing import picture_of
from drconsole.console.screens.common.item_source import ItemSource
from drconsole.console.screens.common.lists import MOST_AT_ONCE, ListScreen
from drconsole.console.screens.common.read_points import read_points
from drconsole.console.state.model.model import Changed
from drconsole.console.state.model.targets import Target, choices_of, items_of, label_of
from drconsole.console.widgets.drawing import Drawing
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.console.widgets.table.windowed import Windowed
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.tables import ITEMS, PLANS
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import PointChoice
from drconsole.recovery.types.work.errors import Refused
from drconsole.render.estate.items.points import KINDS, NOT_READABLE, kind_text, latest_lines, reading_age, time_text
from drconsole.render.operation.point_picture import PointPicture
from drconsole.render.rows.lines import Marked, text_column
from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.marks import Mark, Severity

TALL = 36
"""Lines of a screen on which a plan's items all have their line of time, with what its signs mean."""


@dataclass(frozen=True, slots=True)
class PointsLine:
    """Line of an item: the age of the last reading, and the latest point of each of ``KINDS``."""

    key: str
    name: str
    age: str
    losses: tuple[str, ...]
    times: tuple[str, ...]


def _age(line: PointsLine) -> Cell:
    if line.age == NOT_READABLE:
        return Cell("", Mark("✗", "x", line.age, Severity.BAD))
    return Cell(line.age)


class PointsScreen(ListScreen[PointsLine]):
    """List of the latest recovery points, of all items or of one plan's."""

    can_mark = True
    remembered = "points"
    crumb = "Latest recovery points"
    source = ITEMS
    can_read_all = True
    empty = "no replicated items"
    DEFAULT_CSS = """
    PointsScreen.-huge.-drawn { grid-rows: auto 1fr auto auto; }
    PointsScreen.-huge.-drawn > #list { row-span: 2; }
    PointsScreen > #line { border-top: solid $idle; max-height: 60%; }
    PointsScreen.-huge > #line { max-height: 100%; }
    PointsScreen.-wide > #line, PointsScreen.-huge > #line {
        border: solid $border-blurred; border-title-color: $foreground; border-title-style: bold; padding: 0 1;
    }
    """
    titles = {"#line": "Points on a line of time, newest on the right"}
    columns = (
        text_column("Item", lambda line: line.name),
        Column("Read", _age),
        text_column("Processed", lambda line: line.losses[0], number=True),
        text_column("App-consistent", lambda line: line.losses[1], number=True),
        text_column("Crash-consistent", lambda line: line.losses[2], number=True),
        text_column("Processed at", lambda line: line.times[0]),
        text_column("App-consistent at", lambda line: line.times[1]),
        text_column("Crash-consistent at", lambda line: line.times[2]),
    )

    def __init__(self) -> None:
        super().__init__()
        self.plan: str | None = None
        """Key of the plan whose items are shown; None = all items."""
        self._shown: tuple[int, str | None] | None = None
        """Version of the items, and the plan, that are shown: what was read of them stays right."""

    def body(self) -> ComposeResult:
        yield LineTable(self.columns, key=self.key_of, empty=self.empty, id="list")
        yield Drawing(id="line")
        yield Lines(id="detail")

    def on_mount(self) -> None:
        orders = ("name", *[None] * (len(self.columns) - 1))
        self._windows = Windowed(ItemSource(self.model.items, orders, self._now_line, self.key_of))
        super().on_mount()

    def narrow(self, plan: str | None) -> None:
        """Show only the items of a plan, in its order; None = all items."""
        if plan != self.plan:
            self.plan = plan
            of = label_of(self.model, (PLANS, plan)) if plan else ""
            self.crumb = f"Latest recovery points: plan {of}" if plan else PointsScreen.crumb
            self.follow({})

    def show_about(self, about: tuple[str, str]) -> None:
        """Show the items of a plan, or put the cursor on an item."""
        kind, key = about
        if kind == PLANS:
            self.narrow(key)
        elif kind == ITEMS and not self.table.move_to(key):
            self.widen()
            self.table.move_to(key)

    @property
    def narrowed(self) -> bool:
        return bool(self.filtered or self.plan)

    def widen(self) -> None:
        self.find("")
        self.narrow(None)

    def key_of(self, row: PointsLine) -> str:
        return row.key

    def items(self) -> list[ItemRow]:
        """Return the rows of the items of the plan that is shown."""
        plan = self.model.row(PLANS, self.plan) if self.plan else None
        return items_of(self.model, plan) if plan is not None else []

    def rows(self) -> list[PointsLine]:
        now = self._now()
        return [self._line(item, now) for item in self.items()]

    def _now_line(self, item: ItemRow) -> PointsLine:
        return self._line(item, self._now())

    def _line(self, item: ItemRow, now: str | None) -> PointsLine:
        reading, latest = self.console_app.readings.get(item["key"]), item["latest_recovery_points"]
        return PointsLine(
            item["key"],
            self.model.label(ITEMS, item),
            reading_age(reading, latest, now),
            tuple(kind_text(reading, latest, kind) for kind in KINDS),
            tuple(time_text(reading, latest, kind) for kind in KINDS),
        )

    def _now(self) -> str | None:
        return self.model.world_now(self.console_app.monotonic())

    def draw(self, changed: Changed) -> None:
        # The age of a reading grows with the clock; other lines change only with their rows.
        aged = "status" in changed and bool(self.console_app.readings)
        if aged or (self.model.items.version, self.plan) != self._shown or (self.plan and PLANS in changed):
            self._show()
        self.draw_detail()

    def _show(self) -> None:
        self._shown = self.model.items.version, self.plan
        if self.plan:
            self.table.show(self.rows())
        else:
            self.table.show_windows(self._windows)

    def read(self, key: str) -> None:
        """Redraw an item: its recovery points have been read."""
        self._show()
        self.draw_detail()

    def draw_detail(self) -> None:
        super().draw_detail()
        self._draw_line()

    def on_resize(self) -> None:
        self._draw_line()

    def _draw_line(self) -> None:
        """Draw the line of time; on a wide screen it stands beside the list, and the details below it."""
        picture = self._picture()
        self.set_class(picture is not None, "-drawn")
        self.query_one(Drawing).show(picture)

    def _picture(self) -> PointPicture | None:
        """Return the line of time of the item under the cursor; of all items of a plan where there is room."""
        app, key = self.console_app, self.table.cursor_key
        tall = self.size.height >= TALL
        if not app.readings or not ((self.plan and tall) or key in app.readings):
            return None  # nothing was read: do not ask the store either
        if self.plan and tall:
            target: Target = (PLANS, self.plan)
            items = self.items()
        else:
            item = self.model.row(ITEMS, key) if key is not None else None
            if item is None:
                return None
            target, items = (ITEMS, item["key"]), [item]
        offered = [PointChoice(choice) for choice, why in choices_of(self.model, target, None).items() if not why]
        suspect = suspected_of(app, target)
        return picture_of(self.model, items, app.readings, offered, suspect=suspect, legend=tall)

    def detail(self, row: PointsLine | None) -> list[Marked]:
        item = self.model.row(ITEMS, row.key) if row is not None else None
        if item is None:
            return []
        reading, latest = self.console_app.readings.get(item["key"]), item["latest_recovery_points"]
        lines: list[Marked] = [
            f"{self.model.label(ITEMS, item)}{'' if reading is None else ': data loss as last read'}"
        ]
        return lines + latest_lines(reading, latest, self._now(), press(self.console_app, "refresh"))

    async def read_again(self, all_shown: bool = False) -> None:
        """Read the points of all items on the screen; of the one under the cursor where those are too many."""
        if self.marked() and not all_shown:
            await super().read_again()
            return
        here = self.table.cursor_key
        shown = self.table.count
        keys = self.table.keys(MOST_AT_ONCE)
        if shown > MOST_AT_ONCE and not all_shown and here is not None:
            whose = label_of(self.model, (ITEMS, here))
            self.console_app.say(
                f"read only for {whose}: {shown:,} items are shown, at most {MOST_AT_ONCE} are read at once"
            )
            keys = [here]
        elif shown > MOST_AT_ONCE:
            raise Refused(
                "too-many",
                f"{shown:,} items are shown, at most {MOST_AT_ONCE} are read at once",
                advice="filter the list first, or show one plan's items",
            )
        if keys:
            await read_points(self.console_app, keys)

    def target(self) -> Target | None:
        key = self.table.cursor_key
        return None if key is None else (ITEMS, key)

    async def open_row(self, row: PointsLine) -> None:
        await self.console_app.open("item:ItemScreen", row.key)
