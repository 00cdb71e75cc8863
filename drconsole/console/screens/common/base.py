"""Base of every screen that is no dialog: status line, body, message row and key bar; it follows the model."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult

from drconsole.console.context import Console, press
from drconsole.console.kept_styles import KeptStyles
from drconsole.console.screens.common.exported import CopyAgain, copies_of, parts_of
from drconsole.console.screens.common.filtered import FilteredScreen
from drconsole.console.screens.common.zoomed import Zoom
from drconsole.console.widgets.bars.coached import coach_parts, show_coach
from drconsole.console.widgets.bars.keys import KeyBar
from drconsole.console.widgets.bars.messages import MessageRow
from drconsole.console.widgets.bars.status import StatusLine
from drconsole.console.widgets.kept_lines import KeptLines
from drconsole.recovery.types.words import Mode

if TYPE_CHECKING:
    from drconsole.console.state.clipboard import Copied
    from drconsole.console.state.model.model import Changed, Model
    from drconsole.records.rows.alarms import AlarmRow
    from drconsole.render.drawing.report import Part
    from drconsole.render.rows.lines import Marked

REAL = (Mode.EXERCISE, Mode.LIVE)
"""Kinds of reality in which the borders of a page have their own colour and form."""
BORDERED = 100
"""Columns from which the parts of a page have a border."""
HUGE = 160
"""Columns from which the parts of a page stand beside each other."""
DETAILS = "Details"
"""Title of the part below a list, where the page has no other one for it."""
PATIENCE = 2.0
"""Seconds that a key waits at most for a screen that is not mounted yet."""


class BaseScreen(KeptStyles, KeptLines, FilteredScreen, inherit_bindings=False):
    """Screen over the model; subclasses compose ``body``, and redraw in ``draw`` what a change concerns."""

    AUTO_FOCUS = "*"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (BORDERED, "-wide"), (HUGE, "-huge")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]
    """From 100 columns the parts of a page have a border with a title, see ``console.tcss``; from 160 they stand beside
    each other."""
    crumb: str = ""
    """Name of the screen, and of a page what it is about."""
    next_command: str = ""
    """Command that is next with what the cursor is on, as the page says it; empty = none."""
    titles: ClassVar[Mapping[str, str]] = {}
    """Selector of a part of the page -> the title on its border, where that is not the
    name of the screen (of its list)."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: tuple[object, ...] | None = None
        """State of the model when this was last drawn; () = it has to be drawn, None = it is not mounted yet."""
        self._titled = ""
        """Title on the border of the list: to set it again paints all of the list."""
        self._ready = asyncio.Event()
        self._copy_again = CopyAgain()
        self._zoom = Zoom(self)

    @property
    def console_app(self) -> Console:
        return cast("Console", self.app)

    @property
    def model(self) -> Model:
        """Model of the console."""
        return self.console_app.model

    def compose(self) -> ComposeResult:
        yield StatusLine()
        yield from self.body()
        yield MessageRow()
        yield from coach_parts(self.console_app)
        yield KeyBar()

    def body(self) -> ComposeResult:
        """Yield the widgets between the status line and the message row."""
        yield from ()

    def on_mount(self) -> None:
        self._drawn = ()
        for selector, title in {"#detail": DETAILS, **self.titles}.items():
            for part in self.query(selector):
                part.border_title = title
        self.follow({})
        self._ready.set()

    async def ready(self) -> None:
        """Wait until the widgets are mounted, ``PATIENCE`` seconds at most: the screen may be closed before."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), PATIENCE)
        self.catch_up()

    def catch_up(self) -> None:
        """Draw what was left out while other keys waited."""

    def look_ahead(self) -> None:
        """Work out what the next key may need, while no key waits."""

    def on_screen_resume(self) -> None:
        """Redraw the screen if the model has changed while it was covered or in another mode."""
        if self._drawn is None:
            return
        if self._drawn != self._model_state():
            self.follow({})
        else:
            self.catch_up()
            self.draw_bars()

    def follow(self, changed: Changed) -> None:
        """Redraw what a change of these rows concerns; empty = everything."""
        if self._drawn is None:
            return
        if not self.uncovered:
            # Drawn once it is uncovered: now, Textual would repaint the dialog on top for each line of this screen.
            self._drawn = ()
            return
        self._drawn = self._model_state()
        self.draw(changed)
        self.draw_bars()

    @property
    def uncovered(self) -> bool:
        """Return whether no other page and no opaque dialog covers the screen."""
        stack = self.app.screen_stack
        above = stack[stack.index(self) + 1 :] if self in stack else [self]
        return all(screen is not self and screen.styles.background.a < 1 for screen in above)

    def _compositor_refresh(self) -> None:
        # A widget that loses the focus to another page is painted some moments later. Textual would then repaint that
        # page; this one is painted in full once it is uncovered.
        if self.uncovered:
            super()._compositor_refresh()

    def draw(self, changed: Changed) -> None:
        """Redraw the body as far as these changes concern it; empty = all of it."""

    def draw_bars(self) -> None:
        """Redraw status line and key bar: the model has changed."""
        mode = self.model.mode()
        for real in REAL:
            self.set_class(mode == real, f"-{real.lower()}")
        if "#list" not in self.titles and self._titled != self.crumb:
            self._titled = self.crumb
            for part in self.query("#list"):
                part.border_title = self.crumb
        self.query_one(StatusLine).follow()
        self.query_one(MessageRow).follow()
        self.draw_keys()
        self.draw_coach()

    def draw_coach(self) -> None:
        """Redraw the coach's part of the page, in an exercise."""
        if self.is_mounted and self.uncovered:
            show_coach(self.console_app, self, keys=True)

    def next_of(self, target: tuple[str, str], now: str | None) -> list[Marked]:
        """Return the lines on what is next with a target; the key for it stands first in the key bar."""
        from drconsole.console.screens.common.hints import next_hint

        hint = next_hint(self.console_app, target, now)
        self.next_command = hint.command
        return [*hint.lines]

    def draw_keys(self) -> None:
        """Redraw the key bar."""
        # Whether a command is allowed is asked of the rules, which take long to import.
        self.console_app.once_shown(self.query_one(KeyBar).follow)

    def _model_state(self) -> tuple[object, ...]:
        model = self.model
        return (model.rev, model.seen_at, model.status_at, model.link, model.link_detail)

    def on_descendant_focus(self) -> None:
        self._zoom.follow()

    # For commands

    @property
    def zoomed(self) -> bool:
        """Return whether one part of the page is alone on the screen."""
        return self._zoom.part is not None

    def zoom(self) -> None:
        """Show the part with the focus on the full screen, and how to come back; or the page again."""
        app = self.console_app
        told = f"one part of the page: {press(app, 'zoom')} again for all of it, tab for the next"
        if self._zoom.turn():
            app.say(told)
        else:
            app.clear_notices(*(notice for notice in app.shown_notices if notice.text == told))

    can_find: bool = False
    """Whether the screen has a list that can be filtered and sorted."""

    @property
    def column_titles(self) -> Sequence[str]:
        """Titles of the columns of its list, in small letters."""
        return ()

    def copies(self) -> list[Copied]:
        """Return what can be copied here: first the value under the cursor, then more of it."""
        return copies_of(self)

    def copy_next(self) -> tuple[Copied, Copied | None] | None:
        """Return what is copied now, and what the same key copies after it; None = there is nothing to copy."""
        return self._copy_again.next(self.copies())

    async def parts(self) -> list[Part]:
        """Return all parts of the page for a file, whole and not only their windows."""
        return await parts_of(self)

    def row_of(self) -> Mapping[str, object] | None:
        """Return the row that the page is about, for a file; None = the page is a list."""
        return None

    def alarm(self) -> AlarmRow | None:
        """Return the alarm under the cursor; None = there is none."""
        return None

    can_search: bool = False
    """Whether ``find`` searches the page, and ``search_on`` goes from hit to hit."""

    def search_on(self, step: int) -> None:
        """Go to the next hit (1), or to the one before (-1)."""

    can_choose_columns: bool = False
    """Whether columns of the screen's list can be hidden."""
    can_mark: bool = False
    """Whether the screen has a list of plans or items of which several can be marked."""
    can_read_all: bool = False
    """Whether ``read_again`` can refresh all lines on the screen."""
    has_lanes: bool = False
    """Whether ``toggle_lanes`` has two pictures to choose from."""

    def toggle_lanes(self) -> None:
        """Show a job's tasks instead of its lanes, or the lanes again."""

    def target(self) -> tuple[str, str] | None:
        """Return ("plan" | "item", key) of the line under the cursor, or of the page; None = there is none."""
        return None

    def job(self) -> str | None:
        """Return the id of the job under the cursor, or of the page; None = there is none."""
        return None

    def about(self) -> tuple[str, str] | None:
        """Return ("plan" | "item" | "job", key) of what a detail page is about; None = the screen is a list."""
        return None

    def show_about(self, about: tuple[str, str]) -> None:
        """Show what this screen has on a plan, item or job, from whose page the operator comes."""

    def opens(self) -> bool:
        """Return whether ``enter`` opens anything."""
        return type(self).enter is not BaseScreen.enter

    async def enter(self) -> None:
        """Open the page of the line under the cursor."""

    def sort(self, by: str) -> None:
        """Sort the list by a column's title, or the beginning of one; empty = by the next column."""

    def choose_columns(self, by: str) -> None:
        """Hide a column by the beginning of its title, or show it again; ``all`` shows all, empty tells them."""

    def mark(self) -> None:
        """Mark the line under the cursor, or take its mark away."""

    def mark_all(self) -> None:
        """Mark all lines that are shown."""

    def marked(self) -> Sequence[tuple[str, str]]:
        """Return the targets whose lines are marked, in the order of marking; those that are gone are left out."""
        return ()

    def chosen(self) -> Sequence[tuple[str, str]]:
        """Return what a command on several is about: the marked targets, else the one under the cursor, else none."""
        if marked := self.marked():
            return marked
        here = self.target()
        return () if here is None else (here,)

    def clear_marks(self) -> None:
        """Take all marks away."""

    async def read_again(self, all_shown: bool = False) -> None:
        """Refresh the line under the cursor, or all lines on the screen. Raises ``DrError``."""
        from drconsole.link.messages import Status

        await self.console_app.ask(Status())
