"""The engine dies at every entry of proposal, approval and start: nothing approved is lost, nothing unapproved runs.

Judged by the simulated world's own ledger of effects.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from support.estates import small
from support.rig import Crash, CrashAt, Player, Rig
from support.room import ANN, BOB, FAILOVER, OWNER, peer, people

from drconsole.link.serving.validate import parse
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import Refused


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch) -> None:
    people(monkeypatch)


async def say(player: Player, who: Any, kind: str, name: str, **body: Any) -> dict[str, Any]:
    """Send it under one id in every life, as a client does that got no answer."""
    return dict(await player.service.handle(who, parse(kind, body), name))


async def prepare(player: Player, operation: str = "failover") -> None:
    await say(player, peer(OWNER), "SeatMember", "seat-1", member="ann", seats=["operator"])
    await say(player, peer(OWNER), "SeatMember", "seat-2", member="bob", seats=["approver"])
    await say(player, peer(OWNER), "SetRule", "rule", operation=operation, needed=1)


async def propose(player: Player) -> dict[str, Any]:
    return await say(player, peer(ANN), "Propose", "propose", **FAILOVER, comment="fire")


async def approve(player: Player) -> dict[str, Any]:
    made = player.engine.state.approvals.proposals["p1"].made
    return await say(player, peer(BOB), "Approve", "approve", proposal="p1", digest=made.digest, confirm="crew")


async def start(player: Player) -> dict[str, Any]:
    return await say(player, peer(ANN), "StartJob", "start", **FAILOVER, proposal="p1")


async def whole(player: Player) -> dict[str, Any]:
    await propose(player)
    await approve(player)
    return await player.ended((await start(player))["id"])


def ready(grain: Grain = Grain.STEP) -> Rig:
    world = Rig(small(items=1, groups=1), grain, speed=60.0)
    world.live(prepare)
    return world


def kinds(world: Rig) -> list[str]:
    return [event["kind"] for event in world.store.journal()]


@pytest.mark.parametrize(("when", "grain"), [("before", Grain.STEP), ("after", Grain.STEP), ("after", Grain.PLAN)])
def test_wherever_the_engine_dies_what_was_approved_runs_once_and_nothing_else(when: str, grain: Grain) -> None:
    begun = ready(grain)
    whole_life = begun.branch()
    whole_life.live(whole)
    unharmed = whole_life.counted()
    assert unharmed
    deaths = 0
    for number in range(1, 200):
        world = begun.branch()
        died = isinstance(world.live(whole, crash=CrashAt(number, when)), Crash)
        deaths += died
        told = kinds(world)
        _nothing_unapproved(world, told)
        if died:
            world.live(_only_start)
            _nothing_unapproved(world, kinds(world))
            world.live(whole)
        told = kinds(world)
        for kind in ("proposal.made", "proposal.approved", "proposal.started", "job.created", "job.ended"):
            assert told.count(kind) == 1, (number, kind)
        assert world.counted() == unharmed
        assert world.doctor() == []
        if not died:
            break
    assert deaths > 10


async def cancelled(player: Player) -> None:
    """A cancel needs approval here, and a failover does not."""
    job = await say(player, peer(ANN), "StartJob", "start", **FAILOVER)
    asked = {"job": job["id"], "confirm": "crew"}
    await say(player, peer(ANN), "ProposeCancel", "propose", **asked, comment="the wrong plan")
    await approve(player)
    await say(player, peer(ANN), "CancelJob", "cancel", **asked, proposal="p1")
    await player.ended(job["id"])


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_cancel_is_carried_out_once_and_only_as_it_was_approved(when: str) -> None:
    begun = Rig(small(items=1, groups=1), Grain.STEP, speed=1.0)
    begun.live(partial(prepare, operation="cancel"))
    deaths = 0
    for number in range(1, 100):
        world = begun.branch()
        died = isinstance(world.live(cancelled, crash=CrashAt(number, when)), Crash)
        deaths += died
        _no_unapproved_cancel(kinds(world))
        if died:
            world.live(cancelled)
        told = kinds(world)
        _no_unapproved_cancel(told)
        for kind in ("proposal.approved", "proposal.started", "job.cancel-requested", "job.ended"):
            assert told.count(kind) == 1, (number, kind)
        assert world.doctor() == []
        if not died:
            break
    assert deaths > 10


def _no_unapproved_cancel(told: Sequence[str]) -> None:
    if "job.cancel-requested" in told:
        assert told.index("proposal.approved") < told.index("job.cancel-requested")


async def _only_start(player: Player) -> None:
    """Somebody tries without asking anybody again: it begins where an approval is in the journal, and only there."""
    approved = "proposal.approved" in kinds(player.rig)
    try:
        await start(player)
    except Refused:
        assert not approved
    except Exception as error:
        assert "there is no proposal" in str(error) and "proposal.made" not in kinds(player.rig)
    else:
        assert approved


def _nothing_unapproved(world: Rig, told: Sequence[str]) -> None:
    if "job.created" in told:
        assert told.index("proposal.approved") < told.index("job.created")
        assert "proposal.started" in told
    else:
        assert not world.counted()
