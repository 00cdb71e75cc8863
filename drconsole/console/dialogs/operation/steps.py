"""Bar of an operation's pages: number, title and mark of each, the open one in reverse video."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.events import Click
from textual.strip import Strip

from drconsole.console.widgets.view import Content, LineView, Part, WidgetMessage
from drconsole.render.drawing.parts import plain
from drconsole.render.operation.pages import Page, Step

GAP = "  "


class StepBar(LineView, can_focus=False):
    """One line; on a narrow screen only the open page has its title."""

    DEFAULT_CSS: ClassVar[str] = """
    StepBar { height: 1; }
    """

    class Picked(WidgetMessage["StepBar"]):
        """Message that a page was clicked."""

        def __init__(self, bar: StepBar, page: Page) -> None:
            super().__init__(bar)
            self.page = page

    def __init__(self) -> None:
        super().__init__(id="steps")
        self._steps: tuple[Step, ...] = ()
        self._open = Page.CHECK

    def show(self, steps: Sequence[Step], page: Page) -> None:
        """Show these pages, with this one open."""
        self._steps, self._open = tuple(steps), page
        self.redraw()

    def content(self, y: int) -> Content:
        return tuple(self._drawn_steps()) if y == 0 else ()

    def _drawn_steps(self) -> list[tuple[Part, ...]]:
        """Return the parts of every page, as far as the width has room for titles."""
        for titled in (True, False):
            drawn = [self._of(step, titled=titled or step.page is self._open) for step in self._steps]
            if sum(len(plain(parts)) + len(GAP) for parts in drawn) <= self.size.width + len(GAP):
                break
        return drawn

    def _of(self, step: Step, *, titled: bool) -> tuple[Part, ...]:
        text = f" {step.page:d} {step.title} " if titled else f" {step.page:d} "
        return (step.mark.glyph, str(step.mark.severity)), (text, "loud" if step.page is self._open else "")

    def draw(self, content: Content, width: int) -> Strip:
        parts: list[Part] = []
        for step in content:
            parts += [*step, (GAP, "")]
        return self.parts(parts, width)

    def on_click(self, event: Click) -> None:
        at = 0
        for step, parts in zip(self._steps, self._drawn_steps(), strict=True):
            end = at + len(plain(parts))
            if at <= event.x < end:
                self.post_message(self.Picked(self, step.page))
                return
            at = end + len(GAP)
