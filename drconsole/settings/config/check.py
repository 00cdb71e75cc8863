"""Check of a config file, purely: its bytes become values, and a fault for all that is wrong.

What is wrong keeps its default, and so does what the file does not say: a slip of the pen never shuts the console.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Mapping
from typing import Any

from drconsole.recovery.types.naming import near, nearest
from drconsole.settings.config.checked import Checked
from drconsole.settings.config.faults import Fault
from drconsole.settings.config.keys import Commands, Keys, read_keys, settle
from drconsole.settings.config.table import KEYS, SETTINGS, TABLES, Setting
from drconsole.settings.config.toml_lines import key_lines
from drconsole.settings.config.values import Config, ConsoleSettings, EngineSettings, Limits, PrerequisiteSettings

_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_SAID = 60
"""Characters of a wrong value that are told."""
_RIGHT_KEYS = 'a key such as "f", "?", "ctrl+r" or "f5", or a list of keys'


def check(content: bytes, *, themes: Collection[str] | None = None, commands: Commands | None = None) -> Checked:
    """Check a file's content. ``themes``, ``commands``: what there is; None = that is not looked at."""
    try:
        text = content.decode("utf-8").replace("\r\n", "\n")
        document = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        return Checked(faults=(_unreadable(content, error),))
    lines = key_lines(text)
    faults: list[Fault] = []
    found: dict[str, object] = {}
    keys: dict[str, tuple[str, ...]] = {}
    at: dict[str, int] = {}
    for table, key, value in _entries(document, lines, faults):
        name, line = f"{table}.{key}", _line(lines, table, key)
        read = _keys(name, value, line) if table == KEYS else _value(table, key, value, line, themes)
        if isinstance(read, Fault):
            faults.append(read)
            continue
        at[name] = line
        if isinstance(read, tuple):
            keys[key] = read
        else:
            found[name] = read
    chosen: Keys = keys
    if commands is not None:
        chosen, clashes = settle(keys, {key: at[f"{KEYS}.{key}"] for key in keys}, commands)
        faults += clashes
    kept = {name: line for name, line in at.items() if name in found or name.removeprefix(f"{KEYS}.") in chosen}
    faults.sort(key=lambda fault: fault.line or 0)
    return Checked(_config(found, chosen), tuple(faults), kept)


def _entries(
    document: Mapping[str, Any], lines: Mapping[tuple[str, ...], int], faults: list[Fault]
) -> list[tuple[str, str, object]]:
    """Return table, key and value of all that stands in a table that there is; the rest goes to ``faults``."""
    entries: list[tuple[str, str, object]] = []
    for table, content in document.items():
        line = lines.get((table,)) or min((at for path, at in lines.items() if path[0] == table), default=None)
        if table not in TABLES:
            faults.append(_unknown_table(table, content, line))
        elif not isinstance(content, dict):
            faults.append(Fault(f"{table} is not a table", table, line, f"write [{table}]"))
        else:
            entries += [(table, key, value) for key, value in content.items()]
    return entries


def _unknown_table(table: str, content: object, line: int | None) -> Fault:
    listed = f"tables are {', '.join(TABLES)}"
    owners = [setting.table for setting in SETTINGS if setting.key == table]
    if owners and not isinstance(content, dict):
        return Fault(f"{table} stands in no table", table, line, f"write it below [{owners[0]}]")
    return Fault(f"there is no table {_said(table)}", table, line, near(table, TABLES) or listed)


def _line(lines: Mapping[tuple[str, ...], int], table: str, key: str) -> int:
    """Return the line of a key: that of ``table = {...}`` inside braces, the first one for dotted keys."""
    if (exact := lines.get((table, key))) is not None:
        return exact
    below = [at for path, at in lines.items() if path[:2] == (table, key)]
    return min(below) if below else lines.get((table,), 1)


def _value(table: str, key: str, value: object, line: int, themes: Collection[str] | None) -> object:
    """Return the value, or its fault."""
    setting = next((one for one in SETTINGS if (one.table, one.key) == (table, key)), None)
    if setting is None:
        return _unknown_key(table, key, line)
    read = setting.read(value)
    if read is None:
        return Fault(f"{setting.name} is {_said(value)}", setting.name, line, f"write {setting.right}")
    if setting.name == "console.theme" and themes is not None and read not in themes:
        return Fault(f"there is no theme {_said(read)}", setting.name, line, nearest(str(read), themes))
    return read


def _said(value: object) -> str:
    """Return a value as the file says it, or nearly."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SAID else f"{text[:_SAID]}..."


def _unknown_key(table: str, key: str, line: int) -> Fault:
    known = [one.key for one in SETTINGS if one.table == table]
    elsewhere = [one.table for one in SETTINGS if one.key == key]
    advice = f"it belongs below [{elsewhere[0]}]" if elsewhere else near(key, known)
    return Fault(
        f"there is no key {_said(key)} in [{table}]",
        f"{table}.{key}",
        line,
        advice or f"keys of [{table}] are {', '.join(known)}",
    )


def _keys(name: str, value: object, line: int) -> tuple[str, ...] | Fault:
    read = read_keys(value)
    return Fault(f"{name}: {read}", name, line, f"write {_RIGHT_KEYS}") if isinstance(read, str) else read


def _unreadable(content: bytes, error: Exception) -> Fault:
    """Return the fault of a file that is no TOML: nothing of it is taken, since what belongs where is not known."""
    nothing = "nothing of this file is taken until that is mended"
    if isinstance(error, UnicodeDecodeError):
        line = content.count(b"\n", 0, error.start) + 1
        return Fault("these bytes are no UTF-8 text", "", line, f"write the file in UTF-8; {nothing}")
    if isinstance(error, RecursionError):
        return Fault("it is nested too deeply", "", None, nothing)
    message = str(error)
    found = _LINE.search(message)
    last = content.rstrip().count(b"\n") + 1
    return Fault(
        f"this is no TOML: {_LINE.sub('', message).replace('(at end of document)', '').strip()}",
        "",
        int(found[1]) if found else last,
        nothing,
    )


def _config(found: Mapping[str, object], keys: Keys) -> Config:
    def of(table: str) -> dict[str, Any]:
        return {_field(one): found[one.name] for one in SETTINGS if one.table == table and one.name in found}

    return Config(
        limits=Limits(**of("limits")),
        engine=EngineSettings(**of("engine")),
        console=ConsoleSettings(**of("console")),
        prerequisites=PrerequisiteSettings(**of("prerequisites")),
        keys=keys,
    )


def _field(setting: Setting) -> str:
    return setting.field or setting.key
