"""Scalars of a document: durations, names, moments, addresses, versions.

Each function raises ``PydanticCustomError`` for a wrong value; its context carries ``right``: what would be right.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

NEVER = -1
"""Stands for ``last_test: never``."""
MAX_DURATION = 3650 * 86400
MAX_NAME = 80

_UNITS = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}
_DURATION = re.compile(r"(?:([0-9]{1,9})w)?(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?")
_THUMBPRINT = re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}")
_VERSION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){1,3}")
_DURATION_RIGHT = "Write seconds, or a number with s, m, h, d or w: 45, 15m, 1h30m, 24h, 2d"


def wrong(kind: str, message: str, right: str) -> PydanticCustomError:
    """Return the error for a wrong value, with what would be ``right``."""
    # Braces would be taken for fields of the template, and what people write may hold some.
    safe = message.replace("{", "(").replace("}", ")")
    return PydanticCustomError(kind, safe, {"right": right})


def duration(value: Any) -> int:
    """Return the seconds of ``45``, ``15m``, ``1h30m``, ``24h``, ``2d``; from 0 to ten years."""
    seconds = None
    if isinstance(value, int) and not isinstance(value, bool):
        seconds = value
    elif isinstance(value, str) and value and (match := _DURATION.fullmatch(value)):
        seconds = sum(int(n) * unit for n, unit in zip(match.groups(), _UNITS.values(), strict=True) if n)
    if seconds is None:
        raise wrong("duration", f"{_short(value)} is not a duration", _DURATION_RIGHT)
    if not 0 <= seconds <= MAX_DURATION:
        raise wrong("duration", f"{_short(value)} is out of range", "From 0 to 3650d")
    return seconds


def time_limit(value: Any) -> int:
    """Return the seconds of a duration longer than 0."""
    seconds = duration(value)
    if not seconds:
        raise wrong("duration", "a time limit of 0 ends before it begins", f"More than 0. {_DURATION_RIGHT}")
    return seconds


def objective(value: Any) -> int:
    """Return the seconds of an objective, longer than 0: nothing meets one of 0."""
    seconds = duration(value)
    if not seconds:
        raise wrong("duration", "an objective of 0 cannot be met", f"More than 0. {_DURATION_RIGHT}")
    return seconds


def last_test(value: Any) -> int:
    """Return the seconds of a duration, or ``NEVER``."""
    return NEVER if value == "never" else duration(value)


def name(value: str) -> str:
    """Return a name: 1 to 80 printable characters that the command line cannot take for something else."""
    if not value.strip():
        raise wrong("name", "the name is empty", "Give it a name")
    if value != value.strip() or not value.isprintable():
        raise wrong("name", "the name has blanks at an end, or control characters", "Use printable characters")
    if len(value) > MAX_NAME:
        raise wrong("name", f"the name has {len(value)} characters", f"At most {MAX_NAME}")
    if value.startswith(("-", "plan:", "item:", "plan-key:", "item-key:")):
        raise wrong(
            "name", f"a name cannot begin like {value!r}", "`-`, `plan:` and `item:` mean something on the command line"
        )
    return value


def key(value: str) -> str:
    """Return a key: a name that no list of items can take for a range."""
    if "{" in value or "}" in value:
        raise wrong("key", "a key has no braces", "Use other characters")
    return name(value)


def moment(value: Any) -> datetime:
    """Return an ISO 8601 time with its zone, between the years 2000 and 2100, in UTC."""
    try:
        when = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise wrong("moment", f"{_short(value)} is not a time", "Write 2026-01-05T08:00:00Z") from None
    if when.tzinfo is None:
        raise wrong("moment", f"{_short(value)} does not say its time zone", "Add Z for UTC")
    if not 2000 <= when.year < 2100:
        raise wrong("moment", f"the year {when.year} is out of range", "From 2000 to 2099")
    return when.astimezone(UTC)


def address(value: str) -> str:
    """Return an IP address as it is usually written."""
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        raise wrong("address", f"{_short(value)} is not an IP address", "Write 10.20.0.11") from None


def version(value: str) -> str:
    """Return a version: two to four numbers with dots between them."""
    if not _VERSION.fullmatch(value):
        raise wrong("version", f"{_short(value)} is not a version", 'Write "9.62" in quotes')
    return value


def thumbprint(value: str) -> str:
    """Return a certificate's thumbprint (SHA-1 or SHA-256) as hexadecimal digits in capitals.

    Taken however Windows wrote it: with blanks, with colons, and with the invisible mark that copying from its
    certificate window puts in front.
    """
    digits = "".join(char for char in value if char not in " :" and unicodedata.category(char) != "Cf").upper()
    if not _THUMBPRINT.fullmatch(digits):
        raise wrong(
            "thumbprint", f"{_short(value)} is not a certificate's thumbprint", "Write its 40 hexadecimal digits"
        )
    return digits


def line_of_text(value: str) -> str:
    """Return one line of printable characters."""
    if not value.strip() or not value.isprintable():
        raise wrong("text", "the text is empty or has control characters", "Use one line of printable characters")
    return value


def _short(value: Any) -> str:
    text = repr(value) if not isinstance(value, dict | list) else "a mapping" if isinstance(value, dict) else "a list"
    return text if len(text) <= 60 else f"{text[:57]}..."


_DURATION_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "integer", "minimum": 0, "maximum": MAX_DURATION},
        {"type": "string", "pattern": r"^(?=.)(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?$"},
    ],
    "description": "seconds, or 15m, 1h30m, 24h, 2d",
}

_TIMEOUT_SCHEMA = {
    **_DURATION_SCHEMA,
    "anyOf": [{**_DURATION_SCHEMA["anyOf"][0], "minimum": 1}, _DURATION_SCHEMA["anyOf"][1]],
}

Duration = Annotated[int, BeforeValidator(duration), WithJsonSchema(_DURATION_SCHEMA)]
Timeout = Annotated[int, BeforeValidator(time_limit), WithJsonSchema(_TIMEOUT_SCHEMA)]
Objective = Annotated[int, BeforeValidator(objective), WithJsonSchema(_TIMEOUT_SCHEMA)]
LastTest = Annotated[
    int, BeforeValidator(last_test), WithJsonSchema({"anyOf": [{"const": "never"}, *_DURATION_SCHEMA["anyOf"]]})
]
Name = Annotated[str, AfterValidator(name), Field(json_schema_extra={"minLength": 1, "maxLength": MAX_NAME})]
Key = Annotated[str, AfterValidator(key), Field(json_schema_extra={"minLength": 1, "maxLength": MAX_NAME})]
Moment = Annotated[datetime, BeforeValidator(moment), WithJsonSchema({"type": "string", "format": "date-time"})]
Address = Annotated[str, AfterValidator(address)]
Thumbprint = Annotated[str, AfterValidator(thumbprint)]
Version = Annotated[str, AfterValidator(version)]
Line = Annotated[str, AfterValidator(line_of_text)]
