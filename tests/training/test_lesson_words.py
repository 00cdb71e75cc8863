"""Words that a bundled lesson quotes from the screen."""

from __future__ import annotations

from pathlib import Path

from drconsole.recovery.states.assessments.stand import Stand
from drconsole.render.rows.stands import STAND_MARKS

LESSONS = Path(__file__).parents[2] / "fixtures" / "lessons"


def test_the_first_lesson_names_the_first_copy_as_the_list_does() -> None:
    text = (LESSONS / "first-look.yaml").read_text(encoding="utf-8")
    assert f'"{STAND_MARKS[Stand.SYNCING].word}"' in text
