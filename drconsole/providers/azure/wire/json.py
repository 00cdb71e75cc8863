"""Typed reads of JSON: what is missing, null or of another type reads as absent, and raises nothing."""

from __future__ import annotations

from collections.abc import Mapping

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
    return as_text(at(body, *path))


def word(body: JsonObject, key: str) -> str:
    """Text of one field, as ``text`` reads it: the short way of nearly all reads, since items come by thousands."""
    value = body.get(key)
    if value.__class__ is str:
        return value
    return "" if value is None else as_text(value)


def told(body: object, *path: str) -> str | None:
    """Text at a path; None where there is none, or an empty one."""
    return text(body, *path) or None


def whole(body: JsonObject, key: str) -> int | None:
    """Whole number of one field; None = not reported, which is not 0."""
    return as_whole(body.get(key))


def as_whole(value: object) -> int | None:
    """Whole number of a value, also of one that came as text."""
    if value is None or value.__class__ is int:
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    digits = value.strip() if isinstance(value, str) else ""
    return int(digits) if digits.isascii() and digits.removeprefix("-").isdecimal() else None


_TRUTH = {"true": True, "false": False}


def truth(body: JsonObject, key: str) -> bool | None:
    """Yes or no of one field; None = not told."""
    return as_truth(body.get(key))


def as_truth(value: object) -> bool | None:
    """Yes or no of a value, also as the texts ``true`` and ``false``."""
    if value is None or isinstance(value, bool):
        return value
    return _TRUTH.get(value.strip().lower()) if isinstance(value, str) else None


def part(body: object, *path: str) -> JsonObject:
    """Object at a path; an empty one where there is none."""
    value = body.get(path[0]) if len(path) == 1 and isinstance(body, dict) else at(body, *path)
    return value if isinstance(value, (dict, Mapping)) else {}


def parts(body: object, *path: str) -> tuple[JsonObject, ...]:
    """Objects of the list at a path."""
    return objects(at(body, *path))


def objects(listed: object) -> tuple[JsonObject, ...]:
    """Objects of a list; none of what is no list."""
    if not listed or not isinstance(listed, list):
        return ()
    if len(listed) == 1 and listed[0].__class__ is dict:
        return (listed[0],)
    return tuple([one for one in listed if one.__class__ is dict or isinstance(one, Mapping)])


def texts(body: object, *path: str) -> tuple[str, ...]:
    """Texts of the list at a path, in its order; empty ones are left out."""
    value = body.get(path[0]) if len(path) == 1 and isinstance(body, dict) else at(body, *path)
    return tuple([found for one in value if (found := as_text(one))]) if isinstance(value, list) else ()


def as_text(value: object) -> str:
    """Text of a value; a number as its digits, everything else as ``""``."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""
