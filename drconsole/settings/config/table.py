"""Table of every setting of the config file: how its value is read, and what would be right."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import get_args

from drconsole.recovery.types.data import dataclass
from drconsole.settings.config.values import Config, Glyphs, Mouse
from drconsole.settings.speed import parse_speed

LONGEST_DAYS = 36_500
"""A hundred years: more days than that are a slip, and a clock cannot count back that far."""

KEYS = "keys"
"""The table whose keys are commands of the console."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Key of the config file. Its default stands in ``config.values``."""

    table: str
    key: str
    read: Callable[[object], object | None]
    """The value as the program holds it; None = it is wrong."""
    right: str
    """What may be written."""
    about: str
    field: str = ""
    """Its name in ``config.values`` where that is another."""

    @property
    def name(self) -> str:
        return f"{self.table}.{self.key}"

    def of(self, config: Config) -> object:
        """Return the value that a config holds."""
        return getattr(getattr(config, self.table), self.field or self.key)


def _positive(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _days(value: object) -> int | None:
    days = _positive(value)
    return days if days is not None and days <= LONGEST_DAYS else None


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


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _one_of(kind: object) -> Callable[[object], object | None]:
    words = get_args(kind)
    return lambda value: value if isinstance(value, str) and value in words else None


def _listed(kind: object) -> str:
    return " or ".join(f'"{word}"' for word in get_args(kind))


_DAYS = f"a whole number of days from 1 to {LONGEST_DAYS}"
_COUNT = "a whole number above 0"

SETTINGS = (
    Setting("console", "theme", _word, "a theme's name, such as blue-orange", "The colours of the console."),
    Setting(
        "console",
        "log_in",
        _log_in,
        'a command, such as "ssh {address}"; {address} and {item} are put in',
        'The command behind "Log in" of a validation.',
    ),
    Setting(
        "console",
        "glyphs",
        _one_of(Glyphs),
        _listed(Glyphs),
        "The signs that are drawn. `auto`: ASCII where the terminal's character set is not UTF-8, where the locale is "
        "C or POSIX, and on a Linux virtual terminal (`TERM=linux`).",
    ),
    Setting(
        "console",
        "mouse",
        _one_of(Mouse),
        _listed(Mouse),
        "Whether the console takes the mouse. `auto`: not over SSH. Without it the terminal itself selects text.",
    ),
    Setting(
        "console",
        "drill_days",
        _days,
        _DAYS,
        "How old the last test failover of a plan may be before the console says that the next one is due.",
    ),
    Setting(
        "console", "bell", _flag, "true or false", "Whether the terminal's bell rings when something needs a person."
    ),
    Setting(
        "console",
        "title",
        _flag,
        "true or false",
        "Whether the terminal's title says what needs a person, and the mode.",
    ),
    Setting("engine", "speed", parse_speed, 'a number above 0, or "max"', "Speed of a simulated clock at each start."),
    Setting("limits", "global", _positive, _COUNT, "Steps that may be under way at once.", field="overall"),
    Setting("limits", "provider", _positive, _COUNT, "The same of one provider."),
    Setting("limits", "group", _positive, _COUNT, "The same of one phase of one job."),
    Setting(
        "prerequisites",
        "test_failover_days",
        _days,
        _DAYS,
        "How long a successful test failover counts; after that a failover is blocked until that is accepted.",
    ),
)

TABLES = tuple(dict.fromkeys([*(setting.table for setting in SETTINGS), KEYS]))
