"""Types of arguments on a command line; wrong ones say what would be right."""

from __future__ import annotations

from collections.abc import Callable

from drconsole.recovery.types.approving import ANY, CANCEL
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.errors import BadInput
from drconsole.settings.speed import Speed, parse_speed


def operation(word: str) -> Operation:
    """Return the operation of this name. Raises ``BadInput`` for a word that is none."""
    known = {each.value for each in Operation}
    if word not in known:
        raise BadInput(
            "unknown-operation",
            f"there is no operation {word!r}",
            place="OPERATION",
            advice=nearest(word, known),
        )
    return Operation(word)


def ruled(word: str) -> str:
    """Return what a rule of the policy is about. Raises ``BadInput`` for a word that is none."""
    known = [*(each.value for each in Operation), CANCEL, ANY]
    if word not in known:
        raise BadInput(
            "unknown-operation",
            f"there is no operation {word!r}",
            place="OPERATION|any",
            advice=nearest(word, known) or f"an operation, {CANCEL} or {ANY}",
        )
    return word


def speed(word: str, place: str = "--speed") -> Speed:
    """Return world seconds in a wall second, or ``max``. Raises ``BadInput`` for anything else."""
    value = parse_speed(word)
    if value is None:
        raise BadInput(
            "bad-speed", f"{word!r} is not a speed", place=place, advice="a number greater than 0, such as 60, or max"
        )
    return value


_UNITS = {"": 60, "s": 1, "m": 60, "h": 3600}


def seconds(word: str, place: str) -> int:
    """Return a time in seconds: ``90s``, ``20m``, ``1h``; minutes where no unit is said. Raises ``BadInput``."""
    number, unit = (word, "") if word.isdecimal() else (word[:-1], word[-1:])
    if not (number.isascii() and number.isdecimal()) or unit not in _UNITS or int(number) == 0:
        raise BadInput("bad-time", f"{word!r} is not a length of time", place=place, advice=f"such as {place} 20m")
    return int(number) * _UNITS[unit]


def whole(place: str, least: int = 0, most: int | None = None) -> Callable[[str], int]:
    """Return what takes a whole number of an option (``place``) from ``least`` on; it raises ``BadInput``."""

    def number(word: str) -> int:
        if not (word.isascii() and word.isdigit()) or int(word) < least or (most is not None and int(word) > most):
            end = "on" if most is None else f"to {most}"
            message = f"{word!r} is not a whole number from {least} {end}"
            raise BadInput("bad-number", message, place=place, advice=f"such as {place} 100")
        return int(word)

    return number
