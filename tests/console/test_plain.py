"""Plain stand-ins for glyphs: as wide as what they stand for, and none left out."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

import drconsole.console
from drconsole.console.terminal.charset import Charset, charset_of
from drconsole.console.terminal.plain import STAND_INS, PlainGlyphs, plain
from drconsole.render.drawing import gauge, timeline
from drconsole.settings.config.values import Glyphs


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
    ("text", "charset", "shown"),
    [
        ("✓ Succeeded → done", Charset("ascii"), "+ Succeeded > done"),
        ("Zürich ✗", Charset("latin-1"), "Zürich x"),
        ("Zürich", Charset("ascii"), "Z?rich"),
        ("名前", Charset("ascii"), "????"),
        ("✓ Zürich 名前 ☃", Charset("ascii", letters=True), "+ Zürich 名前 ?"),
    ],
)
def test_only_what_cannot_be_shown_is_replaced(text: str, charset: Charset, shown: str) -> None:
    assert plain(text, charset) == shown
    assert cell_len(shown) == cell_len(text)
    style = Style(bold=True)
    (made,) = PlainGlyphs(charset).apply([Segment(text, style)], Color.parse("black"))
    assert made == Segment(shown, style)


SIGNS = Charset("ascii", letters=True)


@pytest.mark.parametrize(
    ("glyphs", "encoding", "environ", "charset"),
    [
        ("auto", "utf-8", {}, None),
        ("auto", "utf-8", {"LANG": "C.UTF-8"}, None),
        ("auto", "utf-8", {"LANG": "en_GB.UTF-8", "TERM": "xterm-256color"}, None),
        ("auto", "latin-1", {"LANG": "de_DE"}, Charset("latin-1")),
        ("auto", "utf-8", {"LANG": "de_DE.UTF-8", "TERM": "linux"}, SIGNS),
        ("auto", "utf-8", {"LANG": "C"}, Charset("ascii")),
        ("auto", "utf-8", {"LANG": "en_GB.UTF-8", "LC_ALL": "POSIX"}, Charset("ascii")),
        ("auto", "utf-8", {"LANG": "C", "LC_CTYPE": "C.UTF-8"}, Charset("ascii")),  # as Python itself sets it
        ("auto", "utf-8", {"LANG": "C", "LC_CTYPE": "en_GB.UTF-8"}, None),
        ("unicode", "utf-8", {"LANG": "C", "TERM": "linux"}, None),
        ("unicode", "ascii", {}, Charset("ascii")),
        ("ascii", "utf-8", {"LANG": "en_GB.UTF-8"}, SIGNS),
        ("ascii", "latin-1", {}, Charset("ascii")),
    ],
)
def test_signs_are_what_was_asked_for_else_what_the_terminal_can_show(
    glyphs: Glyphs, encoding: str, environ: dict[str, str], charset: Charset | None
) -> None:
    assert charset_of(glyphs, encoding, environ) == charset


@pytest.mark.parametrize("drawing", [timeline, gauge])
def test_the_signs_of_a_drawing_differ_in_ascii_too(drawing: ModuleType) -> None:
    plain_ones = [STAND_INS[glyph.sign] for glyph in drawing.GLYPHS]
    assert len(set(plain_ones)) == len(plain_ones), plain_ones
    assert plain_ones == [glyph.ascii for glyph in drawing.GLYPHS]
