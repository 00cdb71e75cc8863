"""The one word for where items and plans stand, as lists show it: the worst wins."""

from __future__ import annotations

from typing import Any

import pytest
from support.whole import whole

from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.render.estate.sites import stands_title
from drconsole.render.rows.stands import STAND_MARKS, plan_stand_mark, stand_mark
from drconsole.render.words.marks import Severity


def item(stand: str, **said: Any) -> Any:
    return whole(ItemRow, stand=stand, **said)


def plan(stands: dict[str, int], **said: Any) -> Any:
    return whole(PlanRow, stands=stands, **said)


def test_every_stand_has_a_mark_of_its_own_word() -> None:
    assert set(STAND_MARKS) == set(Stand)
    assert len({mark.word for mark in STAND_MARKS.values()}) == len(Stand)


def test_grey_is_what_is_normal_and_nothing_else() -> None:
    assert [stand for stand, mark in STAND_MARKS.items() if mark.severity is Severity.IDLE] == [Stand.PROTECTED]


def test_an_item_that_a_job_works_on_names_the_job_unless_something_is_worse() -> None:
    assert stand_mark(item("under-way", current_job="j1")).text() == "> In job j1"
    assert stand_mark(item("runs-twice", current_job="j1")).text() == "x RUNS TWICE"
    assert stand_mark(item("under-way")).text() == "> Under way"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (plan({"protected": 7}), "* Protected"),
        (plan({"runs-nowhere": 5, "protected": 2}), "x RUNS NOWHERE (5 of 7)"),
        (plan({"under-way": 3, "protected": 1}, current_job="j1"), "> In job j1"),
        (plan({"runs-twice": 1, "under-way": 3}, current_job="j1"), "x RUNS TWICE (1 of 4)"),
        (plan({"runs-twice": 1, "runs-nowhere": 1, "not-committed": 1}), "x RUNS TWICE 1, RUNS NOWHERE 1"),
        (plan({}, state="mixed"), "? mixed"),
    ],
)
def test_a_plan_shows_the_worst_of_its_items_and_of_how_many(row: Any, text: str) -> None:
    assert plan_stand_mark(row).text() == text


def test_many_machines_are_written_alike_in_the_title_of_the_map() -> None:
    assert stands_title({GRAVITY[Stand.PROTECTED]: 20_000}, 80) == "Sites ─ 20,000 machines: ● Protected 20,000"
    assert stands_title({GRAVITY[Stand.PROTECTED]: 1}, 80).startswith("Sites ─ 1 machine: ")
