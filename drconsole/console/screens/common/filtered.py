"""Filter of a screen: the words that narrow its list, and the line in which they are typed."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.screen import Screen
from textual.widget import Widget

from drconsole.console.widgets.bars.keys import KeyBar
from drconsole.console.widgets.prompt import Prompt
from drconsole.console.widgets.table.line_table import LineTable


class FilteredScreen(Screen[Any]):
    """Screen whose list can be narrowed by words; subclasses say how in ``find``."""

    def __init__(self) -> None:
        super().__init__()
        self._before: tuple[str, Widget | None] = ("", None)
        """Filter and focused widget from before the filter's line was opened."""

    def on_screen_resume(self) -> None:
        """Take back the room that columns no longer need: the page is painted anew. What it shows is up to date here,
        since the handler of ``BaseScreen`` has run."""
        for table in self.query(LineTable):
            table.narrow()

    def find(self, text: str) -> None:
        """Filter the list by words; empty = show all lines."""

    @property
    def filtered(self) -> str:
        """Words of the filter; empty = there is none."""
        return ""

    @property
    def narrowed(self) -> bool:
        """Return whether the list leaves lines out."""
        return bool(self.filtered)

    def widen(self) -> None:
        """Show all lines again."""
        self.find("")

    async def ask_filter(self) -> None:
        """Open a line for the filter; the list follows each letter, escape restores the filter from before."""
        if self.query(Prompt):
            return
        self._before = (self.filtered, self.focused)
        await self.mount(Prompt("/", self.filtered), before=self.query_one(KeyBar))

    @on(Prompt.Changed)
    def _filter_changed(self, event: Prompt.Changed) -> None:
        self.find(event.text)

    @on(Prompt.Submitted)
    def _filter_submitted(self, event: Prompt.Submitted) -> None:
        self.find(event.text)
        self._restore_focus()

    @on(Prompt.Cancelled)
    def _filter_cancelled(self) -> None:
        self.find(self._before[0])
        self._restore_focus()

    def _restore_focus(self) -> None:
        if (focused := self._before[1]) is not None:
            focused.focus(scroll_visible=False)
