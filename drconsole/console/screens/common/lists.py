"""Base of screens with a table, and of lists: a table over rows of the store, with details of one row below it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult

from drconsole.console.screens.common.base import BORDERED, DETAILS, BaseScreen
from drconsole.console.screens.common.kept_details import Details
from drconsole.console.state.model.model import Changed
from drconsole.console.state.model.targets import Target, target_items
from drconsole.console.widgets.bars.keys import KeyBar
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.records.tables import Table, TableRow
from drconsole.recovery.types.work.errors import Refused
from drconsole.render.rows.lines import Marked
from drconsole.render.rows.records import Column
from drconsole.render.words.text import clean
from drconsole.settings.list_looks import Look

R = TypeVar("R")
BESIDE = 190
"""Columns from which the details of a list stand beside it: on fewer they would take its last columns away."""
MOST_AT_ONCE = 100
"""Number of items that are read in one go: the size of the largest plan."""


class TableScreen(BaseScreen, Generic[R]):
    """Screen with a table whose id is ``list``: filter, sort, and details of the row under the cursor."""

    can_find = True
    _detail: tuple[object, ...] | None = None
    """Details as drawn; they are drawn again only if they differ."""
    _behind = False
    """Whether the cursor has moved since details and key bar were drawn."""
    _draws_detail = _waits = False
    """Whether the console's first frame is shown, and whether the details wait for it."""

    @cached_property
    def table(self) -> LineTable[R]:
        """Table of the screen; it has one as long as it is open."""
        return self.query_one("#list", LineTable)

    def detail(self, row: R | None) -> list[Marked]:
        """Return the lines below the table, on the row under the cursor."""
        return []

    def draw_detail(self) -> None:
        """Redraw the details, if they differ."""
        if not self._draws_detail:
            # Not before the first frame: the rules of the next step take long to import.
            if not self._waits:
                self._waits = True
                self.console_app.once_shown(self._draw_first_detail)
            return
        self._tell_place()
        lines, self.next_command = self.details_of(self.table.cursor_row)
        if self._detail != lines:
            self._detail = lines
            self.query_one("#detail", Lines).show(lines)

    def details_of(self, row: R | None) -> Details:
        """Return what is told of a row; the page itself stays as it is."""
        before, self.next_command = self.next_command, ""
        lines = tuple(self.detail(row))
        found, self.next_command = Details(lines, self.next_command), before
        return found

    def bar_depends_on(self) -> Hashable | None:
        """Return all of the cursor's row that the key bar depends on; None = it is asked of each command again."""
        return None

    def _tell_place(self) -> None:
        """Put the place in the list behind the title of the details, where the list's own line has no room for it."""
        below = self.query_one("#detail", Lines)
        title, place = self.titles.get("#detail", DETAILS), self.table.place_unsaid
        told = f"{title} ─ {place}" if place else title
        if below.border_title != told:
            below.border_title = told

    def _draw_first_detail(self) -> None:
        self._draws_detail = True
        if self.is_attached:
            self.draw_detail()

    @on(LineTable.Moved)
    def _moved(self, message: LineTable.Moved) -> None:
        message.stop()
        self._behind = True
        if not self.console_app.more_keys:
            self.catch_up()

    def catch_up(self) -> None:
        if self._behind:
            self._behind = False
            # The status line tells nothing of the cursor.
            self.draw_detail()
            self.console_app.once_shown(self._draw_keys_here)

    def _draw_keys_here(self) -> None:
        self.query_one(KeyBar).follow_cursor(self.bar_depends_on())

    @on(LineTable.Chosen, "#list")
    async def _chosen(self) -> None:
        await self.enter()

    def opens(self) -> bool:
        return self.table.cursor_row is not None

    async def enter(self) -> None:
        if (row := self.table.cursor_row) is not None:
            await self.open_row(row)

    async def open_row(self, row: R) -> None:
        """Open the page of a row."""

    def find(self, text: str) -> None:
        self.table.filter(text)
        self.draw_detail()
        self.draw_bars()

    def mark(self) -> None:
        self.table.mark()

    def mark_all(self) -> None:
        if left := self.table.mark_all():
            self.console_app.say(f"the first {len(self.table.marked):,} are marked; {left:,} more are not")

    def clear_marks(self) -> None:
        self.table.clear_marks()

    async def read_again(self, all_shown: bool = False) -> None:
        """Read the recovery points of what is marked; without marks, what the screen refreshes."""
        items = [row["key"] for target in self.marked() for row in target_items(self.model, target)]
        if items and not all_shown:
            from drconsole.console.screens.common.read_points import read_points

            await read_points(self.console_app, _not_too_many(list(dict.fromkeys(items))))
        else:
            await super().read_again(all_shown)

    def target_of(self, key: str) -> Target | None:
        """Return the target on the line of a key; None = it has none, or it is gone."""
        return None

    def marked(self) -> list[Target]:
        keys = self.table.marked if self.can_mark else ()
        return [target for key in keys if (target := self.target_of(key)) is not None]

    @property
    def filtered(self) -> str:
        return self.table.filtered

    @property
    def column_titles(self) -> Sequence[str]:
        return [each.title.lower() for each in self.table.columns]

    def sort(self, by: str) -> None:
        """Sort by a column's title, or the beginning of one.

        The same column again reverses the order. Without a title: by the next column, after the last one by none.
        """
        table = self.table
        column, backwards = table.sorted_by
        titles = {number: each.title.lower() for number, each in enumerate(table.columns) if table.sorts(number)}
        wanted: int | None
        if by:
            wanted = next((number for number, title in titles.items() if title.startswith(by.lower())), None)
            if wanted is None:
                known = ", ".join(titles.values())
                self.console_app.say(f"there is no column '{by}' to sort by; there are {known}", refused=True)
                return
            backwards = wanted == column and not backwards
        elif column is not None and not backwards:
            wanted, backwards = column, True
        else:
            later = (number for number in titles if column is None or number > column)
            wanted, backwards = next(later, None), False
        table.sort(wanted, backwards)
        self.remember_look()
        self.draw_bars()

    def on_resize(self) -> None:
        """Tell more of the row under the cursor, or less: with no news nothing else would."""
        self.call_after_refresh(self.draw_detail)

    def remember_look(self) -> None:
        """Keep by what the table is sorted, and which columns it leaves out, where the page is one that does."""


def _not_too_many(items: list[str]) -> list[str]:
    """Return the items as they are. Raises ``Refused`` where those are too many to be read at once."""
    if len(items) > MOST_AT_ONCE:
        raise Refused(
            "too-many",
            f"{len(items):,} items are marked, the points of at most {MOST_AT_ONCE} are read at once",
            advice="mark fewer",
        )
    return items


class ListScreen(TableScreen[R]):
    """List over one table of the store; subclasses give the rows, the columns and the details."""

    DEFAULT_CSS = """
    ListScreen > #list { height: 1fr; }
    ListScreen > #detail { height: 7; max-height: 40%; border-top: solid $idle; }
    ListScreen.-tall > #detail { height: 11; }
    ListScreen.-huge { layout: grid; grid-size: 2; grid-columns: 7fr 3fr; grid-rows: 1fr auto auto; }
    ListScreen.-huge > #list, ListScreen.-huge > #detail { height: 100%; max-height: 100%; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (BORDERED, "-wide"), (BESIDE, "-huge")]
    source: Table[TableRow]
    """Table of the store whose changes concern the list."""
    columns: Sequence[Column[R]]
    empty = ""
    folded: ClassVar[tuple[str, ...]] = ()
    """Titles of the columns that are not shown until somebody chooses them."""
    remembered = ""
    """Name by which the list's look is kept for later consoles; empty = it is not."""
    can_choose_columns = True

    def on_mount(self) -> None:
        # Before its rows: they are read once.
        look, table = self.console_app.session.looks.of(self.remembered, Look(hidden=self.folded)), self.table
        titles = [each.title for each in table.columns]
        if look.hidden:
            table.hide(look.hidden)
        if look.sort in titles:
            table.sort(titles.index(look.sort), look.reverse)
        super().on_mount()

    def on_resize(self) -> None:
        """Tell more of the row under the cursor, or less: with no news nothing else would."""
        self.call_after_refresh(self.draw_detail)

    def remember_look(self) -> None:
        if self.remembered:
            column, reverse = self.table.sorted_by
            by = self.table.columns[column].title if column is not None else ""
            self.console_app.session.looks.keep(self.remembered, Look(by, reverse, tuple(self.table.hidden)))

    def choose_columns(self, by: str) -> None:
        """Hide a column, or show it again, by the beginning of its title; ``all`` shows all. Empty = tell them."""
        table, say = self.table, self.console_app.say
        titles, hidden = [each.title for each in table.columns[1:]], list(table.hidden)
        if by == "all":
            hidden = []
        elif by:
            found = next((title for title in titles if title.lower().startswith(by.lower())), None)
            if found is None:
                say(f"there is no column '{clean(by)}' to hide; there are {', '.join(titles).lower()}", refused=True)
                return
            hidden = [title for title in hidden if title != found] if found in hidden else [*hidden, found]
        table.hide(hidden)
        self.remember_look()
        shown = ", ".join(title.lower() for title in titles if title not in hidden) or "none"
        say(f"columns: {shown}" + (f"; hidden: {', '.join(hidden).lower()}" if hidden else ""))

    def body(self) -> ComposeResult:
        yield LineTable(self.columns, key=self.key_of, empty=self.empty, id="list")
        yield Lines(id="detail")

    def target_of(self, key: str) -> Target | None:
        found = self.model.row(self.source, key) if self.can_mark else None
        return (self.source, key) if found is not None else None

    def key_of(self, row: R) -> str:
        """Return the key of a row."""
        raise TypeError(f"{type(self).__name__} has no keys")

    def rows(self) -> Sequence[R]:
        """Return all rows, in order."""
        raise TypeError(f"{type(self).__name__} has no rows")

    def row(self, key: str) -> R | None:
        """Return one row as the table shows it; None = it is gone."""
        raise TypeError(f"{type(self).__name__} has no rows")

    def draw(self, changed: Changed) -> None:
        keys = changed.get(self.source, frozenset())
        if not changed or self._other_rows(keys):
            self.table.show(self.rows())
        elif keys:
            self.update(keys)
        self.draw_detail()

    def _other_rows(self, keys: frozenset[str]) -> bool:
        """Return whether rows have come or gone, or most have changed: then all rows are shown again, in order."""
        count = self.model.count(self.source)
        return count != self.table.total or len(keys) * 2 > count

    def update(self, keys: Iterable[str]) -> None:
        """Update the rows with these keys."""
        self.table.update({key: self.row(key) for key in keys})
