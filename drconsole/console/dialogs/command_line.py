"""Command line of the console, opened by ``:``: a command's word and its argument, with completion and history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from drconsole.console.context import Command, Console, Registry
from drconsole.console.state.model import Model
from drconsole.console.state.screens import SCREENS
from drconsole.console.state.session import error_line
from drconsole.console.state.targets import target_names
from drconsole.console.widgets.prompt import Prompt, completed
from drconsole.records.tables import JOBS
from drconsole.recovery.types.errors import BadInput, DrError
from drconsole.recovery.types.naming import nearest
from drconsole.render.text import clean

HISTORY_KEPT = 100
LISTED = 40
"""Number of words that tab lists at most."""


def split(text: str, registry: Registry) -> tuple[Command | None, str, str]:
    """Split a line into the command, the words that name it, and the rest; the longest name that fits counts."""
    said = text.strip().split()
    for number in (2, 1):
        name = " ".join(said[:number])
        if len(said) >= number and (command := registry.get(name)) is not None:
            return command, name, text.strip()[len(name) :].strip() if number == 1 else " ".join(said[2:])
    return None, "", text.strip()


def parse(text: str, registry: Registry) -> tuple[Command, str]:
    """Return a command and its argument. Raises ``BadInput`` for an unknown word, with the nearest one."""
    command, name, rest = split(text, registry)
    if command is None:
        _not_read_only(text, registry)
        said = " ".join(text.split()[:2])
        first = said.split()[0] if said else ""
        known = registry.names()
        family = sorted(name for name in known if name.startswith(f"{first} "))
        advice = f"one of: {', '.join(family)}" if family else nearest(first, known) or "? lists them all"
        raise BadInput("unknown-command", f"there is no command '{clean(said if family else first)}'", advice=advice)
    if rest and not command.argument:
        raise BadInput("bad-arguments", f"{name} takes no argument, but '{clean(rest)}' follows it")
    return command, rest


def _not_read_only(text: str, registry: Registry) -> None:
    said = text.split()
    for number in (2, 1):
        if why := registry.why_left_out(" ".join(said[:number])):
            raise BadInput("read-only", why)


def words_for(command: Command, model: Model) -> Iterable[str]:
    """Return the words that may follow a command."""
    match command.argument:
        case "target":
            return target_names(model)
        case "job":
            return [row["id"] for row in model.rows(JOBS)]
        case "screen":
            return (*SCREENS,)
    return ()


def complete(written: str, registry: Registry, model: Model) -> str | None:
    """Return the line with its last word completed as far as it is certain; None = nothing to add."""
    command, name, rest = split(written, registry)
    if command is not None and (rest or written.endswith(" ")):
        found = completed(rest, sorted(set(words_for(command, model))))
        return None if found in (None, rest) else f"{name} {found}"
    found = completed(written.lstrip(), registry.names())
    if found not in (None, written):
        return found
    return f"{written} " if command is not None and command.argument and not written.endswith(" ") else None


def candidates(written: str, registry: Registry, model: Model) -> list[str]:
    """Return the words that the last word can become."""
    command, _, rest = split(written, registry)
    if command is not None and (rest or written.endswith(" ")):
        return sorted({word for word in words_for(command, model) if word.startswith(rest)})
    return [name for name in registry.names() if name.startswith(written.lstrip())]


class CommandLineDialog(ModalScreen["tuple[Command, str] | None"]):
    """Command line; result: the command and its argument, or None. A wrong line stays, for a correction."""

    DEFAULT_CSS = """
    CommandLineDialog { align: left bottom; }
    CommandLineDialog > Vertical { height: auto; dock: bottom; background: $background; }
    CommandLineDialog #told { height: auto; max-height: 6; }
    CommandLineDialog #told.--bad { color: $bad; text-style: $bad-style; }
    """

    @property
    def console_app(self) -> Console:
        return cast("Console", self.app)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(id="told", markup=False)
            yield self._prompt()

    def on_mount(self) -> None:
        self.query_one("#told", Static).display = False

    def _prompt(self, value: str = "") -> Prompt:
        app = self.console_app
        said = app.session.said
        return Prompt(":", value, history=said, complete=lambda said: complete(said, app.registry, app.model))

    @on(Prompt.Changed)
    def _written(self) -> None:
        self.query_one("#told", Static).display = False

    @on(Prompt.NoCompletion)
    def _no_completion(self, message: Prompt.NoCompletion) -> None:
        app = self.console_app
        found = candidates(message.text, app.registry, app.model)
        more = f"  and {len(found) - LISTED} more" if len(found) > LISTED else ""
        self._tell("  ".join(map(clean, found[:LISTED])) + more if found else "no such word", bad=not found)

    def _tell(self, text: str, *, bad: bool) -> None:
        where = self.query_one("#told", Static)
        where.display = True
        where.set_class(bad, "--bad")
        where.update(text)

    @on(Prompt.Cancelled)
    def _left(self) -> None:
        self.dismiss(None)

    @on(Prompt.Submitted)
    async def _said(self, message: Prompt.Submitted) -> None:
        text = message.text
        if not text:
            self.dismiss(None)
            return
        try:
            found = parse(text, self.console_app.registry)
        except DrError as error:
            self._tell(clean(error_line(error)), bad=True)
            await self.query_one(Vertical).mount(self._prompt(text))
            return
        history = self.console_app.session.said
        if history[-1:] != [text]:
            history.append(text)
            del history[:-HISTORY_KEPT]
        self.dismiss(found)
