"""Dialog that asks for a confirmation: yes or no, or a name to type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.dialogs.base.field import Field
from drconsole.console.widgets.sheet import Sheet
from drconsole.render.rows.entries import Entry
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

YES = "yes"


class ConfirmDialog(Dialog[bool | None]):
    """Question with its consequences; result: True when it is confirmed, else None."""

    confirms = True
    field_first = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "yes", show=False), Binding("n", "close", show=False)]

    def __init__(self, title: str, lines: Sequence[Entry | str], *, yes: str, name: str = "") -> None:
        """``yes``: what a confirmation does; ``name``: a word to type instead of ``y``."""
        super().__init__()
        self.title_text, self.yes, self.asked_name = title, yes, name
        self.lines = [line if isinstance(line, Entry) else Entry(clean(line)) for line in lines]
        self.hint = "type the name, enter confirms  esc back" if name else "y yes  n, esc no"

    def fields(self) -> ComposeResult:
        if self.asked_name:
            yield Field("name", f"To confirm, type {clean(self.asked_name)}:")

    def on_mount(self) -> None:
        self.head(self.title_text)
        self.say("")
        act = (
            [] if self.asked_name else [Entry(""), Entry(f"y  {self.yes}", act=YES), Entry("n  no, go back", act="no")]
        )
        self.show([*self.lines, *act])
        if self.asked_name:
            self.query_one("#name", Input).focus()
        else:
            self.sheet.move(len(self.sheet.entries) - 1)

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        self.dismiss(True if message.entry.act == YES else None)

    def action_yes(self) -> None:
        if not self.asked_name:
            self.dismiss(True)

    @on(Input.Submitted, "#name")
    def _name_typed(self) -> None:
        typed = self.value("name")
        if typed == self.asked_name:
            self.dismiss(True)
        else:
            self.say(f"nothing was done: type '{clean(self.asked_name)}', not '{clean(typed)}'", Severity.BAD)
