"""Welcome page: what this console does, what is real here, and the keys of a first failover."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from rich.text import Text
from textual.app import ComposeResult
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from drconsole.console.state.model.model import Changed
from drconsole.console.state.screens import SCREENS
from drconsole.records.tables import WORLD
from drconsole.render.words.keys import key_text
from drconsole.render.words.marks import mode_cell
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.console.context import Command, Console

ABOUT = (
    "This console fails a data centre over to another one. Before anything starts, it shows what will happen, how long"
    " it takes and which data is lost."
)
SIMULATED = "Nothing here is real: the machines of {estate} are simulated, and you can break nothing.{pace}"
REAL = "This is no simulation: what you do here is done to {estate}."

WAY: tuple[tuple[str, str], ...] = (
    ("plans", "list the recovery plans; the first one, shop, is ready"),
    ("enter", "open the plan: its machines, and what you can do with it"),
    ("failover", "fail it over: enter through its pages, then type its name"),
    ("jobs", "list the jobs: what runs, and what waits for you"),
    ("validate", "afterwards, record whether a machine works"),
    ("commit", "then commit, which deletes the recovery points"),
)
"""Commands of a first failover, in order; ``enter`` is a key of the tables."""
ALWAYS: tuple[tuple[str, str], ...] = (
    ("help", "list every key and command, with a search"),
    ("quit", "leave; the engine and its jobs go on without this screen"),
)
LEADING = (*SCREENS, "help")


class WelcomeDialog(ModalScreen[None]):
    """Welcome page; any key closes it, and a key of a screen opens that screen as well."""

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
        """Redraw the page: the mode may become known only now."""
        if self.is_mounted and ("status" in changed or WORLD in changed):
            self._draw()

    def _draw(self) -> None:
        self.query_one(Static).update(self.text())

    def text(self) -> Text:
        """Return the page as text."""
        model = self.console_app.model
        mode = clean(model.mode())
        speed = model.clock["speed"] if model.clock is not None else None
        estate = clean((model.status["estate"] if model.status is not None else None) or "this estate")
        text = Text()
        text.append(mode_cell(mode), "reverse")
        text.append("  Welcome to drconsole\n\n", "bold")
        text.append(f"{ABOUT}\n")
        if mode != "UNKNOWN":
            real = SIMULATED if mode == "SIMULATION" else REAL
            text.append(real.format(estate=estate, pace=_pace(speed)))
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
                yield key_text(command.keys[0]), what

    def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        self.dismiss()
        command = self._command_of(event.key)
        if command is not None:
            self.app.call_later(self.console_app.action_run, command.id)

    def _command_of(self, key: str) -> Command | None:
        """Return the command of a key that opens a screen or the help; other keys only close this page."""
        found = (self.console_app.registry.get(name) for name in LEADING)
        return next((each for each in found if each is not None and key in each.keys), None)


def _pace(speed: float | str | None) -> str:
    if isinstance(speed, int | float) and speed != 1:
        return f" Its clock runs {speed:g} times as fast as yours."
    return " Its clock jumps over every wait." if speed == "max" else ""
