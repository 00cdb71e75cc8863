"""The whole way in a real terminal, by keys alone: from an empty state to a committed failover."""

from __future__ import annotations

import re

import pytest
from terminal_tools import Pane, Sitting, confirm, key_of

pytest_plugins = ["terminal_fixtures"]
pytestmark = pytest.mark.terminal

COMMITTED = "UnplannedFailoverStatesBegin"
"""As Site Recovery says it."""
ENDED = re.compile(r"^✓ Succeeded\b.*\b(\d+) of \1 tasks ended", re.MULTILINE)


def say(pane: Pane, line: str) -> None:
    """A command on the ``:`` line."""
    pane.press(key_of("command-line"))
    pane.until_screen(lambda screen: screen.rstrip().endswith(":"), "the line for a command")
    pane.type(line)
    pane.press("Enter")


def operate(pane: Pane, operation: str, *said: str) -> None:
    """Open an operation's dialog, read it, type the name, and see the job to its end."""
    pane.press(key_of(operation))
    pane.until(f"{operation} of plan shop", "READY", "digest", *said)
    confirm(pane, "shop")
    pane.until(f"{operation} of plan shop  (job j")
    pane.until_screen(lambda screen: bool(ENDED.search(screen)), f"the end of the {operation}")


@pytest.mark.parametrize(("size", "words"), [((80, 24), ()), ((200, 50), ("console",))], ids=["80x24", "200x50"])
def test_a_new_operator_gets_from_nothing_to_a_committed_failover(
    sitting: Sitting, size: tuple[int, int], words: tuple[str, ...]
) -> None:
    pane = sitting.terminal(sitting.argv(*words), size=size)
    pane.until("SIMULATION", "Welcome to drconsole", "contoso are simulated")
    pane.press(key_of("plans"))
    pane.until_screen(lambda screen: "Welcome" not in screen and "finance" in screen, "the plans")
    pane.until("engine ok", "shop")
    say(pane, "clock-speed max")
    pane.until_screen(lambda screen: "max" in screen.splitlines()[0], "the clock's new pace")
    pane.press("Enter")
    pane.until("shop-db", "shop-search")

    operate(pane, "failover", "Do not cancel an in-progress failover", "data loss")
    pane.press(key_of("back"))
    pane.until_screen(lambda screen: "(job j" not in screen and "shop-db" in screen, "the plan again")
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
    assert "failover" not in screen.splitlines()[-1]
    pane.press(key_of("failover"))
    pane.press(key_of("jobs"))
    pane.until_screen(lambda screen: "finance" not in screen, "the jobs")
    assert not sitting.place.say("engine", "status").done()["running"]
    assert sitting.place.say("jobs").done() == []
