"""Commands about the user's config file."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

from drconsole.cli.context import Context
from drconsole.recovery.types.words import counted
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.keys import key_text
from drconsole.render.words.text import clean
from drconsole.settings.config.checked import Checked
from drconsole.settings.config.faults import Fault
from drconsole.settings.config.keys import Commands
from drconsole.settings.config.load import config_path, load, told
from drconsole.settings.config.table import KEYS, SETTINGS
from drconsole.settings.config.values import Config

DEFAULT = "default"


class SettingRow(TypedDict):
    """One setting as it counts here. ``source``: default, file, or what overrides it."""

    key: str
    value: object
    source: str
    line: int | None
    default: object


class FaultRow(TypedDict):
    """One fault of the file; ``right`` is what would be right."""

    line: int | None
    path: str
    message: str
    right: str


SHOWN: tuple[Column[SettingRow], ...] = (
    Column("Setting", lambda record: Cell(clean(record["key"]))),
    Column("Value", lambda record: Cell(written(record["value"]))),
    Column("From", lambda record: Cell(clean(_origin(record)))),
)


def path(context: Context, args: argparse.Namespace) -> int:
    """Name the file, whether it is there or not."""
    file = config_path()
    if context.json:
        context.output.document({"path": str(file), "exists": file.is_file()})
    else:
        context.output.text(clean(file))
    return 0


def show(context: Context, args: argparse.Namespace) -> int:
    """Print every setting as it counts here, and where it comes from; what is wrong goes to stderr."""
    checked = _read(config_path())
    settings = effective(checked, os.environ)
    if context.json:
        found = {"path": str(config_path()), "exists": config_path().is_file(), "settings": settings}
        context.output.document({**found, "faults": [_fault(fault) for fault in checked.faults]})
        return 0
    context.output.table(SHOWN, settings)
    for line in told(checked.faults):
        context.output.note(clean(f"drconsole: {line}"))
    return 0


def check(context: Context, args: argparse.Namespace) -> int:
    """Check a file. Raises ``BadInput`` with all its faults."""
    file = Path(args.file) if args.file else config_path()
    if args.file and not file.exists():
        raise BadInput("no-such-file", "there is no such file", place=args.file)
    checked = _read(file)
    if checked.faults:
        raise _wrong(file, checked.faults)
    exists = file.is_file()
    if context.json:
        context.output.document({"ok": True, "file": str(file), "exists": exists, "settings": sorted(checked.lines)})
    elif exists:
        context.output.text(clean(f"{file} sets {counted(len(checked.lines), 'value')}; no faults"))
    else:
        context.output.text(clean(f"{file} is not there: every setting has its default"))
    return 0


def effective(checked: Checked, environ: Mapping[str, str]) -> list[SettingRow]:
    """Return every setting."""
    usual = Config()
    found: list[SettingRow] = []
    for setting in SETTINGS:
        line = checked.lines.get(setting.name)
        row: SettingRow = {
            "key": setting.name,
            "value": setting.of(checked.config),
            "source": DEFAULT if line is None else "file",
            "line": line,
            "default": setting.of(usual),
        }
        if setting.name == "console.theme" and environ.get("NO_COLOR"):
            row = {**row, "value": "mono", "source": "NO_COLOR", "line": None}
        found.append(row)
    own = _commands().keys
    for command, keys in own.items():
        line = checked.lines.get(f"{KEYS}.{command}")
        value = list(checked.config.keys.get(command, keys))
        source = DEFAULT if line is None else "file"
        found.append(
            {"key": f"{KEYS}.{command}", "value": value, "source": source, "line": line, "default": list(keys)}
        )
    return found


def written(value: object) -> str:
    """Return a value for people; keys as they stand on the screen."""
    if isinstance(value, list):
        return " ".join(key_text(key) for key in value) or "-"
    if isinstance(value, bool):
        return str(value).lower()
    return "-" if value is None else clean(value)


def _origin(record: SettingRow) -> str:
    return f"line {record['line']}" if record["line"] is not None else record["source"]


def _read(file: Path) -> Checked:
    """Check the file against all that it may name: themes, and commands of the console."""
    from drconsole.console.theme import theme_names

    return load(file, themes=theme_names(), commands=_commands())


def _commands() -> Commands:
    from drconsole.console.own_keys import known_commands

    return known_commands()


def _wrong(file: Path, faults: tuple[Fault, ...]) -> BadInput:
    first = faults[0]
    place = str(file) if first.line is None else f"{file}:{first.line}"
    told = [_fault(fault) for fault in faults]
    message = first.message if len(faults) == 1 else f"{first.message} (the first of {len(faults)} faults)"
    return BadInput("config", message, place=place, advice=first.advice, extra={"faults": told})


def _fault(fault: Fault) -> FaultRow:
    return {"line": fault.line, "path": fault.key, "message": fault.message, "right": fault.advice}
