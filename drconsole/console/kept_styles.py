"""Style sheets are read once, and again for another theme; a page has its styles from its first moment."""

from __future__ import annotations

from typing import Any, cast

from textual.app import App
from textual.css.styles import RenderStyles
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.events import ScreenResume
from textual.screen import Screen


class Parts(dict[str, RenderStyles]):
    """Styles of a widget's parts (its component classes), each worked out when it is first asked for."""

    def __init__(self, sheet: LazyParts, node: DOMNode) -> None:
        super().__init__()
        self._sheet = sheet
        self._node = node

    def __contains__(self, part: object) -> bool:
        return part in self._node._get_component_classes()

    def __missing__(self, part: str) -> RenderStyles:
        styles = self[part] = self._sheet.part_of(self._node, part)
        return styles


class LazyParts(Stylesheet):
    """Style sheets that give a part of a widget its styles when it is drawn.

    Textual does so for each part of each widget whenever the widget gets a class or the focus. Most widgets draw two
    or three of their dozen parts.
    """

    def part_of(self, node: DOMNode, part: str) -> RenderStyles:
        """Return the styles of a widget's part as they are now."""
        drawn = DOMNode(classes=part)
        drawn._attach(node)
        self.apply(drawn)
        return drawn.styles

    def _process_component_classes(self, node: DOMNode) -> None:
        known = node._component_styles
        if not isinstance(known, Parts):
            if node._get_component_classes():
                node._component_styles = Parts(self, node)
            return
        before = dict(known)
        known.clear()
        if any(known[part] != styles for part, styles in before.items()):
            node.refresh()


class KeptSheets(App[None]):
    """App that reads its style sheets again for another theme only. Textual does so twice for each page that is new."""

    def __init__(self) -> None:
        self._followed: int | None = None
        """Textual's count of theme changes, up to which the style sheets have followed; None = they know no theme."""
        super().__init__()
        self.stylesheet = LazyParts(variables=self.stylesheet._variables)

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
