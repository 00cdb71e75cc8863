"""A warning of a job that went well stands where people look: in the job, on the item, in what is next."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.edges import SCRIPT_ONLY
from support.estates import small
from support.rig import Player, Rig
from support.rows import outcomes, reasons

from drconsole.recovery.types.words import Grain

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
RENAMED = '  - {kind: step-warns, item: m1, step: VmFailover, code: "28175"}'


def renamed(grain: Grain) -> Rig:
    return Rig(small(faults=RENAMED), grain)


def codes(warnings: list[dict[str, Any]]) -> list[str]:
    return [warning["code"] for warning in warnings]


async def next_of(player: Player, target: str) -> dict[str, Any]:
    return await player.ask("Next", {"target": target})


@GRAINS
def test_a_warning_of_a_job_that_succeeded_stands_in_the_job_on_the_item_and_in_next(grain: Grain) -> None:
    rig = renamed(grain)

    async def play(player: Player) -> Any:
        job = await player.run("failover", "crew")
        return job, await next_of(player, "item:m1"), await next_of(player, "plan:crew"), await next_of(player, "m2")

    job, of_item, of_plan, of_other = rig.live(play)
    row = rig.store.row("item", "m1")
    assert job["state"] == "Succeeded"
    (in_job,), (on_item,), (in_next,) = job["warnings"], row["warnings"], of_item["warnings"]
    for warning in (in_job, on_item, in_next):
        assert warning["code"] == "28175"
        assert row["machine"] in warning["message"]
    assert re.fullmatch(r"m1-[0-9a-f-]{36}", row["machine"])
    assert (in_job["item"], on_item["job"], in_next["item"]) == ("m1", job["id"], "m1")
    assert of_plan["warnings"] == of_item["warnings"]
    assert of_other["warnings"] == []
    assert rig.store.row("item", "m2")["warnings"] == []
    assert rig.doctor() == []


@GRAINS
def test_a_warning_stands_as_long_as_its_machine(grain: Grain) -> None:
    """Commit leaves the machine as it is; what makes another one ends what was said of it."""
    rig = renamed(grain)

    async def play(player: Player) -> list[list[str]]:
        told = []
        for operation in ("failover", "commit", "re-protect"):
            await player.run(operation, "item:m1" if operation == "commit" else "crew")
            told.append(codes(rig.store.row("item", "m1")["warnings"]))
        return told

    assert rig.live(play) == [["28175"], ["28175"], []]
    assert rig.doctor() == []


@GRAINS
def test_a_warning_outlives_its_job_and_the_engine(grain: Grain) -> None:
    rig = renamed(grain)

    async def play(player: Player) -> None:
        await player.run("failover", "crew")

    async def look(player: Player) -> Any:
        return (await next_of(player, "m1"))["warnings"], rig.store.row("item", "m1")["warnings"]

    rig.live(play)
    in_next, on_item = rig.live(look)
    assert codes(in_next) == codes(on_item) == ["28175"]


def test_an_item_that_was_left_out_has_its_reason_in_the_job() -> None:
    rig = Rig(small(), Grain.STEP)

    async def play(player: Player) -> dict[str, Any]:
        await player.run("disable-replication", "item:m2")
        return await player.run("failover", "crew")

    job = rig.live(play)
    assert outcomes(job)["m2"] == "Other"
    assert reasons(job) == {"m2": next(each["reason"] for each in job["skipped"] if each["item"] == "m2")}


@GRAINS
def test_a_script_that_failed_says_which_it_was_and_where_its_output_is(grain: Grain) -> None:
    rig = Rig(small(actions=SCRIPT_ONLY), grain)
    rig.scripts.failing.add("note")

    async def play(player: Player) -> dict[str, Any]:
        return await player.run("failover", "crew")

    job = rig.live(play)
    (task,) = [task for task in rig.tasks(job["id"]).values() if task.get("script")]
    assert task["script"].endswith("note-failover.py")
    assert task["folder"]
    assert task["output"] == "ran\n"
    assert task["state"] == "Failed"
