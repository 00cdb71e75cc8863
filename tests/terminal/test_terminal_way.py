"""The whole way in a real terminal, by keys alone: from an empty state to a committed failover."""

from __future__ import annotations

import re

import pytest
from terminal_tmux import Pane, confirm, key_of
from terminal_tools import Sitting

pytest_plugins = ["terminal_fixtures"]
pytestmark = pytest.mark.terminal

COMMITTED = "UnplannedFailoverStatesBegin"
"""As Site Recovery says it."""
ENDED = re.compile(r"^[│┃║ ]*✓ Succeeded\b.*\b(\d+) of \1 tasks ended", re.MULTILINE)


def say(pane: Pane, line: str) -> None:
    """A command on the ``:`` line."""
    pane.press(key_of("command-line"))
    pane.until_screen(lambda screen: screen.rstrip().endswith("\n:"), "the line for a command")
    pane.type(line)
    pane.until_cursor(lambda found: found.strip() == f":{line}", f"behind {line}")
    pane.press("Enter")


def operate(pane: Pane, operation: str, *said: str) -> None:
    """From the plan's page: its dialog, what it says, the name, and the job to its end."""
    pane.until_screen(lambda screen: "(job j" not in screen and f"✓ {operation} " in screen, f"{operation}, allowed")
    pane.press(key_of(operation))
    pane.until(f"{operation} of plan shop", "READY")
    pane.press("5")
    pane.until("Digest", *said)
    confirm(pane, "shop")
    pane.until(f"{operation} of plan shop  (job j")
    pane.until_screen(lambda screen: bool(ENDED.search(screen)), f"the end of the {operation}")


@pytest.mark.slow
@pytest.mark.parametrize(("size", "words"), [((80, 24), ()), ((200, 50), ("console",))], ids=["80x24", "200x50"])
def test_a_new_operator_gets_from_nothing_to_a_committed_failover(
    sitting: Sitting, size: tuple[int, int], words: tuple[str, ...]
) -> None:
    pane = sitting.terminal(sitting.argv(*words), size=size)
    pane.until("SIMULATION", "Welcome to drconsole", "contoso are simulated")
    pane.press(key_of("plans"))
    pane.until_screen(lambda screen: "plans" in screen.casefold().splitlines()[0] and "Allowed" in screen, "the plans")
    pane.until("contoso", "shop", "finance")
    say(pane, "clock-speed max")
    pane.until_screen(lambda screen: "max" in screen.splitlines()[0], "the clock's new pace")
    pane.press("Enter")
    pane.until("shop-db", "shop-search")

    operate(pane, "failover", "Do not cancel an in-progress failover", "Data loss")
    pane.press(key_of("back"))
    operate(pane, "commit", "deletes all recovery points")

    states = {item["name"]: item["protection_state"] for item in sitting.place.items().values()}
    assert {states[name] for name in states if name.startswith("shop-")} == {COMMITTED}, states
    jobs = [(job["operation"], job["state"]) for job in sitting.place.say("jobs").done()]
    assert sorted(jobs) == [("commit", "Succeeded"), ("failover", "Succeeded")]
    pane.press(key_of("quit"))
    assert pane.ended() == 0
    assert not pane.in_alternate_screen
    assert sitting.place.say("engine", "status").done()["running"]


def test_a_console_that_only_looks_starts_and_changes_nothing(sitting: Sitting) -> None:
    empty = sitting.console("--read-only")
    assert empty.ended() == 2
    assert "estate load contoso" in empty.screen
    assert not sitting.place.state.exists()

    sitting.place.load()
    pane = sitting.console("--read-only", "--screen", "plans")
    screen = pane.until("SIMULATION", "shop", "NO ENGINE")
    assert "hold" not in screen.splitlines()[-1]
    pane.press(key_of("failover"))
    pane.until("READ-ONLY: A PREVIEW", "no engine answers")
    pane.press("Escape")
    pane.until("warehouse")
    pane.press(key_of("jobs"))
    pane.until_screen(lambda screen: "Jobs" in screen.splitlines()[0] and "finance" not in screen, "the jobs")
    assert not sitting.place.say("engine", "status").done()["running"]
    assert sitting.place.say("jobs").done() == []
