"""Planned lanes of a preview: which machine is done when, if every step takes its likely time."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from support.estates import contoso
from support.rig import Player, Rig

from drconsole.recovery.types.words import Grain
from drconsole.render.drawing.lanes import OF_THE_PLAN, Doing
from drconsole.render.drawing.parts import plain
from drconsole.render.jobs.tree import leaves
from drconsole.render.operation.planned import MOST, planned_picture


@cache
def _previews() -> dict[str, Any]:
    async def play(player: Player) -> dict[str, Any]:
        body = {"operation": "failover", "options": {}}
        plans = ("shop", "finance")
        return {plan: await player.ask("Preview", {**body, "target": f"plan:{plan}"}) for plan in plans}

    found: dict[str, Any] = Rig(contoso(), Grain.STEP).live(play)
    return found


def previewed(plan: str = "shop") -> Any:
    return _previews()[plan]


def test_a_lane_a_machine_in_the_order_of_the_run_and_the_plan_s_own_last() -> None:
    preview = previewed()
    picture = planned_picture(preview)
    assert picture is not None
    assert [lane.key for lane in picture.lanes] == [*preview["qualified"], ""]
    assert picture.lanes[-1].label == OF_THE_PLAN
    assert all(lane.note.startswith("done after ") for lane in picture.lanes[:-1])


def test_the_last_step_ends_when_the_forecast_says() -> None:
    preview = previewed()
    ends = [task["expected_end"] for task in leaves(preview["tasks"])]
    assert max(ends) == pytest.approx(preview["forecast"]["likely"], abs=1)
    assert min(task["expected_start"] for task in leaves(preview["tasks"])) == 0


def test_an_extra_step_is_seen_and_a_wait_for_a_person_takes_a_cell() -> None:
    picture = planned_picture(previewed("finance"))
    assert picture is not None
    doings = {stretch.doing for lane in picture.lanes for stretch in lane.stretches}
    assert {Doing.EXTRA, Doing.WAIT} <= doings
    drawn = "\n".join(plain(line) for line in picture.lines(100))
    assert "▓ extra" in drawn
    assert "‼ waits" in drawn


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_every_line_fits_its_width(width: int) -> None:
    picture = planned_picture(previewed())
    assert picture is not None
    first, *lanes, _ = picture.lines(width)
    assert all(len(plain(line)) <= width for line in (first, *lanes))


def test_of_many_machines_those_that_are_done_last_are_shown() -> None:
    preview = previewed()
    (one,) = [task for task in leaves(preview["tasks"]) if task["item_key"] == "shop-db" and "Start" in task["name"]]
    many = [{**one, "item_key": f"m{n}", "expected_start": n, "expected_end": n + 1} for n in range(40)]
    picture = planned_picture({**preview, "tasks": many, "items": [], "qualified": [f"m{n}" for n in range(40)]})
    assert picture is not None
    assert [lane.key for lane in picture.lanes] == [f"m{n}" for n in range(40 - MOST, 40)]
    assert any("and 28 machines more, done sooner" in plain(line) for line in picture.lines(100))


def test_without_times_there_is_no_picture() -> None:
    assert planned_picture({**previewed(), "tasks": []}) is None
