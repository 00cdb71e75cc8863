"""Table of any number of rows; its cost depends on the rows in its window only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import ClassVar, TypeVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from drconsole.console.widgets.table.arranged import ArrangedRows
from drconsole.console.widgets.table.heading import Where, heading, told
from drconsole.console.widgets.table.marks import AT_ONCE, Marks
from drconsole.console.widgets.view import Content, WidgetMessage
from drconsole.render.rows.records import Column
from drconsole.render.words.text import clean

R = TypeVar("R")
EMPTY = 2
"""Line of the window on which an empty list says why it is empty."""


class LineTable(ArrangedRows[R]):
    """Rows as lines below a header. The cursor stays on its row's key, whatever comes and goes around it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "sideways(1)", show=False),
        Binding("left,h", "sideways(-1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(WidgetMessage[Widget]):
        """Message that the cursor is on another row, or on none."""

    class Chosen(WidgetMessage[Widget]):
        """Message that enter was pressed on the row under the cursor."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        key: Callable[[R], str],
        empty: str = "nothing here",
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(columns, key=key, id=id)
        self.empty = empty
        """Text while there is no row."""
        self._cursor = 0
        self._cursor_key: str | None = None
        self._top = 0
        self._marks = Marks()

    # Columns

    def hide(self, titles: Collection[str]) -> None:
        """Show all columns but those with these titles; the first one always."""
        self._columns.hide(titles)
        self._columns.fit(self._line_width)
        self.redraw()

    @property
    def hidden(self) -> list[str]:
        """Titles of the columns that are not shown."""
        return self._columns.hidden

    # Marks

    @property
    def marked(self) -> tuple[str, ...]:
        """Keys of the marked rows, in the order in which they were marked; rows of them may be hidden or gone."""
        return self._marks.keys

    def mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next row."""
        if self._cursor_key is not None:
            self._marks.turn(self._cursor_key)
            self._remark()
            self._go(self._cursor + 1)

    def mark_all(self) -> int:
        """Mark the first rows that the filter lets through; return how many are left out.

        Where all of them are marked, their marks are taken away.
        """
        keys = self.keys(AT_ONCE)
        self._marks.turn_all(keys)
        self._remark()
        return self.count - len(keys) if self._marks else 0

    def clear_marks(self) -> None:
        """Take all marks away."""
        if self._marks:
            self._marks.clear()
            self._remark()

    def _remark(self) -> None:
        self._columns.fit(self._line_width)
        self.redraw()
        self.tell(self.Moved(self))

    @property
    def _line_width(self) -> int:
        """Cells of a line beside its mark."""
        return max(0, self.size.width - self._marks.room)

    # Cursor

    @property
    def cursor_row(self) -> R | None:
        """Row under the cursor; None = there is no row."""
        there = self._order.at(self._cursor) if self.count else None
        return there[1] if there is not None else None

    def beside_cursor(self) -> Iterator[R]:
        """Yield the rows of the window that are next to the cursor's: below and above."""
        seen = range(self._top, min(self.count, self._top + self.window))
        places = (place for place in (self._cursor + 1, self._cursor - 1) if place in seen)
        return (there[1] for place in places if (there := self._order.at(place)) is not None)

    @property
    def cursor_key(self) -> str | None:
        """Key of the row under the cursor; None = there is no row."""
        return self._cursor_key

    @property
    def last_key(self) -> str | None:
        """Key of the last row; None = there is no row."""
        there = self._order.at(self.count - 1) if self.count else None
        return there[0] if there is not None else None

    def move_to(self, key: str) -> bool:
        """Put the cursor on the row with a key; return False if the table does not show it."""
        place = self._order.place(key)
        if place is None:
            return False
        self._go(place)
        return True

    def _go(self, place: int, *, whole: bool = True) -> None:
        self._cursor = max(0, min(self.count - 1, place))
        there = self._order.at(self._cursor) if self.count else None
        key = there[0] if there is not None else None
        self._scroll(whole=whole)
        if whole:
            self.redraw()
        if key != self._cursor_key:
            self._cursor_key = key
            self.tell(self.Moved(self))

    def _settle(self) -> None:
        """Put the cursor back on its key after a change of rows, else at its place."""
        place = self._order.place(self._cursor_key, self._cursor) if self._cursor_key is not None else None
        if place is not None and self._top:
            # The row keeps its place on the screen, except at the top, where the first rows have to be seen.
            self._top += place - self._cursor
        self._go(self._cursor if place is None else place)

    def narrow(self) -> None:
        """Take back the room that no row needs any more, such as the words of an alarm that is over.

        A change of one row touches no other line: this is for when the whole table is painted anyway.
        """
        width = self._line_width
        if width and self._columns.narrow((*self._sample(), *self._seen()), width):
            self.redraw()

    def _seen(self) -> Iterator[tuple[str, R]]:
        return self._rows_at(range(self._top, min(self.count, self._top + self.window)))

    def _scroll(self, *, whole: bool = True) -> None:
        window, before = self.window, self._top
        self._top = max(0, min(self._top, self.count - window))
        if self._cursor < self._top:
            self._top = self._cursor
        elif self._cursor >= self._top + window:
            self._top = self._cursor - window + 1
        if whole or self._top != before:
            self._columns.measure(self._seen())
        self.point_at(1 + self._cursor - self._top if self.count else EMPTY)

    # Drawing

    def content(self, y: int) -> Content:
        if y == 0:
            return "header", self._where(), self.sorted_by, self._columns.state, self._marks.room
        place = self._top + y - 1
        there = self._order.at(place) if place < self.count else None
        if there is None:
            return "empty", self._nothing() if y == EMPTY and not self.count else ""
        at = "cursor" if place == self._cursor else "row"
        return at, self._columns.cells(*there), self._columns.state, self._marks.before(there[0])

    def draw(self, content: Content, width: int) -> Strip:
        kind, *rest = content
        if kind == "empty":
            return self.parts([(f"  {rest[0]}", "dim")], width)
        if kind == "header":
            where, sorted_by, _, room = rest
            return heading(self._columns, sorted_by, where, self.style_of("header"), self.style_of("dim"), room, width)
        cells, _, mark = rest
        cursor = kind == "cursor"
        line = self._columns.line(cells, self.style_of, cursor=cursor, width=max(0, width - len(mark)))
        return Strip([Segment(mark, self.style_of("cursor" if cursor else "header")), *line]) if mark else line

    def _where(self) -> Where:
        width, height = self.size
        return Where(
            self._cursor + 1 if self.count else 0,
            self.count,
            self.total if self.filtered else self.count,
            words=self.filtered,
            marked=len(self._marks),
            more=self._columns.out_of_sight(max(0, width - self._marks.room)),
            all_seen=self.count <= height - 1,
        )

    @property
    def place_unsaid(self) -> str:
        """``8/20`` where not all rows are seen and the titles leave the heading no room for it; empty = it says it."""
        where = self._where()
        said = told(self._columns, self.sorted_by, where, self._marks.room, self.size.width)
        return where.at if where.at not in said else ""

    def _nothing(self) -> str:
        return f"nothing with “{clean(self.filtered)}”" if self.filtered and self.total else self.empty

    def resized(self) -> None:
        self._columns.fit(self._line_width)
        self._scroll()

    # Keys and mouse

    def on_click(self, event: events.Click) -> None:
        line = event.y - self.content_offset.y
        if 0 < line <= self.count - self._top:
            self._go(self._top + line - 1)
            if event.chain == 2:
                self.action_choose()

    @property
    def window(self) -> int:
        return max(1, self.size.height - 1)

    def move_by(self, step: int, *, page: bool = False) -> None:
        if page:
            self._top += step
            self._go(self._cursor + step)
        else:
            self._step_to(self._cursor + step)

    def _step_to(self, place: int) -> None:
        """Put the cursor on another row; where the window stays, only two lines and the header can differ."""
        before, top, state = self._cursor, self._top, self._columns.state
        self._go(place, whole=False)
        stays = self._top == top and self._columns.state == state
        self.redraw({0, 1 + before - top, 1 + self._cursor - top} if stays else None)

    def action_sideways(self, step: int) -> None:
        """Scroll by one column to the right (1) or left (-1); the first column stays."""
        self._columns.scroll(step, self._line_width)
        self.redraw()

    def action_choose(self) -> None:
        if self.cursor_row is not None:
            self.post_message(self.Chosen(self))
