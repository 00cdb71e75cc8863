"""A failover in which much happens, by keys alone, on 80 by 24 and against a real engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.e2e_state import Place
from failover_by_keys import BY_KEYS, DESK, ENDED, JOBS
from test_walkthrough import take

from drconsole.console.app import ConsoleApp
from drconsole.console.state.session import Session

pytestmark = pytest.mark.slow


async def test_a_failover_with_a_failure_a_hold_and_a_cancel_beside_it(tmp_path: Path) -> None:
    place = Place(tmp_path)
    try:
        (tmp_path / "desk.yaml").write_text(DESK)
        place.load(tmp_path / "desk.yaml")
        place.start("max")
        app = ConsoleApp(Session(place.paths, over_ssh=False))
        async with app.run_test(size=(80, 24)) as pilot:
            for step in BY_KEYS:
                await take(step, app, pilot)
        assert [(job["operation"], job["state"]) for job in place.say("jobs").done()] == JOBS
        items = place.items()
        assert {name: items[name]["protection_state"] for name in ENDED} == ENDED
        said = {event["item"] for event in place.say("journal").done() if event["kind"].startswith("validat")}
        assert said == {"m1", "m3"}, "the two machines that were marked"
    finally:
        place.clear()
