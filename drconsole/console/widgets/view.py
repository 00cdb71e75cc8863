"""Base of the line widgets: it keeps finished lines, and repaints only the cells that a change makes differ."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from os.path import commonprefix
from typing import Any, ClassVar, Generic, TypeVar

from rich.cells import cell_len, get_character_cell_size, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Offset, Region
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from drconsole.console.theme import SEVERITY_VARIABLE
from drconsole.console.widgets.kept_lines import KeptLines
from drconsole.render.words.marks import Severity

STRIPS = 1024
"""Number of finished lines that are kept."""
ELLIPSIS = "…"
MORE = "→"

Content = tuple[Any, ...]
"""Content of a line: hashable, and everything that its drawing depends on, except the width."""
Part = tuple[str, str]
"""Text with the name of its style: a ``Severity``, ``header``, ``dim``, ``loud``, ``cursor``, or '' for plain."""

SEVERITY_CLASSES = frozenset(f"--{severity}" for severity in SEVERITY_VARIABLE)
SEVERITY_CSS = "\n".join(
    f"& > .--{severity} {{ color: ${name}; text-style: ${name}-style; }}"
    for severity, name in SEVERITY_VARIABLE.items()
)
"""Styles of the severities, for the inside of a widget's own rule."""

ON_CURSOR = "cursor "
"""Begins the name of a severity's style under the cursor."""
NORMAL = frozenset({"", Severity.IDLE, Severity.OK, "dim"})
"""Tones that the cursor covers: grey is normal, and the cursor's own grey is no other."""

Sender = TypeVar("Sender", bound=Widget)


class WidgetMessage(Message, Generic[Sender]):
    """Message of one of our widgets; ``@on`` can select it by the widget."""

    def __init__(self, sender: Sender) -> None:
        super().__init__()
        self.widget = sender

    @property
    def control(self) -> Sender:
        """Widget that posted it, for ``@on``."""
        return self.widget


def on_cursor(tone: str | None) -> str:
    """Return the name of a tone's style on the line under the cursor: what is abnormal keeps its colour there."""
    return "cursor" if not tone or tone in NORMAL else f"{ON_CURSOR}{tone}"


def shortened(text: str, width: int) -> str:
    """Cut a text to a width in cells, with an ellipsis at its end."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)) + ELLIPSIS if width > 0 else ""


def fitted(text: str, width: int, *, right: bool = False) -> str:
    """Cut or pad a text to exactly a width in cells."""
    text = shortened(text, width)
    room = " " * (width - cell_len(text))
    return room + text if right else text + room


def differing(old: Strip, new: Strip) -> tuple[int, int] | None:
    """Return the first cell that differs, and the one after the last; None = the strips are the same."""
    if old is new:
        return None
    before, after = list(old), list(new)
    if before == after:
        return None
    if old.cell_length != new.cell_length:
        return 0, max(old.cell_length, new.cell_length)
    start = _same_cells(before, after)
    end = new.cell_length - _same_cells(before[::-1], after[::-1], backwards=True)
    return start, max(end, start + 1)


def _same_cells(one: Sequence[Segment], other: Sequence[Segment], *, backwards: bool = False) -> int:
    """Return how many cells are the same from the beginning."""
    cells = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            if left.style == right.style and single_cells(left.text) and single_cells(right.text):
                texts = (left.text[::-1], right.text[::-1]) if backwards else (left.text, right.text)
                cells += len(commonprefix(texts))  # noqa: RUF071 - letters are meant
            break
        cells += left.cell_length
    return cells


def single_cells(text: str) -> bool:
    """Return whether every character takes one cell: others are not cut apart."""
    return text.isascii() or _single_cells(text)


@lru_cache(STRIPS)
def _single_cells(text: str) -> bool:
    return all(get_character_cell_size(letter) == 1 for letter in text)


class LineView(KeptLines, Widget, can_focus=True):
    """Widget of lines with its own scroll position.

    Subclasses give the ``content`` of each line of the window, and ``draw`` a content once. After a change they call
    ``redraw``, which compares the window with what was drawn, and repaints only the cells that differ. There is no
    layout and no scroll bar: the cost does not depend on the lines outside the window.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {*SEVERITY_CLASSES, "--cursor", "--header", "--dim", "--loud"}
    DEFAULT_CSS = f"""
    LineView {{
        height: 1fr;
        background: $background;
        color: $foreground;
        {SEVERITY_CSS}
        & > .--header {{ text-style: bold; }}
        & > .--dim {{ color: $idle; text-style: $dim-style; }}
        & > .--loud {{ text-style: bold reverse; }}
        & > .--cursor {{ text-style: bold; }}
        &:focus > .--cursor {{ text-style: reverse; }}
    }}
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._named: dict[str, Style] = {}
        self._strips: LRUCache[Hashable, Strip] = LRUCache(STRIPS)
        self._drawn: dict[int, Strip] = {}
        self._pointed = 0
        """Line of the window for the terminal's cursor."""

    # For subclasses

    def content(self, y: int) -> Content:
        """Return the content of line ``y`` of the window."""
        raise TypeError(f"{type(self).__name__} has no content")

    def draw(self, content: Content, width: int) -> Strip:
        """Draw the line of a content; called once while the line is kept."""
        raise TypeError(f"{type(self).__name__} draws nothing")

    def style_of(self, name: str) -> Style:
        """Return the style of a severity or of a part of the widget; '' = plain; see also ``on_cursor``."""
        if (style := self._named.get(name)) is None:
            style = self._named[name] = self._style(name)
        return style

    def _style(self, name: str) -> Style:
        if name.startswith(ON_CURSOR):
            tone = self.style_of(name.removeprefix(ON_CURSOR))
            return self.style_of("cursor") + Style(color=tone.color, bold=tone.bold or None)
        return self.get_component_rich_style(f"--{name}") if name else self.rich_style

    def parts(self, parts: Iterable[Part], width: int, rest: str = "") -> Strip:
        """Return a line of parts, cut and padded to the width."""
        segments = [Segment(text, self.style_of(name)) for text, name in parts if text]
        return Strip(segments).adjust_cell_length(width, self.style_of(rest))

    def redraw(self, lines: Iterable[int] | None = None) -> None:
        """Repaint the cells of the window whose content has changed; ``lines``: no others can have changed."""
        width, height = self.size
        if not width or not self.is_attached:
            return
        regions = []
        for y in range(height) if lines is None else lines:
            old = self._drawn.get(y)
            if old is None:
                # This line was never drawn, or the whole widget is about to be drawn.
                regions.append(Region(0, y, width, 1))
            elif (span := differing(old, self._strip(y, width))) is not None:
                regions.append(Region(span[0], y, span[1] - span[0], 1))
        if regions:
            self._repaint(regions)

    def _repaint(self, regions: Iterable[Region]) -> None:
        """Have regions painted with the next frame, as ``refresh`` does; neither size nor styles have changed.

        The screen is told at once. Textual first wakes the widget by a message, and then sends the screen another.
        """
        screen = self.screen
        if not self.is_mounted or not self.display or screen not in screen._compositor:
            self.refresh(*regions)
            return
        self._set_dirty(*regions)
        screen._dirty_widgets.add(self)
        screen.check_idle()

    def tell(self, message: Message) -> None:
        """Post a message to the pages above: the widget itself handles none of its own."""
        (self.parent or self).post_message(message)

    # Overrides of Textual

    def render_line(self, y: int) -> Strip:
        strip = self._drawn[y] = self._strip(y, self.size.width)
        return strip

    def _strip(self, y: int, width: int) -> Strip:
        content = self.content(y)
        key = (content, width)
        if (strip := self._strips.get(key)) is None:
            strip = self._strips[key] = (
                self.draw(content, width).adjust_cell_length(width, self.style_of("")).simplify()
            )
        return strip

    def notify_style_update(self) -> None:
        self._forget()
        super().notify_style_update()

    def on_resize(self, event: events.Resize) -> None:
        # Textual may have painted at the new size before this event.
        self.resized()
        self.redraw()

    def resized(self) -> None:
        """Adapt to a new size of the window."""

    def _forget(self) -> None:
        self._named.clear()
        self._strips.clear()
        self._drawn.clear()

    def point_at(self, y: int) -> None:
        """Put the terminal's (hidden) cursor on line ``y`` of the window: screen readers read there."""
        self._pointed = y
        if self.app.focused is self:
            here = self.content_region
            self.app.cursor_position = Offset(here.x, here.y + y)

    def point_again(self) -> None:
        """Put the terminal's cursor back, where a dialog or another screen had it, or the layout has moved the line."""
        self.point_at(self._pointed)


def point_at_focus(screen: Screen[Any]) -> None:
    """Give the terminal's cursor to the part or the field that has the focus, as the layout is now."""
    focused = screen.focused
    if (in_field := getattr(focused, "cursor_screen_offset", None)) is not None:
        screen.app.cursor_position = in_field
    elif (point := getattr(focused, "point_again", None)) is not None:
        point()


def column_starts(widths: Sequence[int], gap: int) -> list[int]:
    """Return where columns of these widths begin, in cells."""
    return [0, *accumulate(width + gap for width in widths)][: len(widths)]
