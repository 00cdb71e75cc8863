"""The first page: what this is, what is real here, and which keys lead through a first failover."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from rich.text import Text
from textual.app import ComposeResult
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from drconsole.console.state.model import Changed
from drconsole.console.state.screens import SCREENS
from drconsole.render.text import clean

if TYPE_CHECKING:
    from drconsole.console.context import Command, Console

ABOUT = (
    "This console fails a data centre over to another one. Before anything starts it says what will happen, how long"
    " it takes and what is lost."
)
SIMULATED = "Nothing here is real: the machines of {estate} are simulated, and there is nothing to break.{pace}"
REAL = "What is done here is done to {estate}, and it is no simulation."

WAY: tuple[tuple[str, str], ...] = (
    ("plans", "the recovery plans; the first one, shop, is ready"),
    ("enter", "open the plan: what it holds, what can be done, and why not"),
    ("failover", "fail it over: read what is shown, then type its name"),
    ("jobs", "what runs, what it waits for, and the way out"),
    ("validate", "afterwards: say whether a machine works"),
    ("commit", "and commit: its recovery points are deleted"),
)
"""Commands of a first failover, in order; ``enter`` is a key of the tables."""
ALWAYS: tuple[tuple[str, str], ...] = (
    ("help", "every key and command, searched as you type"),
    ("quit", "leave; the engine and its jobs go on without this screen"),
)
LEADING = (*SCREENS, "help")
_KEY_WORDS = {"question_mark": "?", "colon": ":", "slash": "/"}


class WelcomeDialog(ModalScreen[None]):
    """Any key closes it; one that leads to a screen leads there at once."""

    DEFAULT_CSS = """
    WelcomeDialog { align: center middle; }
    WelcomeDialog > Static { width: 76; height: auto; padding: 0 1; border: round $border; background: $background; }
    """

    @property
    def console_app(self) -> Console:
        return cast("Console", self.app)

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def on_mount(self) -> None:
        self._draw()

    def follow(self, changed: Changed) -> None:
        """What kind of reality this is may come to be known only now."""
        if self.is_mounted and ("status" in changed or "world" in changed):
            self._draw()

    def _draw(self) -> None:
        self.query_one(Static).update(self.text())

    def text(self) -> Text:
        model = self.console_app.model
        mode = clean(model.mode())
        clock = model.status.get("clock") or {}
        estate = clean(model.status.get("estate") or "this estate")
        text = Text()
        text.append(f" {mode} ", "reverse")
        text.append("  Welcome to drconsole\n\n", "bold")
        text.append(f"{ABOUT}\n")
        if mode != "UNKNOWN":
            real = SIMULATED if mode == "SIMULATION" else REAL
            text.append(real.format(estate=estate, pace=_pace(clock.get("speed"))))
        text.append("\n\nA first failover:\n")
        for key, what in self._keys(WAY):
            text.append(f"  {key:<7}", "bold").append(f"{what}\n")
        text.append("\nAt any time:\n")
        for key, what in self._keys(ALWAYS):
            text.append(f"  {key:<7}", "bold").append(f"{what}\n")
        text.append("\nenter closes this page; :welcome shows it again")
        return text

    def _keys(self, lines: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
        registry = self.console_app.registry
        for name, what in lines:
            command = registry.get(name)
            if name == "enter":
                yield "enter", what
            elif command is not None and command.keys:
                yield _KEY_WORDS.get(command.keys[0], command.keys[0]), what

    def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        self.dismiss()
        command = self._command_of(event.key)
        if command is not None:
            self.app.call_later(self.console_app.action_run, command.id)

    def _command_of(self, key: str) -> Command | None:
        """The command of a key that leads somewhere; whatever else it may do waits until this page is read."""
        found = (self.console_app.registry.get(name) for name in LEADING)
        return next((each for each in found if each is not None and key in each.keys), None)


def _pace(speed: Any) -> str:
    if isinstance(speed, int | float) and speed != 1:
        return f" Its clock runs {speed:g} times as fast as yours."
    return " Its clock jumps over every wait." if speed == "max" else ""
