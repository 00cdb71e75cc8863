"""The coach of an exercise beside the pages: what it says where, its keys, and that it costs nothing elsewhere."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from coach_views import CHALLENGE, EXAM, FIRST, MISTAKE, OVER, SECOND, STEPS, say
from console_fakes import samples
from dialog_support import settled
from rich.cells import cell_len
from screen_support import Open, console

from drconsole.console.dialogs.coach import CoachDialog, DebriefDialog
from drconsole.console.dialogs.confirm import ConfirmDialog
from drconsole.console.dialogs.operation.dialog import OperationDialog
from drconsole.console.screens.common.base import BaseScreen
from drconsole.console.state.coaching.following import Coaching, Said
from drconsole.console.state.coaching.words import Keys, progress_text, spoken, told
from drconsole.console.widgets.bars.coach import CoachPane, folded, in_lines
from drconsole.recovery.types.work.errors import DrError, Refused
from drconsole.settings.state import StatePaths
from drconsole.training.coaching.view import CoachView, Notice, NoticeKind

KEYS = Keys("i", "C", "w", "E")


@asynccontextmanager
async def exercise(*views: CoachView, size: tuple[int, int] = (80, 24), moment: str = "quiet") -> AsyncIterator[Open]:
    """A console on an exercise whose coach has said this; the story is closed."""
    status = {**samples()[moment].status, "mode": "EXERCISE"}
    async with console(moment, size=size, news={"status": status}) as opened:
        for view in views:
            say(opened.app, view)
            await opened.settle()
            if isinstance(opened.app.screen, CoachDialog):
                await opened.press("escape")
        yield opened


async def in_dialog(opened: Open, *keys: str) -> None:
    """Press keys of which the last opens a dialog; its command waits for the answer."""
    for key in keys:
        await opened.pilot.press(key)
        await settled(opened.app, opened.pilot)


class Asked:
    """What the coach was asked for."""

    def __init__(self, opened: Open, patch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        patch.setattr(opened.app.coaching, "hint", lambda: self.asked.append("hint"))
        patch.setattr(opened.app.coaching, "end", lambda: self.asked.append("end"))


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


@pytest.mark.parametrize("key", "1234567")
async def test_it_stands_on_every_page_at_80_columns(key: str) -> None:
    async with exercise(SECOND) as opened:
        await opened.press(key)
        assert f"Step 2 of 4: {STEPS[1][1]}" in opened.text
        assert "i hint (1 left)  C coach" in opened.text
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
        assert "The warehouse is under water ─ i hint (1 left) ─ C coach ─ w hide" in opened.text
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


def texts(size: int) -> Iterator[tuple[CoachView, int]]:
    long = Notice(60.0, NoticeKind.MESSAGE, "The bank calls. " * 30, "")
    for view in (FIRST, SECOND, EXAM, CHALLENGE, OVER, replace(SECOND, notices=(long, MISTAKE))):
        yield view, size


@pytest.mark.parametrize("width", range(80, 201, 5))
def test_no_line_is_wider_than_its_place_and_no_word_is_broken(width: int) -> None:
    for view, _ in texts(width):
        said = told(view, KEYS)
        for line in in_lines(said, width):
            assert cell_len("".join(text for text, _ in line)) <= width
        for lines in (said.step, said.news):
            for room in (width - 4, (width - 7) * 3 // 5, (width - 7) * 2 // 5):
                whole = folded(lines, room, 1000)
                assert all(cell_len(text) <= room for text, _ in whole)
                words = [word for text, _ in whole for word in text.split()]
                assert words == [word for text, _ in lines for word in text.split()]
                cut = folded(lines, room, 3)
                assert len(cut) <= 3
                if len(whole) > 3:
                    assert cut[-1][0].endswith("…")


def test_foreign_text_cannot_steer_the_terminal() -> None:
    step = SECOND.step
    assert step is not None
    view = replace(SECOND, title="a\x1b[2Jb", step=replace(step, do="x\x07\ny", hints=("\x9b1m",)))
    said = told(view, KEYS)
    everything = [said.title, said.lead, said.text, said.more, *(text for text, _ in (*said.step, *said.news))]
    assert all(each.isprintable() for each in everything)


def test_it_can_be_heard() -> None:
    assert spoken(SECOND) == (
        "EXERCISE: Step 2 of 4: Fail the plan over without a shutdown, from the newest point."
        " Why: There is nothing left to shut down. Waiting for it would only cost time."
        " (1 of 4 steps done, 14 min since the beginning, 1 hint used)"
    )
    assert progress_text(EXAM) == "14 min since the beginning, 5 min left"


def test_a_console_without_an_exercise_imports_nothing_of_training() -> None:
    modules = "drconsole.console.terminal.terminal, drconsole.console.screens.overview, drconsole.console.dialogs.help"
    code = f"import sys, {modules}; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    found = {name for name in done.stdout.split() if name.startswith("drconsole.training") or name == "pydantic"}
    assert found == set()
    assert "drconsole.console.widgets.bars.coach" not in done.stdout.split()


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


class MadeUpCoach:
    """In the place of the real one: it remembers what it was asked, and says what it is told to."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.asked: list[str] = []
        self.fails: DrError | None = None

    def look(self, reader: object, screen: str, now: datetime) -> CoachView:
        if self.fails is not None:
            raise self.fails
        self.seen.append(screen)
        return replace(FIRST, done=len(set(self.seen)))

    def hint(self) -> CoachView:
        self.asked.append("hint")
        return FIRST

    def stop(self, now: datetime) -> None:
        raise Refused("not-now", "it cannot be scored now")


class Followed:
    """A coach that is followed, and all that it said."""

    def __init__(self, patch: pytest.MonkeyPatch, coach: MadeUpCoach | None) -> None:
        self.coaching, self.said = Coaching(), list[Said]()
        patch.setattr("drconsole.training.coaching.coach.Coach.of", lambda state: coach)
        patch.setattr("drconsole.console.state.coaching.following.LEAST", 0.01)
        patch.setattr(Coaching, "_reader", staticmethod(lambda db: closing_nothing()))

    def begin(self) -> None:
        self.coaching.begin(Path("/state"), Path("/state/db"), self.said.append)

    def until(self, right: Callable[[], bool]) -> None:
        for _ in range(1000):
            if right():
                return
            time.sleep(0.01)
        raise AssertionError(self.said)


def closing_nothing() -> SimpleNamespace:
    return SimpleNamespace(close=lambda: None)


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[MadeUpCoach, Followed]]:
    coach = MadeUpCoach()
    followed = Followed(monkeypatch, coach)
    yield coach, followed
    followed.coaching.stop()


NOW = "2026-03-02T08:00:00Z"


def test_no_page_is_missed_that_was_shown_between_two_looks(made_up: tuple[MadeUpCoach, Followed]) -> None:
    coach, followed = made_up
    for screen in ("overview", "overview", "plans", "items", "plans"):
        followed.coaching.look(screen, NOW)
    followed.begin()
    followed.until(lambda: len(coach.seen) > 6)
    assert coach.seen[:4] == ["overview", "plans", "items", "plans"]
    assert set(coach.seen[4:]) == {"plans"}
    assert [said.view.done for said in followed.said if said.view is not None] == [3]


def test_nothing_is_looked_at_before_the_worlds_time_is_known(made_up: tuple[MadeUpCoach, Followed]) -> None:
    coach, followed = made_up
    followed.coaching.look("plans", None)
    followed.begin()
    followed.coaching.hint()
    followed.until(lambda: coach.asked == ["hint"])
    assert coach.seen == []
    followed.coaching.look("plans", NOW)
    followed.until(lambda: "plans" in coach.seen)


def test_what_is_refused_is_said_once(made_up: tuple[MadeUpCoach, Followed]) -> None:
    coach, followed = made_up
    followed.coaching.look("plans", NOW)
    followed.begin()
    followed.until(lambda: len(coach.seen) > 2)
    followed.coaching.end()
    count = len(coach.seen)
    followed.until(lambda: len(coach.seen) > count + 5)
    assert [said.refused for said in followed.said if said.refused] == ["it cannot be scored now"]


def test_a_store_that_cannot_be_read_is_told_and_looked_at_again(made_up: tuple[MadeUpCoach, Followed]) -> None:
    coach, followed = made_up
    coach.fails = DrError("unreadable", "the store cannot be read")
    followed.coaching.look("plans", NOW)
    followed.begin()
    followed.until(lambda: bool(followed.said))
    coach.fails = None
    followed.until(lambda: len(followed.said) > 1)
    assert [(said.fault, said.view is None) for said in followed.said] == [
        ("the store cannot be read", True),
        ("", False),
    ]


def test_a_state_that_is_no_exercises_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    followed = Followed(monkeypatch, None)
    followed.begin()
    followed.until(lambda: not any(each.name == "coach" for each in threading.enumerate()))
    assert followed.said == []


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


async def test_a_job_that_still_runs_keeps_nobody_in_an_exercise_that_is_over() -> None:
    async with exercise(SECOND, moment="running") as opened:
        await opened.press("q")
        assert opened.notices[-1] == "1 job goes on without this console; press q again to leave it"
        say(opened.app, OVER)
        opened.now += 60.0
        await opened.settle()
        await opened.press("escape", "q")
        assert opened.app._exit
