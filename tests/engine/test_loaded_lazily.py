"""What an engine loads: without an incident room nothing of what only its messages need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
import drconsole.engine.process.entry, drconsole.engine.service.dispatch, drconsole.store.writing.writer
print(*sys.modules)
from support.estates import small
from support.rig import Player, Rig
from drconsole.recovery.types.words import Grain

async def play(player: Player) -> None:
    await player.ask("Status")
    await player.ask("Check", {"operation": "failover", "target": "crew"})
    job = await player.run("failover", "crew")
    assert job["state"] == "Succeeded", job
    print(*sys.modules)
    await player.ask("Room")
    print(*sys.modules)

Rig(small(), Grain.STEP).live(play)
"""

HANDLERS = {
    "drconsole.engine.service.room.approvals.approving",
    "drconsole.engine.service.room.approvals.persons",
    "drconsole.engine.service.room.approvals.policy",
    "drconsole.engine.service.room.approvals.proposing",
    "drconsole.engine.service.room.approvals.showing",
    "drconsole.engine.service.room.handing_over",
    "drconsole.engine.service.room.handlers",
    "drconsole.engine.service.room.noting",
    "drconsole.engine.service.room.polling",
    "drconsole.engine.service.room.shelving",
    "drconsole.records.alarms.all_of_them",
    "drconsole.room.approval_text",
    "drconsole.room.handover.brief",
    "drconsole.room.handover.lines",
    "drconsole.room.handover.read_back",
    "drconsole.signing.allowed",
}
"""What the first message of a room brings."""
EXAMINED = {
    "drconsole.engine.service.doctor",
    "drconsole.engine.service.room.approvals.witnesses",
    "drconsole.signing.checking",
    "drconsole.store.reading.check",
}
"""What an examination of the store brings; the tests' own engine has it from the tests."""


def test_an_engine_without_a_room_runs_a_job_and_loads_nothing_of_the_room_s_messages() -> None:
    paths = os.pathsep.join([str(Path(__file__).parents[1]), str(Path(__file__).parents[2])])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    started, without, after = (set(line.split()) for line in done.stdout.splitlines())
    assert started & (HANDLERS | EXAMINED) == set()
    assert without & HANDLERS == set()
    # The names are those of today: the first message of a room loads all of them.
    assert after >= HANDLERS
