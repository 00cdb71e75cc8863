"""The walkthrough that runs headless, key by key the same in a real terminal and on a real engine process."""

from __future__ import annotations

import pytest
from console.walkthrough import MACHINES, WALKTHROUGH, Step, tmux_key
from terminal_tmux import Pane
from terminal_tools import Sitting
from terminal_wait import until

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]


def take(step: Step, pane: Pane) -> None:
    """Press, then look until all is there; a failure shows what was on the screen."""
    pane.press(*map(tmux_key, step.keys))
    seen = [("", "")]

    def done() -> bool:
        over = pane.code is not None
        seen[0] = (pane.screen, pane.cursor)
        return over or step.done(*seen[0])

    until(done, lambda: f"{step.missing(*seen[0])}\n{pane.look}")
    assert step.done(*seen[0]), f"the console ended: {step.missing(*seen[0])}\n{pane.look}"


def test_the_way_from_the_welcome_to_a_committed_failover(sitting: Sitting) -> None:
    """From an empty state: the console loads its estate, and starts the engine at the pace of the config file."""
    config = sitting.place.folder / "config" / "drconsole"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('[engine]\nspeed = "max"\n')
    pane = sitting.terminal(sitting.argv(), size=(80, 24))
    for step in WALKTHROUGH:
        take(step, pane)
    items = sitting.place.items()
    assert {items[name]["protection_state"] for name in MACHINES} == {"UnplannedFailoverStatesBegin"}
    jobs = [(job["operation"], job["state"]) for job in sitting.place.say("jobs").done()]
    assert jobs == [(each, "Succeeded") for each in ("commit", "change-recovery-point", "failover")]
    assert sitting.place.say("engine", "status").done()["running"]
