"""Style sheets are read once, and again for another theme; a page has its styles from its first moment."""

from __future__ import annotations

from typing import Any, cast

from textual.app import App
from textual.events import ScreenResume
from textual.screen import Screen


class KeptSheets(App[None]):
    """App that reads its style sheets again for another theme only. Textual does so twice for each page that is new."""

    def __init__(self) -> None:
        self._followed: int | None = None
        """Textual's count of theme changes, up to which the style sheets have followed; None = they know no theme."""
        super().__init__()

    def keep_variables(self) -> None:
        """Give the style sheets the variables of a theme that was set before anything is drawn."""
        self.stylesheet.set_variables(self.get_css_variables())
        self._followed = self._css_update_count

    def refresh_css(self, animate: bool = True) -> None:
        super().refresh_css(animate)
        self._followed = self._css_update_count

    def _load_screen_css(self, screen: Screen[Any]) -> None:
        super()._load_screen_css(screen)
        if self._followed == self._css_update_count:
            screen._css_update_count = self._css_update_count


class KeptStyles:
    """Page that keeps its styles while it is covered or in another mode. For a ``Screen``, named before it.

    Textual applies all style sheets to all of a page whenever it is shown. They can differ after another theme only,
    and that is applied to each open page, or with the switch to its mode.
    """

    def _on_screen_resume(self, event: ScreenResume) -> None:
        event.refresh_styles = False

    async def _compose(self) -> None:
        self._know_size(cast("Screen[Any]", self))
        await super()._compose()  # type: ignore[misc]

    @staticmethod
    def _know_size(screen: Screen[Any]) -> None:
        """Set the classes of the breakpoints now: Textual sets them after the first frame, and then paints another."""
        width, height = screen.app.size
        for breakpoints, size in ((screen.HORIZONTAL_BREAKPOINTS, width), (screen.VERTICAL_BREAKPOINTS, height)):
            fitting = [name for least, name in breakpoints or () if least <= size]
            screen.add_class(*fitting[-1:])
