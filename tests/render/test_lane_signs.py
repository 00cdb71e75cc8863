"""Signs of lanes in ASCII: no two that stand in one picture are alike."""

from __future__ import annotations

from drconsole.console.terminal.charset import Charset
from drconsole.console.terminal.plain import plain
from drconsole.render.drawing.lane_lines import FAILED, LOW, NOW, OBJECTIVE, PLANNED, TEXTURES, TO_COME
from drconsole.render.words.marks import RUN_MARKS

ASCII = Charset("ascii", letters=False)


def test_no_two_signs_of_a_run_are_alike_in_ascii() -> None:
    glyphs = [*TEXTURES.values(), TO_COME, NOW, OBJECTIVE, FAILED, PLANNED, LOW]
    drawn = [plain(glyph.sign, ASCII) for glyph in glyphs]
    assert len(set(drawn)) == len(glyphs), drawn


def test_what_a_lane_draws_for_a_task_is_no_mark_of_a_run_in_ascii() -> None:
    marks = {mark.ascii for mark in RUN_MARKS.values() if mark.glyph not in {glyph.sign for glyph in TEXTURES.values()}}
    drawn = {plain(glyph.sign, ASCII) for glyph in TEXTURES.values()}
    assert not marks & drawn
