"""Part of a dialog whose command may need the approval of a second person: then it proposes, and starts nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Generic

from textual.binding import Binding, BindingType

from drconsole.console.context import error_line
from drconsole.console.dialogs.base.field import Field
from drconsole.console.dialogs.base.glass import GlassDialog
from drconsole.console.dialogs.base.typed_name import NEEDS_COMMENT, TypedNameDialog
from drconsole.link.messages import AnswerRow, Policy
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.room.proposals import GLASS, needs_text
from drconsole.render.rows.entries import Entry, entry
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

NEEDS_WHY = "a proposal says why: write the comment"


class ProposingDialog(TypedNameDialog[AnswerRow], Generic[AnswerRow]):
    """Dialog whose command becomes a proposal where the policy asks for a second person."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("B", "break_glass", show=False)]
    needs_comment = (NEEDS_COMMENT, NEEDS_WHY)
    glass = ""
    """Why the glass is broken; empty = it is not."""

    @property
    def needed(self) -> int:
        """Return how many other people have to approve it; 0 = nobody."""
        return 0

    @property
    def proposes(self) -> bool:
        """Return whether enter on the right name makes a proposal."""
        return bool(self.needed and not self.glass)

    def draw_prompt(self) -> None:
        """Say in front of the name what enter on it does."""
        self.draw_hint()
        prompt = "To PROPOSE it" if self.proposes else f"{self.name_prompt}{' WITHOUT APPROVAL' if self.glass else ''}"
        for field in self.query("#field-name").results(Field):
            field.label.update(f"{prompt}, type {clean(self.name_of_target)}:")

    @property
    def enter_does(self) -> str:
        return "proposes it" if self.proposes else super().enter_does

    def approval_entries(self) -> Iterator[Entry]:
        """Yield that it needs a second person, or that the glass is broken."""
        if self.glass:
            yield entry(f"‼ {GLASS}, without approval: {clean(self.glass)}", Severity.BAD)
        elif self.needed:
            yield entry(f"‼ {needs_text(self.needed)}. B breaks the glass.", Severity.WARN)

    def why_not_confirmed(self) -> str:
        if self.proposes and not self.comment:
            return NEEDS_WHY
        return super().why_not_confirmed()

    def proposed(self, row: ProposalRow) -> None:
        """Say that it was proposed, and leave."""
        others = "another person" if row["needed"] == 1 else f"{row['needed']} other people"
        self.console_app.say(
            f"proposed: {clean(row['id'])} waits for the approval of {others}; nothing has started", everywhere=True
        )
        self.dismiss(None)

    # Break-glass

    def action_break_glass(self) -> None:
        """Ask for the reason, twice; the name still has to be typed."""
        if not self.needed:
            self.say("it needs no approval: no glass is to be broken")
        elif self.glass:
            self.glass = ""
            self.redraw_approval()
            self.say("the glass is whole again: this makes a proposal")
        elif self.sending is None:
            self.run_worker(self._ask_glass(), group="policy", exclusive=True)

    async def _ask_glass(self) -> None:
        try:
            policy = await self.console_app.ask(Policy())
        except DrError as error:
            self.say(error_line(self.console_app, error), Severity.BAD)
            return
        if policy["break_glass"]:
            self.app.push_screen(GlassDialog(), self._broken)
        else:
            self.say("the policy forbids to break the glass: propose it, and have it approved", Severity.WARN)

    def _broken(self, reason: str | None) -> None:
        if reason:
            self.glass = reason
            self.redraw_approval()
            self.say("the glass is broken once you type the name and press enter; B takes it back", Severity.BAD)

    def redraw_approval(self) -> None:
        """Draw the page again: whether it proposes has changed."""
        self.draw_prompt()
