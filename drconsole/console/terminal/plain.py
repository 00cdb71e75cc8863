"""ASCII glyphs for a terminal whose encoding lacks the usual ones; each has the same width as the original."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from drconsole.console.terminal.charset import Charset
from drconsole.render.drawing import chart, gauge, sitemap, timeline
from drconsole.render.drawing.lane_lines import GLYPHS
from drconsole.render.rows import stands
from drconsole.render.words import marks

_LINES = {
    **dict.fromkeys("─╌┄╸", "-"),
    **dict.fromkeys("═━", "="),
    **dict.fromkeys("│┃╎┆┊║", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╯╰╔╗╚╝", "+"),
    **dict.fromkeys("▊▌▎▏▐▔", "#"),
    **dict(zip(chart.BLOCKS, chart.ASCII_BLOCKS, strict=True)),
    **dict.fromkeys("▸▶→≥›", ">"),  # noqa: RUF001
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
    for table in (marks.RUN_MARKS, marks.DESCRIPTION_MARKS, marks.LEVEL_MARKS, marks.HEALTH_MARKS, stands.STAND_MARKS)
    for mark in table.values()
}
_TEXTURES = {glyph.sign: glyph.ascii for glyph in (*timeline.GLYPHS, *gauge.GLYPHS, *GLYPHS)}
_MACHINES = {glyph.sign: glyph.ascii for glyph, _ in sitemap.MACHINES.values()}
STAND_INS = {**_LINES, **_TEXTURES, **_MACHINES, **_MARKS}


class PlainGlyphs(LineFilter):
    """Filter that writes characters which the terminal lacks in ASCII; no column moves."""

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
    """Return ``text`` in the terminal's characters, with the same width in cells."""
    return "".join(_one(letter, charset) for letter in text)


def _one(letter: str, charset: Charset) -> str:
    if charset.letters and unicodedata.category(letter)[0] in "LMN":
        return letter
    try:
        letter.encode(charset.encoding)
    except UnicodeEncodeError:
        return STAND_INS.get(letter) or "?" * cell_len(letter)
    return letter
