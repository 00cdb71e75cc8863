"""Commands of a handover: give, or take over what is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.console.context import Command, Console
from drconsole.console.state.handed import offered_to
from drconsole.recovery.types.work.errors import Refused

if TYPE_CHECKING:
    from drconsole.console.state.typed import Typed

OFFER, ACCEPT = "handover offer", "handover accept"


class Handover(Command):
    """See the brief of what is open; hand over to another member, or take over what is offered to you"""

    id = "handover"
    title = "Handover of the shift"
    keys = ("S",)
    bar = "take over"
    verb = "handover"
    words = ("brief",)

    def in_bar(self, app: Console) -> bool:
        return offered_to(app.model, app.session.pid) is not None

    async def run(self, app: Console, argument: str = "") -> None:
        """Open what is offered to the console's user, else the brief. Raises ``DrError``."""
        offer = offered_to(app.model, app.session.pid)
        if offer is None or argument == OFFER:
            await self._give(app)
            return
        from drconsole.console.dialogs.handover.take import TakeDialog

        if (said := await app.push_screen_wait(TakeDialog(offer))) is not None:
            app.say(said)

    async def run_typed(self, app: Console, typed: Typed) -> None:
        if typed.verb == OFFER:
            await self._give(app, typed.task, typed.comment)
            return
        if typed.verb == ACCEPT and offered_to(app.model, app.session.pid) is None:
            raise Refused("not-now", "no handover is offered to you")
        await self.run(app)

    async def _give(self, app: Console, to: str = "", comment: str = "") -> None:
        from drconsole.console.dialogs.handover.give import GiveDialog

        dialog = GiveDialog()
        dialog.begin_with(to=to, comment=comment)
        if (said := await app.push_screen_wait(dialog)) is not None:
            app.say(said)


COMMANDS: tuple[Command, ...] = (Handover(),)
