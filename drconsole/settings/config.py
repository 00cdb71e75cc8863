"""Config file of the user (TOML): its tables, their defaults, and what is wrong with one."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drconsole.settings.environment import xdg_folder
from drconsole.settings.errors import SettingsError
from drconsole.settings.speed import Speed, parse_speed


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of how many steps may be under way at once."""

    overall: int = 256
    provider: int = 256
    group: int = 100
    """In one phase of one job; also the number of items that a recovery plan may hold."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Settings of the engine."""

    speed: Speed | None = None
    """Set at every start where the provider's clock is ours; None = as it was."""


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """Settings of the console."""

    log_in: str = "ssh {address}"
    """The command behind "Log in" of a validation; ``{address}`` and ``{item}`` are put in."""
    theme: str = "drconsole"


@dataclass(frozen=True, slots=True)
class PrerequisiteSettings:
    """Settings of the prerequisites check."""

    test_failover_days: int = 180
    """How long a successful test failover counts: every six months is the recommendation."""


@dataclass(frozen=True, slots=True)
class Config:
    """Config file with every default put in."""

    limits: Limits = field(default_factory=Limits)
    engine: EngineSettings = field(default_factory=EngineSettings)
    console: ConsoleSettings = field(default_factory=ConsoleSettings)
    prerequisites: PrerequisiteSettings = field(default_factory=PrerequisiteSettings)


def config_path() -> Path:
    """Return where the config file belongs, whether or not there is one."""
    return xdg_folder("XDG_CONFIG_HOME", ".config") / "drconsole" / "config.toml"


def load_config(path: Path | None = None) -> Config:
    """Return the user's config file; what it does not say keeps its default, a missing file says nothing.

    Raises ``SettingsError`` naming file and key for an unknown key, a wrong value or broken TOML.
    """
    file = path or config_path()
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"the config file cannot be read: {error}", place=str(file)) from error
    found = _checked(document, file)
    limits = {_LIMIT_FIELDS[key]: value for (table, key), value in found.items() if table == "limits"}
    engine = {key: value for (table, key), value in found.items() if table == "engine"}
    console = {key: value for (table, key), value in found.items() if table == "console"}
    prerequisites = {key: value for (table, key), value in found.items() if table == "prerequisites"}
    return Config(
        limits=Limits(**limits),
        engine=EngineSettings(**engine),
        console=ConsoleSettings(**console),
        prerequisites=PrerequisiteSettings(**prerequisites),
    )


def _positive(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _log_in(value: object) -> str | None:
    """Return the value if it is a command line with no other places to fill than the two, and whole quotes."""
    if not isinstance(value, str):
        return None
    try:
        words = shlex.split(value.format(address="a", item="i"))
    except (ValueError, LookupError, AttributeError):
        return None
    return value if words else None


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


_LIMIT_FIELDS = {"global": "overall", "provider": "provider", "group": "group"}
_KEYS: Mapping[tuple[str, str], tuple[Callable[[object], object], str]] = {
    **{("limits", key): (_positive, "a whole number above 0") for key in _LIMIT_FIELDS},
    ("engine", "speed"): (parse_speed, 'a number above 0, or "max"'),
    ("console", "log_in"): (_log_in, 'a command, such as "ssh {address}"; {address} and {item} are put in'),
    ("console", "theme"): (_word, "a theme's name, such as blue-orange"),
    ("prerequisites", "test_failover_days"): (_positive, "a whole number of days above 0"),
}


def _checked(document: Mapping[str, Any], file: Path) -> dict[tuple[str, str], Any]:
    tables = sorted({table for table, _ in _KEYS})
    found: dict[tuple[str, str], Any] = {}
    for table, content in document.items():
        if table not in tables:
            raise SettingsError(
                f"unknown key {table}", place=f"{file}: {table}", advice=f"tables are {', '.join(tables)}"
            )
        if not isinstance(content, dict):
            raise SettingsError(f"{table} is not a table", place=f"{file}: {table}", advice=f"write [{table}]")
        for key, value in content.items():
            found[table, key] = _value(table, key, value, file)
    return found


def _value(table: str, key: str, value: object, file: Path) -> object:
    place = f"{file}: {table}.{key}"
    if (table, key) not in _KEYS:
        known = ", ".join(name for owner, name in _KEYS if owner == table)
        raise SettingsError(f"unknown key {table}.{key}", place=place, advice=f"keys of [{table}] are {known}")
    parse, right = _KEYS[table, key]
    parsed = parse(value)
    if parsed is None:
        raise SettingsError(f"{table}.{key} is {value!r}", place=place, advice=f"write {right}")
    return parsed
