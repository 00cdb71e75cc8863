"""EXERCISE stands on every screen and dialog at 80x24, in words, while the coach of an exercise speaks beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from coach_views import SECOND
from frame_text import SIZES
from shots import Shot, drawn
from shots_all import SHOTS
from shots_screens import taught

FIRST_OF_EACH: dict[str, Shot] = {}
"""A shot of each class of screens and dialogs, by the name of the class; worlds of their own are simulations."""
for _shot in sorted(SHOTS.values(), key=lambda shot: bool(shot.news())):
    if _shot.world is None and _shot.moment is not None and not _shot.coach:
        FIRST_OF_EACH.setdefault(_shot.shows.__name__, replace(_shot, says=False))


@pytest.mark.slow
@pytest.mark.parametrize("name", FIRST_OF_EACH)
async def test_it_says_exercise_and_the_step(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shots.SIZES", {"80x24": SIZES["80x24"]})
    frame = (await drawn(taught(FIRST_OF_EACH[name], SECOND)))["80x24"]
    assert any("= EXERCISE =" in line for line in frame.lines[:4]), "\n".join(frame.lines)
    if name != "WelcomeDialog":
        assert any("Step 2 of 4: " in line for line in frame.lines), "\n".join(frame.lines)


def test_every_screen_and_dialog_is_among_them() -> None:
    drawn_as = {"CoachDialog", "DebriefDialog"}
    left = {shot.shows.__name__ for shot in SHOTS.values()} - set(FIRST_OF_EACH) - drawn_as
    assert left <= set(), left
