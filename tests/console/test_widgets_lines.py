"""The task tree and the block of lines."""

from __future__ import annotations

from typing import Any

import pytest
from console_fakes import JOB, samples
from console_host import Host
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from drconsole.console.widgets.lines import Lines, broken
from drconsole.console.widgets.tree import TaskTree
from drconsole.render.marks import Severity
from drconsole.render.tree import assemble, walk


def tree_at(moment: str) -> list[dict[str, Any]]:
    return assemble(samples()[moment].tasks.values())


def task(key: str, state: str = "NotStarted", *tasks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": key, "friendly_name": f"Task {key}", "state": state, "tasks": list(tasks), "job": JOB, **more}


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


async def test_folding_by_keys_and_the_count_of_what_is_folded_away():
    made = TaskTree()
    app = TreeHost(made)
    tree = [task("a", "InProgress", task("b", "Succeeded", task("c", "Succeeded"), task("d")), task("e", "InProgress"))]
    async with app.run_test(size=(80, 24)) as pilot:
        made.show(tree)
        await pilot.pause()
        assert made.shown == ["a", "b", "e"]
        assert "(1 of 2 ended)" in app.lines[1]
        await pilot.press("j", "l")
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


async def test_a_branch_that_has_opened_stays_open_when_all_is_well_again():
    made = TaskTree()
    app = TreeHost(made)
    async with app.run_test(size=(80, 24)):
        made.show([task("r", "InProgress", task("a", "InProgress", task("b", "InProgress")), task("c", "NotStarted"))])
        made.show([task("r", "Succeeded", task("a", "Succeeded", task("b", "Succeeded")), task("c", "Succeeded"))])
        assert made.shown == ["r", "a", "b", "c"]


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
        changed = next(each for _, each in walk(tree) if each["state"] == "InProgress" and not each["tasks"])
        changed["state"] = "Succeeded"
        made.show(tree)
        await pilot.pause()
        assert 0 < app.painted.bytes < 300


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
