"""Base of dialogs in which one of several ways is chosen in the text and done from the field below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from textual import on
from textual.widgets import Input

from drconsole.console.dialogs.base.sending import SendingDialog
from drconsole.console.state.model.model import Changed
from drconsole.console.widgets.sheet import Sheet
from drconsole.link.messages import AnswerRow, Message
from drconsole.render.rows.entries import Entry
from drconsole.render.words.marks import Severity

KEYS = "enter does what is chosen  up, down read the page  esc to the page"


class ChoosingDialog(SendingDialog[AnswerRow]):
    """Dialog of ways to choose from; enter in its field ``#comment`` sends the chosen one."""

    field_hints: ClassVar[Mapping[str, str]] = {"comment": KEYS}
    chosen_text = "chosen, not done yet; press c, then enter"
    """What is said when a way was chosen."""
    follows: ClassVar[frozenset[str]] = frozenset()
    """Tables whose changes draw it anew."""

    def __init__(self, chosen: str) -> None:
        """``chosen``: the way that is chosen at first; empty = none."""
        super().__init__()
        self.chosen = chosen

    def on_mount(self) -> None:
        self.say("")
        self.draw()

    def follow(self, changed: Changed) -> None:
        super().follow(changed)
        if changed.keys() & self.follows and self.sending is None:
            self.draw()

    def draw(self) -> None:
        """Show the page as it stands now."""
        raise TypeError(f"{type(self).__name__} has no draw")

    def message(self, comment: str) -> Message[AnswerRow]:
        """Return what was chosen as a message. Raises ``ValueError`` for what may not be said so."""
        raise TypeError(f"{type(self).__name__} has no message")

    def way_of(self, comment: str) -> str:
        """Return the way that a text in the field means where none was chosen; empty = it means none."""
        return ""

    def lines_to_choose(self, ways: Iterable[tuple[str, str]]) -> Iterator[Entry]:
        """Yield a line a way, an act and its text, the chosen one marked."""
        for act, text in ways:
            yield Entry(f"{'(•)' if act == self.chosen else '( )'}  {text}", act=act, hang=5)

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        if self.sending is None:
            self.acted(message.entry.act, message.key)

    def acted(self, act: str, key: str) -> None:
        """Choose the way of a line, on which space or enter was pressed."""
        self.chosen = act
        self.draw()
        self.say(self.chosen_text, Severity.NOTE)

    @on(Input.Submitted, "#comment")
    def _submitted(self) -> None:
        self.do_it()

    def do_it(self) -> None:
        """Send what was chosen, with what stands in the field."""
        if self.send_again():
            return
        self.chosen = self.chosen or self.way_of(self.value("comment").strip())
        if not self.chosen:
            self.say("nothing was done: choose above first (space)", Severity.BAD)
            return
        try:
            self.send(self.message(self.value("comment").strip()))
        except ValueError as error:
            self.say(f"{self.not_done_text}: {error}", Severity.BAD)
