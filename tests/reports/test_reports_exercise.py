"""Debrief of an exercise in a job's report: what it tells, when, and that foreign text stays text."""

from __future__ import annotations

from support.documents import HtmlSeen, markdown_kinds

from drconsole.render.drawing.report import Report
from drconsole.reports.facts.exercise import ExerciseFacts, ObjectiveTold
from drconsole.reports.writing.exercise_parts import debrief
from drconsole.reports.writing.html import as_html
from drconsole.reports.writing.markdown import as_markdown

EVIL = "<script>alert(1)</script> | x"
GOES_ON = ExerciseFacts("e-1", "planned-move", EVIL, "exam", EVIL, ended=False, passed=None, percent=None, hint_cost=0)
ENDED = ExerciseFacts(
    *("e-1", "planned-move", EVIL, "guided", EVIL),
    ended=True,
    passed=False,
    percent=40,
    hint_cost=4,
    objectives=(
        ObjectiveTold("a", EVIL, "met", "true", "true"),
        ObjectiveTold("b", "in time", "partly", "40", "30"),
        ObjectiveTold("c", "no loss", "not-met", "unknown", "0"),
    ),
    dangerous=(EVIL,),
    hints=("look there", EVIL),
    broken=("it stays",),
    hidden=(f"after 5 min: fault: {EVIL}",),
)


def report(facts: ExerciseFacts) -> Report:
    return Report("R", {"mode": "EXERCISE"}, [part for part in debrief(facts) if part.rows or part.lines])


def test_what_was_reached_done_asked_and_hidden_is_told() -> None:
    parts = {part.title: part for part in debrief(ENDED)}
    assert parts["Exercise"].rows[2:] == [("Score", "✗ not passed, 40 of 100"), ("Hints", "2 hints, 4 taken off")]
    assert [row[1] for row in parts["Objectives of the exercise"].rows] == ["✓ met", "‼ partly", "✗ not met"]
    assert parts["Dangerous acts"].lines == [f"✗ {EVIL}"]
    assert parts["Hints that were asked for"].lines == ["look there", EVIL]
    assert parts["What should have held throughout"].lines == ["✗ broken: it stays"]
    assert parts["Not shown to the trainee"].lines == [f"after 5 min: fault: {EVIL}"]


def test_while_it_goes_on_nothing_is_judged() -> None:
    parts = report(GOES_ON).parts
    assert [part.title for part in parts] == ["Exercise"]
    assert parts[0].rows[2] == ("Score", "the exercise goes on: its debrief comes with its end")


def test_foreign_text_makes_nothing_of_a_document() -> None:
    seen = HtmlSeen.of(as_html(report(ENDED)))
    assert seen.faults == []
    assert "script" not in seen.tags
    assert EVIL in seen.text
    assert "script" not in markdown_kinds(as_markdown(report(ENDED)))
