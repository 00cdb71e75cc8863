"""Lessons that a person takes, on the command line, with real engines: start, hint, status, stop."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_fakes import Ran, Run

from drconsole.cli.commands.train import start as start_command
from drconsole.console.state.session import operator
from drconsole.console.state.wish import Wish
from drconsole.settings.state import StatePaths
from drconsole.training.coaching.coach import Coach
from drconsole.training.exercise import end_engine
from drconsole.training.session.folder import exercises, kept_open, running
from drconsole.training.session.history import history_file

pytestmark = pytest.mark.slow

LESSON = """
name: tried
title: A lesson for tests
level: 1
minutes: 10
estate: contoso
speed: 60
story: Nothing is wrong.
objectives:
  - {id: nothing, text: You started nothing, measure: count(jobs) == 0, weight: 3}
  - {id: saw-plans, text: You looked at the plans, measure: looked("plans")}
steps:
  - {id: plans, do: Look at the plans., why: Because., expect: looked("plans"), hints: [There is a key., Press 2.]}
ways:
  solution: [{look: plans}]
  wrong: {misses: [saw-plans], acts: [{look: items}]}
"""


@pytest.fixture
def lesson(tmp_path: Path) -> str:
    path = tmp_path / "tried.yaml"
    path.write_text(LESSON)
    return str(path)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DRCONSOLE_AS", "ada")
    yield
    for folder in exercises():
        for state in folder.states():
            end_engine(state)


def test_a_lesson_is_begun_joined_helped_and_ended(run: Run, lesson: str, tmp_path: Path) -> None:
    begun = run("--json", "train", "start", lesson).json
    assert (begun["lesson"], begun["mode"], begun["trainee"], begun["joined"]) == ("tried", "guided", "ada", False)
    assert begun["console"] == f"drconsole --state {begun['state']} console"
    joined = run("train", "start", lesson)
    assert (joined.code, joined.err) == (0, "")
    assert joined.out.startswith("EXERCISE tried goes on (guided, begun by ada)\nopen a console on it:  drconsole")
    assert run("--json", "train", "start", "tried").json["exercise"] == begun["exercise"], "by its name, as is advised"
    told = run("--json", "train", "start", "first-look")
    assert (told.code, told.error["code"]) == (3, "exercise-runs")
    assert "drconsole train start tried" in told.error["advice"]
    assert "drconsole train stop" in told.error["advice"]
    assert run("--json", "train", "start", lesson, "--mode", "exam").error["code"] == "exercise-runs"
    first, second = run("--json", "train", "hint").json, run("train", "hint")
    assert (first["step"], first["hint"], first["number"], first["of"]) == ("plans", "There is a key.", 1, 2)
    assert first["hint_cost"] == 2
    assert second.out == "Press 2.\n"
    assert second.err == "hint 2 of 2 of this step; hints so far cost 4 of 100\n"
    third = run("--json", "train", "hint")
    assert (third.code, third.error["code"]) == (3, "no-hint")
    assert third.error["message"] == "all hints of this step have been shown"
    now = run("--json", "train", "status").json["running"]
    assert (now["lesson"], now["steps_done"], now["steps"], now["hints"], now["fault"]) == ("tried", 0, 1, 2, "")
    assert now["step"] == "Look at the plans."
    assert now["elapsed"] > 0
    ended = run("--json", "train", "stop").json
    assert (ended["passed"], ended["score"], ended["hints"], ended["hint_cost"]) == (False, 71, 2, 4)
    assert [one["result"] for one in ended["objectives"]] == ["met", "not-met"]
    assert ended["state_removed"] is True
    assert not Path(begun["state"]).exists()
    assert Path(ended["debrief_file"]).read_text().startswith("# EXERCISE: A lesson for tests")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "tried.yaml"], "DRCONSOLE_STATE stays empty"


def test_an_exam_says_when_it_ends(run: Run, lesson: str) -> None:
    told = run("train", "start", lesson, "--mode", "exam").out
    assert "it ends after 10 h of the world's time (10 min of yours), and there are no hints\n" in told
    ran = run("--json", "train", "hint")
    assert (ran.code, ran.error["code"], ran.error["message"]) == (3, "no-hint", "an exam has no hints")


@pytest.mark.parametrize("looks", [("status",), ("hint",), ()], ids=["status", "hint", "nobody"])
def test_an_exam_whose_time_is_over_is_told_once_and_the_same_whoever_saw_it_first(
    run: Run, lesson: str, looks: tuple[str, ...]
) -> None:
    state = Path(run("--json", "train", "start", lesson, "--mode", "exam").json["state"])
    assert run("train", "instruct", "--jump", "11h").code == 0
    if looks:
        run("train", *looks)
        told = run("train", "status")
        assert told.out.startswith("no exercise runs\n")
        assert "ended by itself, its time was over: drconsole train stop tells its score" in told.err
    ended = run("train", "stop")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("EXERCISE tried, exam:\nnot passed, 75 of 100\n  the exam ended by itself: its time")
    assert not state.exists()
    again = run("--json", "train", "stop")
    assert (again.code, again.error["code"]) == (3, "no-exercise")


def test_the_history_is_told_and_exported(run: Run, lesson: str, tmp_path: Path) -> None:
    run("train", "start", lesson)
    out = run("train", "stop").out
    assert "75 of 100" in out
    assert "next:     drconsole train start first-look\n" in out
    text = run("train", "status").out
    assert text.startswith("no exercise runs\n")
    assert "curriculum of ada: 0 of " in text
    assert "ada      tried   guided     75  no" in text
    (row,) = csv.DictReader(io.StringIO(run("train", "status", "--format", "csv").out))
    assert (row["trainee"], row["percent"], row["passed"]) == ("ada", "75", "false")
    assert row["objectives"] == "nothing=met saw-plans=not-met"
    file = tmp_path / "out.json"
    assert run("train", "status", "-o", str(file)).code == 0
    document = json.loads(file.read_text())
    assert document["history"][0]["objectives"] == {"nothing": "met", "saw-plans": "not-met"}
    assert document["curriculum"][0]["lesson"] == "first-look"
    assert run("--json", "train", "status", "-o", str(file)).error["code"] == "file-exists"
    with (tmp_path / "home" / "drconsole.training" / "history.jsonl").open("a") as history:
        history.write('{"lesson": "to')
    said = run("train", "status").err
    assert f"{history_file()}: line 2 is no record of this version and is passed over" in said
    assert "delete the line" in said


@pytest.mark.parametrize("words", [("hint",), ("stop",), ("stop", "--discard")])
def test_where_no_exercise_runs_it_is_said_how_to_begin_one(words: tuple[str, ...], run: Run) -> None:
    ran = run("--json", "train", *words)
    assert (ran.code, ran.error["code"]) == (3, "no-exercise")
    assert "drconsole train start LESSON" in ran.error["advice"]


def test_a_bad_lesson_is_a_fault_with_its_line_and_begins_nothing(run: Run, lesson: str) -> None:
    Path(lesson).write_text(LESSON.replace('expect: looked("plans")', 'expect: looked("plan")'))
    ran = run("train", "start", lesson)
    assert ran.code == 2
    assert f"{lesson}:13" in ran.err
    assert "Traceback" not in ran.err
    assert exercises() == []


def test_an_exercise_whose_state_is_lost_can_be_given_up(run: Run, lesson: str) -> None:
    state = Path(run("--json", "train", "start", lesson).json["state"])
    found = running()
    assert found is not None
    end_engine(found.folder.state("state-1"))
    for file in state.iterdir():
        file.unlink() if file.is_file() else None
    for words in (("start", lesson), ("stop",), ("hint",)):
        ran = run("--json", "train", *words)
        assert ran.code in (2, 4), words
    assert "drconsole train stop --discard" in run("--json", "train", "stop").error["advice"]
    assert run("--json", "train", "status").json["running"]["fault"]
    assert run("--json", "train", "stop", "--discard").json["discarded"] is True
    assert run("--json", "train", "status").json["running"] is None
    assert run("--json", "train", "status").json["history"] == []


def test_in_a_terminal_the_console_opens_and_its_end_tells_the_score(
    run: Run, lesson: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    ended: list[Ran] = []

    def console(paths: StatePaths) -> tuple[int, Wish | None]:
        opened.append(paths.folder)
        if len(opened) == 2:
            ended.append(run("train", "stop"))
        return 0, Wish(state=paths.folder.with_name("state-2")) if len(opened) == 3 else None

    monkeypatch.setattr(start_command, "opened", console)
    monkeypatch.setenv("TERM", "xterm")
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    out = run("train", "start", lesson).out
    assert "the exercise goes on; drconsole train start tried opens it again,\n" in out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    out = run("train", "start", lesson).out
    assert "a console is open on it: its state is removed when that is closed" in ended[0].err
    assert "75 of 100" in out
    assert opened[0] == opened[1]
    assert not opened[0].exists()
    became: list[list[str]] = []

    def execv(program: str, words: list[str]) -> None:
        became.append(words)
        raise SystemExit(0)

    monkeypatch.setattr(start_command.os, "execv", execv)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    run("train", "start", lesson)
    assert became == [[sys.executable, "-m", "drconsole", "train", "start", lesson]]


def test_a_screen_that_is_printed_tells_what_the_coach_says(run: Run, lesson: str) -> None:
    state = run("--json", "train", "start", lesson).json["state"]
    told = run("--state", state, "console", "--plain", "--screen", "overview")
    assert told.out.splitlines()[0].startswith("EXERCISE: Step 1 of 1: Look at the plans. Why: Because. (0 of 1 ")
    run("train", "hint")
    told = run("--state", state, "console", "--plain", "--screen", "jobs")
    assert "hint: There is a key." in told.out.splitlines()
    # What is printed was looked at: a lesson can be taken without a screen.
    told = run("--state", state, "console", "--plain", "--screen", "plans")
    assert told.out.splitlines()[0].startswith("EXERCISE: All steps are done.")
    assert "coach: Done: Look at the plans." in told.out.splitlines()


def test_the_report_of_a_failover_has_the_debrief_when_the_exercise_has_ended(run: Run, lesson: str) -> None:
    state = run("--json", "train", "start", lesson).json["state"]
    run("train", "hint")
    ran = run("--state", state, "run", "failover", "shop-mail", "--confirm", "shop-mail", "--wait")
    assert ran.code == 0, ran.err
    job = run("--state", state, "--json", "jobs").json[0]["id"]
    told = run("--state", state, "--json", "report", job).json["exercise"]
    assert (told["lesson"], told["ended"], told["percent"], told["hints"]) == (
        "tried",
        False,
        None,
        ["There is a key."],
    )
    assert (told["objectives"], told["hidden"]) == ([], []), "what was hidden is told at the end"
    assert "its debrief comes with its end" in run("--state", state, "report", job).out
    ended = run("--json", "train", "stop").json
    (file,) = ended["reports"]
    page = Path(file).read_text()
    assert "A lesson for tests" in page
    assert "✗ not met" in page
    assert "There is a key." in page
    assert f"{ended['score']} of 100" in page


def test_a_state_that_an_open_console_kept_is_told_of_and_removed_by_the_next_stop(run: Run, lesson: str) -> None:
    begun = run("--json", "train", "start", lesson).json
    (folder,) = exercises()
    with kept_open(folder):
        assert run("--json", "train", "stop").json["state_removed"] is False
        assert run("--json", "train", "stop").error["code"] == "no-exercise"
        assert Path(begun["state"]).is_dir()
        assert f"{folder.name} has ended and its state is still there" in run("train", "status").err
    error = run("--json", "train", "stop").error
    removed = f"no exercise runs; the state that {folder.name} left behind is removed"
    assert (error["code"], error["message"]) == ("no-exercise", removed)
    assert not Path(begun["state"]).exists()
    assert "still there" not in run("train", "status").err


def test_an_exercise_that_ends_in_its_console_leaves_the_reports_of_its_failovers(
    run: Run, lesson: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def console(paths: StatePaths) -> tuple[int, Wish | None]:
        state = str(paths.folder)
        assert run("--state", state, "run", "failover", "shop-mail", "--confirm", "shop-mail", "--wait").code == 0
        coach = Coach.of(paths.folder)
        assert coach is not None
        coach.stop()
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        return 0, None

    monkeypatch.setattr(start_command, "opened", console)
    monkeypatch.setenv("TERM", "xterm")
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    assert "next:     drconsole train start first-look\n" in run("train", "start", lesson).out
    (folder,) = exercises()
    (report,) = folder.path.glob("report-*.html")
    assert "A lesson for tests" in report.read_text()
    assert not folder.states()


def test_a_lesson_that_presupposes_another_one_says_so_and_begins(run: Run) -> None:
    ran = run("train", "start", "planned-move")
    assert ran.code == 0
    assert "it is best taken after test-failover, which ada has not passed" in ran.err


def test_a_lesson_for_two_is_begun_by_one_of_them_and_both_are_in_its_history(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = run("train", "start", "two-keys")
    assert refused.code == 2
    assert "two-keys is taken by ann, bob, and ada is none of them" in refused.err
    assert "drconsole --as bob train start two-keys" in refused.err
    assert exercises() == []
    for name in ("ann", "bob"):
        monkeypatch.setenv("DRCONSOLE_AS", name)
        told = run("train", "start", "two-keys")
        assert told.code == 0
        assert f"console on it:  drconsole --as {name} --state" in told.out
        assert f"all of them take it as user {operator()} of this machine" in told.out
    assert run("train", "stop").code == 0
    (row,) = [json.loads(line) for line in history_file().read_text().splitlines()]
    assert row["trainee"] == "ann, bob"
