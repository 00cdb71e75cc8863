"""The whole way through a first failover by keys, against a real engine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_host import screen_lines
from e2e.e2e_state import Place
from support.patience import PATIENCE
from textual.pilot import Pilot
from walkthrough import MACHINES, WALKTHROUGH, Step, tmux_key

from drconsole.console.app import ConsoleApp
from drconsole.console.state.session import Session

LOOK = 0.05
"""Seconds between looks at the screen."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Contoso, and an engine in a process of its own whose clock jumps over every wait."""
    made = Place(tmp_path)
    made.load()
    made.start("max")
    yield made
    made.clear()


async def test_the_way_from_the_welcome_to_a_committed_failover(place: Place) -> None:
    app = ConsoleApp(Session(place.paths, over_ssh=False, first_start=True))
    async with app.run_test(size=(80, 24)) as pilot:
        for step in WALKTHROUGH:
            await take(step, app, pilot)
    items = place.items()
    assert {items[name]["protection_state"] for name in MACHINES} == {"UnplannedFailoverStatesBegin"}
    assert [job["operation"] for job in place.say("jobs").done()] == ["commit", "change-recovery-point", "failover"]
    said = [event for event in place.say("journal").done() if event["kind"].startswith("validat")]
    assert len(said) >= len(MACHINES)


async def take(step: Step, app: ConsoleApp, pilot: Pilot[None]) -> None:
    if step.keys:
        await pilot.press(*step.keys)
    end = time.monotonic() + PATIENCE
    while not step.done(*(seen := shown(app))):
        assert time.monotonic() < end, step.missing(*seen)
        await pilot.pause(LOOK)


def shown(app: ConsoleApp) -> tuple[str, str]:
    """The screen, and the line of it that the terminal's cursor would be on."""
    lines, at = screen_lines(app), app.cursor_position.y
    return "\n".join(lines), lines[at] if at < len(lines) else ""


def test_its_keys_can_be_pressed_in_tmux_too() -> None:
    pressed = {tmux_key(key) for step in WALKTHROUGH for key in step.keys}
    assert all(len(key) == 1 or key in ("Enter", "Escape", "Space", "Tab", "Left", "Right") for key in pressed), pressed
