"""A small app around one widget, and what it paints: frames as text, and how many bytes a change cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from console_fakes import SEEN_AT, FakeSession, fake_session
from rich.color import ColorSystem
from rich.console import RenderableType
from rich.style import Style
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from drconsole.console.context import Registry
from drconsole.console.state.model.model import Model
from drconsole.console.theme import VARIABLE_DEFAULTS, register_themes
from drconsole.console.widgets.view import LineView


class Painted:
    """The bytes of every frame of an app, as a terminal would get them."""

    def __init__(self, app: App[Any]) -> None:
        self.frames: list[str] = []
        # As many bytes wherever the tests run.
        app.console._color_system = ColorSystem.TRUECOLOR
        shown = app._display

        def display(screen: Screen[Any], renderable: RenderableType | None) -> None:
            if isinstance(renderable, CompositorUpdate) and (frame := renderable.render_segments(app.console)):
                self.frames.append(frame)
            shown(screen, renderable)

        app._display = display  # type: ignore[method-assign]

    def clear(self) -> None:
        self.frames.clear()

    @property
    def bytes(self) -> int:
        return sum(len(frame.encode()) for frame in self.frames)


def screen_lines(app: App[Any]) -> list[str]:
    """What stands on the screen, a line of text each, without the blanks at its end."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


def look_of(view: LineView, y: int, text: str) -> Style:
    """The style of a text in a line of a widget. Raises ``StopIteration`` where the line does not have it."""
    return next(part.style for part in view.render_line(y) if text in part.text and part.style is not None)


class Host(App[None]):
    """One widget, or several, with a model and commands (as made) around them."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *made: Widget | Callable[[], Iterable[Widget]], commands: Iterable[Any] = ()) -> None:
        super().__init__()
        self.animation_level = "none"
        self.made = made
        self.model = Model()
        self.session: FakeSession = fake_session()
        self.registry = Registry(commands)
        self.now = SEEN_AT
        self.told: list[Message] = []
        self.here: Any = None
        register_themes(self)
        self.painted = Painted(self)

    def monotonic(self) -> float:
        return self.now

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLE_DEFAULTS)

    def compose(self) -> ComposeResult:
        for made in self.made:
            if isinstance(made, Widget):
                yield made
            else:
                yield from made()

    @property
    def lines(self) -> list[str]:
        return screen_lines(self)
