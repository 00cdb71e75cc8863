"""What the words of a command line may be; wrong ones say what would be right."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from drconsole.recovery.types.errors import BadInput
from drconsole.recovery.types.words import Operation
from drconsole.settings import Speed, parse_speed


def not_available(what: str, place: str) -> BadInput:
    """A word of the contract that this version does not carry out yet."""
    return BadInput(
        "not-available",
        f"{what} is not part of this version",
        place=place,
        advice="drconsole --help lists what this version does",
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Advice for a word that is not known: the nearest ones, or all of a short list."""
    import difflib

    names = sorted(set(known))
    folded = {name.casefold(): name for name in names}
    near = [folded[name] for name in difflib.get_close_matches(word.casefold(), folded, n=3, cutoff=0.5)]
    if near:
        return "did you mean " + " or ".join(near) + "?"
    return "known: " + ", ".join(names) if len(names) <= 12 else ""


def operation(word: str) -> str:
    """Raises ``BadInput`` for a word that is no operation."""
    known = {each.value for each in Operation}
    if word not in known:
        raise BadInput(
            "unknown-operation",
            f"there is no operation {word!r}",
            place="OPERATION",
            advice=did_you_mean(word, known),
        )
    return word


def speed(word: str, place: str = "--speed") -> Speed:
    """World seconds in a wall second, or ``max``. Raises ``BadInput``."""
    value = parse_speed(word)
    if value is None:
        raise BadInput(
            "bad-speed", f"{word!r} is not a speed", place=place, advice="a number greater than 0, such as 60, or max"
        )
    return value


def whole(place: str, least: int = 0) -> Callable[[str], int]:
    """What takes a whole number of an option (``place``) from ``least`` on. It raises ``BadInput``."""

    def number(word: str) -> int:
        if not (word.isascii() and word.isdigit()) or int(word) < least:
            message = f"{word!r} is not a whole number from {least} on"
            raise BadInput("bad-number", message, place=place, advice=f"such as {place} 100")
        return int(word)

    return number
