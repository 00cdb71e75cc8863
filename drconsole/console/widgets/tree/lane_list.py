"""Lanes of a job: a line a machine under an axis of time; it draws the lanes in its window only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.strip import Strip

from drconsole.console.widgets.view import Content, WidgetMessage, fitted, on_cursor, shortened
from drconsole.console.widgets.window import ScrollKeys
from drconsole.render.drawing.lane_lines import Course, draw, legend, note_text, planned, scale_of
from drconsole.render.drawing.lanes import GRAVEST, Lane
from drconsole.render.drawing.parts import Part, Parts
from drconsole.render.drawing.scale import axis
from drconsole.render.rows.lines import Marked
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

HEAD = 2
"""Lines above the lanes: the axis, and the forecast."""
BELOW = 2
"""Lines below the lanes where there is room: a blank one, and the meaning of the textures."""
LEAST = 3
"""Lanes that come before the meaning of the textures where there is little room."""
LABEL, NOTE = 24, 40
"""Cells of a name and of a note at most."""
Order = Callable[[bool], Sequence[Lane]]
"""Lanes in the order of the job; with True the worst first."""


class LaneList(ScrollKeys):
    """Lanes. The cursor stays on its machine; where not all lanes have room, the worst come first.

    Until the operator moves it, the cursor is on the worst lane.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", show=False)]

    class Moved(WidgetMessage["LaneList"]):
        """Message that the cursor is on another machine."""

    class Chosen(WidgetMessage["LaneList"]):
        """Message that enter was pressed on a machine."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._order: Order = lambda worst: ()
        self._lanes: Sequence[Lane] = ()
        self._count = 0
        self._course = Course(0.0, 1.0)
        self._forecast: Marked = ""
        self._cursor = 0
        self._cursor_key: str | None = None
        self._top = 0
        self._automatic = True

    def show(self, order: Order, count: int, course: Course, forecast: Marked) -> None:
        """Replace the lanes. ``forecast``: what stands beside its line."""
        before = len(self._lanes)
        self._order, self._count, self._course, self._forecast = order, count, course, forecast
        self._settle()
        if before != len(self._lanes) and self.styles.auto_dimensions:
            self.refresh(layout=True)

    @property
    def count(self) -> int:
        """Number of lanes."""
        return len(self._lanes)

    @property
    def cursor_lane(self) -> Lane | None:
        """Lane under the cursor; None = there is none."""
        return self._lanes[self._cursor] if self._cursor < len(self._lanes) else None

    @property
    def keys(self) -> list[str]:
        """Keys of the machines, from the top."""
        return [lane.key for lane in self._lanes]

    def move_to(self, key: str) -> bool:
        """Put the cursor on a machine; return False if there is no such lane."""
        place = next((place for place, lane in enumerate(self._lanes) if lane.key == key), None)
        if place is None:
            return False
        self._automatic = False
        self._go(place)
        return True

    def _settle(self) -> None:
        self._lanes = self._order(self._count > self.window)
        wanted = self._wanted() if self._automatic else self._cursor_key
        place = next((place for place, lane in enumerate(self._lanes) if lane.key == wanted), None)
        self._go(self._cursor if place is None else place)

    def _wanted(self) -> str | None:
        """Return the machine to which the cursor goes by itself: the worst; once all is over, the topmost as bad."""
        worst = next(iter(self._order(True)), None)
        if worst is None or not self._course.ended or worst.severity not in GRAVEST:
            return self._cursor_key if worst is None else worst.key
        return next((lane.key for lane in self._lanes if lane.severity is worst.severity), worst.key)

    def _go(self, place: int) -> None:
        self._cursor = max(0, min(len(self._lanes) - 1, place))
        window = self.window
        self._top = max(0, min(self._top, len(self._lanes) - window))
        self._top = max(min(self._top, self._cursor), self._cursor - window + 1)
        self.point_at(HEAD + self._cursor - self._top)
        self.redraw()
        lane = self.cursor_lane
        if (key := lane.key if lane is not None else None) != self._cursor_key:
            self._cursor_key = key
            self.tell(self.Moved(self))

    @property
    def window(self) -> int:
        return max(1, self.size.height - HEAD - self._explained)

    @property
    def _explained(self) -> int:
        """Lines that are kept for the meaning of the textures: one, unless there is hardly room for lanes."""
        return int(self.size.height > HEAD + LEAST)

    def move_by(self, step: int, *, page: bool = False) -> None:
        self._automatic = False
        if page:
            self._top += step
        self._go(self._cursor + step)

    def resized(self) -> None:
        self._settle()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return HEAD + len(self._lanes) + BELOW

    # Drawing

    def _widths(self) -> tuple[int, int, int]:
        """Return the cells of a label, of a lane, and of a note."""
        width = self.size.width
        longest = max((cell_len(lane.label) for lane in self._lanes[self._top : self._top + self.window]), default=0)
        label = max(8, min(LABEL, longest, width // 4)) + 3
        note = min(NOTE, width * 3 // 8)
        return label, max(1, width - label - note - 1), note

    def content(self, y: int) -> Content:
        label, width, note = self._widths()
        scale = scale_of(self._course, width)
        if y == 0:
            return False, _line((" " * label, ""), axis(scale), (self._position(), "dim"), note)
        if y == 1:
            drawn = planned(self._course, scale)
            said, tone = (self._forecast, "dim") if isinstance(self._forecast, str) else self._forecast
            said = said if len(said) <= note else said.partition(",")[0]
            return False, _line((fitted("  planned", label), "dim"), drawn, (said, str(tone)), note)
        place = self._top + y - HEAD
        if place >= len(self._lanes) or y >= HEAD + self.window:
            return False, ((self._below(y), "dim"),)
        lane = self._lanes[place]
        name = fitted(f"{lane.glyph} {lane.label}", label - 1) + " "
        tone = "" if lane.severity in (Severity.IDLE, Severity.OK) else str(lane.severity)
        drawn = draw(lane, self._course, scale)
        line = _line((name, tone), drawn, (note_text(lane, self._course), tone), note)
        return place == self._cursor, line

    def _position(self) -> str:
        count = len(self._lanes)
        if count <= self.window:
            return ""
        return f"{self._cursor + 1}/{count}, the worst first"

    def _below(self, y: int) -> str:
        """Return what stands below the last lane: what the textures mean."""
        if not self._lanes:
            return "  loading tasks" if y == HEAD else ""
        lowest = min(self.size.height - 1, HEAD + len(self._lanes) + 1)
        seen = self._lanes[self._top : self._top + self.window]
        return "  " + legend(seen, self._course) if self._explained and y == lowest else ""

    def draw(self, content: Content, width: int) -> Strip:
        cursor, parts = content
        if cursor:
            (name, tone), *lane, (note, of_note) = parts
            parts = ((name, on_cursor(tone)), *lane, (note, on_cursor(of_note)))
        elif len(parts) == 1:
            parts = ((shortened(parts[0][0], width), parts[0][1]),)
        return self.parts(parts, width)

    # Keys

    def on_click(self, event: events.Click) -> None:
        if HEAD <= event.y < HEAD + min(self.window, len(self._lanes) - self._top):
            self.move_by(self._top + event.y - HEAD - self._cursor)
            if event.chain == 2:
                self.action_choose()

    def action_choose(self) -> None:
        if self.cursor_lane is not None:
            self.post_message(self.Chosen(self))


def _line(name: Part, lane: Parts, note: Part, room: int) -> Parts:
    return (name, *lane, (" " + fitted(clean(note[0]), room), note[1]))
