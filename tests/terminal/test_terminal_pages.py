"""What stands on a real terminal after each page is what stands there once all of the screen is written."""

from __future__ import annotations

import pytest
from bench.console.outside.process import states
from terminal_tmux import Pane
from terminal_tools import Sitting
from terminal_wait import until

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]

WALK = ("2", "Enter", "3", "End", "s", "Enter", "Escape", "5", "6", "7", "?", "Escape", "z", "4", "1", "3")
"""Keys by tmux's names, from the list of plans on."""
REPEATS = "\x1b[2b"
"""The trial whether the terminal repeats a letter; tmux before 3.5 repeats letters of ASCII alone."""


def rested(pane: Pane) -> str:
    """Its screen, once nothing changes any more.

    Only looks before which the console had nothing in hand count: on a busy machine it stands still for a while because
    others have their turn.
    """
    seen: list[str] = []
    console = pane.pid

    def the_same() -> bool:
        if set(states(console).values()) <= {"S"}:
            seen.append(f"{len(pane.written)} {pane.screen}")
        return len(seen) > 6 and len(set(seen[-6:])) == 1

    until(the_same, lambda: f"it never rests\n{pane.look}")
    return pane.screen


def repainted(pane: Pane) -> str:
    """Its screen, once all of it was written again."""
    before = len(pane.written)
    pane.press("C-l")
    until(lambda: len(pane.written) > before, lambda: "nothing was written for ctrl+l")
    return rested(pane)


def test_each_page_stands_there_as_if_it_were_written_in_full(sitting: Sitting) -> None:
    sitting.place.load()
    pane = sitting.console("--screen", "plans", "--read-only", size=(120, 40))
    pane.until("SIMULATION", "shop", "Protected")
    rested(pane)
    assert REPEATS in pane.written.decode()
    for key in WALK:
        pane.press(key)
        page = rested(pane)
        assert repainted(pane) == page, key
