"""An outage of 200 machines, by every fault that there is: at most ten lines, and each machine is counted once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from support.rig import Player, Rig

from drconsole.documents.definition import FAULT_KINDS
from drconsole.documents.estate import parse_estate
from drconsole.documents.generate import generate
from drconsole.records.alarms.all_of_them import Board, board, everything
from drconsole.records.alarms.grouping import MOST
from drconsole.records.alarms.kinds import OF_STANDS
from drconsole.recovery.states.assessments.stand import Stand
from drconsole.recovery.types.words import Grain, Mode

ESTATE = parse_estate(generate(200, 7), "outage.yaml", None)
SAID = {"code": "78022", "factor": 3, "seconds": 10, "step": "VmFailover"}
"""What a fault needs beside its plan."""


async def strike(player: Player, kind: str) -> None:
    needs = FAULT_KINDS[kind].needed_params | ({"step"} if FAULT_KINDS[kind].needs_step else set())
    for plan in ESTATE.plans:
        fault = {"kind": kind, "plan": plan.key, **{name: SAID[name] for name in needs}}
        await player.ask("Inject", {"fault": fault})


async def told(player: Player) -> Board:
    """What is wrong now: checked to be few lines, of which none has lost a machine."""
    await player.engine.look()
    seen = await player.engine.seen()
    found = board(seen)
    assert len(found.standing) <= MOST
    wrong = Counter(item["key"] for item in seen.items if Stand(item["stand"]) in OF_STANDS)
    counted = Counter(one["key"] for alarm in everything(seen) for one in alarm["items"])
    assert wrong - counted == Counter()
    assert sum(alarm["count"] for alarm in found.standing) >= wrong.total()
    return found


async def failed_over(player: Player) -> Board:
    for plan in ESTATE.plans:
        await player.start("failover", f"plan:{plan.key}", confirm=plan.name, point="latest-processed", shutdown=True)
    while player.engine.state.jobs:
        await told(player)
        await player.answer_gates()
        await player.sleep(1)
    return await told(player)


@pytest.fixture(scope="module")
def quiet() -> Rig:
    rig = Rig(ESTATE, Grain.STEP, speed=60.0, mode=Mode.EXERCISE)

    async def nothing(player: Player) -> Any:
        return board(await player.engine.seen()).standing

    assert rig.live(nothing) == []
    return rig


def test_every_fault_of_all_machines_at_once_is_few_lines(quiet: Rig) -> None:
    lines = {}
    for kind in FAULT_KINDS:
        if FAULT_KINDS[kind].needs_step:
            continue

        async def play(player: Player, kind: str = kind) -> Board:
            await strike(player, kind)
            # A link that is down shows first here and there: by RPO, then as replication that stands still.
            await player.sleep(35 if kind == "link-down" else 5)
            return await told(player)

        lines[kind] = quiet.branch().live(play)
    agents = lines["agent-lost"].standing
    assert [alarm["count"] for alarm in agents] == [140, 36, 24]
    assert agents[0]["cause"].startswith("Replication of 140 machines of vCenter is critical: 78022")
    assert (lines["agent-lost"].rate["ten_minutes"], lines["agent-lost"].rate["flood"]) == (200, True)
    site = next(alarm for alarm in lines["link-down"].standing if alarm["kind"] == "site-silent")
    assert site["cause"] == "140 machines of vCenter are not reached"
    assert sum(one["count"] for one in site["consequences"]) == site["count"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(FAULT_KINDS))
def test_an_outage_that_is_failed_over_is_few_lines_at_every_moment(quiet: Rig, kind: str) -> None:
    async def play(player: Player) -> Board:
        await strike(player, kind)
        await player.sleep(5)
        return await failed_over(player)

    assert quiet.branch().live(play).standing
