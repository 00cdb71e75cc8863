"""Small dialogs of the instructor's screen: pick one of a list, type a line, watch the trainee's screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static

from drconsole.render.words.text import clean
from drconsole.training.instructing import watching

LEAVE: list[BindingType] = [Binding("escape", "leave", "leave")]
LOOK = 1.0
"""Seconds between two looks at the trainee's screen, which is written no more often."""


class Pick(ModalScreen[str | None]):
    """One of a list, by its key; None = nothing."""

    BINDINGS: ClassVar[list[BindingType]] = LEAVE

    def __init__(self, title: str, choices: Sequence[tuple[str, str]]) -> None:
        """``choices``: what is returned, and what is shown."""
        super().__init__()
        self._title, self._choices = title, choices

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Text(f"{self._title}   enter takes it, escape leaves", "bold"))
            yield OptionList(*(Text(clean(shown)) for _, shown in self._choices))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index][0])

    def action_leave(self) -> None:
        self.dismiss(None)


class Say(ModalScreen[str | None]):
    """One line of text; None = nothing."""

    BINDINGS: ClassVar[list[BindingType]] = LEAVE

    def __init__(self, title: str, example: str = "") -> None:
        super().__init__()
        self._title, self._example = title, example

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Text(f"{self._title}   enter sends it, escape leaves", "bold"))
            yield Input(placeholder=self._example)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() or None)

    def action_leave(self) -> None:
        self.dismiss(None)


class Watching(Screen[None]):
    """The trainee's screen, as it was at most a second or so ago."""

    BINDINGS: ClassVar[list[BindingType]] = [*LEAVE, Binding("q,w", "leave", "leave")]

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def compose(self) -> ComposeResult:
        yield Static(id="seen")

    def on_mount(self) -> None:
        self._look()
        self.set_interval(LOOK, self._look)

    def _look(self) -> None:
        watching.watch(self._folder)
        found = watching.screen(self._folder)
        if found is None:
            shown = Text("waiting for the trainee's screen ...   escape leaves")
        else:
            text, age = found
            late = f", {age:.0f} s old: no console shows it any more" if age > watching.LAPSES else ""
            shown = Text(f"the trainee's screen{late}   escape leaves\n", "reverse", no_wrap=True)
            shown.append("\n".join(map(clean, text.split("\n"))))
        self.query_one("#seen", Static).update(shown)

    def action_leave(self) -> None:
        watching.unwatch(self._folder)
        self.dismiss()

    def on_unmount(self) -> None:
        watching.unwatch(self._folder)
