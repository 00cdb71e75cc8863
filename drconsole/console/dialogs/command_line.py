"""Command line of the console, opened by ``:``: its own commands and those of a shell, with completion and history."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from typing import cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from drconsole.console.context import Command, Console, Registry, error_line
from drconsole.console.state.model.model import Model
from drconsole.console.state.model.targets import item_names, target_names
from drconsole.console.state.screens import SCREENS
from drconsole.console.state.typed import ShellLine, Typed
from drconsole.console.widgets.prompt import Prompt, completed
from drconsole.records.tables import GATES, JOBS, NETWORKS, PLANS
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.work.errors import BadInput, DrError, Refused
from drconsole.render.words.text import clean

HISTORY_KEPT = 100
QUOTES = "'\""
FIRST = "esc twice, then : and the line"
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


def parse(text: str, registry: Registry, others: Iterable[str] = ()) -> tuple[Command, str]:
    """Return a command and its argument. Raises ``BadInput`` for an unknown word, with the nearest one.

    ``others``: further words that a line may begin with.
    """
    command, name, rest = split(text, registry)
    if command is None:
        _not_read_only(text, registry)
        said = " ".join(text.split()[:2])
        first = said.split()[0] if said else ""
        known = sorted({*registry.names(), *others})
        family = sorted(name for name in known if name.startswith(f"{first} "))
        advice = f"one of: {', '.join(family)}" if family else nearest(first, known) or "? lists them all"
        said = clean(said if family else first)
        raise BadInput("unknown-command", f"there is no command '{said}'", place="command", advice=advice)
    if rest and not command.argument:
        raise BadInput("bad-arguments", f"{name} takes no argument, but '{clean(rest)}' follows it")
    return command, rest


def _not_read_only(text: str, registry: Registry) -> None:
    said = text.split()
    for number in (2, 1):
        if why := registry.why_left_out(" ".join(said[:number])):
            raise BadInput("read-only", why)


Said = tuple[Command, str] | Typed
"""What was typed: a command of the console with its argument, or a line of the command line."""


def read(text: str, registry: Registry, shell: ShellLine | None) -> Said:
    """Return what a line says. Raises ``BadInput`` with the place and what would be right.

    The console's own short form goes first (``failover shop``): its dialog asks for what the command line requires. A
    line with options, and one that only the command line knows, is read as the command line reads it.
    """
    if shell is None:
        return parse(text, registry)
    command, name, rest = split(text, registry)
    options = any(word.startswith("-") for word in rest.split())
    # ``job`` opens a job, and ``job hold`` is a command of the command line.
    longer = " " not in name and shell.of_family(text)
    if command is not None and not options and not longer and (command.argument or not rest):
        return command, rest
    if shell.knows(text):
        return shell.read(text)
    return parse(text, registry, shell.names())


Own = Callable[[Command], Iterable[str]]
"""Words of a command's own that may follow it (``Command.choices``)."""


def words_for(command: Command, model: Model, written: str = "", own: Own = lambda _: ()) -> Iterable[str]:
    """Return the words that may follow a command; of thousands of items some of those that begin as is ``written``."""
    match command.argument:
        case "target":
            return target_names(model, written)
        case "job":
            return [row["id"] for row in model.rows(JOBS)]
        case "screen":
            return (*SCREENS,)
    return own(command)


def lines(
    written: str, registry: Registry, model: Model, shell: ShellLine | None, own: Own = lambda _: ()
) -> list[str]:
    """Return the lines that a line can become by its last word, sorted."""
    command, name, rest = split(written, registry)
    begun = written.lstrip()
    found = {known for known in registry.names() if known.startswith(begun)}
    if command is not None and (rest or written.endswith(" ")):
        found |= {f"{name} {word}" for word in words_for(command, model, rest, own) if word.startswith(rest)}
    following = shell.following(begun) if shell is not None else None
    if following is not None and begun.endswith(following.written):
        before = begun[: len(begun) - len(following.written)]
        names = map(shlex.quote, _names(model, following.names, following.written.lstrip(QUOTES)))
        words = (*following.words, *(each for each in names if each.startswith(following.written)))
        found |= {before + word for word in words}
    return sorted(found)


def _names(model: Model, kind: str, written: str) -> Iterable[str]:
    """Return the names of a kind that the console knows, of items some that begin so; of another kind none."""
    match kind:
        case "targets":
            return target_names(model, written)
        case "plans":
            return [row["name"] for row in model.rows(PLANS)]
        case "items":
            return item_names(model, written)
        case "jobs":
            return [row["id"] for row in model.rows(JOBS)]
        case "tasks":
            return [row["task"] for row in model.rows(GATES)]
        case "networks":
            return ["none", *(row["name"] for row in model.rows(NETWORKS))]
    return ()


def complete(
    written: str, registry: Registry, model: Model, shell: ShellLine | None = None, own: Own = lambda _: ()
) -> str | None:
    """Return the line with its last word completed as far as it is certain; None = nothing to add."""
    found = lines(written, registry, model, shell, own)
    longer = completed(written.lstrip(), found)
    if longer not in (None, written):
        return longer
    command, _, rest = split(written, registry)
    more = command is not None and command.argument and not rest
    whole = shell is not None and written.lstrip() in found and written.split()
    return f"{written} " if (more or (whole and len(found) == 1)) and not written.endswith(" ") else None


def candidates(
    written: str, registry: Registry, model: Model, shell: ShellLine | None = None, own: Own = lambda _: ()
) -> list[str]:
    """Return the words that the last word can become."""
    begun = written.lstrip()
    before = begun[: begun.rfind(" ") + 1]
    return [line.removeprefix(before) for line in lines(written, registry, model, shell, own) if line != begun]


class CommandLineDialog(ModalScreen["Said | None"]):
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

    def __init__(self, value: str = "", *, over: bool = False) -> None:
        """``value``: what the line begins with, to be changed or sent; ``over``: another dialog is open below."""
        super().__init__()
        self._value, self._over = value, over

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(id="told", markup=False)
            yield self._prompt(self._value)

    def on_mount(self) -> None:
        self.query_one("#told", Static).display = False

    def _prompt(self, value: str = "") -> Prompt:
        app = self.console_app
        said = app.session.said

        def completion(text: str) -> str | None:
            return complete(text, app.registry, app.model, app.session.shell, self._own)

        return Prompt(":", value, history=said, complete=completion)

    def _own(self, command: Command) -> Iterable[str]:
        return command.choices(self.console_app)

    @on(Prompt.Changed)
    def _written(self) -> None:
        self.query_one("#told", Static).display = False

    @on(Prompt.NoCompletion)
    def _no_completion(self, message: Prompt.NoCompletion) -> None:
        app = self.console_app
        found = candidates(message.text, app.registry, app.model, app.session.shell, self._own)
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
            if self._over:
                raise Refused("not-now", "a page is open below, and a line would open another one", advice=FIRST)
            # The help, the pages and the title of the line write commands with their colon: it is typed twice.
            found = read(text.lstrip(":"), self.console_app.registry, self.console_app.session.shell)
        except DrError as error:
            self._tell(clean(error_line(self.console_app, error)), bad=True)
            await self.query_one(Vertical).mount(self._prompt(text))
            return
        history = self.console_app.session.said
        if history[-1:] != [text]:
            history.append(text)
            del history[:-HISTORY_KEPT]
        self.dismiss(found)
