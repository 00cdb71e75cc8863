"""Exercises that are killed, lost or left open: their record is whole, and nothing of them stays or strays."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.patience import PATIENCE
from taking import Taken, started, told

from drconsole.cli.commands.train.play import make_state
from drconsole.documents.lessons.definition import Lesson
from drconsole.link.client import Client
from drconsole.link.lock_holder import holder, is_free
from drconsole.recovery.types.work.errors import DrError
from drconsole.training.coaching import ending
from drconsole.training.coaching.coach import Coach
from drconsole.training.coaching.view import NoticeKind
from drconsole.training.exercise import end_engine
from drconsole.training.session.folder import exercises, kept_open, running, training_home
from drconsole.training.session.history import history
from drconsole.training.session.starting import discard, join, remove, sweep

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_home")]


def test_a_killed_engine_and_a_killed_coach_lose_nothing(lesson: Lesson) -> None:
    taken = Taken(lesson)
    taken.look("plans", after=5)
    taken.look("plans", after=5)  # the page that stays open is looked at for the next step, too
    taken.coach.hint()
    pid = holder(taken.paths.lock)["pid"]
    os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + PATIENCE
    while not is_free(taken.paths.lock):
        assert time.monotonic() < end, "the killed engine lives on"
        time.sleep(0.05)
    with taken.found.folder.file().path.open("ab") as file:
        file.write(b'{"kind":"loo')
    view = taken.look("plans", after=6)
    assert (view.done, view.hints_used) == (1, 1)
    assert told(view, NoticeKind.FAULT) == ["the last line of the record was cut off and is passed over"]
    again = Taken(lesson)
    assert not again.new
    assert again.found.folder == taken.found.folder
    join(again.found, "ada")
    assert holder(taken.paths.lock)["pid"] != pid
    view = taken.look("items")
    assert (view.done, view.hints_used) == (1, 1)
    assert [text for text in told(view, NoticeKind.FAULT) if "cannot be read" in text]
    assert taken.coach.stop().percent == 98


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_nothing_of_an_exercise_reaches_another_state(lesson: Lesson, tmp_path: Path) -> None:
    mine, usual = tmp_path / "mine", tmp_path / "home" / "drconsole"
    for folder in (mine, usual):
        folder.mkdir(parents=True)
        make_state(folder, lesson)
    before = digest(mine), digest(usual)
    assert "drconsole.db" in before[0]
    taken = Taken(lesson)
    assert taken.paths.folder.is_relative_to(training_home())
    with Client.connect(taken.paths) as client:
        assert client.hello["mode"] == "EXERCISE"
        client.ask(started())
    taken.look("plans")
    taken.look("items")
    taken.coach.stop()
    assert remove(taken.found.folder)
    assert (digest(mine), digest(usual)) == before
    assert sorted(path.name for path in (tmp_path / "home").iterdir()) == ["drconsole", "drconsole.training"]
    assert Coach.of(mine) is None
    assert Coach.of(usual) is None


def test_a_state_that_somebody_looks_at_stays_until_he_has_left(lesson: Lesson) -> None:
    taken = Taken(lesson)
    with kept_open(taken.found.folder):
        taken.coach.stop()
        assert not remove(taken.found.folder)
        assert taken.look("plans").ended is not None
    sweep()
    assert taken.found.folder.states() == []


@pytest.mark.parametrize("over", [True, False], ids=["over", "not over"])
def test_a_console_that_is_killed_leaves_nothing_of_an_exercise_that_is_over(lesson: Lesson, over: bool) -> None:
    """And an exercise that is not over goes on."""
    taken = Taken(lesson)
    console = subprocess.Popen(
        [sys.executable, "-c", CONSOLE, str(taken.found.folder.path)], stdout=subprocess.PIPE, text=True
    )
    with console:
        assert console.stdout is not None
        waiting = int(console.stdout.readline())
        if over:
            taken.coach.stop()
        console.kill()
    until_ended(waiting)
    assert (taken.found.folder.states() == []) is over
    if not over:
        assert not is_free(taken.paths.lock)


CONSOLE = """
import pathlib, subprocess, sys, time
from drconsole.training.session import closing
from drconsole.training.session.folder import ExerciseFolder, kept_open
folder, made = pathlib.Path(sys.argv[1]), []
class Noted(subprocess.Popen):
    def __init__(self, *said, **more):
        super().__init__(*said, **more)
        made.append(self.pid)
subprocess.Popen = Noted
with closing.removed_once_over(folder), kept_open(ExerciseFolder(folder)):
    print(*made, flush=True)
    time.sleep(600)
"""


def until_ended(pid: int) -> None:
    """It is nobody's child any more, and init need not have taken its end."""
    end = time.monotonic() + PATIENCE
    while Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z":
        assert time.monotonic() < end, "it waits on"
        time.sleep(0.05)


def test_a_start_that_died_is_cleared_away_and_another_lesson_may_begin(lesson: Lesson) -> None:
    taken = Taken(lesson)
    taken.found.folder.file().path.write_bytes(b"")
    pid = holder(taken.paths.lock)["pid"]
    again = Taken(lesson)
    assert again.new
    assert again.found.folder.path != taken.found.folder.path or holder(again.paths.lock)["pid"] != pid
    assert len(exercises()) == 1


@pytest.mark.parametrize("place", ["history", "record"])
def test_an_end_that_dies_is_ended_again_and_told_once(
    place: str, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Taken(lesson)
    taken.look("plans", after=2)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if place == "history":
            patch.setattr(ending.history, "add", die)
        else:
            patch.setattr(ending.rec, "Ended", die)
        with pytest.raises(KeyboardInterrupt):
            taken.coach.stop()
    assert running() is not None
    ended = taken.coach.stop()
    assert ended.percent == 100
    assert running() is None
    rows, wrong = history()
    assert ([row["percent"] for row in rows], wrong) == ([100], [])


def test_a_start_that_is_killed_at_any_moment_leaves_nothing_in_the_way(lesson: Lesson) -> None:
    words = [sys.executable, "-m", "drconsole", "train", "start", lesson.file]
    for pause in (0.3, 0.6, 0.9, 1.2):
        started = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(pause)
        started.kill()
        started.wait(PATIENCE)
    taken = Taken(lesson)
    assert len(exercises()) == 1
    assert taken.look("plans").done == 1
    assert taken.coach.stop().percent == 100


def test_an_exercise_whose_state_is_gone_is_given_up(lesson: Lesson) -> None:
    taken = Taken(lesson)
    end_engine(taken.paths)
    taken.paths.db.unlink()
    with pytest.raises(DrError):
        join(taken.found, "ada")
    with pytest.raises(DrError):
        taken.coach.stop()
    assert running() is not None
    discard(taken.found)
    assert running() is None
    assert history() == ([], [])
