from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from taking import LESSON

from drconsole.console.state.screens import SCREENS
from drconsole.documents.lessons.definition import Lesson
from drconsole.training.exercise import end_engine
from drconsole.training.lessons import find_lesson
from drconsole.training.session.folder import exercises


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    path = tmp_path / "tried.yaml"
    path.write_text(LESSON)
    return find_lesson(str(path), SCREENS)


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DRCONSOLE_STATE", str(tmp_path / "mine"))
    yield
    for folder in exercises():
        for state in folder.states():
            end_engine(state)
