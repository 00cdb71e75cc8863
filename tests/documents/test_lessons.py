"""Lessons written by people: each fault is told with file, line and path."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from drconsole.console.state.screens import SCREENS
from drconsole.documents.faults import DocumentFaults
from drconsole.documents.lessons.curriculum import load_curriculum
from drconsole.documents.lessons.definition import Advance, By, Decide, Kill, Run, Wait
from drconsole.documents.lessons.load import schema
from drconsole.documents.lessons.models import LessonDocument
from drconsole.recovery.types.seats import Seat
from drconsole.training.lessons import bundled, curriculum, find_lesson, load

WHOLE = """\
name: mine
title: A lesson
level: 1
minutes: 5
estate: contoso
story: It rains.
objectives:
  - {id: quiet, text: nothing runs, measure: count(jobs) == 0}
  - {id: fast, text: quick, measure: elapsed(), target: 10m, weight: 2}
steps:
  - {id: one, do: look, why: you should, expect: 'looked("items")'}
injects:
  - {id: broken, at: 5m, fault: {kind: agent-lost, item: wiki}}
  - {id: told, on: elapsed() > 1m, message: it rains more}
  - {id: later, on: count(jobs) > 0, fault: {kind: agent-lost, item: wiki}}
  - {id: night, at: 10m, jump: 8h}
probes:
  - {id: still, text: stays, always: 'item("wiki").active_location == "Primary"'}
ways:
  solution:
    - {wait: elapsed() > 1m}
    - {run: failover, target: wiki, point: latest, follow: false}
    - {advance: 15m, any_order: time is time}
    - {kill: engine}
  lazy:
    misses: [quiet]
    acts: [{look: items}]
"""


def read(tmp_path: Path, text: str):  # type: ignore[no-untyped-def]
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    return load(file, SCREENS)


def test_a_whole_lesson_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE)
    assert [one.target for one in found.objectives] == [True, 600]
    assert [type(act) for act in found.ways["solution"].acts] == [Wait, Run, Advance, Kill]
    assert found.ways["lazy"].misses == ("quiet",)
    assert found.ways["solution"].any_order == {2: "time is time"}
    later, night = found.injects[2:]
    assert (later.on, later.fault is not None and later.fault.item, later.in_estate) == (
        "count(jobs) > 0",
        "wiki",
        False,
    )
    assert "later" not in {fault.id for fault in found.estate.faults}, "it comes when its condition holds"
    assert (night.at, night.jump) == (600, 8 * 3600)
    (fault,) = [fault for fault in found.estate.faults if fault.id == "broken"]
    assert (fault.kind, fault.item, fault.after) == ("agent-lost", "wiki", 300), "an event is a fault of the world"
    found = read(tmp_path, WHOLE.replace("at: 5m", "at: 0s"))
    assert [fault.after for fault in found.estate.faults if fault.id == "broken"] == [None], "there from the beginning"


FAULTS = [
    ("level: 1", "level: 9", 3, "level", "4"),
    ("estate: contoso", "estate: contos", 5, "estate", "Did you mean contoso"),
    ("measure: count(jobs) == 0", "measure: count(job) == 0", 8, "objectives[0].measure", "jobs"),
    ("target: 10m", "target: true", 9, "objectives[1].measure", "Compare"),
    (", target: 10m", "", 9, "objectives[1].measure", "or add `target:`"),
    ("measure: count(jobs) == 0", "measure: count(jobs) == 0, target: 3", 8, "objectives[0].measure", "number"),
    ('looked("items")', 'looked("item")', 11, "steps[0].expect", "items"),
    ("id: fast", "id: quiet", 9, "objectives[1].id", "its own id"),
    ("kind: agent-lost, item: wiki", "kind: agent-lost, item: wikki", 13, "injects[0].fault", "wiki"),
    ("at: 10m, jump: 8h", "at: 10m, jump: 8h, message: late", 16, "injects[3]", "one of"),
    ("at: 10m, jump: 8h", "at: 10m", 16, "injects[3]", "one of"),
    ("at: 10m, jump: 8h", "at: 10m, jump: 8h, lose: line", 16, "injects[3]", "one of"),
    ("at: 10m, jump: 8h", "at: 10m, lose: lines", 16, "injects[3].lose", "line"),
    (
        "kind: agent-lost, item: wiki}}\n  - {id: n",
        "kind: agent-lost, item: wiky}}\n  - {id: n",
        15,
        "injects[2].fault",
        "wiki",
    ),
    ("at: 5m, ", "", 13, "injects[0]", "at:"),
    ("elapsed() > 1m, message", "elapsed() > 1y, message", 14, "injects[1].on", ""),
    ('item("wiki").active_location == "Primary"', 'item("wiki").active_location == "Home"', 18, "probes[0].always", ""),
    ("{wait: elapsed() > 1m}", "{wait: elapsed()}", 21, "ways.solution[0].wait", "Compare"),
    ("run: failover, target: wiki", "run: failover, target: wikki", 22, "ways.solution[1].target", "wiki"),
    ("run: failover, target: wiki", "run: failover", 22, "ways.solution[1]", "target"),
    ("run: failover", "run: failovr", 22, "ways.solution[1].run", "failover"),
    ("{kill: engine}", "{kill: engine, advance: 3m}", 24, "ways.solution[3]", "One of"),
    ("{kill: engine}", "{comment: x}", 24, "ways.solution[3]", "One of"),
    ("{advance: 15m, ", "{advance: 15m, target: wiki, ", 23, "ways.solution[2].target", "Leave it out"),
    ("misses: [quiet]", "misses: [quite]", 26, "ways.lazy.misses[0]", "quiet"),
    ("  lazy:\n    misses: [quiet]\n    acts: [{look: items}]\n", "", 19, "ways", "misses"),
    (
        "{wait: elapsed() > 1m}",
        "{wait: elapsed() > 1m, any_order: x}",
        21,
        "ways.solution[0].any_order",
        "Leave it out",
    ),
    ("{kill: engine}", "{repair: wikki}", 24, "ways.solution[3].repair", "Did you mean wiki?"),
    ("{look: items}", "{look: item}", 27, "ways.lazy.acts[0].look", "Did you mean items? Screens: overview, plans"),
    ("{look: items}", "{look: plan shop}", 27, "ways.lazy.acts[0].look", "Screens: overview, plans"),
    ("point: latest,", "accept: [foo-bar],", 22, "ways.solution[1].accept[0]", "a finding of the check"),
    (
        "{kill: engine}",
        "{answer: Call a bank, outcome: done}",
        24,
        "ways.solution[3].answer",
        "Did you mean Call the bank?",
    ),
    (
        "{kill: engine}",
        "{validate: wiki, result: ok, accept: [twice]}",
        24,
        "ways.solution[3].accept[0]",
        "One of runs-twice, runs-nowhere, unknown",
    ),
    ("minutes: 5", "minutes: 5\ncolour: red", 5, "colour", ""),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "right"), FAULTS, ids=[f"{path}:{new[:20]}" for _, new, _, path, _ in FAULTS]
)
def test_each_fault_has_its_place_and_what_is_right(
    tmp_path: Path, old: str, new: str, line: int, path: str, right: str
) -> None:
    assert old in WHOLE
    with pytest.raises(DocumentFaults) as caught:
        read(tmp_path, WHOLE.replace(old, new, 1))
    first = caught.value.faults[0]
    assert (Path(first.file).name, first.line, first.path) == ("mine.yaml", line, path)
    assert right in first.right


def test_the_schema_takes_what_the_reader_takes() -> None:
    found = schema()
    assert found["title"] == "drconsole lesson document"
    assert set(found["properties"]) == set(LessonDocument.model_fields)
    assert set(found["required"]) <= set(yaml.safe_load(WHOLE))


def test_the_curriculum_orders_every_bundled_lesson() -> None:
    assert {each.lesson for each in curriculum()} == {*bundled()}
    for name in bundled():
        assert find_lesson(name, SCREENS).name == name, "a lesson is called as its file is"


@pytest.mark.parametrize(
    ("lessons", "told"),
    [
        ("[{lesson: a}]", "'b' is not in the curriculum"),
        ("[{lesson: a}, {lesson: a}, {lesson: b}]", "twice"),
        ("[{lesson: a}, {lesson: c}, {lesson: b}]", "no such lesson"),
        ("[{lesson: a, presupposes: [b]}, {lesson: b}]", "does not come before"),
        ("[{lesson: a, after: [b]}, {lesson: b}]", "unknown key 'after'. Known: lesson, presupposes"),
    ],
)
def test_a_curriculum_with_a_hole_is_refused(tmp_path: Path, lessons: str, told: str) -> None:
    file = tmp_path / "curriculum.yaml"
    file.write_text(f"lessons: {lessons}\n")
    with pytest.raises(DocumentFaults) as caught:
        load_curriculum(file, ["a", "b"])
    assert told in " ".join(f"{fault.message}. {fault.right}" for fault in caught.value.faults)


TWO = """seats: {ann: [operator], bob: [approver]}
approvals: {failover: 1}
story"""


@pytest.mark.parametrize(
    ("seats", "act", "where", "message"),
    [
        ("approvals: {failover: 1}\nstory", "{look: items}", "approvals", "nobody has a seat from which to approve"),
        (TWO.replace("failover: 1", "failover: 2"), "{look: items}", "approvals", "1 of the seats approve"),
        (TWO, "{approve: wiki, as: eve}", "as", "'eve' has no seat"),
        (TWO, "{approve: wikki, as: bob}", "approve", "the estate has no 'wikki'"),
        (TWO, "{propose: failover, target: wikki, comment: x}", "target", "the estate has no 'wikki'"),
        (TWO, "{propose: failover, target: wiki}", "solution", "propose needs comment"),
        (TWO.replace("approver", "aprover"), "{look: items}", "seats", "'aprover'"),
    ],
)
def test_a_lesson_for_two_says_whose_seat_is_wrong(
    seats: str, act: str, where: str, message: str, tmp_path: Path
) -> None:
    text = WHOLE.replace("story", seats, 1).replace("    - {wait: elapsed() > 1m}", f"    - {act}")
    with pytest.raises(DocumentFaults) as found:
        read(tmp_path, text)
    (fault,) = found.value.faults
    assert where in fault.path
    assert message in fault.message


def test_acts_of_several_people_are_theirs(tmp_path: Path) -> None:
    act = "{approve: wiki, as: bob, comment: seen}"
    lesson = read(tmp_path, WHOLE.replace("story", TWO, 1).replace("    - {wait: elapsed() > 1m}", f"    - {act}"))
    assert lesson.ways["solution"].acts[0] == By("bob", Decide("wiki", True, "seen"))
    assert (lesson.seats["bob"], lesson.approvals) == ((Seat.APPROVER,), {"failover": 1})


@pytest.mark.parametrize(
    ("act", "right"),
    [
        ("{commit: wiki}", "An operation is started by `run: commit`, with `target:`"),
        ("{run: failover, plan: wiki}", "what a run is about is its `target:`"),
        ("{waits: elapsed() > 1m}", "Did you mean wait?"),
        ("{validate: wiki}", "Add `result: ok` or `result: failed`"),
        ("{answer: Call}", "one of done, failed, skip, retry"),
    ],
)
def test_an_act_that_is_written_otherwise_is_told_how(act: str, right: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentFaults) as found:
        read(tmp_path, WHOLE.replace("    - {wait: elapsed() > 1m}", f"    - {act}"))
    assert right in found.value.faults[0].right
