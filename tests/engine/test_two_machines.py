"""Two machines of one item that run at once: looked for before every operation that decides whose data is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.estates import bundled, small
from support.rig import Player, Rig

from drconsole.providers.port import Unreachable
from drconsole.recovery.types.estate.known import POWERED
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import Refused


def returns(player: Player, name: str) -> None:
    rehearsal = player.engine.provider.rehearsal
    assert rehearsal is not None
    rehearsal.inject({"kind": "source-returns", "item": name})


def mute(player: Player, name: str) -> None:
    """Its machines do not answer; everything else does."""
    (silent,) = (item.key for item in player.engine.view.items.values() if item.name == name)
    really = player.engine.provider.look

    async def look(items: Any, probes: Any) -> Any:
        if silent in items:
            raise Unreachable("no line")
        return await really(items, probes)

    player.engine.provider.look = look  # type: ignore[method-assign]


def both_run(player: Player, name: str) -> None:
    """A look shows both of its machines running."""
    (key,) = (item.key for item in player.engine.view.items.values() if item.name == name)
    really = player.engine.provider.look

    async def look(items: Any, probes: Any) -> Any:
        seen = await really(items, probes)
        return [replace(one, seen=POWERED[one.probe], ok=True) if one.item == key else one for one in seen]

    player.engine.provider.look = look  # type: ignore[method-assign]


def unwatched(player: Player) -> None:
    """What is found now is found by the look before the operation alone."""
    player.engine.watch.due = list  # type: ignore[method-assign]


async def found(player: Player, operation: str, target: str = "plan:crew", **options: Any) -> dict[str, str]:
    checked = await player.ask("Check", {"operation": operation, "target": target, "options": options})
    return {one["id"]: one["level"] for one in checked["findings"]}


def two(findings: dict[str, str]) -> list[str]:
    return [one for one in findings if one.startswith("two-machines-run")]


def test_a_failback_goes_into_no_machine_that_is_in_use() -> None:
    rig = Rig(small(kind="hyperv"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> Any:
        await player.run("planned-failover", "crew")
        await player.run("commit", "crew")
        unwatched(player)
        before = await found(player, "failback")
        returns(player, "m2")
        await player.sleep(60)
        after = await found(player, "failback")
        with pytest.raises(Refused, match="m2 runs at cloud and at hill"):
            await player.start("failback", "crew")
        return two(before), two(after)

    assert rig.live(play) == ([], ["two-machines-run:m2"])


def test_so_does_no_other_recovery_point_replace_one_of_two() -> None:
    rig = Rig(small(kind="hyperv"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> Any:
        await player.run("planned-failover", "crew")
        unwatched(player)
        returns(player, "m2")
        await player.sleep(60)
        return two(await found(player, "change-recovery-point", point="latest-app-consistent"))

    assert rig.live(play) == ["two-machines-run:m2"]


def test_a_failover_back_finds_a_source_that_came_up_after_replication_was_turned_around() -> None:
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> Any:
        await player.run("planned-failover", "plan:sites")
        await player.run("commit", "plan:sites")
        await player.run("reverse-replicate", "plan:sites")
        await player.sleep(3_000)
        (plan,) = (row for row in rig.store.rows("plan") if row["name"] == "sites")
        name = plan["items"][0]["key"]
        before = [two(await found(player, each, "plan:sites")) for each in ("failover", "planned-failover")]
        both_run(player, name)
        after = [two(await found(player, each, "plan:sites")) for each in ("failover", "planned-failover")]
        return name, before, after

    name, before, after = rig.live(play)
    assert before == [[], []]
    assert after == [[f"two-machines-run:{name}"]] * 2


def test_before_a_first_failover_nothing_is_looked_for() -> None:
    """There is one machine: thousands are not asked for a second one."""
    rig = Rig(small(), Grain.STEP)

    async def play(player: Player) -> Any:
        for name in ("m1", "m2", "m3"):
            mute(player, name)
        return await found(player, "failover", shutdown=True)

    assert not [one for one in rig.live(play) if one.startswith("machine-not-seen")]


@pytest.mark.parametrize("operation", ["commit", "change-recovery-point"])
def test_a_silent_machine_hides_no_other_and_is_named(operation: str) -> None:
    rig = Rig(small(kind="hyperv"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> Any:
        await player.run("planned-failover", "crew")
        unwatched(player)
        returns(player, "m2")
        await player.sleep(60)
        mute(player, "m1")
        options = {"point": "latest-app-consistent"} if operation == "change-recovery-point" else {}
        return await found(player, operation, **options)

    findings = rig.live(play)
    assert two(findings) == ["two-machines-run:m2"]
    assert findings["machine-not-seen:m1"] == "warning"
    assert "machine-not-seen:m3" not in findings


def test_two_that_were_seen_to_run_are_not_forgotten_because_one_falls_silent() -> None:
    rig = Rig(small(kind="hyperv"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> Any:
        await player.run("planned-failover", "crew")
        returns(player, "m2")
        await player.sleep(400)
        mute(player, "m2")
        return two(await found(player, "commit"))

    assert rig.live(play) == ["two-machines-run:m2"]


def test_at_the_end_of_a_job_a_silent_machine_hides_no_other() -> None:
    rig = Rig(small(kind="hyperv"), Grain.STEP)

    async def play(player: Player) -> Any:
        mute(player, "m1")
        return await player.run("planned-failover", "crew")

    row = rig.live(play)
    seen = {(one["item"], one["probe"]): one["seen"] for one in row["evidence"]}
    keys = {one["name"]: one["key"] for one in rig.store.rows("item")}
    assert row["state"] == "CompletedWithInformation"
    for name, powered in (("m1", "no answer"), ("m2", "off"), ("m3", "off")):
        assert {seen.get((name, "source-powered")), seen.get((keys[name], "source-powered"))} - {None} == {powered}
