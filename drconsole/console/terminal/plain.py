"""Glyphs for a terminal that cannot show ours: every one has a plain stand-in of the same width."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from drconsole.render import marks
from drconsole.settings.config.values import Glyphs

_LINES = {
    **dict.fromkeys("─━╌┄═", "-"),
    **dict.fromkeys("│┃╎┆┊║", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╯╰╔╗╚╝", "+"),
    **dict.fromkeys("▁▂▃▄▅▆▇█▊▌▎▏▐▔", "#"),
    **dict.fromkeys("▸▶→≥", ">"),
    **dict.fromkeys("◀←≤", "<"),
    **dict.fromkeys("▾▼↓", "v"),
    **dict.fromkeys("▴▲↑", "^"),
    **dict.fromkeys("•●◉", "*"),
    **dict.fromkeys("’‘", "'"),  # noqa: RUF001
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("…≈", "~"),
    "×": "x",  # noqa: RUF001
    "—": "-",
    "\u00a0": " ",
}
_MARKS = {
    mark.glyph: mark.ascii
    for table in (marks.RUN_MARKS, marks.DESCRIPTION_MARKS, marks.LEVEL_MARKS, marks.HEALTH_MARKS)
    for mark in table.values()
}
STAND_INS = {**_LINES, **_MARKS}


_POSIX = frozenset({"C", "POSIX"})
_COERCED = frozenset({"C.UTF-8", "C.utf8", "UTF-8"})
"""What Python itself makes of a C locale in ``LC_CTYPE`` (PEP 538)."""


@dataclass(frozen=True, slots=True)
class Charset:
    """Characters that a terminal shows."""

    encoding: str
    letters: bool = False
    """Letters and digits of any script, too: only signs may be missing in its font."""


def charset_of(glyphs: Glyphs, encoding: str, environ: Mapping[str, str]) -> Charset | None:
    """Return what may be drawn; None = anything. ``encoding``: of the stream, which no wish reaches beyond."""
    if codecs.lookup(encoding).name != "utf-8":
        return Charset("ascii" if glyphs == "ascii" else encoding)
    if glyphs == "unicode":
        return None
    if glyphs == "ascii":
        return Charset("ascii", letters=True)
    if _plain_locale(environ):
        return Charset("ascii")
    # Its font has 256 or 512 characters; which ones, nobody says.
    return Charset("ascii", letters=True) if environ.get("TERM") == "linux" else None


def _plain_locale(environ: Mapping[str, str]) -> bool:
    """Return whether the locale is said to be C or POSIX. One that nobody names says nothing of the terminal."""
    everywhere, characters, language = (environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    if characters in _COERCED and language in _POSIX:
        characters = ""
    return (everywhere or characters or language) in _POSIX


class PlainGlyphs(LineFilter):
    """What the terminal has no place for is written in ASCII; no column moves."""

    def __init__(self, charset: Charset) -> None:
        super().__init__()
        self._charset = charset

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.text.isascii() else Segment(plain(segment.text, self._charset), *segment[1:])
            for segment in segments
        ]


@lru_cache(4096)
def plain(text: str, charset: Charset) -> str:
    """``text`` in the terminal's characters, as wide as it was."""
    return "".join(_one(letter, charset) for letter in text)


def _one(letter: str, charset: Charset) -> str:
    if charset.letters and unicodedata.category(letter)[0] in "LMN":
        return letter
    try:
        letter.encode(charset.encoding)
    except UnicodeEncodeError:
        return STAND_INS.get(letter) or "?" * cell_len(letter)
    return letter
