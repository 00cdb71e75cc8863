"""Block of lines to read: it wraps, it scrolls, and after a change it redraws only what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, chop_cells
from textual.geometry import Size
from textual.strip import Strip

from drconsole.console.widgets.found import lit
from drconsole.console.widgets.view import Content, Part
from drconsole.console.widgets.window import ScrollKeys
from drconsole.render.rows.lines import Marked
from drconsole.render.words.text import clean

MORE_BELOW = " ↓ more"
"""Mark on the last line of a window with more lines below; in reverse video while the block has the focus."""


class Lines(ScrollKeys):
    """Lines with a severity each. A line that is wider than the window goes on below, indented by two cells."""

    def __init__(self, *, id: str | None = None, empty: str = "") -> None:  # noqa: A002
        super().__init__(id=id)
        self.empty = empty
        self._given: tuple[Marked, ...] = ()
        self._lines: list[tuple[str, str]] = []
        self._wrapped_at = 0
        self._top = 0
        self._wanted = ""

    def show(self, lines: Sequence[Marked]) -> None:
        """Replace the lines; the window stays where it is as far as there are lines."""
        given = tuple(lines)
        if given == self._given and self._wrapped_at == self.size.width:
            return
        self._given = given
        count = len(self._lines)
        self._wrap()
        if count != len(self._lines) and self.styles.auto_dimensions:
            self.refresh(layout=True)
        self.move_by(0)

    def light(self, wanted: str) -> None:
        """Draw what was searched for in reverse video; empty = nothing."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.redraw()

    def see(self, number: int) -> None:
        """Scroll until a line, by its number among those that were given, is in the window."""
        width = self._wrapped_at or self.size.width
        texts = [line if isinstance(line, str) else line[0] for line in self._given[: number + 1]]
        heights = [len(list(broken(clean(text), width))) for text in texts]
        first, height = sum(heights[:-1]), (heights or [0])[-1]
        if not self._top <= first <= self._top + self.window - height:
            self.move_by(first - self.window // 3 - self._top)

    def allow_focus(self) -> bool:
        """Return whether the block takes the focus: only where there is something to scroll."""
        return len(self._lines) > self.window

    @property
    def count(self) -> int:
        """Number of lines, as they are wrapped to the window's width."""
        return len(self._lines)

    @property
    def text(self) -> str:
        """All lines as they were given."""
        return "\n".join(line if isinstance(line, str) else line[0] for line in self._given)

    @property
    def top(self) -> int:
        """Number of the first line in the window."""
        return self._top

    def move_by(self, step: int, *, page: bool = False) -> None:
        self._top = max(0, min(self._top + step, len(self._lines) - self.window))
        self.point_at(0)
        self.redraw()

    def resized(self) -> None:
        self._wrap()
        self._top = max(0, min(self._top, len(self._lines) - self.window))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        if (self.styles.column_span or 1) > 1:
            # Textual asks for the height at the width of the first column alone: more lines than there will be.
            width = container.width - self.styles.gutter.width
        return len(list(self._broken(width))) if width != self._wrapped_at else len(self._lines)

    def _wrap(self) -> None:
        self._wrapped_at = self.size.width
        self._lines = list(self._broken(self._wrapped_at))

    def _broken(self, width: int) -> Iterator[tuple[str, str]]:
        for line in self._given or ((self.empty,) if self.empty else ()):
            text, severity = (line, "") if isinstance(line, str) else (line[0], str(line[1]))
            for part in broken(clean(text), width):
                yield part, severity

    def content(self, y: int) -> Content:
        if self._wrapped_at != self.size.width:
            self.resized()
        at = self._top + y
        if at >= len(self._lines):
            return "", "", False, ""
        return *self._lines[at], self._more(y), self._wanted

    def _more(self, y: int) -> bool:
        """Return whether this is the last line of a window with more lines below."""
        return y == self.window - 1 and self._top + self.window < len(self._lines)

    def draw(self, content: Content, width: int) -> Strip:
        text, severity, more, wanted = content
        strip = self.parts(lit([(text, severity)], wanted), width)
        if not more:
            return strip
        mark: list[Part] = [(MORE_BELOW, "cursor")]
        room = max(0, width - cell_len(MORE_BELOW))
        return Strip.join([strip.crop(0, room), self.parts(mark, width - room)])


def broken(text: str, width: int) -> Iterator[str]:
    """Break a line into pieces of at most ``width`` cells, at blanks where it can; later pieces are indented."""
    if cell_len(text) <= width or width < 8:
        yield text
        return
    inset = min(len(text) - len(text.lstrip()) + 2, width // 2)
    line: str | None = None
    for word in text.split(" "):
        whole = word if line is None else f"{line} {word}"
        if line is None or cell_len(whole) <= width or not line.strip():
            line = whole
        else:
            yield line
            line = " " * inset + word
        *full, line = _chopped(line, width, inset)
        yield from full
    yield line or ""


def _chopped(line: str, width: int, inset: int) -> Iterator[str]:
    """Break a line without blanks."""
    while cell_len(line) > width:
        first = chop_cells(line, width)[0]
        yield first
        line = " " * inset + line[len(first) :]
    yield line
