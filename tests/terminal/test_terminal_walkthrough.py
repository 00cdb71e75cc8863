"""The walkthrough that runs headless, key by key the same in a real terminal and on a real engine process."""

from __future__ import annotations

import pytest
from console.walkthrough import MACHINES, WALKTHROUGH
from terminal_steps import take
from terminal_tools import Sitting

pytest_plugins = ["terminal_fixtures"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow]


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
