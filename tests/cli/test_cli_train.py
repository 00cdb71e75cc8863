"""Training on the command line: lessons as documents, and their ways played (with an engine that is made up: none)."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
from cli_fakes import Run

from drconsole.cli.commands.train.lessons import LESSONS
from drconsole.cli.output.tables import narrowed, widths_for
from drconsole.console.state.screens import SCREENS
from drconsole.render.rows.records import cells
from drconsole.training import playing
from drconsole.training.debrief import as_markdown
from drconsole.training.lessons import find_lesson
from drconsole.training.playing import Played
from drconsole.training.score.result import (
    NEVER_CAME,
    Danger,
    DangerousAct,
    Deed,
    Held,
    Measured,
    Met,
    Score,
    StepTaken,
)


def test_list_has_the_fields_of_the_contract_in_the_curriculums_order(run: Run) -> None:
    found = run("--json", "train", "list").json
    assert found[0]["id"] == "first-look"
    for lesson in found:
        assert set(lesson) >= {"id", "title", "level", "minutes", "objectives", "modes"}
    before: set[str] = set()
    for lesson in found:
        assert {*lesson["after"]} <= before
        before.add(lesson["id"])
    assert "first-look" in run("train", "list").out


def test_show_tells_the_lesson_and_not_its_solution(run: Run) -> None:
    found = run("--json", "train", "show", "planned-move").json
    assert [step["id"] for step in found["steps"]] == ["choose", "follow", "validate", "commit"]
    assert "hints" not in found["steps"][0]
    told = run("train", "show", "planned-move").out
    assert "The river at Portland rises" in told
    assert "(best taken after test-failover)" in told
    assert "solution" not in told


def test_a_title_of_the_list_takes_two_lines_at_most_on_the_smallest_terminal(run: Run) -> None:
    found = run("--json", "train", "list").json
    rows = cells(LESSONS, found)
    columns, left_out = narrowed(LESSONS, rows, 80, wraps=True)
    at = [column.title for column in columns].index("Title")
    room = widths_for(columns, cells(columns, found), 80)[at]
    assert max(len(textwrap.wrap(lesson["title"], room)) for lesson in found) <= 2
    assert [column.title for column in left_out] == ["After"], "what show tells as well"


def test_show_prints_the_source_that_an_author_copies(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "copy.yaml"
    file.write_text(run("train", "show", "planned-move", "--source").out)
    checked = run("train", "check", str(file))
    assert checked.code == 0
    assert "a bundled lesson is named planned-move, too" in checked.err
    assert run("train", "check", "planned-move").err == ""
    found = run("--json", "train", "show", "planned-move", "--source").json
    assert found["source"] == Path(found["file"]).read_text()


def test_check_and_schema(run: Run, tmp_path: Path) -> None:
    assert run("--json", "train", "schema").json["title"] == "drconsole lesson document"
    assert run("--json", "train", "check", "first-look").json["ok"] is True
    file = tmp_path / "mine.yaml"
    file.write_text("name: mine\ntitle: t\n")
    ran = run("--json", "train", "check", str(file))
    assert (ran.code, ran.error["code"]) == (2, "document-faults")
    assert str(file) in ran.error["place"]


@pytest.mark.parametrize(
    ("line", "code", "advice"),
    [
        ("train check first-lok", "no-such-lesson", "first-look"),
        ("train play first-look", "bad-arguments", "skip-the-alarms"),
        ("train play first-look --solution --path try-it-out", "bad-arguments", "try-it-out"),
        ("train play first-look --path try-it", "no-such-path", "try-it-out"),
        ("train", "bad-arguments", "list"),
    ],
)
def test_wrong_words_say_what_would_be_right(line: str, code: str, advice: str, run: Run) -> None:
    ran = run("--json", *line.split())
    assert (ran.code, ran.error["code"]) == (2, code)
    assert advice in ran.error["advice"]


def test_play_prints_the_score_and_where_the_debrief_is(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))

    def play(lesson: Any, way: Any, *rest: Any) -> Played:
        measured = Measured("a", "an <b>objective</b> | of two", 2, Met.PARTLY, 12.5, 10)
        danger = DangerousAct(Danger.CANCELLED, "shop", "shop was cancelled", 61.0)
        probe = Held("calm", "nothing was cancelled", 61.0)
        score = Score(1.0, 2, False, (measured,), (danger,), (probe,))
        taken = (
            StepTaken("one", "read it", 30.0, 30.0, 60),
            StepTaken("two", "do it", 95.0, 65.0, 60),
            StepTaken("three", "leave it", None, None, 60),
        )
        deeds = (
            Deed(0.0, "look at plans", "seen"),
            Deed(4.0, "run commit shop", "refused: nothing is to be committed", refused=True),
            Deed(9.0, "wait until elapsed() > 9h", NEVER_CAME),
        )
        return Played(lesson, way, score, deeds, 90.0, taken)

    monkeypatch.setattr(playing, "play", play)
    ran = run("--json", "train", "play", "first-look", "--path", "try-it-out")
    assert ran.code == 1
    found = ran.json
    file = Path(found.pop("debrief_file"))
    assert found == {
        "lesson": "first-look",
        "path": "try-it-out",
        "passed": False,
        "score": 50,
        "objectives": [{"id": "a", "result": "partly", "measured": 12.5, "target": 10}],
        "steps": [
            {"id": "one", "done_at": 30.0, "seconds": 30.0, "par": 60},
            {"id": "two", "done_at": 95.0, "seconds": 65.0, "par": 60},
            {"id": "three", "done_at": None, "seconds": None, "par": 60},
        ],
        "dangerous_acts": [
            {"kind": "cancelled-in-progress", "about": "shop", "text": "shop was cancelled", "at": 61.0}
        ],
        "as_said": False,
        "unlike": ["the lesson says that this way misses started-nothing; it misses a"],
        "misses": {"said": ["started-nothing"], "found": ["a"]},
        "broken_probes": [{"id": "calm", "text": "nothing was cancelled", "at": 61.0}],
        "failed_acts": [
            {"act": "run commit shop", "told": "refused: nothing is to be committed", "at": 4.0},
            {"act": "wait until elapsed() > 9h", "told": "it did not come", "at": 9.0},
        ],
    }
    page = file.read_text()
    assert "| an &lt;b>objective&lt;/b> \\| of two | partly | 12.5 | at most 10 |" in page
    assert "shop was cancelled" in page
    solution = run("train", "play", "first-look", "--solution")
    assert solution.code == 1
    assert "the lesson says that this way misses nothing; it misses a" in solution.err
    assert "a solution does every step; it does not do three" in solution.err
    assert "it breaks calm" in solution.err
    assert re.search(r"in vain  run commit shop, after 4 ?s.*: refused: nothing is to be committed", solution.out)
    told = solution.out
    assert told.startswith("EXERCISE first-look, solution: not passed, 50 of 100")
    assert [" ".join(line.split()) for line in told.splitlines()[2:5]] == [
        "done read it",
        "late do it",
        "not done leave it",
    ]


def test_a_way_that_does_what_its_lesson_says_is_an_exit_of_0(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))

    def play(lesson: Any, way: Any, *rest: Any) -> Played:
        missed = {*way.misses}
        measured = tuple(
            Measured(one.id, one.text, 1, Met.NOT_MET if one.id in missed else Met.MET, True, True)
            for one in lesson.objectives
        )
        taken = tuple(StepTaken(step.id, step.do, 1.0, 1.0, None) for step in lesson.steps)
        return Played(lesson, way, Score(1.0, 1, not missed, measured, (), ()), (), 1.0, taken)

    monkeypatch.setattr(playing, "play", play)
    for way in ("--solution",), ("--path", "try-it-out"):
        ran = run("--json", "train", "play", "first-look", *way)
        assert (ran.code, ran.err, ran.json["as_said"]) == (0, "", True)


def test_the_debrief_of_a_way_tells_of_a_fault_that_the_world_had_from_the_beginning() -> None:
    lesson = find_lesson("half-a-plan", SCREENS)
    played = Played(lesson, lesson.ways["solution"], Score(1.0, 1, True, (), (), ()), (), 90.0)
    assert "- at once: a fault comes. step-fails at app-web" in as_markdown(played)


def test_check_tells_of_a_fault_that_no_way_comes_upon(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    event = "{id: late, at: 0s, fault: {kind: step-fails, item: stock-db, step: VmDataSynchronization, code: '1'}}"
    source = run("train", "show", "planned-move", "--source").out.replace("name: planned-move", "name: mine", 1)
    file.write_text(f"{source}\ninjects:\n  - {event}\n")
    ran = run("train", "check", str(file))
    assert ran.code == 0
    assert "no way runs the step VmDataSynchronization of stock-db, where late comes: they run " in ran.err
    file.write_text(file.read_text().replace("VmDataSynchronization", "VmShutdownVmOnPrimary"))
    assert run("train", "check", str(file)).err == ""
