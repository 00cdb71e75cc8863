"""Commands that go back to a page that was looked at before, and forward again."""

from __future__ import annotations

from drconsole.console.context import Command, Console
from drconsole.console.state.trail import Place
from drconsole.recovery.types.work.errors import Refused


class Along(Command):
    """Go along the trail of pages"""

    at_once = True

    def __init__(self, id: str, title: str, about: str, key: str, step: int) -> None:  # noqa: A002
        self.id, self.title, self.about, self.keys = id, title, about, (key,)
        self._step = step

    def why_not(self, app: Console) -> str | None:
        if app.trail.beside(self._step) is not None:
            return None
        return "there is no earlier page" if self._step < 0 else "there is no later page"

    async def run(self, app: Console, argument: str = "") -> None:
        """Show the place before or after. Raises ``Refused`` where there is none."""
        place = app.trail.beside(self._step)
        if place is None:
            raise Refused("not-now", self.why_not(app) or "")
        app.trail.held = True
        try:
            await _show(app, place)
        finally:
            app.trail.held = False
        app.trail.move(self._step)


async def _show(app: Console, place: Place) -> None:
    if app.current_mode != place.screen:
        await app.switch_mode(place.screen)
    # Pages that both places have stay as they are, with their cursors.
    open_, wanted = [page.about() for page in app.pages()[1:]], list(place.pages)
    same = 0
    while same < min(len(open_), len(wanted)) and open_[same] == wanted[same]:
        same += 1
    while len(app.screen_stack) > same + 1:
        await app.pop_screen()
    for kind, key in wanted[same:]:
        await app.open(kind, key)


COMMANDS: tuple[Command, ...] = (
    Along("go-back", "Page before", "Go back to the page that was looked at before", "left_square_bracket", -1),
    Along("go-forward", "Page after", "Go forward again, after a step back", "right_square_bracket", 1),
)
