"""A terminal that takes nothing for a while: the failover goes on, the console too, and old frames are not shown."""

from __future__ import annotations

import os
import signal

import pytest
from terminal_tmux import Pane, confirm, key_of
from terminal_tools import Sitting
from terminal_wait import stop, until

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]

HELD_BACK = 48 * 1024
"""Bytes at most that come late: the kernel's terminal holds 17 KB, Python's file 8 KB, and a few frames may wait."""
TOUR, LAST = "23561", ("7", "Alarms")
"""Screens that are opened one after the other, each a frame of some 3 KB; and one that is opened once, at their end."""


def begun(sitting: Sitting) -> int:
    """How many entries of tasks the journal has so far."""
    return sum(event["kind"].startswith("task.") for event in sitting.place.say("journal").done())


def on_screen(sitting: Sitting) -> str:
    """Which screen the one console says to be on; empty = it has not said it yet."""
    return " ".join(each["screen"] for each in sitting.place.say("who").done())


def test_what_is_typed_at_a_terminal_that_shows_nothing_is_done_and_only_its_end_is_shown(sitting: Sitting) -> None:
    sitting.place.load()
    sitting.place.start(speed="30")
    pty = sitting.pty()
    pty.until(b"SIMULATION", b"shop")
    sitting.place.say("run", "failover", "shop", "--confirm", "shop").done()
    before = begun(sitting)
    pty.stall()
    pty.type((TOUR * 14 + LAST[0]).encode())
    until(lambda: on_screen(sitting) == LAST[1], lambda: f"it is still on {on_screen(sitting)!r}")
    until(lambda: begun(sitting) > before, lambda: "the engine waits for a terminal")
    seen = len(pty.written)
    pty.read_on()
    pty.type(key_of("quit").encode() * 2)
    assert pty.ended() == 0
    assert len(pty.written) - seen < HELD_BACK


def rested(pane: Pane) -> int:
    """How many bytes of it were written down, once those that were under way have arrived."""
    seen: list[int] = []

    def the_same() -> bool:
        seen.append(len(pane.written))
        return len(seen) > 10 and len(set(seen[-10:])) == 1

    until(the_same, lambda: f"it is written on\n{pane.look}")
    return seen[-1]


@pytest.mark.parametrize("what", ["tmux", "ssh client"])
def test_a_terminal_that_is_stopped_in_a_failover_misses_nothing_of_it(sitting: Sitting, what: str) -> None:
    """Until the failover has ended nobody reads what the console writes."""
    sitting.place.load()
    sitting.place.start(speed="5")
    pane = sitting.console() if what == "tmux" else sitting.over_ssh()
    pane.until("SIMULATION", "shop", "Protected")
    pane.press(key_of("failover"))
    pane.until("failover of plan shop", "READY")
    confirm(pane, "shop")
    pane.until("(job j2-1)", "In progress", "tasks ended")
    stopped = pane.server if what == "tmux" else pane.pid
    stop(stopped)
    try:
        seen = rested(pane)
        sitting.place.say("clock", "speed", "90").done()
        assert sitting.place.say("watch", "j2-1").code == 0, "it goes on to its end"
        assert len(pane.written) == seen
    finally:
        os.kill(stopped, signal.SIGCONT)
    pane.until("(job j2-1)", "✓ Succeeded  took")
    assert len(pane.written) - seen < HELD_BACK
    assert [each["operation"] for each in sitting.place.say("jobs").done()] == ["failover"]
