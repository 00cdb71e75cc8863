"""The wall on a real terminal: it follows, says what is gone, takes no command, and leaves the terminal as it was."""

from __future__ import annotations

import os
import signal

import pytest
from terminal_tools import Sitting
from terminal_wait import stop, until

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]


@pytest.fixture
def running(sitting: Sitting) -> Sitting:
    sitting.place.load()
    sitting.place.start()
    return sitting


def test_it_follows_the_store_and_no_key_commands_anything(running: Sitting) -> None:
    place = running.place
    wall = running.terminal(running.argv("wall"), size=(100, 30))
    wall.until("SIMULATION", "Nothing runs", "0 jobs", "engine here")
    place.say("run", "failover", "finance", "--confirm", "finance").done()
    wall.until("1 needs a person", "finance  Call the bank", "failover of finance", "ledger-db")
    wall.resize((160, 50))
    wall.until("Needs a person", "Recovery plans", "Last decisions")
    before = place.say("journal").done()
    wall.type(":failover shop")
    wall.press("Enter", "!", "a", "H", "F1", "C-p", "Escape", "p")
    wall.until("ONLY shop")
    wall.press("p", "p", "p", "p", "p")
    wall.until_screen(lambda screen: "ONLY" not in screen, "all plans")
    assert place.say("journal").done() == before
    assert place.say("who").done() == []
    place.kill()
    wall.until("NO ENGINE", "nobody follows it")
    wall.resize((80, 24))
    wall.until("100 columns and 30 lines; this has 80 and 24")
    wall.press("q")
    assert wall.ended() == 0
    assert not wall.in_alternate_screen


def test_a_lost_line_ends_it(running: Sitting) -> None:
    wall = running.terminal(running.argv("wall", "--plans", "shop"), size=(100, 30))
    wall.until("ONLY shop", "Nothing runs")
    pid = wall.pid
    os.kill(pid, signal.SIGHUP)
    assert wall.ended() == 128 + signal.SIGHUP
    until(lambda: not os.path.exists(f"/proc/{pid}"), lambda: "it lives on")


def test_an_engine_that_stands_still_is_seen(running: Sitting) -> None:
    pid = running.place.say("engine", "status").done()["pid"]
    wall = running.terminal(running.argv("wall"), size=(100, 30))
    wall.until("engine here")
    stop(pid)
    try:
        wall.until("ENGINE STOPPED, last change", "Its process stands still")
    finally:
        os.kill(pid, signal.SIGCONT)
    wall.until("engine here")
