"""Sheet of a dialog: paragraphs and drawings under a cursor, some of which do something. Line API, no child widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Offset, Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from drconsole.console.widgets.folding import lines_of
from drconsole.console.widgets.view import SEVERITY_CLASSES, SEVERITY_CSS, WidgetMessage
from drconsole.console.widgets.window import MOVING_KEYS, Moving
from drconsole.render.drawing.parts import Parts, plain
from drconsole.render.rows.entries import DIM, Entry

OURS = ("header", "columns", "dim", "key", "plain", "loud", "good-point", "cursor")
"""Styles of a sheet beside the severities."""


class Sheet(Moving, ScrollView, can_focus=True):
    """Entries of a dialog: keys move a cursor from one to the next, space and enter act on the one under it."""

    DEFAULT_CSS = f"""
    Sheet {{
        height: 1fr; scrollbar-gutter: stable; scrollbar-size-vertical: 1; overflow-x: hidden;
        & > .--header {{ text-style: bold underline; }}
        & > .--columns {{ color: $idle; text-style: $dim-style; }}
        & > .--dim {{ color: $idle; text-style: $dim-style; }}
        & > .--key {{ text-style: bold; }}
        & > .--loud {{ text-style: bold reverse; }}
        & > .--good-point {{ text-style: underline; }}
        & > .--cursor {{ text-style: reverse; }}
        {SEVERITY_CSS}
    }}
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {*SEVERITY_CLASSES, *(f"--{name}" for name in OURS)}
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVING_KEYS,
        Binding("J", "line(1)", show=False),
        Binding("K", "line(-1)", show=False),
        Binding("space", "act('space')", show=False),
        Binding("enter", "act('enter')", show=False),
    ]

    class Acted(WidgetMessage["Sheet"]):
        """Message that space or enter was pressed on an entry that does something, or says why it cannot."""

        def __init__(self, sheet: Sheet, entry: Entry, key: str = "space") -> None:
            super().__init__(sheet)
            self.entry = entry
            self.key = key
            """``space`` or ``enter``."""

    class Rested(WidgetMessage["Sheet"]):
        """Message that the cursor rests on another entry, or that its entry has changed."""

    class Passed(WidgetMessage["Sheet"]):
        """Message that space or enter was pressed where nothing can be done."""

        def __init__(self, sheet: Sheet, key: str) -> None:
            super().__init__(sheet)
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.entries: tuple[Entry, ...] = ()
        self.cursor = 0
        self.led = False
        """Whether a field keeps the focus while keys move our cursor, which is then drawn all the same."""
        self._lines: list[tuple[int, str | Parts]] = []
        """Number of the entry, and text or drawn parts, of every line."""
        self._first: list[int] = []
        """Number of the first line of every entry."""
        self._width = 0
        """Width to which the lines are wrapped; 0 = the size of the screen is not known yet."""

    # Entries

    @property
    def plain(self) -> str:
        """All lines as text."""
        return "\n".join(line if isinstance(line, str) else plain(line) for _, line in self._lines)

    @property
    def current(self) -> Entry | None:
        """Entry under the cursor; None = there is none."""
        return self.entries[self.cursor] if self.cursor < len(self.entries) else None

    def show(self, entries: Sequence[Entry], *, top: bool = False) -> None:
        """Replace all entries; the cursor stays on the entry with the same act, else at its place."""
        act = self.current.act if self.current else ""
        before = self.entries
        self.entries = tuple(entries)
        acts = [each.act for each in self.entries]
        self.cursor = self._stop(0 if top else acts.index(act) if act and act in acts else self.cursor)
        self._fold(before)
        self._follow_cursor()
        if self.led:
            self.post_message(self.Rested(self))

    @property
    def _room(self) -> int:
        """Cells for the text, beside the mark of the cursor."""
        return max(0, self.scrollable_content_region.width - 1)

    def _fold(self, before: Sequence[Entry] | None = None) -> None:
        width = max(10, self._room)
        self._width = self._room
        old = self._lines
        self._lines, self._first = [], []
        for number, each in enumerate(self.entries):
            self._first.append(len(self._lines))
            if each.picture is not None:
                self._lines += [(number, parts) for parts in each.picture.lines(width)]
            else:
                self._lines += [(number, line) for line in lines_of(each, width)]
        size = Size(width, len(self._lines))
        if size != self.virtual_size or before is None:
            self.virtual_size = size
            self.refresh()
            return
        for y, (one, other) in enumerate(zip(old, self._lines, strict=True)):
            if one != other or one[0] >= len(before) or before[one[0]] != self.entries[other[0]]:
                self.refresh_line(y)

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        # Textual paints at the new size before it tells it.
        changed = super()._size_updated(size, virtual_size, container_size, layout)
        if self._width != self._room:
            self._fold()
        return changed

    def on_resize(self, event: Resize) -> None:
        self._fold()
        self._follow_cursor()

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        style = self.rich_style
        if at >= len(self._lines):
            return Strip.blank(width, style)
        number, line = self._lines[at]
        each = self.entries[number]
        style = self._toned(DIM if each.why_not else each.tone)
        here = number == self.cursor and each.stops
        mark = " "
        if here and at == self._first[number]:
            mark = "▸" if self._leads else "·"
        segments = [Segment(mark, style)]
        if isinstance(line, str):
            segments.append(Segment(line, style))
        else:
            segments += [Segment(text, self._toned(tone or each.tone)) for text, tone in line]
        if here and self._leads:  # without the focus only the mark on the left is shown
            cursor = self.get_component_rich_style("--cursor", partial=True)
            segments = [Segment(text, (tone or style) + cursor) for text, tone, _ in segments]
            style = style + cursor
        return Strip(segments).adjust_cell_length(width, style)

    @property
    def _leads(self) -> bool:
        return self.has_focus or self.led

    def _toned(self, tone: str) -> Style:
        """Return the style of a tone; '' = plain."""
        style = self.rich_style
        return style + self.get_component_rich_style(f"--{tone}", partial=True) if tone else style

    # Cursor

    def move(self, to: int) -> None:
        """Put the cursor on an entry, by its number; where it cannot rest, on the next one."""
        to = self._stop(to)
        if not self.entries or to == self.cursor:
            return
        was, self.cursor = self.cursor, to
        for number in (was, to):
            self._refresh_entry(number)
        self._follow_cursor()
        if self.led:
            self.post_message(self.Rested(self))

    def _stop(self, near: int) -> int:
        """Return the entry at this place, or the nearest one after it, else before it, where the cursor may rest."""
        last = len(self.entries) - 1
        near = max(0, min(near, last))
        order: list[int] = [*range(near, last + 1), *range(near - 1, -1, -1)]
        for number in order:
            if self.entries[number].stops:
                return number
        return near

    def _beyond(self, way: int, *, choice: bool) -> int | None:
        """Return the next entry in a direction (1 or -1) where the cursor may rest; ``choice``: that is a choice."""
        numbers = range(self.cursor + 1, len(self.entries)) if way > 0 else range(self.cursor - 1, -1, -1)
        for number in numbers:
            if self.entries[number].chooses or (not choice and self.entries[number].stops):
                return number
        return None

    def _jump(self, way: int) -> None:
        """Go to the next choice; to the next paragraph where no choice is near, so that no text is passed unseen.

        Where nothing follows but drawings and headings, the page scrolls, and the cursor stays.
        """
        top = self.scroll_offset.y
        if way < 0 and self._first[self.cursor] < top:
            self.scroll_to(y=top - 1, animate=False, immediate=True, force=True)
            return
        to = self._beyond(way, choice=True)
        if to is None or abs(self._first[to] - self._first[self.cursor]) > self.window:
            to = self._beyond(way, choice=False)
        if to is not None:
            self.move(to)
        elif way < 0:
            self._follow_cursor()
        else:
            self.scroll_to(y=top + 1, animate=False, immediate=True, force=True)

    def action_line(self, way: int) -> None:
        """Go to the next paragraph."""
        to = self._beyond(way, choice=False)
        if to is not None:
            self.move(to)

    def _refresh_entry(self, number: int) -> None:
        if number < len(self._first):
            self.refresh_lines(self._first[number], self._height(number))

    def _height(self, number: int) -> int:
        end: int = self._first[number + 1] if number + 1 < len(self._first) else len(self._lines)
        return end - self._first[number]

    def _follow_cursor(self) -> None:
        if not self._first or not self.size.height:
            return  # before the layout, only a scroll that would be taken back after the first frame
        y, height = self._first[self.cursor], self._height(self.cursor)
        if y < self.size.height and not any(each.stops for each in self.entries[: self.cursor]):
            y, height = 0, y + height  # the headings above the first choice are read as well
        self.scroll_to_region(
            Region(0, y, 1, min(height, max(1, self.size.height))), animate=False, immediate=True, force=True
        )
        self._point(self._first[self.cursor])

    def _point(self, y: int) -> None:
        if self.has_focus:
            line = y - self.scroll_offset.y
            self.app.cursor_position = self.content_region.offset + Offset(0, max(0, line))

    def point_again(self) -> None:
        """Put the terminal's (hidden) cursor on the entry under the cursor: a field may have taken it meanwhile."""
        if self._first:
            self._point(self._first[self.cursor])

    def on_focus(self) -> None:
        self._refresh_entry(self.cursor)
        self._follow_cursor()

    def on_blur(self) -> None:
        self._refresh_entry(self.cursor)

    def on_click(self, event: Click) -> None:
        at = event.y + self.scroll_offset.y
        if at < len(self._lines):
            self.move(self._lines[at][0])

    @property
    def window(self) -> int:
        return max(1, self.size.height - 1)

    def move_by(self, step: int, *, page: bool = False) -> None:
        """Move from choice to choice; with a greater step to the first or last entry; with ``page`` by lines."""
        if not self._lines:
            return
        if not page:
            if abs(step) == 1:
                self._jump(step)
            else:
                self.move(self.cursor + step)
            return
        top, height = self.scroll_offset.y, max(1, self.size.height)
        to = max(0, min(top + step, len(self._lines) - height))
        if to == top:
            self.move(len(self.entries) - 1 if step > 0 else 0)
        else:
            self._scroll_page(top, to, height)

    def _scroll_page(self, top: int, to: int, height: int) -> None:
        """Scroll the page; the cursor keeps its place on the screen, and moves to the entry that begins there."""
        self.scroll_to(y=to, animate=False, immediate=True, force=True)
        line = max(to, min(self._first[self.cursor] + to - top, to + height - 1))
        number = self._lines[line][0]
        if self._first[number] < to and number + 1 < len(self._first) and self._first[number + 1] < to + height:
            number += 1
        number = self._stop(number)
        was, self.cursor = self.cursor, number
        for each in (was, number):
            self._refresh_entry(each)
        self._point(self._first[number])

    def action_act(self, key: str = "space") -> None:
        found = self.current
        if found is not None and found.chooses:
            self.post_message(self.Acted(self, found, key))
        else:
            self.post_message(self.Passed(self, key))
