"""Part of a page in which the coach of an exercise speaks: a pane with a border, or two lines on a small terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from textual.geometry import Size
from textual.strip import Strip

from drconsole.console.state.coaching.words import Told
from drconsole.console.widgets.lines import broken
from drconsole.console.widgets.view import ELLIPSIS, Content, LineView, Part, fitted, shortened

LINES = 2
"""Lines on a small terminal."""
ROWS, TALL_ROWS = 6, 8
"""Lines inside the border, and on a terminal of ``TALL`` lines or more."""
TALL = 45
BORDER = 2
"""Lines of the border."""
BESIDE = 110
"""Cells from which the notices stand beside the step; with less room they stand below it."""
GAP = "   "


class CoachPane(LineView, can_focus=False):
    """Pane of the coach's words. It takes no key, and its height does not depend on what it says: the page stays in
    place."""

    DEFAULT_CSS = """
    CoachPane { height: auto; dock: bottom; margin-bottom: 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._told: Told | None = None
        self._lines: Sequence[tuple[Part, ...]] = ()
        self._drawn_at = Size(0, 0)

    @property
    def text(self) -> str:
        """All its lines as text."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    def show(self, told: Told) -> None:
        """Replace what it says."""
        if told == self._told:
            return
        self._told = told
        if self.border_title != told.title:
            self.border_title = told.title
        self.resized()
        self.redraw()

    @property
    def _bordered(self) -> bool:
        return bool(self.styles.border_top[0])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        if not self._bordered:
            return LINES
        return rows(viewport.height)

    def resized(self) -> None:
        self._drawn_at = self.size
        self._lines = (*self._made(*self.size),) if self._told is not None and self.size.width else ()

    def _made(self, width: int, height: int) -> Iterator[tuple[Part, ...]]:
        if self._told is None:
            return
        if not self._bordered:
            yield from in_lines(self._told, width)
        elif width < BESIDE:
            yield from ((line,) for line in folded((*self._told.step, *self._told.news), width, height))
        else:
            left = (width - len(GAP)) * 3 // 5
            right = width - len(GAP) - left
            columns = folded(self._told.step, left, height), folded(self._told.news, right, height)
            for (text, tone), news in zip_longest(*columns, fillvalue=("", "")):
                yield (fitted(text, left), tone), (GAP, ""), news

    def content(self, y: int) -> Content:
        if self._drawn_at != self.size:
            self.resized()  # Textual paints at a new size before it tells it
        return tuple(self._lines[y]) if y < len(self._lines) else ()

    def draw(self, content: Content, width: int) -> Strip:
        return self.parts(content, width)


def rows(height: int) -> int:
    """Return the lines inside the border on a terminal of this height."""
    return TALL_ROWS if height >= TALL else ROWS


def in_lines(told: Told, width: int) -> Iterator[tuple[Part, ...]]:
    """Yield the two lines for a small terminal: what is to be done, and the keys at the right end of the second.

    A hint that was asked for needs the second line; what is to be done is cut off then, and was read before.
    """
    whole = f"{told.lead}{told.text}"
    first, *more = (shortened(whole, width - 1),) if told.hinted else broken(whole, width - 1)
    lead, text = first[: len(told.lead)], first[len(told.lead) :]
    yield (" ", ""), (lead, "header"), (text, "")
    room = width - cell_len(told.tail) - 4
    rest = " ".join(each.strip() for each in more) or told.more
    yield (f"   {fitted(rest, room - 3)}  ", ""), (told.tail, "header")


def folded(lines: Sequence[Part], width: int, height: int) -> Sequence[Part]:
    """Return lines wrapped to a width, as many as there is room for; an ellipsis says that there are more."""
    found = [(part, tone) for text, tone in lines for part in broken(text, width)]
    if len(found) > height > 0:
        text, tone = found[height - 1]
        found[height - 1 :] = [(f"{shortened(text, width - 2).removesuffix(ELLIPSIS)} {ELLIPSIS}", tone)]
    return found
