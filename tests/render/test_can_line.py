"""The line for a chat: how real it is, the worst first, what is done, what a person has to do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.whole import whole

from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.work.jobs import JobRow, TaskNode
from drconsole.recovery.states.assessments.stand import Stand
from drconsole.recovery.types.words import RunState
from drconsole.render.jobs.can import can_line

NOW = "2026-03-01T10:12:00Z"
WAIT = {
    "task": "t1",
    "friendly_name": "Switch DNS",
    "state_description": "WaitingForManualAction",
    "outcomes": ["done"],
    "since": "2026-03-01T10:05:00Z",
    "why": "",
}
LATE = {"seconds": 1800, "verdict": "will-be-missed", "spare": -120.0, "why": "Start of web-3 takes 8 min"}
HOLD = {"since": "2026-03-01T10:10:00Z", "operator": "ann", "comment": "network team"}
LEAD = {"key": "user:1", "name": "bea", "since": NOW, "way": "taken", "by": "bea", "comment": "", "asked": []}


def ends(*outcomes: str) -> list[dict[str, Any]]:
    named = [(f"k{number}", f"web-{number}", outcome) for number, outcome in enumerate(outcomes, 1)]
    return [
        {"key": key, "name": name, "outcome": outcome, "reason": None, "point_used": None}
        for key, name, outcome in named
    ]


def job(state: str = "InProgress", **more: Any) -> Any:
    told = {"id": "j1-2", "target": "shop", "state": state, "state_description": state, "items": ends("InProgress")}
    return whole(JobRow, **{**told, "objective": None, **more})


def item(number: int, stand: str) -> Any:
    return whole(ItemRow, key=f"k{number}", name=f"web-{number}", stand=stand)


def task(name: str, state: str = "InProgress") -> Any:
    return whole(TaskNode, id=name, friendly_name=name, state=state, tasks=[])


def line(job: Any, tasks: Any = (), items: Any = (), mode: str | None = "EXERCISE") -> str:
    return can_line(job, tasks, items, mode, NOW)


def test_a_run_says_what_it_is_how_it_stands_what_is_done_and_that_it_needs_nothing() -> None:
    said = line(
        job(items=ends("Succeeded", "InProgress"), lead=LEAD), [task("Start of web-2"), task("x", "NotStarted")]
    )
    assert said == (
        "EXERCISE, IN PROGRESS: failover of plan shop, job j1-2, led by bea, 10:12:00Z. "
        "Condition: IN PROGRESS; machines: 1 In progress, 1 Succeeded. "
        "Actions: Start of web-2. Needs: nothing."
    )


@pytest.mark.parametrize(
    ("row", "items", "worst"),
    [
        (job(), [item(1, "runs-twice"), item(2, "must-not-run")], "RUNS TWICE"),
        (job(items=ends("Failed", "Succeeded"), objective=LATE, waits_for=[WAIT]), [], "FAILED"),
        (job(waits_for=[{**WAIT, "state_description": "WaitingForOutcome", "outcomes": []}]), [], "OUTCOME UNKNOWN"),
        (job(objective=LATE, waits_for=[WAIT]), [], "LATE"),
        (job(waits_for=[WAIT], held=True, hold=HOLD), [], "WAITS FOR A PERSON"),
        (job(held=True, hold=HOLD), [], "HELD"),
        (job("Cancelled", ended_at=NOW, items=ends("Cancelled")), [], "CANCELLED"),
    ],
)
def test_the_worst_that_is_true_stands_first(row: Any, items: Any, worst: str) -> None:
    assert line(row, items=items).startswith(f"EXERCISE, {worst}: failover of plan shop")


def test_what_a_person_has_to_do_is_named_with_who_holds_it_and_since_when() -> None:
    said = line(job(waits_for=[WAIT], held=True, hold=HOLD, allowed_actions=["resume"]))
    assert "Actions: nothing new is begun, held by ann since 10:10:00Z: network team." in said
    assert said.endswith("Needs: an answer to Switch DNS since 10:05:00Z; somebody who resumes it.")


def test_after_a_run_it_says_what_is_left_to_do() -> None:
    stands = [item(number, "not-committed") for number in range(1, 6)]
    ended = job("Succeeded", ended_at="2026-03-01T10:09:00Z", items=ends(*["Succeeded"] * 5))
    said = line(ended, items=[*stands, item(6, "failed-over")])
    assert "Actions: none, it ended at 10:09:00Z." in said
    assert "validate web-1, web-2, web-3 and 2 more, then commit or change the recovery point" in said
    assert said.endswith("re-protect web-6.")
    assert line(ended, items=[item(1, "protected")]).endswith("Needs: nothing.")


def test_what_ran_without_a_second_person_says_so() -> None:
    broken = {"what": "start", "reason": "site burns", "by": "ann", "at": NOW}
    assert "BREAK-GLASS: no second person agreed, says ann: site burns" in line(job(break_glass=[broken]))


def test_an_unknown_mode_is_not_left_out() -> None:
    assert line(job(), mode=None).startswith("MODE NOT KNOWN, ")


@given(
    st.sampled_from(RunState),
    st.lists(st.sampled_from(RunState), max_size=5),
    st.lists(st.sampled_from(Stand), max_size=5),
    st.text(max_size=20),
    st.booleans(),
)
def test_it_is_one_line_with_its_three_parts_whatever_is_so(
    state: RunState, outcomes: list[RunState], stands: list[Stand], name: str, held: bool
) -> None:
    items = [item(number, stand) for number, stand in enumerate(stands, 1)]
    row = job(state.value, target=name, items=ends(*outcomes), held=held, hold=HOLD if held else None, waits_for=[WAIT])
    said = line(row, [task(name)], items)
    assert len(said.splitlines()) == 1
    assert [part in said for part in ("Condition: ", " Actions: ", " Needs: ")] == [True] * 3
