"""Lines on which the keys of a TOML document stand, which ``tomllib`` does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

_KEY = r'(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'
_PATH = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_STATEMENT = re.compile(rf"[ \t]*(?:\[\[?[ \t]*(?P<table>{_PATH})[ \t]*\]\]?|(?P<key>{_PATH})[ \t]*=)")
_TOKEN = re.compile(
    r'"{3}(?:[^\\]|\\.)*?"{3,5}'
    r"|'{3}.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|(?P<opens>[\[{])|(?P<closes>[\]}])|(?P<end>\n)|.",
    re.DOTALL,
)


def key_lines(text: str) -> Mapping[tuple[str, ...], int]:
    """Return path of a key or a table -> the line on which it first stands, from 1. ``text`` is sound TOML.

    Keys inside a value's braces have the line of that value's key, under its path.
    """
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    at, number = 0, 1
    while at < len(text):
        found = _STATEMENT.match(text, at)
        if found is not None:
            path = _path(found["table"] or found["key"])
            if found["table"]:
                table = path
            lines.setdefault(path if found["table"] else (*table, *path), number)
        end = _line_end(text, at if found is None else found.end())
        number += text.count("\n", at, end)
        at = end
    return lines


def _line_end(text: str, at: int) -> int:
    """Return the place behind the newline that ends the statement: not one inside a string, an array or braces."""
    depth = 0
    for token in _TOKEN.finditer(text, at):
        depth += bool(token["opens"]) - bool(token["closes"])
        if token["end"] and depth <= 0:
            return token.end()
    return len(text)


def _path(written: str) -> tuple[str, ...]:
    """Return the parts of ``a."b c"``."""
    parts: list[str] = []
    found: Any = tomllib.loads(f"{written} = 0")
    while isinstance(found, dict):
        ((part, found),) = found.items()
        parts.append(part)
    return tuple(parts)
