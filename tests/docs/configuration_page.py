"""Writes the tables of docs/configuration.md: every setting, and every command of the console with its keys."""

from __future__ import annotations

import json
from collections.abc import Iterable

from drconsole.console.commands import COMMANDS
from drconsole.settings.config.keys import shown
from drconsole.settings.config.table import SETTINGS
from drconsole.settings.config.values import Config


def settings() -> str:
    usual = Config()
    rows = []
    for setting in SETTINGS:
        default = setting.of(usual)
        value = "none: the clock keeps its speed" if default is None else f"`{json.dumps(default)}`"
        rows.append((f"`[{setting.table}] {setting.key}`", setting.right, value, setting.about))
    return _table(("setting", "may be", "default", "what it does"), rows)


def keys() -> str:
    rows = [
        (f"`{command.id}`", " ".join(_code(shown(key)) for key in command.keys) or "-", command.title)
        for command in COMMANDS
    ]
    return _table(("command", "its own keys", "what it is"), rows)


def _code(key: str) -> str:
    return "`` ` ``" if key == "`" else f"`{key}`"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)
