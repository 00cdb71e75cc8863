"""The task tree and the block of lines."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import JOB, samples
from console_host import Host, look_of
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from support.whole import whole

from drconsole.console.widgets.lines import Lines, broken
from drconsole.console.widgets.tree.task_tree import TaskTree
from drconsole.records.rows.work.jobs import TaskNode
from drconsole.render.jobs.tree import assemble, walk
from drconsole.render.words.marks import Severity


def tree_at(moment: str) -> list[dict[str, Any]]:
    return assemble(samples()[moment].tasks.values())


def task(key: str, state: str = "NotStarted", *tasks: dict[str, Any], **more: Any) -> dict[str, Any]:
    named = {"id": key, "friendly_name": f"Task {key}", "state": state}
    return whole(TaskNode, **{**named, "tasks": list(tasks), "job": JOB, **more})


class TreeHost(Host):
    def on_task_tree_chosen(self, message: TaskTree.Chosen) -> None:
        self.told.append(message)


async def test_a_waiting_task_is_in_sight_by_itself():
    made = TaskTree()
    app = TreeHost(made)
    async with app.run_test(size=(80, 40)) as pilot:
        made.show(tree_at("waiting"))
        await pilot.pause()
        waits = next(line for line in app.lines if "Call the bank" in line)
        assert "‼ WAITS for a person" in waits
        assert len(made.shown) < len(samples()["waiting"].tasks)


async def test_a_state_keeps_its_colour_under_the_cursor():
    made = TaskTree()
    app = TreeHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show([task("a", "Failed"), task("b", "Failed")])
        await pilot.pause()
        under, beside = look_of(made, 0, "FAILED"), look_of(made, 1, "FAILED")
        assert under.reverse
        assert under.color == beside.color != look_of(made, 0, "Task a").color


async def test_folding_by_keys_and_the_count_of_what_is_folded_away():
    made = TaskTree()
    app = TreeHost(made)
    tree = [task("a", "InProgress", task("b", "Succeeded", task("c", "Succeeded"), task("d")), task("e", "InProgress"))]
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(tree)
        await pilot.pause()
        assert made.shown == ["a", "b", "e"]
        assert "(1 of 2 ended)" in app.lines[1]
        await pilot.press("k", "l")
        assert made.shown == ["a", "b", "c", "d", "e"]
        await pilot.press("l")
        assert made.cursor_task is not None and made.cursor_task["id"] == "c"
        await pilot.press("h")
        assert made.cursor_task["id"] == "b"
        await pilot.press("h", "h", "space")
        assert made.shown == ["a"]
        assert "▸" in app.lines[0]
        made.show(tree)
        await pilot.press("asterisk")
        assert len(made.shown) == 5
        await pilot.press("minus", "enter")
        assert made.shown == ["a", "b", "e"]


async def test_enter_chooses_a_task_and_the_cursor_stays_on_it():
    made = TaskTree()
    app = TreeHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show([task("a", "NotStarted", task("b")), task("z")])
        await pilot.press("G", "enter")
        assert isinstance(app.told[-1], TaskTree.Chosen)
        assert app.told[-1].task["id"] == "z"
        made.show([task("a", "InProgress", task("b", "Failed", task("c", "Failed"))), task("z")])
        await pilot.pause()
        assert made.shown == ["a", "b", "c", "z"]
        assert made.cursor_task is not None and made.cursor_task["id"] == "z"
        assert "✗ FAILED" in app.lines[2]
        assert made.move_to("c") and not made.move_to("nowhere")


def going_on(first: str, second: str, third: str) -> list[dict[str, Any]]:
    """Three branches, a task each below a branch of its own, in these states."""
    return [
        task(name, state, task(f"{name}1", state, *(task(f"{name}1{n}", state) for n in range(6))))
        for name, state in (("a", first), ("b", second), ("c", third))
    ]


async def test_a_branch_folds_when_all_of_it_succeeded_and_one_that_failed_stays_open():
    made = TaskTree()
    app = TreeHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(going_on("InProgress", "NotStarted", "NotStarted"))
        assert made.shown[:3] == ["a", "a1", "a10"]
        made.show(going_on("Succeeded", "Failed", "InProgress"))
        await pilot.pause()
        assert made.shown == ["a", "b", "b1", *(f"b1{n}" for n in range(6)), "c", "c1", *(f"c1{n}" for n in range(6))]
        assert "(6 of 6 ended)" in app.lines[0]
        skipped = {"state": "Other", "state_description": "Skipped"}
        made.show([task("a", "Succeeded", task("a1") | skipped), task("b", "Failed", task("b1", "Failed"))])
        assert made.shown == ["a", "b", "b1"]


async def test_the_only_root_does_not_fold():
    made = TaskTree()
    app = TreeHost(made)
    async with app.run_test(size=(80, 24)):
        made.show([task("r", "InProgress", task("a", "InProgress", task("b", "InProgress")), task("c", "NotStarted"))])
        made.show([task("r", "Succeeded", task("a", "Succeeded", task("b", "Succeeded")), task("c", "Succeeded"))])
        assert made.shown == ["r", "a", "c"]


async def test_what_was_opened_by_hand_does_not_fold_by_itself():
    made = TaskTree()
    app = TreeHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(going_on("Succeeded", "InProgress", "NotStarted"))
        await pilot.press("g", "g", "space")
        made.show(going_on("Succeeded", "Succeeded", "InProgress"))
        assert made.shown[:4] == ["a", "a1", "b", "c"]


async def test_the_cursor_goes_to_what_runs_until_a_person_moves_it():
    made = TaskTree()
    app = TreeHost(made)
    async with app.run_test(size=(80, 6)) as pilot:
        for states, on, text in (
            (("InProgress", "NotStarted", "NotStarted"), "a10", "Task a10"),
            (("Failed", "InProgress", "NotStarted"), "b10", "Task b10"),
            (("Failed", "InProgress", "Suspended"), "c10", "Task c10"),
            (("Failed", "Succeeded", "Succeeded"), "a10", "Task a10"),
        ):
            made.show(going_on(*states))
            await pilot.pause()
            assert made.cursor_task is not None and made.cursor_task["id"] == on
            assert any(text in line for line in app.lines), "what goes on is in sight"
        made.show(going_on("Succeeded", "InProgress", "NotStarted"))
        await pilot.press("j")
        made.show(going_on("Succeeded", "InProgress", "Suspended"))
        assert made.cursor_task["id"] == "b11"
        made.show(going_on("Succeeded", "Succeeded", "InProgress"))
        assert made.cursor_task["id"] == "b11", "nothing folds while it is read"
        await pilot.press("G")
        made.show(going_on("Succeeded", "Succeeded", "InProgress"))
        assert made.shown[:3] == ["a", "b", "c"]


async def test_of_a_tree_that_goes_on_little_is_painted():
    made = TaskTree()
    app = TreeHost(made)
    tree = tree_at("running")
    async with app.run_test(size=(120, 50)) as pilot:
        made.show(tree)
        await pilot.pause()
        app.painted.clear()
        made.show(tree_at("running"))
        await pilot.pause()
        assert app.painted.bytes == 0
        *_, changed = (each for _, each in walk(tree) if each["state"] == "InProgress" and not each["tasks"])
        changed["state"] = "Succeeded"
        made.show(tree)
        await pilot.pause()
        assert 0 < app.painted.bytes < 400


async def test_thousands_of_tasks_fold_and_move():
    made = TaskTree()
    app = TreeHost(made)
    leaves = [task(f"t{number}", "InProgress") for number in range(5000)]
    async with app.run_test(size=(80, 24)) as pilot:
        made.show([task("root", "InProgress", *leaves)])
        await pilot.press("G")
        assert "Task t4999" in app.lines[-1]
        assert tuple(app.cursor_position) == (0, 23)


async def test_an_empty_tree():
    made = TaskTree(empty="no tasks yet")
    app = TreeHost(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "space", "l", "h", "enter", "asterisk")
        assert "no tasks yet" in app.lines[1]
        assert made.cursor_task is None


async def test_lines_scroll_wrap_and_tell_that_there_is_more():
    made = Lines()
    app = Host(made)
    async with app.run_test(size=(40, 10)) as pilot:
        made.show([f"line {number}" for number in range(30)])
        await pilot.pause()
        assert app.lines[9].endswith(" ↓ more")
        made.focus()
        await pilot.press("G")
        assert app.lines[9] == "line 29"
        await pilot.press("g", "g", "j")
        assert app.lines[0] == "line 1"
        made.show(["  one two three four five six seven eight nine ten", ("✗ FAILED\x1b", Severity.BAD)])
        await pilot.pause()
        assert app.lines[:3] == [
            "  one two three four five six seven",
            "    eight nine ten",
            "✗ FAILED\N{REPLACEMENT CHARACTER}",
        ]
        assert made.top == 0
        await pilot.resize_terminal(60, 10)
        assert app.lines[0] == "  one two three four five six seven eight nine ten"


async def test_only_the_line_that_changed_is_painted():
    made = Lines()
    app = Host(made)
    lines: list[Any] = [f"line {number} of many" for number in range(30)]
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(lines)
        await pilot.pause()
        app.painted.clear()
        lines[3] = ("line 3 of all!", Severity.WARN)
        made.show(lines)
        await pilot.pause()
        assert "".join(app.painted.frames).count("line") == 1
        app.painted.clear()
        made.show(list(lines))
        await pilot.pause()
        assert app.painted.bytes == 0


async def test_a_block_as_high_as_its_lines():
    made, below = Lines(id="lines"), Lines()
    made.styles.height = "auto"
    app = Host(made, below)
    async with app.run_test(size=(40, 10)) as pilot:
        made.show(["one", "two"])
        below.show(["below"])
        await pilot.pause()
        assert app.lines[:3] == ["one", "two", "below"]
        made.show(["one", "x" * 50, "three"])
        await pilot.pause()
        assert app.lines[4] == "below"
        made.show(["only"])
        await pilot.pause()
        assert app.lines[:2] == ["only", "below"]


@pytest.mark.parametrize("text", ["", "    ", "a" * 100, "会" * 50, "a b c", "  " + "word " * 40])
@given(width=st.integers(8, 60))
def test_broken_lines_fit_and_lose_no_letter(text, width):
    parts = list(broken(text, width))
    assert all(cell_len(part) <= width for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text(alphabet="ab 会", max_size=80), st.integers(8, 30))
def test_any_line_is_broken_without_loss(text, width):
    parts = list(broken(text, width))
    assert all(cell_len(part) <= width for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
