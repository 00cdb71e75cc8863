"""Typed reads of JSON: what is missing, null or of another type reads as absent, and raises nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from drconsole.providers.azure.calls import JsonObject


def at(body: object, *path: str) -> object:
    """Value at a path of keys; None where a key is missing."""
    found = body
    for key in path:
        # A parser makes dicts: to ask for those first is several times quicker, and items are read by thousands.
        if not isinstance(found, (dict, Mapping)):
            return None
        found = found.get(key)
    return found


def text(body: object, *path: str) -> str:
    """Text at a path; a number as its digits, everything else as ``""``."""
    return _as_text(at(body, *path))


def word(body: JsonObject, key: str) -> str:
    """Text of one field, as ``text`` reads it: the short way of nearly all reads, since items come by thousands."""
    value = body.get(key)
    if value.__class__ is str:
        return value  # type: ignore[return-value]
    return "" if value is None else _as_text(value)


def first(body: JsonObject, names: Iterable[str]) -> str:
    """Text of the first of these fields that tells one; ``""`` where none does."""
    get = body.get
    for name in names:
        value = get(name)
        if value is not None and (found := _as_text(value)):
            return found
    return ""


def told(body: object, *path: str) -> str | None:
    """Text at a path; None where there is none, or an empty one."""
    return text(body, *path) or None


def whole(body: object, *path: str) -> int | None:
    """Whole number at a path, also one that came as text; None = not reported, which is not 0."""
    value = body.get(path[0]) if len(path) == 1 and isinstance(body, dict) else at(body, *path)
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    digits = value.strip() if isinstance(value, str) else ""
    return int(digits) if digits.isascii() and digits.removeprefix("-").isdecimal() else None


def truth(body: object, *path: str) -> bool | None:
    """Yes or no at a path, also as the texts ``true`` and ``false``; None = not told."""
    value = body.get(path[0]) if len(path) == 1 and isinstance(body, dict) else at(body, *path)
    if value is None or isinstance(value, bool):
        return value
    return _TRUTH.get(value.strip().lower()) if isinstance(value, str) else None


_TRUTH = {"true": True, "false": False}


def part(body: object, *path: str) -> JsonObject:
    """Object at a path; an empty one where there is none."""
    value = at(body, *path)
    return value if isinstance(value, (dict, Mapping)) else {}


def parts(body: object, *path: str) -> tuple[JsonObject, ...]:
    """Objects of the list at a path."""
    value = body.get(path[0]) if len(path) == 1 and isinstance(body, dict) else at(body, *path)
    return tuple([one for one in value if isinstance(one, (dict, Mapping))]) if isinstance(value, list) else ()


def texts(body: object, *path: str) -> tuple[str, ...]:
    """Texts of the list at a path, in its order; empty ones are left out."""
    value = at(body, *path)
    return tuple([found for one in value if (found := _as_text(one))]) if isinstance(value, list) else ()


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""
