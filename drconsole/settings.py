"""Where things lie: the state folder and what is in it, data that travels with us, the user's config file.

The state folder is made with mode 0700. The mode of a folder that exists is respected: one made by
hand with group read and search (``install -d -m 2750 -g dr-readers DIR``; the set-group-id bit gives
new files the folder's group) lets that group read the store. It never lets anybody command the
engine: the socket and the lock stay with the folder's owner.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import stat
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

ENCRYPTION_PASSWORD = "DRCONSOLE_ENCRYPTION_PASSWORD"  # noqa: S105 - the variable's name
"""The environment variable that may hold the password of an encryption key's file; only the command reads it."""
SOCKET_PATH_LIMIT = 107
"""Bytes: ``sun_path`` holds 108 with the closing zero (unix(7))."""

LOADING = ".loading"
"""At the end of the name of what a provider keeps beside the store, while a state is made; it goes last of all."""

Speed = float | Literal["max"]
"""World seconds in a wall second, or ``max``: the clock jumps."""

_GROUP_READS = stat.S_IRGRP | stat.S_IXGRP


class SettingsError(ValueError):
    """A setting, a folder or the config file is wrong; ``place`` says where, ``advice`` what would be right."""

    def __init__(self, message: str, *, place: str = "", advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Limits:
    """How many steps may be under way at once."""

    overall: int = 256
    provider: int = 256
    group: int = 100
    """In one phase of one job; also the number of items that a recovery plan may hold."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    speed: Speed | None = None
    """Set at every start where the provider's clock is ours; None = as it was."""


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    log_in: str = "ssh {address}"
    """The command behind "Log in" of a validation; ``{address}`` and ``{item}`` are put in."""
    theme: str = "drconsole"


@dataclass(frozen=True, slots=True)
class PrerequisiteSettings:
    test_failover_days: int = 180
    """How long a successful test failover counts: every six months is the recommendation."""


@dataclass(frozen=True, slots=True)
class Config:
    limits: Limits = field(default_factory=Limits)
    engine: EngineSettings = field(default_factory=EngineSettings)
    console: ConsoleSettings = field(default_factory=ConsoleSettings)
    prerequisites: PrerequisiteSettings = field(default_factory=PrerequisiteSettings)


@dataclass(frozen=True, slots=True)
class StatePaths:
    """What lies in a state folder. ``socket`` may lie elsewhere: see ``socket_path``."""

    folder: Path
    db: Path
    lock: Path
    log: Path
    scripts: Path
    """Run folder of the scripts: one folder an attempt."""

    @classmethod
    def of(cls, folder: Path) -> StatePaths:
        """Paths in ``folder``, one state having one path whatever links lead to it; touches nothing."""
        folder = Path(os.path.realpath(folder))
        return cls(
            folder=folder,
            db=folder / "drconsole.db",
            lock=folder / "engine.lock",
            log=folder / "engine.log",
            scripts=folder / "scripts",
        )

    @property
    def loading(self) -> bool:
        """Return whether an estate is being loaded, or a load died: the provider's files have no name of their own."""
        return any(self.folder.glob(f"*{LOADING}"))

    @property
    def socket(self) -> Path:
        """Raises ``SettingsError`` when the runtime folder that a long path needs is not safe."""
        return socket_path(self.folder)


def state_dir(cli_value: str | os.PathLike[str] | None = None) -> Path:
    """The state folder: ``--state``, else ``DRCONSOLE_STATE``, else XDG's state home. Without links; not made here."""
    chosen = cli_value or os.environ.get("DRCONSOLE_STATE")
    if chosen:
        return Path(os.path.realpath(Path(chosen).expanduser()))
    return Path(os.path.realpath(_xdg("XDG_STATE_HOME", ".local/state") / "drconsole"))


def make_state_dir(folder: Path) -> StatePaths:
    """Make the folder (0700) where it is missing. Raises ``SettingsError`` when it cannot be one."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"the state folder cannot be made: {error.strerror}",
            place=str(folder),
            advice="name another with --state or DRCONSOLE_STATE",
        ) from error
    return StatePaths.of(folder)


def group_may_read(folder: Path) -> bool:
    """Whether the folder's own mode lets its group in."""
    return folder.stat().st_mode & _GROUP_READS == _GROUP_READS


def umask_for(folder: Path) -> int:
    """The umask under which files of this state are made: its owner's alone, or readable by its group."""
    return 0o027 if group_may_read(folder) else 0o077


def socket_path(folder: Path) -> Path:
    """``engine.sock`` in the folder; where that is over 107 bytes, a hashed name in the runtime folder.

    Raises ``SettingsError`` when the runtime folder is somebody else's.
    """
    plain = folder / "engine.sock"
    return plain if _fits(plain) else runtime_dir() / _hashed(folder)


def may_be_socket_of(folder: Path, path: str) -> bool:
    """Whether an engine of ``folder`` may listen there: its runtime folder may be another than ours.

    What a copied state folder says of its original's engine is not believed.
    """
    return not _fits(folder / "engine.sock") and os.path.basename(path) == _hashed(folder)


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= SOCKET_PATH_LIMIT


def _hashed(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:24] + ".sock"


def runtime_dir() -> Path:
    """``XDG_RUNTIME_DIR/drconsole``, else ``/tmp/drconsole-UID``: ours, mode 0700, or ``SettingsError``."""
    base = os.environ.get("XDG_RUNTIME_DIR")
    if base and os.path.isabs(base) and os.access(base, os.W_OK | os.X_OK) and len(os.fsencode(base)) <= 60:
        return _own_folder(Path(base) / "drconsole")
    return _own_folder(Path("/tmp") / f"drconsole-{os.geteuid()}")  # noqa: S108 - its owner and mode are checked


def _own_folder(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise SettingsError(f"the runtime folder cannot be made: {error.strerror}", place=str(folder)) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise SettingsError(
            "the runtime folder is not a folder of this user alone",
            place=str(folder),
            advice="remove it, or use a state folder with a shorter path",
        )
    return folder


def data_path(name: Literal["fixtures", "themes"]) -> Path:
    """A folder of bundled data: inside an installed wheel, or at the root of a checkout."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise SettingsError(f"the bundled {name} are missing", place=str(package), advice="install drconsole again")


def config_path() -> Path:
    return _xdg("XDG_CONFIG_HOME", ".config") / "drconsole" / "config.toml"


def load_config(path: Path | None = None) -> Config:
    """The user's config file; what it does not say keeps its default, a missing file says nothing.

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


def parse_speed(value: object) -> Speed | None:
    """A speed as people write it (``60``, ``"1.5"``, ``max``); None when it is not one."""
    if value == "max":
        return "max"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if 0 < number < float("inf") else None


def _positive(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _log_in(value: object) -> str | None:
    """A command line with no other places to fill than the two, and a quote for each that is opened."""
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


def _xdg(variable: str, fallback: str) -> Path:
    # A relative path in these variables is to be ignored (XDG Base Directory Specification).
    value = os.environ.get(variable, "")
    return Path(value) if os.path.isabs(value) else Path.home() / fallback
