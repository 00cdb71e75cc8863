"""Dialog of the help: every command with its keys, its effect and its verb, with a search; enter runs one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.context import Command, Console
from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.dialogs.base.field import Field
from drconsole.console.dialogs.help_lines import ELSEWHERE, GROUPS, IN_LISTS, KEYS_WIDE, PLACES, grouped, help_entry
from drconsole.console.state.looking import only_looks
from drconsole.console.state.model.model import Changed
from drconsole.console.state.model.targets import target_row
from drconsole.console.widgets.sheet import Sheet
from drconsole.render.rows.entries import Entry
from drconsole.render.rows.legend import legend
from drconsole.render.words.command_lines import PROGRAM
from drconsole.render.words.keys import key_text
from drconsole.render.words.text import clean

NEEDS = {"target": "a plan or an item", "job": "a job", "text": "a list"}
"""Argument of a command -> what the cursor must be on."""
NOT_NOW = 1
OPEN: dict[str | None, int] = {None: 0, "": 2}
"""Place of a command in the list: what can be done now stands first, last what has no meaning on this page."""


def verb_text(command: Command, app: Console) -> str:
    """Return a command's verb as a whole command line, with the target and job under the cursor filled in."""
    target, job = app.target(), app.here.job() if app.here is not None else None
    known = {"plan": "PLAN", "item": "ITEM", "target": "TARGET", "job": job or "JOB", "task": "TASK"}
    if target is not None:
        row = target_row(app.model, target)
        known["target"] = known[target[0]] = row["name"] if row is not None else target[1]
    verb = command.verb
    if app.session.read_only and command.previews:
        verb = f"preview {command.id} {{target}}"
    return f"{PROGRAM} {verb.format(**known)}"


def matches(command: Command, words: Sequence[str]) -> bool:
    """Return whether every word occurs in the id, title, help, verb, keys or words of a command."""
    keys = " ".join(map(key_text, command.keys))
    text = " ".join((command.id, command.title, command.help(), command.verb, keys, *command.words)).casefold()
    return all(word in text for word in words)


def rank(command: Command, words: Sequence[str]) -> int:
    """Return the sort rank of a command: those whose name has the words come first, others as declared."""
    named = " ".join((command.id, command.title, *command.words)).casefold()
    keys = {key_text(key).casefold() for key in command.keys}
    return -sum(2 * (word in named) + (word in keys) for word in words)


def needs(command: Command) -> str:
    """Return what the cursor must be on for a command that has no meaning on this page."""
    return NEEDS.get(command.argument, "another page")


class HelpDialog(Dialog[str | None]):
    """List of commands with a search; result: the id of the command to run, or None."""

    AUTO_FOCUS = "#search"
    field_first = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "sheet('move', 1)", show=False),
        Binding("ctrl+p", "sheet('move', -1)", show=False),
    ]
    hint = "type to search  up, down choose  enter runs it  esc back"

    def __init__(self, title: str, search: str = "", *, possible_only: bool = False) -> None:
        super().__init__()
        self.heading, self.first, self.possible_only = title, search, possible_only

    def fields(self) -> ComposeResult:
        yield Field("search", "Search:", value=self.first)

    def on_mount(self) -> None:
        app = self.console_app
        about = "read-only: nothing is started or changed; such commands are left out" if app.session.read_only else ""
        self.head(self.heading, about)
        self.sheet.led = True
        self._draw()
        # Before the first frame: a line that came after it would move all others, and they would be written twice.
        self._rested()

    def follow(self, changed: Changed) -> None:
        """Redraw what can run now; the cursor stays on its command."""
        super().follow(changed)
        if changed.keys() - {"journal", "task", "status"}:
            self._draw()

    def _draw(self, *, top: bool = False) -> None:
        words = self.value("search").casefold().split()
        app = self.console_app
        reasons = {command.id: command.why_not(app) for command in app.registry if matches(command, words)}
        if self.possible_only:
            reasons = {name: why for name, why in reasons.items() if why is None}
        found = [command for command in app.registry if command.id in reasons]
        if words:
            found.sort(key=lambda command: (rank(command, words), OPEN.get(reasons[command.id], NOT_NOW)))
            entries = [self._entry(command, reasons[command.id], in_full=True) for command in found]
        else:
            entries = self._groups(found, reasons)
        if not words and not self.possible_only:
            entries += legend()
        if words and not self.possible_only:
            entries += [*self._left_out(words), *legend(tuple(words))]
        self.show(entries or [Entry("No command has these words.")], top=top)

    def _groups(self, commands: Sequence[Command], reasons: Mapping[str, str | None]) -> list[Entry]:
        """Return all commands in their groups: what can be done now stands first in each, and last what has no meaning
        on this page."""
        groups = [*GROUPS, ELSEWHERE]

        def place(command: Command) -> tuple[int, int, int]:
            group, number = PLACES[command.id]
            opens = OPEN.get(reasons[command.id], NOT_NOW)
            return groups.index(ELSEWHERE if reasons[command.id] == "" else group), opens, number

        found = []
        for command in sorted(commands, key=place):
            group = groups[place(command)[0]]
            found.append((group, self._entry(command, reasons[command.id])))
        if not self.possible_only:
            last = max((at for at, (group, _) in enumerate(found) if group == "Moving"), default=len(found) - 1)
            found[last + 1 : last + 1] = [("Moving", help_entry(key, text)) for key, text in IN_LISTS]
        return grouped(found)

    def _left_out(self, words: Sequence[str]) -> list[Entry]:
        """Return entries for the commands that a read-only console leaves out: the search finds them, too."""
        registry = self.console_app.registry
        left_out = [name for name, command in registry.left_out.items() if matches(command, words)]
        return [Entry(registry.why_left_out(name), "dim") for name in left_out]

    def _entry(self, command: Command, why: str | None, *, in_full: bool = False) -> Entry:
        """Return the entry of a command. ``in_full``: with its reason and its command line below."""
        both = " ".join(map(key_text, command.keys[:2]))
        keys = (
            both if len(both) <= KEYS_WIDE else key_text(command.keys[0])
        ) or f":{(command.words or (command.id,))[0]}"
        only = (
            ", a preview" if command.previews and only_looks(self.console_app.model, self.console_app.session) else ""
        )
        needed = f"not here: needs {needs(command)}" if why == "" else ""
        below = [f"not now: {clean(why)}" if why else needed] if why is not None else []
        if command.verb:
            below.append(clean(verb_text(command, self.console_app)))
        return help_entry(
            keys,
            f"{command.title}{only}: {command.help()}",
            act=command.id,
            why_not="" if why is None else why or needed,
            below=tuple(below) if in_full else (),
        )

    @on(Sheet.Rested)
    def _rested(self) -> None:
        """Say of the command under the cursor why it cannot be given now, or its command line."""
        entry = self.sheet.current
        command = self.console_app.registry.get(entry.act) if entry is not None and entry.act else None
        told = ""
        if self.value("search"):
            self.say("")  # each entry says it itself
            return
        if entry is not None and command is not None:
            why = entry.why_not
            if why:
                told = why if why.startswith("not here") else f"not now: {clean(why)}"
            elif command.verb:
                told = clean(verb_text(command, self.console_app))
        # The line stays where there is nothing to say: the list above keeps its place.
        self.say(told or " ")

    @on(Input.Changed, "#search")
    def _searched(self) -> None:
        self._draw(top=True)

    @on(Input.Submitted, "#search")
    def _run(self) -> None:
        self.sheet.action_act()

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        if message.entry.why_not:
            self.say(message.entry.why_not)
        else:
            self.dismiss(message.entry.act)
