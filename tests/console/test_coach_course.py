"""The course of an exercise in its console: story, hints, debrief, and how it is left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from coach_support import Asked, exercise, in_dialog
from coach_views import EXAM, FIRST, OVER, SECOND, STEPS, say
from dialog_support import settled

from drconsole.console.dialogs.coach import CoachDialog, DebriefDialog
from drconsole.console.dialogs.confirm import ConfirmDialog
from drconsole.console.dialogs.help import HelpDialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.screens.common.base import BaseScreen
from drconsole.console.widgets.bars.coach import CoachPane
from drconsole.settings.state import StatePaths
from drconsole.training.coaching.view import CoachView


async def test_a_hint_is_asked_for_by_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exercise(SECOND) as opened:
        asked = Asked(opened, monkeypatch)
        await opened.press("i")
        assert asked.asked == ["hint"]
        await opened.press("C", "i")
        assert asked.asked == ["hint", "hint"]


@pytest.mark.parametrize(
    ("view", "why"),
    [
        (EXAM, "an exam gives no hints"),
        (FIRST, "there is no further hint for this step"),
        (OVER, "the exercise is over"),
    ],
)
async def test_a_hint_that_is_not_to_be_had_is_refused_with_the_reason(
    view: CoachView, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exercise(FIRST, view) as opened:
        await opened.press("escape")
        asked = Asked(opened, monkeypatch)
        await opened.press("i")
        assert asked.asked == []
        assert opened.notices[-1] == why
        assert "i hint" not in opened.app.screen.query_one(CoachPane).text


async def test_the_debrief_opens_at_the_end_and_again_by_the_coachs_key() -> None:
    async with exercise(FIRST, OVER) as opened:
        assert isinstance(opened.app.screen, DebriefDialog)
        for part in (
            "✗ not passed, 57 of 100: 2 objectives not met, 1 dangerous act",
            "✓ met",
            "‼ partly",
            "✗ not met",
            "Dangerous acts",
            "stock-db was committed before it was validated",
            "No machine runs on both sides",
        ):
            assert part in opened.text, part
        await opened.press("end")
        assert "debrief.m" in opened.flat
        assert "What the instructor did, and you were not told" in opened.text
        assert "after 12 min: fault: stock-app does not boot" in opened.text
        await opened.press("escape")
        assert "The exercise is over: ✗ not passed, 57 of 100; C shows the debrief" in opened.text
        await opened.press("C")
        assert isinstance(opened.app.screen, DebriefDialog)


async def test_the_end_takes_nobody_out_of_a_dialog() -> None:
    async with exercise(SECOND) as opened:
        await in_dialog(opened, "2", "f")
        say(opened.app, OVER)
        await settled(opened.app, opened.pilot)
        assert isinstance(opened.app.screen, OperationDialog)
        assert "The exercise is over" in opened.text
        assert "the exercise is over: press C for the debrief" in opened.notices


async def test_the_exercise_is_ended_by_a_key_after_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exercise(SECOND) as opened:
        asked = Asked(opened, monkeypatch)
        await in_dialog(opened, "E")
        assert isinstance(opened.app.screen, ConfirmDialog)
        assert "3 of 4 steps are not done yet" in opened.text
        await opened.press("n")
        assert asked.asked == []
        await in_dialog(opened, "E")
        await opened.press("y")
        assert asked.asked == ["end"]


async def test_a_job_that_still_runs_keeps_nobody_in_an_exercise_that_is_over() -> None:
    async with exercise(SECOND, moment="running") as opened:
        await opened.press("q")
        assert opened.notices[-1] == "1 job goes on without this console; press q again to leave it"
        say(opened.app, OVER)
        opened.now += 60.0
        await opened.settle()
        await opened.press("escape", "q")
        assert opened.app._exit


async def test_a_console_whose_line_drops_leaves_at_once_and_one_that_comes_back_stays() -> None:
    async with exercise(replace(SECOND, lines_dropped=1)) as opened:
        assert opened.app.signalled is None
        say(opened.app, replace(SECOND, lines_dropped=2))
        await opened.pilot.pause()
        assert opened.app.return_code == 129
        assert opened.app.session.wish is None


async def test_an_exercise_that_was_taken_back_is_followed_to_its_new_state(tmp_path: Path) -> None:
    async with exercise(SECOND) as opened:
        say(opened.app, replace(SECOND, moved_to=tmp_path / "state-2"))
        await opened.pilot.pause()
        wish = opened.app.session.wish
        assert wish is not None
        assert wish.state == tmp_path / "state-2"


async def test_the_story_opens_first_and_any_of_its_keys_leads_to_the_pages() -> None:
    for key in ("escape", "enter", "C"):
        async with exercise() as opened:
            say(opened.app, FIRST)
            await opened.settle()
            assert isinstance(opened.app.screen, CoachDialog)
            assert "The flood came earlier than anybody thought." in opened.flat
            assert STEPS[0][1] in opened.flat
            await opened.press(key)
            assert isinstance(opened.app.screen, BaseScreen), key


async def test_the_story_opens_where_the_first_look_has_done_the_first_step() -> None:
    async with exercise() as opened:
        say(opened.app, replace(SECOND, notices=SECOND.notices[:1]))
        await opened.settle()
        assert isinstance(opened.app.screen, CoachDialog)


async def test_a_console_that_is_opened_later_tells_what_was_said_last_and_no_story() -> None:
    async with exercise() as opened:
        say(opened.app, SECOND)
        await opened.settle()
        assert isinstance(opened.app.screen, BaseScreen)
        assert len(opened.notices) == 2
        assert opened.notices[0].startswith(
            "Mistake: stock-db was committed before anybody had found that it works. On a "
        )
        assert opened.notices[1].startswith("the exercise was taken back to an earlier moment")


async def test_a_console_on_the_first_state_of_an_exercise_was_not_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exercise() as opened:
        monkeypatch.setattr(opened.session, "paths", StatePaths.of(Path("/exercise/state-1")))
        say(opened.app, SECOND)
        await opened.settle()
        assert len(opened.notices) == 1


async def test_a_hint_stands_once_on_the_coachs_page_and_its_price_before_it_is_taken() -> None:
    step = SECOND.step
    assert step is not None
    before = replace(SECOND, step=replace(step, hints=()), hints_used=0)
    async with exercise(before) as opened:
        await opened.press("C")
        assert "i gives a hint, which costs 2 of 100 points" in opened.flat
        assert "i hint" in opened.lines[-1]
        say(opened.app, SECOND)
        await opened.settle()
        assert opened.flat.count(step.hints[0]) == 1


async def test_the_page_of_an_exam_offers_no_hint() -> None:
    async with exercise(EXAM) as opened:
        await opened.press("C")
        assert "On every page: C opens this page" in opened.flat
        assert "hint" not in opened.flat


@pytest.mark.parametrize("key", ["2", "question_mark"])
async def test_the_keys_that_the_story_names_work_on_its_page(key: str) -> None:
    async with exercise(FIRST) as opened:
        await opened.press("C")
        assert isinstance(opened.app.screen, CoachDialog)
        await in_dialog(opened, key)
        if key == "2":
            assert opened.app.current_mode == "plans"
            assert isinstance(opened.app.screen, BaseScreen)
        else:
            assert isinstance(opened.app.screen, HelpDialog)


async def test_the_debrief_has_the_facts_of_its_file() -> None:
    async with exercise(FIRST, OVER, size=(160, 100)) as opened:
        for part in (
            "✓ held: Each machine has a copy",
            "✗ broken 15 min after the beginning: No machine runs on both sides",
            "failover warehouse: Succeeded",
            "RTO 12 min, at most 1 h; RPO 17 min 2 s (stock-db), at most 15 min",
            "took 1 min, par 1 min (late); done 1 min after the beginning",
            "✗ not done: Commit.",
            "- The planned failover is refused, and the refusal says why.",
            "after 14 min: run commit warehouse",
        ):
            assert part in opened.text, part
