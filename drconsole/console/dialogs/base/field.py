"""Field of a dialog: an input of one line with its label."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input, Static

from drconsole.console.widgets.view import WidgetMessage

LONG_LABEL = 26
"""Letters of a label above which its field stands below it on a narrow screen."""
LONGEST = 1000
"""Letters that a field takes; a longer paste is refused as a whole, and that is said."""


class Line(Input):
    """Input of a field. It refuses what is too long; its dialog says so."""

    class TurnedBack(WidgetMessage["Line"]):
        """Message that left was pressed in an empty field: there is nothing to move over."""

    def action_cursor_left(self, select: bool = False) -> None:
        if self.value:
            super().action_cursor_left(select)
        else:
            self.post_message(self.TurnedBack(self))

    class TooLong(WidgetMessage["Line"]):
        """Message that more was typed or pasted than the field holds."""

    def restricted(self) -> None:
        self.post_message(self.TooLong(self))


class Field(Horizontal):
    """Input of one line with its label; a sign and a reversed label show that it takes the keys.

    Until then the key that gives it them stands in place of the sign, where the page is what takes the keys.
    """

    DEFAULT_CSS = """
    Field { height: 1; }
    Field > .sign { width: 2; text-style: bold; }
    Field > .label { width: auto; max-width: 75%; margin: 0 1 0 0; }
    Field > Input { width: 1fr; background: $surface; }
    Field.--active > .label { text-style: bold reverse; }
    """

    def __init__(self, name: str, label: str, *, value: str = "") -> None:
        super().__init__(id=f"field-{name}")
        self._input = self.line(value, name)
        self._input.cursor_blink = False
        self._key = ""
        self.label = Static(label, classes="label", markup=False)
        self.set_class(len(label) > LONG_LABEL, "--long")

    def on_descendant_focus(self) -> None:
        self.add_class("--active")
        self._sign()

    def on_descendant_blur(self) -> None:
        self.remove_class("--active")
        self._sign()

    def show_key(self, on: bool) -> None:
        """Show the key that leads here, or hide it: in another field its letter is text."""
        self._key = key_to(self.screen, str(self._input.id)) if on else ""
        self._sign()

    def _sign(self) -> None:
        for sign in self.query(".sign").results(Static):
            sign.update("▸" if self.has_class("--active") else self._key)

    def line(self, value: str, name: str) -> Input:
        """Make the input."""
        return Line(value, id=name, compact=True, select_on_focus=False, max_length=LONGEST)

    def compose(self) -> ComposeResult:
        yield Static(self._key, classes="sign", markup=False)
        yield self.label
        yield self._input


def key_to(page: Screen[Any], name: str) -> str:
    """Return the key of a page that gives a field the keys; empty = it has none."""
    actions = (f"focus_field('{name}')", f"focus_{name}")
    found = page._bindings.key_to_bindings.items()
    return next((key for key, bound in found if any(each.action in actions for each in bound)), "")
