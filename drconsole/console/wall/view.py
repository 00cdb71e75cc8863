"""The wall as a widget: one drawing of the whole terminal, of which only cells that differ are painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from drconsole.console.theme import MODES, SEVERITY_VARIABLE
from drconsole.console.widgets.drawn import DrawnLines
from drconsole.render.drawing.parts import Parts

BIG_CSS = "\n".join(f"& > .--big-{severity} {{ color: ${name}; }}" for severity, name in SEVERITY_VARIABLE.items())
"""Big letters have the colour of their severity and never its reverse, in which blocks are the holes."""


class WallView(DrawnLines):
    """Lines of a wall, as high and as wide as the terminal."""

    COMPONENT_CLASSES = {
        *(f"--{style}" for style in MODES.values()),
        *(f"--big-{severity}" for severity in SEVERITY_VARIABLE),
    }
    DEFAULT_CSS = f"""
    WallView {{
        width: 100%;
        height: 100%;
        {BIG_CSS}
        & > .--simulation {{ text-style: bold reverse; color: $simulation; }}
        & > .--exercise {{ text-style: bold reverse; color: $exercise; }}
        & > .--live {{ text-style: bold reverse; color: $live; }}
    }}
    """

    def __init__(self, draw: Callable[[int, int], Sequence[Parts]]) -> None:
        """``draw``: draws to a width and a height in cells."""
        super().__init__()
        self._draw_to = draw

    def _drawn_to(self, width: int) -> Sequence[Parts]:
        return self._draw_to(width, self.size.height) if width else ()

    def show(self) -> None:
        """Draw anew."""
        self.resized()
        self.redraw()
