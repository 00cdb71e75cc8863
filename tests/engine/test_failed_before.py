"""What failed for a cause that a person removes is not proposed again before: next says what is done first."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import small
from support.rig import Player, Rig

from drconsole.records.view import look_of
from drconsole.recovery.guide import guide
from drconsole.recovery.guide.failed import CAUSES, after_failure
from drconsole.recovery.types.words import Grain, TargetType

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


def failing(grain: Grain, code: str, more: str = ", cleared_by: prepare") -> Rig:
    return Rig(
        small(faults=f'  - {{kind: step-fails, item: m1, step: VmFoStartVmOnSecondary, code: "{code}"{more}}}'), grain
    )


def by_rows(rig: Rig) -> guide.Guide:
    """What the console and the command line say without an engine."""
    look = look_of(rig.store.rows("item"), rig.store.rows("plan"))
    return after_failure(guide.next_step(look, TargetType.ITEM, "m1"), look, TargetType.ITEM, "m1")


async def next_of(player: Player, target: str = "item:m1") -> dict[str, Any]:
    await player.sleep(400)
    await player.engine.look()
    return await player.ask("Next", {"target": target})


@GRAINS
@pytest.mark.parametrize("code", sorted(CAUSES))
def test_no_run_is_next_before_a_person_has_removed_what_it_failed_at(code: str, grain: Grain) -> None:
    rig = failing(grain, code)

    async def play(player: Player) -> Any:
        job = await player.run("failover", "item:m1")
        of_rows = (await next_of(player), by_rows(rig))
        await player.ask("Repair", {"item": "m1", "fault": None, "comment": "raised"})
        return job, *of_rows, await next_of(player), by_rows(rig)

    job, told, rows, after, rows_after = rig.live(play)
    assert job["state"] == "Failed"
    for found in (told, {"next_operation": rows.next_operation, "why": rows.why}):
        assert found["next_operation"] is None, found["why"]
        assert code in found["why"] and job["id"] in found["why"]
        assert found["why"].startswith("first: ") and "the next run does" in found["why"]
    assert (told["remedies"][0]["act"], told["remedies"][0]["deed"]) == ("outside", CAUSES[code].value)
    assert told["repairs"], "in a simulation the people outside are played"
    assert code not in after["why"] and code not in rows_after.why, "it is seen that people did it"
    assert rig.doctor() == []


@GRAINS
def test_the_next_engine_knows_why_it_failed_and_that_people_removed_it(grain: Grain) -> None:
    rig = failing(grain, "28031")

    async def fail(player: Player) -> Any:
        await player.run("failover", "item:m1")
        return await next_of(player)

    async def again(player: Player) -> Any:
        """The machine does not come up at another point either, as long as the quota is too small."""
        told = await next_of(player)
        await player.run("change-recovery-point", "item:m1", point="latest-processed", comment="a drill")
        after = await next_of(player)
        await player.ask("Repair", {"item": "m1", "fault": None, "comment": "raised"})
        return told, after

    first = rig.live(fail)
    told, after = rig.live(again)
    last = rig.live(next_of)
    assert first["next_operation"] is told["next_operation"] is after["next_operation"] is None
    assert "failover failed in job" in told["why"] and "change-recovery-point failed in job" in after["why"]
    assert "28031" not in last["why"]


@GRAINS
def test_what_may_have_passed_stays_next_and_its_failure_is_told(grain: Grain) -> None:
    rig = failing(grain, "Passing", ", times: 1")

    async def play(player: Player) -> Any:
        await player.run("failover", "item:m1")
        told = await next_of(player)
        point = rig.store.row("item", "m1")["failover_recovery_point"]["id"]
        job = await player.run("change-recovery-point", "item:m1", point="custom", point_id=point)
        return told, job, await next_of(player)

    told, job, after = rig.live(play)
    assert told["next_operation"] == "change-recovery-point"
    assert "failover failed before, in job" in told["why"] and "Passing" in told["why"]
    assert job["state"] == "Succeeded" and "Passing" not in after["why"]
