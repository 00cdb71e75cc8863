"""Place of the coach on a page or dialog: its widgets are made only where there is a coach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from drconsole.console.context import Console, key_of

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.screen import Screen

    from drconsole.console.widgets.bars.coach import CoachPane

PANE = "coach"
"""Id of the coach's part of a page."""


WIDE, HIGH = 100, 36
"""Columns and lines from which the coach has a pane, as ``console.tcss`` has it; with less it has two lines."""


def coach_lines(app: Console, size: Size) -> int:
    """Return the lines of the page that the coach takes on a terminal of this size."""
    if app.coaching.view is None or app.coaching.hidden:
        return 0
    from drconsole.console.widgets.bars.coach import BORDER, LINES, rows

    return rows(size.height) + BORDER if size.width >= WIDE and size.height >= HIGH else LINES


def coach_parts(app: Console) -> Iterator[CoachPane]:
    """Yield the coach's part of a page that is composed now, if there is one."""
    if app.coaching.view is not None:
        from drconsole.console.widgets.bars.coach import CoachPane

        yield CoachPane(id=PANE)


def show_coach(app: Console, screen: Screen[Any], *, keys: bool, before: str | None = None) -> None:
    """Draw the coach's part of a page; it is made where the page was opened before the coach had spoken.

    ``keys``: whether the coach's keys do something there; ``before``: the part that it is to stand above.
    """
    view = app.coaching.view
    if view is None:
        return
    from drconsole.console.state.coaching.words import Keys, told
    from drconsole.console.widgets.bars.coach import CoachPane

    pane = next(iter(screen.query(CoachPane)), None)
    if app.coaching.hidden:
        if pane is not None:
            pane.display = False
        return
    if pane is None:
        pane = CoachPane(id=PANE)
        screen.mount(pane, before=before)
    pane.display = True
    names = ("hint", "coach", "coach-pane", "end-exercise") if keys else ()
    pane.show(told(view, Keys(*(key_of(app, name) for name in names))))
