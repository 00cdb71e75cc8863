"""Lanes of a job in a window: what is drawn of many, where the cursor is, and what a change makes anew."""

from __future__ import annotations

from typing import Any

import pytest
from console_host import Host, look_of
from support.whole import whole

from drconsole.console.widgets.tree import job_tasks
from drconsole.console.widgets.tree.job_tasks import JobTasks
from drconsole.console.widgets.tree.lane_list import HEAD, LaneList
from drconsole.records.rows.work.jobs import JobRow, TaskRow
from drconsole.render.drawing.lane_lines import Course

START = "2026-03-02T08:00:00Z"


def job(machines: int, **more: Any) -> JobRow:
    items = [{"key": f"vm-{number}", "name": f"vm-{number}", "outcome": "InProgress"} for number in range(machines)]
    return whole(JobRow, id="j1", started_at=START, items=items, **more)


def step(number: int, state: str = "InProgress", **more: Any) -> TaskRow:
    key = f"vm-{number}"
    fields = {"id": f"{key}/fo", "job": "j1", "item": key, "item_key": key, "name": "VmFailover", "position": number}
    told = {
        "friendly_name": "Start failover",
        "kind": "step",
        "state": state,
        "state_description": "",
        "started_at": START,
    }
    return whole(TaskRow, **{**fields, **told, **more})


def tasks_of(machines: int, **more: Any) -> JobTasks:
    made = JobTasks()
    made.replace(job(machines, **more), [step(number) for number in range(machines)])
    return made


async def shown(tasks: JobTasks, size: tuple[int, int], check: Any) -> None:
    app = Host(lambda: [LaneList(id="lanes")])
    async with app.run_test(size=size) as pilot:
        widget = app.query_one(LaneList)
        widget.focus()
        await pilot.pause()
        widget.show(lambda worst: tasks.lanes(worst=worst), len(tasks.lanes()), Course(60, 600), "likely 10 min")
        await pilot.pause()
        await check(app, widget, pilot)


async def test_where_all_lanes_have_room_they_stand_in_the_order_of_the_job() -> None:
    tasks = tasks_of(5)
    tasks.change(job(5), [step(3, "Failed", ended_at=START)])

    async def check(app: Host, widget: LaneList, pilot: Any) -> None:
        assert widget.keys == [f"vm-{number}" for number in range(5)]
        assert widget.cursor_lane.key == "vm-3", "the cursor is on the worst"
        assert "■ failover" in app.lines[HEAD + 5 + 1]

    await shown(tasks, (80, 12), check)


@pytest.mark.parametrize(("machines", "height"), [(8, 10), (8, 11), (8, 12), (100, 12)])
async def test_the_meaning_of_the_textures_stays_where_lanes_fill_the_window(machines: int, height: int) -> None:
    tasks = tasks_of(machines)

    async def check(app: Host, widget: LaneList, pilot: Any) -> None:
        explained = [number for number, line in enumerate(app.lines) if "■ failover" in line]
        assert len(explained) == 1
        await pilot.press("end")
        assert widget.cursor_lane.key == f"vm-{machines - 1}"
        assert any(line.startswith(f"▶ vm-{machines - 1} ") for line in app.lines[HEAD : explained[0]])

    await shown(tasks, (80, height), check)


@pytest.mark.parametrize(("ended", "key"), [(True, "vm-1"), (False, "vm-3")])
async def test_of_a_job_that_has_ended_the_cursor_is_on_the_first_failure_from_the_top(ended: bool, key: str) -> None:
    tasks = tasks_of(5)
    failed = [step(1, "Failed", ended_at=START), step(3, "Failed", ended_at="2026-03-02T08:09:00Z")]
    tasks.change(job(5), [*failed, *(step(number, "Succeeded", ended_at=START) for number in (0, 2, 4))])

    async def check(app: Host, widget: LaneList, pilot: Any) -> None:
        widget.show(lambda worst: tasks.lanes(worst=worst), 5, Course(600, 600, ended=ended), "likely 10 min")
        await pilot.pause()
        assert widget.cursor_lane.key == key
        await pilot.press("down")
        widget.show(lambda worst: tasks.lanes(worst=worst), 5, Course(600, 600, ended=ended), "likely 10 min")
        assert widget.cursor_lane.key != key, "where the operator has put it, it stays"

    await shown(tasks, (80, 12), check)


async def test_a_machine_keeps_its_colour_under_the_cursor() -> None:
    tasks = tasks_of(2)
    tasks.change(job(2), [step(0, "Failed", ended_at=START), step(1, "Failed", ended_at=START)])

    async def check(app: Host, widget: LaneList, pilot: Any) -> None:
        under, beside = look_of(widget, HEAD, "vm-0"), look_of(widget, HEAD + 1, "vm-1")
        assert under.reverse
        assert under.color == beside.color
        assert look_of(widget, HEAD, "FAILED").color == under.color

    await shown(tasks, (80, 12), check)


async def test_a_window_that_cannot_show_all_lanes_shows_the_worst_first() -> None:
    tasks = tasks_of(100)
    tasks.change(job(100), [step(97, "Failed", ended_at=START), step(98, state_description="WaitingForOutcome")])

    async def check(app: Host, widget: LaneList, pilot: Any) -> None:
        assert widget.keys[:2] == ["vm-97", "vm-98"]
        assert "vm-97" in app.lines[2]
        assert "FAILED" in app.lines[2]
        assert "1/100, the worst first" in app.lines[0]

    await shown(tasks, (80, 12), check)


@pytest.mark.parametrize("machines", [100, 10_000])
async def test_a_key_draws_the_lanes_of_its_window_only(machines: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from drconsole.console.widgets.tree import lane_list

    drawn: list[str] = []
    draw = lane_list.draw
    monkeypatch.setattr(lane_list, "draw", lambda lane, *rest: (drawn.append(lane.key), draw(lane, *rest))[1])

    async def check(app: Host, widget: LaneList, pilot: Any) -> None:
        drawn.clear()
        await pilot.press("down")
        assert len(set(drawn)) == 9, "the last line says what the textures mean"
        await pilot.press("G")
        assert widget.cursor_lane.key == f"vm-{machines - 1}"

    await shown(tasks_of(machines), (80, 12), check)


async def test_the_cursor_stays_on_its_machine_when_the_order_changes() -> None:
    tasks = tasks_of(100)

    async def check(app: Host, widget: LaneList, pilot: Any) -> None:
        await pilot.press("down", "down")
        assert widget.cursor_lane.key == "vm-2"
        tasks.change(job(100), [step(99, "Failed", ended_at=START)])
        widget.show(lambda worst: tasks.lanes(worst=worst), 100, Course(61, 600), "")
        assert widget.keys[0] == "vm-99"
        assert widget.cursor_lane.key == "vm-2"

    await shown(tasks, (80, 12), check)


def test_a_change_makes_the_lanes_anew_that_it_concerns(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = tasks_of(1000)
    made: list[str] = []
    lane_of = job_tasks.lane_of
    monkeypatch.setattr(job_tasks, "lane_of", lambda key, *rest: (made.append(key), lane_of(key, *rest))[1])
    tasks.change(job(1000), [step(7, "Succeeded", ended_at=START)])
    assert made == ["vm-7"]
    tasks.change(job(1000))
    assert made == ["vm-7"], "nothing new is told of the machines"


def test_changes_one_by_one_lead_where_all_at_once_lead() -> None:
    below = [
        step(1, "Succeeded", ended_at=START),
        step(2, id="vm-1/fo/part", parent="vm-1/fo", item_key=None, item=None, position=9),
        step(2, "Failed", item_key="vm-0", item="vm-0"),
    ]
    slowly, at_once = tasks_of(3), JobTasks()
    for row in below:
        slowly.change(job(3), [row])
    at_once.replace(job(3), [step(0), below[0], below[2], below[1]])
    assert slowly.lanes() == at_once.lanes()
    assert slowly.ended() == at_once.ended() == (1, 3)
    assert [node["id"] for node in slowly.tree()] == [node["id"] for node in at_once.tree()]


def test_of_too_many_machines_to_see_the_title_counts_how_they_stand() -> None:
    tasks = tasks_of(100)
    tasks.change(job(100), [step(1, "Failed", ended_at=START), step(2, "Succeeded", ended_at=START)])
    assert tasks.counts() == "✗ 1 ▶ 98 ✓ 1"
    assert tasks_of(5).counts() == ""


def test_a_machine_that_was_left_out_says_so() -> None:
    skipped = [{"key": "vm-1", "item": "vm-1", "reason": "its test failover is open"}]
    tasks = JobTasks()
    tasks.replace(job(2, skipped=skipped), [step(0)])
    assert [lane.note for lane in tasks.lanes()] == ["Start failover", "left out"]


def test_a_branch_of_a_held_job_is_in_progress_only_while_something_in_it_runs() -> None:
    rows = [
        step(0, id="a", item=None, item_key=None, position=0),
        step(0, "Succeeded", id="a/1", parent="a", position=1),
        step(1, "NotStarted", id="a/2", parent="a", position=2),
        step(2, id="b", item=None, item_key=None, position=3),
        step(3, id="b/1", parent="b", position=4),
    ]
    tasks = JobTasks()
    tasks.replace(job(4, held=True), rows)
    assert [node["state_description"] for node in tasks.tree()] == ["Held", ""]
    tasks.change(job(4, held=False))
    assert [node["state_description"] for node in tasks.tree()] == ["", ""]
