"""Texts of the coach: they fit, steer no terminal, and can be heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from coach_views import CHALLENGE, EXAM, FIRST, MISTAKE, OVER, SECOND
from rich.cells import cell_len

from drconsole.console.state.coaching.words import Keys, progress_text, spoken, told
from drconsole.console.widgets.bars.coach import folded, in_lines
from drconsole.training.coaching.view import CoachView, Notice, NoticeKind

KEYS = Keys("i", "C", "w", "E")


def texts(size: int) -> Iterator[tuple[CoachView, int]]:
    long = Notice(60.0, NoticeKind.MESSAGE, "The bank calls. " * 30, "")
    for view in (FIRST, SECOND, EXAM, CHALLENGE, OVER, replace(SECOND, notices=(long, MISTAKE))):
        yield view, size


@pytest.mark.parametrize("width", range(80, 201, 5))
def test_no_line_is_wider_than_its_place_and_no_word_is_broken(width: int) -> None:
    for view, _ in texts(width):
        said = told(view, KEYS)
        for line in in_lines(said, width):
            assert cell_len("".join(text for text, _ in line)) <= width
        for lines in (said.step, said.news):
            for room in (width - 4, (width - 7) * 3 // 5, (width - 7) * 2 // 5):
                whole = folded(lines, room, 1000)
                assert all(cell_len(text) <= room for text, _ in whole)
                words = [word for text, _ in whole for word in text.split()]
                assert words == [word for text, _ in lines for word in text.split()]
                cut = folded(lines, room, 3)
                assert len(cut) <= 3
                if len(whole) > 3:
                    assert cut[-1][0].endswith("…")


def test_foreign_text_cannot_steer_the_terminal() -> None:
    step = SECOND.step
    assert step is not None
    view = replace(SECOND, title="a\x1b[2Jb", step=replace(step, do="x\x07\ny", hints=("\x9b1m",)))
    said = told(view, KEYS)
    everything = [said.title, said.lead, said.text, said.more, *(text for text, _ in (*said.step, *said.news))]
    assert all(each.isprintable() for each in everything)


def test_it_can_be_heard() -> None:
    assert spoken(SECOND) == (
        "EXERCISE: Step 2 of 4: Fail the plan over without a shutdown, from the newest point."
        " Why: There is nothing left to shut down. Waiting for it would only cost time."
        " (1 of 4 steps done, 14 min since the beginning, 1 hint used)"
    )
    assert progress_text(EXAM) == "14 min since the beginning, 5 min left"
