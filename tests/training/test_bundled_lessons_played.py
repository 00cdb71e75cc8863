"""Every bundled lesson, played by real engines on virtual time.

Its solution passes with full marks, and each wrong path is marked down for the objectives that it misses and no other.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.patience import PATIENCE

from drconsole.cli.commands.train.play import make_state
from drconsole.console.state.screens import SCREENS
from drconsole.documents.lessons.definition import SOLUTION, Drop, Lesson, Look, Run, Wait, Way
from drconsole.recovery.types.words import Operation
from drconsole.training import exercise as running
from drconsole.training import playing
from drconsole.training.debrief import as_markdown
from drconsole.training.judging import Judge
from drconsole.training.lessons import bundled, find_lesson, known_in, load
from drconsole.training.playing import Played, play
from drconsole.training.predicates.parser import parse
from drconsole.training.score.result import Met

pytestmark = pytest.mark.slow
LESSONS = {name: find_lesson(name, SCREENS) for name in bundled()}
WRONG = [(lesson, way) for lesson in LESSONS.values() for way in lesson.ways.values() if way.name != SOLUTION]


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of an exercise may look for the user's own state: there is none here, and there is none afterwards."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DRCONSOLE_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(running.tempfile, "tempdir", str(tmp_path))
    yield
    assert [*tmp_path.iterdir()] == [], "an exercise removes its folder and makes no other"


def played(lesson: Lesson, way: Way) -> Played:
    return play(lesson, way, make_state, SCREENS)


def missed(found: Played) -> set[str]:
    return {one.id for one in found.score.objectives if one.result is not Met.MET}


one_knows = known_in(LESSONS["line-drops"].estate, SCREENS)


def has_ended(pid: int, patience: float = PATIENCE) -> bool:
    """Return whether a process ends; one that ended is a zombie until whoever started it asks."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_a_solution_passes_with_full_marks(lesson: Lesson) -> None:
    found = played(lesson, lesson.ways[SOLUTION])
    assert not [deed for deed in found.deeds if deed.refused]
    assert (missed(found), found.score.dangerous) == (set(), ())
    assert (found.score.passed, found.score.percent) == (True, 100)
    assert [step.id for step in found.steps if step.done_at is None] == [], "every step can be done, in its order"


@pytest.mark.parametrize(("lesson", "way"), WRONG, ids=[f"{lesson.name}-{way.name}" for lesson, way in WRONG])
def test_a_wrong_path_is_marked_down_for_what_it_misses_and_for_no_other(lesson: Lesson, way: Way) -> None:
    found = played(lesson, way)
    assert missed(found) == {*way.misses}
    assert not found.score.passed
    assert found.score.percent < 100
    page = as_markdown(found)
    assert page.startswith("# EXERCISE: ")
    assert all(act.text in page for act in found.score.dangerous)


def test_events_on_a_condition_reach_the_world(tmp_path: Path) -> None:
    text = Path(LESSONS["planned-move"].file).read_text()
    events = """injects:
  - {id: hours, on: looked("plans"), jump: 2h}
  - {id: agent, on: looked("items"), fault: {kind: agent-lost, item: stock-app}}
  - {id: crash, on: looked("jobs"), lose: engine}
  - {id: tunnel, on: looked("journal"), lose: line}

steps:
"""
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace("steps:\n", events, 1))
    lesson = load(file, SCREENS)
    file.unlink()
    late = Wait("elapsed() > 3h", 7200)
    acts = (*map(Look, ("plans", "items", "jobs", "journal")), late, Run(Operation.PLANNED_FAILOVER, "warehouse"))
    found = played(lesson, Way("odd", acts))
    assert [deed.what for deed in found.deeds] == [
        *("look at plans", "the clock jumps", "look at items", "a fault comes"),
        *("look at jobs", "something is lost", "look at journal", "something is lost"),
        "wait until elapsed() > 3h",
        "run planned-failover warehouse",
    ]
    assert found.elapsed >= 7200
    refused = found.deeds[-1]
    assert refused.refused
    assert "stock-app" in refused.came, "the agent that was lost keeps the planned failover from its start"


def test_an_event_during_a_run_stands_after_its_beginning(tmp_path: Path) -> None:
    text = Path(LESSONS["planned-move"].file).read_text()
    event = 'injects:\n  - {id: phone, on: "elapsed() > 60s", message: It rings.}\n\nsteps:\n'
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace("steps:\n", event, 1))
    lesson = load(file, SCREENS)
    file.unlink()
    found = played(lesson, Way("odd", (Run(Operation.PLANNED_FAILOVER, "warehouse"),)))
    assert [deed.what for deed in found.deeds] == ["run planned-failover warehouse", "message"]


def test_a_dropped_line_stops_nothing() -> None:
    lesson = LESSONS["line-drops"]
    with running.exercise(lesson, make_state) as one:
        player = playing._Player(one, Judge(lesson, SCREENS), lambda text: parse(text, one_knows))
        player.act(Run(Operation.PLANNED_FAILOVER, "research", follow=False))
        before, pid = one.elapsed(), one.client.hello["pid"]
        player.act(Drop())
        assert one.client.hello["pid"] == pid, "the engine is the one that was there before"
        assert one.elapsed() > before


def test_two_acts_swapped_are_noticed() -> None:
    lesson = LESSONS["planned-move"]
    *first, last = lesson.ways[SOLUTION].acts
    found = played(lesson, Way("swapped", (first[0], last, *first[1:])))
    assert [act.kind for act in found.score.dangerous] == ["committed-before-validating"]
    assert not found.score.passed


def test_an_exercise_is_an_exercise_and_a_killed_engine_loses_nothing_of_it(tmp_path: Path) -> None:
    lesson, modes = LESSONS["planned-move"], []
    with running.exercise(lesson, make_state) as one:
        modes.append(one.client.hello["mode"])
        before, pid = one.now(), one.client.hello["pid"]
        one.kill()
        assert one.client.hello["pid"] != pid
        modes.append(one.client.hello["mode"])
        assert one.now() >= before
        one.advance(600)
        assert 600 <= one.elapsed() < 1200
        last = one.client.hello["pid"]
    assert modes == ["EXERCISE", "EXERCISE"]
    assert has_ended(last)


def test_a_refused_act_is_told_and_the_way_goes_on() -> None:
    lesson = LESSONS["first-look"]
    found = played(lesson, Way("odd", (Run(Operation.COMMIT, "shop"), Look("plans"))))
    refused, seen = found.deeds
    assert refused.refused
    assert refused.came.startswith("refused: ")
    assert not seen.refused
    assert missed(found) == {"saw-items", "saw-alarms"}
