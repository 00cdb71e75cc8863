"""Keys that the console has by itself: what ``[keys]`` of the config file is checked against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from drconsole.console.commands import COMMANDS
from drconsole.console.widgets.table.line_table import LineTable
from drconsole.settings.config.checked import Checked
from drconsole.settings.config.faults import Fault

if TYPE_CHECKING:
    from drconsole.settings.config.keys import Commands

NEEDED = frozenset({"back", "command-line", "help", "quit"})
"""Commands without which nobody finds a way on, or out."""


def own_keys(checked: Checked) -> tuple[Mapping[str, tuple[str, ...]], tuple[Fault, ...]]:
    """Return the keys that the config file gives commands, and what is wrong with them; mostly it gives none."""
    chosen = checked.config.keys
    if not chosen:
        return {}, ()
    from drconsole.settings.config.keys import settle

    return settle(chosen, checked.key_lines(), known_commands())


@cache
def known_commands() -> Commands:
    """Return every command with its own keys, and the keys that lists and task trees take on every page."""
    from drconsole.console.widgets.tree.task_tree import TaskTree
    from drconsole.settings.config.keys import Commands

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
