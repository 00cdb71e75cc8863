"""Pages of the console: which are open, how another one is opened, and which were looked at before."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen
from textual.widget import AwaitMount

from drconsole.console.context import told_title
from drconsole.console.screens.common.base import BaseScreen
from drconsole.console.state.screens import SCREENS
from drconsole.console.state.session import Session
from drconsole.console.state.trail import Place, Trail
from drconsole.records.tables import ITEMS, JOBS, PLANS
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    # Not for the first frame: it takes long to import.
    from drconsole.link.messages import Here

PAGES = {PLANS: "plan:PlanScreen", ITEMS: "item:ItemScreen", JOBS: "job.page:JobScreen"}
"""Kind of a thing that has a page of its own, opened by a key -> that page."""

SILENT = 10
"""Seconds without an answer of the terminal from which others are told: an answer over a slow line takes its time."""


def screen_of(place: str, *arguments: Any) -> Screen[Any]:
    """Make a screen from ``module:Class``, relative to ``screens``; imported now, to keep the start fast."""
    module, _, name = place.partition(":")
    made: Screen[Any] = getattr(import_module(f"drconsole.console.screens.{module}"), name)(*arguments)
    return made


class Pages(App[None]):
    """App whose screens are pages, with dialogs above them."""

    session: Session

    def __init__(self) -> None:
        super().__init__()
        self.trail = Trail()

    @property
    def here(self) -> BaseScreen | None:
        """Topmost screen that is no dialog; None before the first screen is shown."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, BaseScreen)), None)

    def page_is_open(self) -> bool:
        return self.here is not None

    def target(self) -> tuple[str, str] | None:
        """Target under the cursor, or the one that the page is about; None = there is none."""
        return self.here.target() if self.here is not None else None

    def open(self, place: str, *arguments: Any) -> AwaitMount:
        """Open the page of a thing, by its kind (``plan``) and key, or another one, as in ``log:LogScreen``.

        Await it where the next statement needs the page.
        """
        return self.push_screen(screen_of(PAGES.get(place, place), *arguments))

    def pages(self) -> list[BaseScreen]:
        """Return the open screens that are no dialogs, the list at the bottom first."""
        return [screen for screen in self.screen_stack if isinstance(screen, BaseScreen)]

    def _visited(self, screen: Screen[Any]) -> None:
        """Note the page that is shown now, if it can be opened again by what it is about."""
        if not isinstance(screen, BaseScreen) or self.current_mode not in SCREENS:
            return
        about = [page.about() for page in self.pages()[1:]]
        pages = tuple(each for each in about if each is not None and each[0] in PAGES)
        if len(pages) == len(about):
            self.trail.visit(Place(self.current_mode, pages))

    def place(self) -> Here:
        """Return what this console shows, as others are told it."""
        from drconsole.link.messages import MAX_PLACE, Here

        session, here = self.session, self.here
        crumb = clean(here.crumb) if here is not None else ""
        address = os.environ.get("SSH_CONNECTION", "").split(" ")[0]
        return Here(
            crumb[:MAX_PLACE],
            told_title(self.screen) or None,
            # What it wants; whether it has a seat that commands, the engine knows.
            session.read_only and not session.seatless,
            address[:MAX_PLACE] or None,
            f"{self.size.width}x{self.size.height}",
            silent if (silent := int(self.terminal_silence())) >= SILENT else 0,
        )

    def terminal_silence(self) -> float:
        """Return for how many seconds the terminal has not answered; only a terminal's app knows."""
        return 0.0

    def repaint(self) -> None:
        """Draw the whole screen again; a terminal's app also writes what it shows already."""
        self.refresh()

    def action_repaint(self) -> None:
        self.repaint()

    def points_read(self, item: str) -> None:
        """Redraw the recovery points of an item on every screen that shows them."""
        for screen in self.screen_stack:
            if (show := getattr(screen, "read", None)) is not None:
                show(item)
