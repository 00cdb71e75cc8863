"""Glyphs for a terminal that cannot show ours: every one has a plain stand-in of the same width."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from drconsole.render import marks

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


class PlainGlyphs(LineFilter):
    """What the terminal's encoding has no place for is written in ASCII; no column moves."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.text.isascii() else Segment(plain(segment.text, self._encoding), *segment[1:])
            for segment in segments
        ]


@lru_cache(4096)
def plain(text: str, encoding: str) -> str:
    """``text`` in the encoding's characters, as wide as it was."""
    return "".join(_one(letter, encoding) for letter in text)


def _one(letter: str, encoding: str) -> str:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return STAND_INS.get(letter) or "?" * cell_len(letter)
    return letter
