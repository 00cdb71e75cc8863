"""Base of every screen: the status line on top, the key bar below, and a body that follows the model."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from drconsole.console.context import Console
from drconsole.console.widgets.bars.keys import KeyBar
from drconsole.console.widgets.bars.messages import MessageRow
from drconsole.console.widgets.bars.status import StatusLine
from drconsole.console.widgets.prompt import Prompt

if TYPE_CHECKING:
    from drconsole.console.state.model import Changed, Model

PATIENCE = 2.0
"""Seconds that a key waits for the screen that it is for."""


class BaseScreen(Screen[Any], inherit_bindings=False):
    """Subclasses compose ``body`` and redraw in ``draw`` what a change concerns."""

    AUTO_FOCUS = "*"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    crumb: str = ""
    """The screen's name on the status line."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: tuple[object, ...] | None = None
        """What the model had told when this was last drawn; None = never."""
        self._ready = asyncio.Event()
        self._before: tuple[str, Widget | None] = ("", None)
        """The filter, and what had the keys, before the filter's line was opened."""

    @property
    def console_app(self) -> Console:
        return cast("Console", self.app)

    @property
    def model(self) -> Model:
        return self.console_app.model

    def compose(self) -> ComposeResult:
        yield StatusLine()
        yield from self.body()
        yield MessageRow()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """The widgets between status line and key bar."""
        yield from ()

    def on_mount(self) -> None:
        self._drawn = ()
        self.follow({})
        self._ready.set()

    async def ready(self) -> None:
        """Until its widgets are there; soon, or not at all if it is closed before."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), PATIENCE)

    def on_screen_resume(self) -> None:
        """It was covered, or of another mode, and the model may have gone on meanwhile."""
        if self._drawn is None:
            return
        if self._drawn != self._told():
            self.follow({})
        else:
            self.tell()

    def follow(self, changed: Changed) -> None:
        """The model has changed in these rows; empty = draw all."""
        if self._drawn is None:
            return
        if not self.seen:
            # Drawn anew when it is uncovered; until then every line would be painted over what covers it.
            self._drawn = ()
            return
        self._drawn = self._told()
        self.draw(changed)
        self.tell()

    @property
    def seen(self) -> bool:
        """Whether nothing covers it: no other page, and no dialog that is not see-through."""
        stack = self.app.screen_stack
        above = stack[stack.index(self) + 1 :] if self in stack else [self]
        return all(screen is not self and screen.styles.background.a < 1 for screen in above)

    def draw(self, changed: Changed) -> None:
        """Redraw what these changes concern; empty = all."""

    def tell(self) -> None:
        """Status line and key bar: the model has changed, or the cursor has moved."""
        self.query_one(StatusLine).follow()
        self.query_one(KeyBar).follow()

    def _told(self) -> tuple[object, ...]:
        model = self.model
        return (model.rev, model.seen_at, model.status_at, model.link, model.link_detail)

    # What commands ask of a screen

    can_find: bool = False
    """Whether there is a list that can be filtered and sorted."""
    can_read_all: bool = False
    """Whether ``read_again`` can read all that is shown."""

    def target(self) -> tuple[str, str] | None:
        """("plan" | "item", key) of what the cursor is on, or what the screen is about; None = nothing."""
        return None

    def job(self) -> str | None:
        """The job the cursor is on, or the screen is about."""
        return None

    def about(self) -> tuple[str, str] | None:
        """("plan" | "item" | "job", key) of what a detail page is about; None = it is a list."""
        return None

    def show_about(self, about: tuple[str, str]) -> None:
        """Coming from that page: show what there is here on the same."""

    def find(self, text: str) -> None:
        """Narrow the list to rows that hold the text; empty = all."""

    @property
    def filtered(self) -> str:
        """The words the list is narrowed to; empty = none."""
        return ""

    @property
    def narrowed(self) -> bool:
        """Whether not everything is shown."""
        return bool(self.filtered)

    def widen(self) -> None:
        """Show everything again."""
        self.find("")

    def opens(self) -> bool:
        """Whether there is something that ``enter`` opens."""
        return type(self).enter is not BaseScreen.enter

    async def enter(self) -> None:
        """Open what the cursor is on."""

    def sort(self, by: str) -> None:
        """Sort the list by a column's title (or the beginning of one); empty = the next column."""

    async def read_again(self, all_shown: bool = False) -> None:
        """Look anew at what the cursor is on, or at all that is shown. Raises ``DrError``."""
        await self.console_app.ask("Status")

    # The filter's line

    async def ask_filter(self) -> None:
        """A line above the key bar; the list follows every letter, escape brings back what was shown before."""
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
        self._give_back()

    @on(Prompt.Cancelled)
    def _filter_cancelled(self) -> None:
        self.find(self._before[0])
        self._give_back()

    def _give_back(self) -> None:
        if (focused := self._before[1]) is not None:
            focused.focus(scroll_visible=False)
