"""Solutions of the bundled lessons with one act left out, or two neighbours swapped: each of them is noticed.

Noticed is a way that is refused something, breaks a probe, leaves a step undone or is not passed with full marks. Where
a lesson says why an act may be missing or may come earlier, nothing is asked.

There are many: DRCONSOLE_SLICE=2/8 plays every eighth of them, beginning with the second; 1/1 all of them (about 20
minutes on one core). Where it is not set, as in CI, every sixteenth is played.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from drconsole.cli.commands.train.play import make_state
from drconsole.console.state.screens import SCREENS
from drconsole.documents.lessons.definition import SOLUTION, Lesson, Way
from drconsole.training.lessons import bundled, find_lesson
from drconsole.training.playing import Played, play

pytestmark = pytest.mark.slow


def mutations(lesson: Lesson) -> list[Way]:
    """Return the lesson's solution without each of its acts, and with each two neighbours swapped."""
    solution = lesson.ways[SOLUTION]
    acts, found = solution.acts, []
    for number in range(len(acts)):
        if number not in solution.spare:
            found.append(Way(f"without-{number}", acts[:number] + acts[number + 1 :]))
        if number and number not in solution.any_order and acts[number - 1] != acts[number]:
            swapped = (acts[number], acts[number - 1])
            found.append(Way(f"swapped-{number - 1}-{number}", acts[: number - 1] + swapped + acts[number + 1 :]))
    return found


def sliced(cases: list[tuple[Lesson, Way]], said: str) -> list[tuple[Lesson, Way]]:
    first, of = (int(part) for part in said.split("/"))
    return cases[first - 1 :: of]


ALL = [(lesson, way) for name in bundled() for lesson in [find_lesson(name, SCREENS)] for way in mutations(lesson)]
CASES = sliced(ALL, os.environ.get("DRCONSOLE_SLICE", "1/16"))


def noticed(found: Played) -> list[str]:
    """Return what shows that a way is not the solution."""
    shown = [f"{deed.what} was refused" for deed in found.deeds if deed.refused]
    shown += [f"{one.id} was not done" for one in found.steps if one.done_at is None]
    shown += [f"{probe.id} broke" for probe in found.score.probes if probe.broken_at is not None]
    shown += [f"{act.kind}" for act in found.score.dangerous]
    return shown + ([f"{found.score.percent} of 100"] if found.score.percent < 100 else [])


@pytest.mark.parametrize(("lesson", "way"), CASES, ids=[f"{lesson.name}-{way.name}" for lesson, way in CASES])
def test_a_mutated_solution_is_noticed(
    lesson: Lesson, way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DRCONSOLE_STATE", str(tmp_path / "state"))
    assert noticed(play(lesson, way, make_state, SCREENS))


def test_a_slice_takes_each_case_once() -> None:
    assert sorted(way.name for part in range(1, 5) for _, way in sliced(ALL[:9], f"{part}/4")) == sorted(
        way.name for _, way in ALL[:9]
    )


def test_a_solution_as_it_stands_is_not_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    lesson = find_lesson("first-look", SCREENS)
    assert noticed(play(lesson, replace(lesson.ways[SOLUTION], name="again"), make_state, SCREENS)) == []
