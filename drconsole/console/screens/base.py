"""What every screen has: the status line on top, the key bar below, and a body that follows the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.screen import Screen

from drconsole.console.widgets.keys import KeyBar
from drconsole.console.widgets.status import StatusLine

if TYPE_CHECKING:
    from drconsole.console.app import ConsoleApp
    from drconsole.console.model import Changed


class BaseScreen(Screen[Any]):
    """Subclasses compose ``body`` and redraw in ``follow`` what a change concerns."""

    inherit_bindings = False
    AUTO_FOCUS = "*"
    HORIZONTAL_BREAKPOINTS: ClassVar[list[tuple[int, str]] | None] = [(0, "-narrow"), (100, "-wide")]
    crumb: ClassVar[str] = ""
    """The screen's name on the status line."""

    @property
    def console_app(self) -> ConsoleApp:
        return cast("ConsoleApp", self.app)

    def compose(self) -> ComposeResult:
        yield StatusLine()
        yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """The widgets between status line and key bar."""
        yield from ()

    def on_mount(self) -> None:
        self.follow({})

    def on_screen_resume(self) -> None:
        """It was covered, and the model went on."""
        self.follow({})

    def follow(self, changed: Changed) -> None:
        """The model has changed in these rows; empty = draw all."""

    def target(self) -> tuple[str, str] | None:
        """("plan" | "item", key) of what the cursor is on, or what the screen is about; None = nothing."""
        return None

    def job(self) -> str | None:
        """The job the cursor is on, or the screen is about."""
        return None

    def find(self, text: str) -> None:
        """Narrow the list to rows that hold the text; empty = all."""
