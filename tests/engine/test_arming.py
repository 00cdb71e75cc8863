"""Nobody acts on a vault who has not been armed for it, and nobody stays armed for longer than was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.estates import small
from support.rig import OPERATOR, Player, Rig

from drconsole.engine.execution.arming import Arming
from drconsole.providers.port import Place
from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import Refused

PLACE = Place("public", "https://management.azure.com", "", "sub-1", "dr-rg", "contoso-dr", False, False)
FAILOVER = {"operation": "failover", "target": "plan:crew", "confirm": "crew"}


@pytest.fixture
def placed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def put(place: Place) -> None:
        monkeypatch.setattr(Simulator, "place", place)

    put(PLACE)
    yield put


def rig() -> Rig:
    return Rig(small(), Grain.PLAN, speed=60.0)


async def refused(player: Player, kind: str, body: dict[str, Any], request: str = "r") -> str:
    with pytest.raises(Refused) as error:
        await player.ask(kind, body, request)
    return error.value.code


def kinds(world: Rig) -> list[tuple[str, str]]:
    told = [event for event in world.store.journal() if event["kind"] in ("armed", "disarmed")]
    return [(event["kind"], event.get("why", "")) for event in told]


def test_a_world_of_our_own_needs_no_arming() -> None:
    async def play(player: Player) -> Any:
        return await refused(player, "Arm", {}), "arming" in await player.ask("Status")

    assert rig().live(play) == ("nothing-to-arm", False)


def test_a_start_is_refused_until_its_asker_is_armed(placed: Any) -> None:
    world = rig()

    async def play(player: Player) -> Any:
        before = await refused(player, "StartJob", FAILOVER, "start")
        armed = await player.ask("Arm", {"confirm": "contoso-dr"}, "arm")
        job = await player.ask("StartJob", FAILOVER, "start-2")
        return before, armed, job["state"], await player.ask("Status")

    before, armed, state, status = world.live(play)
    assert (before, state) == ("not-armed", "InProgress")
    assert armed["place"]["vault"] == "contoso-dr"
    assert [(one["who"], one["with_console"]) for one in armed["armed"]] == [("operator", False)]
    assert status["arming"] == armed
    assert kinds(world) == [("armed", "")]
    row = world.store.row("world", "world")
    assert (row["place"]["vault"], [one["who"] for one in row["armed"]]) == ("contoso-dr", ["operator"])


def test_another_vaults_name_arms_nobody(placed: Any) -> None:
    async def play(player: Player) -> Any:
        return await refused(player, "Arm", {"confirm": "fabrikam-dr"}), await refused(player, "StartJob", FAILOVER)

    assert rig().live(play) == ("not-confirmed", "not-armed")


def test_a_read_only_connection_arms_nobody_and_starts_nothing(placed: Any) -> None:
    placed(replace(PLACE, read_only=True))

    async def play(player: Player) -> Any:
        return await refused(player, "Arm", {}), await refused(player, "StartJob", FAILOVER)

    assert rig().live(play) == ("read-only-connection", "read-only-connection")


def test_arming_runs_out_after_an_hour(placed: Any) -> None:
    async def play(player: Player) -> Any:
        await player.ask("Arm", {}, "arm")
        start = player.engine.wall()
        found = []
        for minutes in (59, 60):
            player.engine.wall = lambda minutes=minutes: start + timedelta(minutes=minutes, seconds=1 - minutes // 60)
            found.append(player.engine.arming.is_armed("operator", player.engine.wall()))
        return found, await refused(player, "StartJob", FAILOVER)

    assert rig().live(play) == ([True, False], "not-armed")


def test_one_persons_arming_is_not_another_ones(placed: Any) -> None:
    async def play(player: Player) -> Any:
        await player.ask("Arm", {}, "arm")
        from drconsole.link.serving.validate import parse

        with pytest.raises(Refused) as error:
            await player.service.handle(replace(OPERATOR, user="mallory"), parse("StartJob", FAILOVER), "other")
        return error.value.code

    assert rig().live(play) == "not-armed"


def test_it_ends_with_the_console_that_asked_for_it_and_with_no_other(placed: Any) -> None:
    world = rig()

    async def play(player: Player) -> Any:
        await player.ask("Arm", {"with_console": True}, "arm")
        player.service.gone(replace(OPERATOR, pid=OPERATOR.pid + 1))
        kept = player.engine.arming.is_armed("operator", player.engine.wall())
        player.service.gone(OPERATOR)
        return kept, await refused(player, "StartJob", FAILOVER)

    assert world.live(play) == (True, "not-armed")
    assert kinds(world) == [("armed", ""), ("disarmed", "console-gone")]


def test_it_is_taken_back_when_asked(placed: Any) -> None:
    world = rig()

    async def play(player: Player) -> Any:
        await player.ask("Arm", {}, "arm")
        row = await player.ask("Arm", {"off": True}, "off")
        return row["armed"], await refused(player, "StartJob", FAILOVER)

    assert world.live(play) == ([], "not-armed")
    assert kinds(world) == [("armed", ""), ("disarmed", "asked")]


def test_what_a_cancel_leaves_may_be_asked_and_a_job_goes_on_unarmed(placed: Any) -> None:
    world = rig()

    async def play(player: Player) -> Any:
        await player.ask("Arm", {}, "arm")
        job = await player.ask("StartJob", FAILOVER, "start")
        await player.ask("Arm", {"off": True}, "off")
        asked = await refused(player, "CancelJob", {"job": job["id"]}, "look")
        confirmed = await refused(player, "CancelJob", {"job": job["id"], "confirm": "crew"}, "cancel")
        ended = await player.ended(job["id"])
        return asked, confirmed, ended["state"]

    assert world.live(play) == ("not-confirmed", "not-armed", "Succeeded")


def test_a_new_engine_has_armed_nobody(placed: Any) -> None:
    world = rig()

    async def arm(player: Player) -> Any:
        await player.ask("Arm", {}, "arm")

    async def play(player: Player) -> Any:
        return await refused(player, "StartJob", FAILOVER)

    world.live(arm)
    assert world.live(play) == "not-armed"
    assert world.store.row("world", "world")["armed"] == []


def test_a_wall_clock_that_is_set_back_lengthens_nothing() -> None:
    ticks = [0.0]
    arming = Arming(lambda: ticks[0])
    start = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
    arming.arm("ann", start, None)
    ticks[0] = 3599.0
    assert arming.is_armed("ann", start - timedelta(hours=5))
    ticks[0] = 3600.0
    assert not arming.is_armed("ann", start - timedelta(hours=5))
    assert arming.rows(start - timedelta(hours=5)) == []
