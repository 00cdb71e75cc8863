"""RPO history on its way from the provider into the store, on virtual time."""

from __future__ import annotations

from typing import Any

from support.estates import bundled, small
from support.rig import Player, Rig

from drconsole.recovery.types.words import Grain

HOUR = 3600.0


def rig(**words: Any) -> Rig:
    return Rig(small(items=2, **words), Grain.STEP, speed=1.0)


def test_a_chart_of_the_bundled_estate_shows_a_day_at_once() -> None:
    world = Rig(bundled("contoso"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> None:
        await player.sleep(1)

    world.live(play)
    found = world.store.history(["shop-db", "newsletter"])
    assert None not in found["shop-db"]
    assert min(found["shop-db"]) >= 20
    assert len(set(found["shop-db"])) > 3
    assert set(found["newsletter"]) == {None}


def test_nothing_is_written_while_nothing_changes_and_the_last_value_holds() -> None:
    world = rig()

    async def play(player: Player) -> Any:
        await player.sleep(30)
        before = world.store.rev()
        await player.sleep(3 * HOUR)
        return before, world.store.rev(), player.engine.provider.clock.now()

    before, after, now = world.live(play)
    assert before == after
    assert world.store.history(["m1"], now)["m1"][-12:] == [30.0] * 12


def test_replication_that_stands_still_climbs_in_the_chart_and_falls_when_it_goes_on() -> None:
    world = rig(faults="  - {kind: agent-lost, item: m1, after: 1h, duration: 3h}")

    async def play(player: Player) -> Any:
        await player.sleep(6 * HOUR)
        return player.engine.provider.clock.now()

    now = world.live(play)
    values = world.store.history(["m1"], now)["m1"]
    climb = values[-20:-9]
    assert climb == sorted(climb)
    assert climb[-1] > 2.5 * 3600
    assert values[-1] == 30.0
    assert world.store.history(["m2"], now)["m2"][-20:] == [30.0] * 20


def test_quarters_in_which_the_provider_was_silent_are_not_reported() -> None:
    world = rig(faults="  - {kind: no-answer, on: observe, after: 1h, duration: 2h}")

    async def play(player: Player) -> Any:
        await player.sleep(5 * HOUR)
        # Something that is written tells what was looked at.
        await player.run("test-failover", "item:m2", network="none")
        return player.engine.provider.clock.now()

    now = world.live(play)
    values = world.store.history(["m1"], now)["m1"]
    silent = [place for place, value in enumerate(values) if value is None]
    assert 6 <= len(silent) <= 9
    assert silent == list(range(silent[0], silent[-1] + 1))
    assert values[-1] == 30.0


def test_while_no_engine_lived_nothing_is_reported() -> None:
    world = rig()

    async def play(player: Player) -> None:
        await player.sleep(30)

    world.live(play)
    world.loop.virtual.now += 2 * HOUR
    world.live(play)
    values = world.store.history(["m1"])["m1"]
    assert values[-1] == 30.0
    assert values[-5:-2] == [None] * 3
