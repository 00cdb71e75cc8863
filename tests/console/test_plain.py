"""Plain stand-ins for glyphs: as wide as what they stand for, and none left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

import drconsole.console
from drconsole.console.terminal.plain import STAND_INS, PlainGlyphs, plain


def test_every_glyph_has_a_plain_one_of_its_width() -> None:
    for glyph, stand_in in STAND_INS.items():
        assert stand_in.isascii(), glyph
        assert cell_len(stand_in) == cell_len(glyph), glyph


def test_every_glyph_that_the_console_draws_has_one() -> None:
    used: set[str] = set()
    for module in Path(drconsole.console.__file__).parent.rglob("*.py"):
        if module.name != "plain.py":
            used |= set(re.findall(r"[^\x00-\x7f]", module.read_text(encoding="utf-8")))
    assert used - set(STAND_INS) == set()


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("✓ Succeeded → done", "ascii", "+ Succeeded > done"),
        ("Zürich ✗", "latin-1", "Zürich x"),
        ("Zürich", "ascii", "Z?rich"),
        ("名前", "ascii", "????"),
    ],
)
def test_only_what_cannot_be_shown_is_replaced(text: str, encoding: str, shown: str) -> None:
    assert plain(text, encoding) == shown
    assert cell_len(shown) == cell_len(text)
    style = Style(bold=True)
    (made,) = PlainGlyphs(encoding).apply([Segment(text, style)], Color.parse("black"))
    assert made == Segment(shown, style)
