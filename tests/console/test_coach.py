"""The coach of an exercise beside the pages: what it says where, and that it costs nothing elsewhere."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from coach_support import exercise, in_dialog
from coach_views import CHALLENGE, EXAM, FIRST, MISTAKE, OVER, SECOND, STEPS, say
from screen_support import console
from support.patience import PATIENCE

from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.widgets.bars.coach import CoachPane
from drconsole.training.coaching.view import CoachView


@pytest.mark.parametrize("key", "1234567")
async def test_it_stands_on_every_page_at_80_columns(key: str) -> None:
    async with exercise(SECOND) as opened:
        await opened.press(key)
        assert f"Step 2 of 4: {STEPS[1][1]}" in opened.text
        assert "i hint (1 left, costs 2)  C coach" in opened.text
        assert "EXERCISE" in opened.lines[0]


async def test_a_page_that_was_covered_shows_what_the_coach_says_now() -> None:
    async with exercise(FIRST) as opened:
        await opened.press("2", "enter")
        say(opened.app, SECOND)
        await opened.settle()
        await opened.press("escape")
        assert "Step 2 of 4: " in opened.text
        await opened.press("1")
        assert "Step 2 of 4: " in opened.text


async def test_a_large_terminal_has_a_pane_with_all_of_it() -> None:
    async with exercise(SECOND, size=(160, 50)) as opened:
        pane = opened.app.screen.query_one(CoachPane)
        assert "The warehouse is under water ─ i hint (1 left, costs 2) ─ C coach ─ w hide" in opened.text
        for part in (STEPS[1][1], "Why: There is nothing left to shut down.", "Hint: The planned failover is refused",
                     "This step: 7 min, par 15 min", "1 of 4 steps done, 14 min since the beginning", "✗ Mistake: ",
                     "On a real estate: "):  # fmt: skip
            assert part in pane.text, part


async def test_it_takes_no_focus_and_no_key_of_the_page() -> None:
    async with exercise(SECOND, size=(160, 50)) as opened:
        await opened.press("3")
        assert opened.app.screen.query_one(CoachPane).can_focus is False
        before = opened.app.target()
        await opened.press("j")
        assert opened.app.target() != before


async def test_its_height_does_not_depend_on_what_it_says() -> None:
    for size in ((80, 24), (120, 40), (200, 60)):
        async with exercise(FIRST, size=size) as opened:
            heights = []
            for view in (FIRST, SECOND, EXAM, OVER):
                say(opened.app, view)
                await opened.settle()
                await opened.press("escape")
                heights.append(opened.app.screen.query_one(CoachPane).outer_size.height)
            assert len(set(heights)) == 1, (size, heights)


async def test_a_key_hides_it_and_shows_it_again_on_every_page() -> None:
    async with exercise(SECOND) as opened:
        await opened.press("w")
        assert "Step 2 of 4" not in opened.text
        await opened.press("2")
        assert "Step 2 of 4" not in opened.text
        await opened.press("w")
        assert "Step 2 of 4" in opened.text
        await opened.press("1")
        assert "Step 2 of 4" in opened.text


async def test_the_step_stands_in_a_dialog_too() -> None:
    async with exercise(SECOND) as opened:
        await in_dialog(opened, "2", "f")
        assert isinstance(opened.app.screen, OperationDialog)
        assert "Step 2 of 4: " in opened.text
        assert "EXERCISE" in opened.lines[0]
        assert "C coach" not in opened.text, "its keys do nothing in a dialog"


@pytest.mark.parametrize("view", [EXAM, CHALLENGE])
async def test_these_modes_show_no_step(view: CoachView) -> None:
    async with exercise(view) as opened:
        await opened.press("C")
        assert "Step " not in opened.text
        assert view.mode in opened.text.casefold()


async def test_what_is_told_stands_in_the_message_row_and_among_the_messages() -> None:
    async with exercise(FIRST, replace(FIRST, notices=SECOND.notices)) as opened:
        assert "Mistake: stock-db was committed" in opened.text
        assert opened.app.notices[-1].bad
        assert MISTAKE.cost in opened.notices[-1]
        assert opened.notices[-2] == "Portland does not answer the telephone."
        await opened.press("m")
        assert "Portland does not answer the telephone." in opened.flat
        assert MISTAKE.cost in opened.flat


async def test_a_fault_of_the_coach_is_a_message_that_is_told_once() -> None:
    async with exercise(SECOND) as opened:
        for _ in range(3):
            say(opened.app, SECOND, fault="the record of the exercise cannot be written: No space left on device")
            await opened.settle()
        told = [each for each in opened.notices if each.startswith("the coach: ")]
        assert told == ["the coach: the record of the exercise cannot be written: No space left on device"]
        assert "Step 2 of 4" in opened.text


@pytest.mark.parametrize("key", "CiwE")
async def test_without_an_exercise_a_key_says_where_one_begins(key: str) -> None:
    async with console() as opened:
        await opened.press(key)
        assert opened.notices == [
            "no exercise: drconsole train list lists the lessons, drconsole train start begins one"
        ]
        assert not opened.app.screen.query(CoachPane)
        assert not opened.app.coaching.begun


async def test_the_same_again_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exercise(SECOND, size=(160, 50)) as opened:
        painted: list[Any] = []
        pane = opened.app.screen.query_one(CoachPane)
        monkeypatch.setattr(pane, "_repaint", lambda regions: painted.append(regions))
        step = SECOND.step
        assert step is not None
        # Some seconds later in the same minute.
        say(opened.app, replace(SECOND, elapsed=880.0, step=replace(step, since=440.0)))
        await opened.settle()
        assert painted == []
        say(opened.app, replace(SECOND, elapsed=905.0, step=replace(step, since=465.0)))
        await opened.settle()
        assert len(painted) == 1


def test_a_console_without_an_exercise_imports_nothing_of_training() -> None:
    modules = "drconsole.console.terminal.terminal, drconsole.console.screens.overview, drconsole.console.dialogs.help"
    code = f"import sys, {modules}; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=True)
    found = {name for name in done.stdout.split() if name.startswith("drconsole.training") or name == "pydantic"}
    assert found == set()
    assert "drconsole.console.widgets.bars.coach" not in done.stdout.split()


async def test_a_hint_is_read_at_80_columns_whatever_the_step_says() -> None:
    assert FIRST.step is not None
    do = "Go to the plans. For each, read how many machines it has, when it was tested last and more."
    before = replace(FIRST, step=replace(FIRST.step, do=do, hints_left=1), hints_left=1)
    hinted = replace(FIRST, step=replace(FIRST.step, do=do, hints=("Press 2.",)), hints_used=1)
    async with exercise(before) as opened:
        assert "when it was tested last and more." in opened.flat
        say(opened.app, hinted)
        await opened.settle()
        assert opened.notices[-1] == "Hint: Press 2."
        pane = opened.app.screen.query_one(CoachPane)
        first, second = pane.text.splitlines()
        assert first.startswith(" Step 1 of 4: Go to the plans.")
        assert first.endswith("…")
        assert second.startswith("   Hint: Press 2.")


async def test_the_folder_of_an_exercise_is_no_name_of_a_state() -> None:
    async with exercise(size=(160, 50)) as opened:
        opened.app.session.name = "state-1"
        say(opened.app, SECOND)
        await opened.settle()
        await opened.press("2")
        assert "state-1" not in opened.lines[0]
