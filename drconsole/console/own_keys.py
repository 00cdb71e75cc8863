"""Keys that the console has by itself: what ``[keys]`` of the config file is checked against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from drconsole.console.commands import COMMANDS
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.console.widgets.tree.task_tree import TaskTree
from drconsole.settings.config.keys import Commands

NEEDED = frozenset({"back", "command-line", "help", "quit"})
"""Commands without which nobody finds a way on, or out."""


@cache
def known_commands() -> Commands:
    """Return every command with its own keys, and the keys that lists and task trees take on every page."""
    taken = dict.fromkeys((*_keys(LineTable), *_keys(TaskTree)), "it moves or folds in lists")
    taken |= dict.fromkeys(_keys(App), "it leaves the console")
    return Commands({command.id: command.keys for command in COMMANDS}, taken, NEEDED)


def _keys(owner: type[DOMNode]) -> Iterator[str]:
    """Yield all keys that this class binds, and those that it derives from."""
    for each in owner.__mro__:
        bindings: Iterable[BindingType] = each.__dict__.get("BINDINGS", ())
        for binding in bindings:
            keys = binding.key if isinstance(binding, Binding) else binding[0]
            yield from (key.strip() for key in keys.split(","))
