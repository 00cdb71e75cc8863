"""Lessons taken in a real terminal, by keys alone: the coach says what is due, the debrief what came of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.patience import PATIENCE
from terminal_tmux import Pane, confirm, key_of
from terminal_tools import Sitting
from terminal_wait import until

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]

REFUSED = 3
AT_BOTH_SIZES = pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])


def train(*words: str) -> list[str]:
    return [sys.executable, "-m", "drconsole", "train", *words]


@pytest.fixture
def school(sitting: Sitting) -> Iterator[Sitting]:
    """No exercise is left behind, and none of its engines."""
    yield sitting
    subprocess.run(train("stop", "--discard"), env=sitting.env, capture_output=True, timeout=PATIENCE, check=False)


def start(school: Sitting, lesson: str, size: tuple[int, int]) -> Pane:
    """The console of a lesson, its story read."""
    pane = school.terminal(train("start", lesson), size=size)
    pane.until("= EXERCISE =", "The story", "Step 1 of ")
    pane.press(key_of("coach"))  # it closes the page as well
    pane.until_screen(lambda screen: "The story" not in screen and "Step " in screen, "the pages with the coach")
    return pane


def end(pane: Pane, title: str, *said: str) -> None:
    pane.press(key_of("end-exercise"))
    pane.until("end the exercise?")
    pane.press("y")
    pane.until("= EXERCISE =", f"debrief: {title}", *said)
    pane.press("Escape")
    pane.until("The exercise is over: ✓ passed, 100 of 100")
    pane.press(key_of("quit"))
    assert pane.ended() == 0
    assert "passed, 100 of 100" in pane.screen


@AT_BOTH_SIZES
def test_the_first_lesson_is_taken_by_what_the_screen_says(school: Sitting, size: tuple[int, int]) -> None:
    pane = start(school, "first-look", size)
    pane.until("Step 1 of 4: Leave this page")
    pane.press(key_of("hint"))
    pane.until("Hint: The line at the top", "Step 1 of 4: Leave this page")
    pane.press("Escape", key_of("plans"))
    pane.until("Step 2 of 4: Go to the items.")
    pane.press(key_of("items"))
    pane.until("Step 3 of 4: Go to the alarms.", "Done: Go to the items.")
    pane.press(key_of("alarms"))
    pane.until("Step 4 of 4: Go back to the overview")
    pane.press(key_of("overview"))
    pane.until("All steps are done. E ends the exercise")
    pane.press(key_of("end-exercise"))
    pane.until("end the exercise?")
    pane.press("y")
    pane.until("= EXERCISE =", "debrief: Read the console", "✓ passed, ", "✓ met      You started nothing")
    pane.press("Escape", key_of("quit"))
    assert pane.ended() == 0


@AT_BOTH_SIZES
def test_a_test_failover_is_made_and_cleaned_up(school: Sitting, size: tuple[int, int]) -> None:
    pane = start(school, "test-failover", size)
    pane.press("Escape", key_of("plans"), "/")
    pane.type("shop")
    pane.press("Enter")
    pane.until_cursor(lambda line: "shop" in line, "on the plan")
    pane.press(key_of("test-failover"))
    pane.until("TEST test-failover of plan shop", "READY")
    pane.press("3")
    pane.until("contoso-test: isolated")
    confirm(pane, "shop")
    pane.until("Step 2 of 3: Follow the job to its end.")
    pane.until("Step 3 of 3: Run the cleanup")
    pane.press(key_of("cleanup-test-failover"))
    pane.until("cleanup-test-failover of plan shop", "READY")
    confirm(pane, "shop")
    pane.until("All steps are done.")
    end(pane, "Test the shop, then clean up", "✓ met      Nothing of the test is left")


@AT_BOTH_SIZES
def test_a_flood_is_survived_beside_the_coach(school: Sitting, size: tuple[int, int]) -> None:
    pane = start(school, "dead-source", size)
    pane.press(key_of("items"))
    pane.until("Step 2 of 4: Fail the plan over without a shutdown")
    pane.press(key_of("command-line"))
    pane.type("clock-speed 60")
    pane.press("Enter")
    pane.press(key_of("plans"))
    pane.until("Portland does not answer the telephone.")
    pane.press("/")
    pane.type("warehouse")
    pane.press("Enter")
    pane.until_cursor(lambda line: "warehouse" in line, "on the plan")
    pane.press(key_of("failover"))
    pane.until("failover of plan warehouse", "Step 2 of 4")
    pane.press("3")
    pane.until("Shut the source machines at Portland down first")
    pane.press("j", "Space", "5")
    pane.until("NO: the machines at Portland are left alone")
    confirm(pane, "warehouse")
    pane.until("Step 3 of 4: Look at each machine")
    pane.press(key_of("validate"))
    pane.until("validate plan warehouse", "Step 3 of 4")
    pane.press("*", "o", "c")
    pane.type("the last orders are missing")
    pane.press("Enter")
    pane.until("Step 4 of 4: Commit.")
    pane.press(key_of("commit"))
    pane.until("commit of plan warehouse", "READY")
    confirm(pane, "warehouse")
    pane.until("All steps are done.")
    end(pane, "The warehouse is under water", "✓ met      At most fifteen minutes of data were lost", "✓ none")


def test_a_line_that_drops_takes_the_console_and_nothing_else(school: Sitting) -> None:
    pane = start(school, "first-look", (80, 24))
    pane.press("Escape", key_of("plans"))
    pane.until("Step 2 of 4: Go to the items.")
    # The engine knows of a console some moments after it was opened.
    drop = train("instruct", "--drop-line")

    def dropped() -> subprocess.CompletedProcess[str] | None:
        done = subprocess.run(drop, env=school.env, capture_output=True, text=True, timeout=PATIENCE, check=False)
        return None if done.returncode == REFUSED else done

    done = until(dropped, lambda: "no console is known")
    assert done.returncode == 0, done.stderr
    assert pane.ended() == 129
    assert not pane.in_alternate_screen
    told = " ".join(pane.screen.split())
    assert "the line to this terminal was lost; the exercise goes on; drconsole train start first-look" in told
    again = school.terminal(train("start", "first-look"), size=(80, 24))
    again.until("= EXERCISE =", "Step 2 of 4: Go to the items.")
    again.press(key_of("items"))
    again.until("Step 3 of 4")
    again.press(key_of("quit"))
    assert again.ended() == 0


def test_a_terminal_that_is_closed_leaves_no_engine_of_an_exercise_that_is_over(school: Sitting) -> None:
    pty = school.program(train("start", "first-look"))
    pty.until(b"The story")
    ended = subprocess.run(train("stop"), env=school.env, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert "a console is open on it" in ended.stderr
    states = lambda: [*Path(school.env["XDG_STATE_HOME"]).rglob("exercises/*/state-*")]  # noqa: E731
    assert states()
    pty.hang_up()
    pty.process.wait(PATIENCE)
    until(lambda: not states(), lambda: repr(states()))
