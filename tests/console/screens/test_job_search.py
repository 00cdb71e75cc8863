"""Search on the page of a job: tasks, errors and what scripts printed."""

from __future__ import annotations

from typing import Any

from console_fakes import JOB, news_at
from screen_support import LARGE, SMALL, Open, console
from support.whole import whole

from drconsole.console.state.model.model import Link, News
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.tree.lane_list import LaneList
from drconsole.console.widgets.tree.task_tree import TaskTree
from drconsole.records.rows.work.jobs import TaskRow

ERROR = {
    "code": "28031",
    "message": "Not enough cores",
    "possible_causes": "The quota of the region",
    "recommended_action": "Raise it",
    "level": "error",
    "task": None,
}


async def to_job(opened: Open, *tasks: dict[str, Any]) -> None:
    await opened.press("5", "enter")
    await opened.take(news_at("waiting"))
    rows = {f"{JOB}/{task['id']}": whole(TaskRow, job=JOB, **task) for task in tasks}
    if rows:
        await opened.take(News(rows={"task": rows}, rev=9_000, link=Link.HERE))


def script(output: str) -> dict[str, Any]:
    told = {"script": "/srv/note.sh", "folder": "/state/scripts/x", "output": output}
    return {"id": "x", "position": 900, "friendly_name": "Note", "kind": "script", "state": "Succeeded", **told}


def tree(opened: Open) -> TaskTree:
    return opened.app.screen.query_one(TaskTree)


async def test_a_search_goes_from_hit_to_hit_and_says_which_of_how_many() -> None:
    async with console("waiting", size=SMALL) as opened:
        await to_job(opened)
        await opened.press("slash", *"preparing the", "enter")
        assert "“preparing the” 1 of 4" in opened.text
        first = tree(opened).cursor_task["id"]
        await opened.press("n")
        assert "2 of 4" in opened.text
        assert tree(opened).cursor_task["id"] != first
        await opened.press("N", "N")
        assert "4 of 4" in opened.text, "before the first comes the last"
        await opened.press("n")
        assert tree(opened).cursor_task["id"] == first


async def test_what_a_script_printed_is_found_and_scrolled_to() -> None:
    output = "\n".join(f"line {number}" for number in range(150)) + "\nno route to the bank\n"
    async with console("waiting", size=SMALL) as opened:
        await to_job(opened, script(output))
        await opened.press("slash", *"no route", "enter")
        assert tree(opened).cursor_task["id"] == "x"
        assert "| no route to the bank" in opened.text
        assert "1 of 1" in opened.text


async def test_a_long_output_is_bounded_and_says_so() -> None:
    output = "\n".join(f"line {number}." for number in range(1000))
    async with console("waiting", size=(120, 60)) as opened:
        await to_job(opened, script(output))
        await opened.press("slash", *"line 999", "enter")
        facts = opened.app.screen.query_one("#facts", Lines)
        assert "output, the last 200 of 1000 lines:" in facts.text
        assert "| line 999." in opened.text
        await opened.press("slash", *["backspace"] * 9, *"line 799.", "enter")
        assert "nowhere" in opened.text


async def test_errors_of_tasks_are_found() -> None:
    async with console("waiting", size=LARGE) as opened:
        failed = {"id": "x", "position": 900, "friendly_name": "Start", "state": "Failed", "errors": [ERROR]}
        await to_job(opened, failed)
        await opened.press("slash", *"quota of", "enter")
        assert tree(opened).cursor_task["id"] == "x"
        assert "Causes: The quota of the region" in opened.text


async def test_nothing_found_says_so_and_leaves_the_page_as_it_is() -> None:
    async with console("waiting", size=SMALL) as opened:
        await to_job(opened)
        await opened.press("colon", *"search xyzzy", "enter")
        assert opened.app.screen.query_one(LaneList).display
        assert "“xyzzy” nowhere" in opened.text


async def test_escape_ends_the_search_and_shows_the_lanes_again_before_it_leaves_the_page() -> None:
    async with console("waiting", size=SMALL) as opened:
        await to_job(opened)
        await opened.press("slash", *"extra", "enter")
        assert not opened.app.screen.query_one(LaneList).display
        await opened.press("escape")
        assert opened.app.screen.query_one(LaneList).display
        assert "“extra”" not in opened.text
        await opened.press("escape")
        assert not opened.app.screen.query(LaneList)


async def test_the_same_text_goes_on_while_the_job_does() -> None:
    async with console("waiting", size=SMALL) as opened:
        await to_job(opened)
        await opened.press("slash", *"preparing the", "enter", "n")
        here = tree(opened).cursor_task["id"]
        await opened.take(
            News(
                rows={
                    "task": {
                        f"{JOB}/x": whole(TaskRow, job=JOB, id="x", position=0, friendly_name="Preparing the rest")
                    }
                }
            )
        )
        assert "3 of 5" in opened.text
        assert tree(opened).cursor_task["id"] == here
