"""What a script and a runbook are told: by the words of docs/scripts.md, at both grains, on every kind of run."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.actions import SCRIPT
from support.estates import bundled, small
from support.rig import Player, Rig
from support.rows import used as used_points

from drconsole.engine.execution.scripts.running import environment_of
from drconsole.recovery.types.words import Grain

DOC = Path(__file__).parents[2] / "docs" / "scripts.md"
GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
RENAMED = '  - {kind: step-warns, item: m1, step: VmFailover, code: "28175"}'
ACTIONS = f"""        pre: [{{name: before, script: {SCRIPT}}}]
        post: [{{name: after, script: {SCRIPT}}}]"""


def contexts(rig: Rig) -> dict[str, dict[str, Any]]:
    """By the action's name, as a script reads it from standard input."""
    return {order.action.name: json.loads(json.dumps(dict(order.context))) for order in rig.scripts.orders}


def ran(grain: Grain, operation: str = "failover", faults: str = "", **options: Any) -> tuple[Rig, dict[str, Any]]:
    rig = Rig(small(actions=ACTIONS, faults=faults), grain)

    async def play(player: Player) -> dict[str, Any]:
        return await player.run(operation, "crew", **options)

    return rig, rig.live(play)


def documented(heading: str) -> dict[str, str]:
    """The table below a heading of the document: field -> its row."""
    part = DOC.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", part, re.MULTILINE))


@GRAINS
def test_a_context_has_the_fields_of_its_document(grain: Grain) -> None:
    rig, job = ran(grain)
    context = contexts(rig)["after"]
    assert job["state"] == "Succeeded"
    assert set(context) == set(documented("The context"))
    assert set(context["items"]["m1"]) == set(documented("One item"))
    plan = context["RecoveryPlanContext"]
    assert set(plan) == set(documented("RecoveryPlanContext"))
    assert set(plan["VmMap"]["m1"]) == set(documented("One machine of VmMap"))
    told = environment_of(context)
    assert set(documented("Environment variables")) == {*told, "DRCONSOLE_CONTEXT"}


@GRAINS
def test_a_script_is_told_of_its_machine_at_the_target(grain: Grain) -> None:
    rig, job = ran(grain, point="latest-processed")
    row = rig.store.row("item", "m1")
    used = used_points(job)["m1"]
    assert contexts(rig)["after"]["items"]["m1"] == {
        "key": "m1",
        "name": "m1",
        "machine": "m1",
        "address": row["address"],
        "network": "cloud-lan",
        "site": "cloud",
        "os": "windows",
        "started": True,
        "recovery_point": used["id"],
        "recovery_point_time": used["time"],
        "outcome": "not-failed",
    }
    assert row["address"]


@GRAINS
def test_a_machine_that_got_another_name_is_told_by_it(grain: Grain) -> None:
    rig, _ = ran(grain, faults=RENAMED)
    name = rig.store.row("item", "m1")["machine"]
    assert re.fullmatch(r"m1-[0-9a-f-]{36}", name)
    context = contexts(rig)["after"]
    assert context["items"]["m1"]["machine"] == name
    assert context["RecoveryPlanContext"]["VmMap"]["m1"]["RoleName"] == name
    assert [
        effect.detail.split()[0] for effect in rig.ledger() if (effect.item, effect.what) == ("m1", "machine-created")
    ] == [name]


@GRAINS
def test_a_pre_action_knows_that_its_machines_do_not_run_yet(grain: Grain) -> None:
    """Microsoft: names are empty before a machine is there; it was failed over before the first group, not started."""
    rig, _ = ran(grain)
    before, after = (contexts(rig)[name]["items"]["m1"] for name in ("before", "after"))
    assert (before["started"], after["started"]) == (False, True)
    assert contexts(rig)["after"]["items"]["m3"]["started"] is False, "its group comes later"


@pytest.mark.parametrize("place", ["before_failover", "after_failover"])
@GRAINS
def test_a_machine_has_a_name_and_address_only_once_it_is_there(grain: Grain, place: str) -> None:
    definition = small()
    rig = Rig(definition, grain)
    plan = rig.world.plans["crew"]
    action = small(actions=ACTIONS).plans[0].groups[0].pre[0]
    rig.world.plans["crew"] = replace(plan, **{place: (action,)})

    async def play(player: Player) -> dict[str, Any]:
        return await player.run("failover", "crew")

    assert rig.live(play)["state"] == "Succeeded"
    machine = contexts(rig)["before"]["items"]["m1"]
    there = place == "after_failover"
    assert (machine["machine"], bool(machine["address"])) == (("m1", True) if there else (None, False))


@GRAINS
def test_a_test_failover_tells_of_the_test_machine_and_its_network(grain: Grain) -> None:
    rig, _ = ran(grain, "test-failover", network="cloud-lab")
    context = contexts(rig)["after"]
    machine = context["items"]["m1"]
    assert (machine["machine"], machine["network"], machine["started"]) == ("m1-test", "cloud-lab", True)
    assert machine["address"] is None, "the provider does not tell it"
    assert context["failover_type"] == context["RecoveryPlanContext"]["FailoverType"] == "Test"


@GRAINS
def test_an_action_of_a_group_is_told_its_number(grain: Grain) -> None:
    """Actions of a plan that the provider runs as one piece were told of no group."""
    rig, _ = ran(grain)
    for context in contexts(rig).values():
        assert context["group"] == context["RecoveryPlanContext"]["GroupId"] == "1"
        assert environment_of(context)["DRCONSOLE_GROUP"] == "1"


@GRAINS
def test_the_direction_is_told_in_the_words_of_plan_contexts(grain: Grain) -> None:
    """FailoverDirection of a RecoveryPlanContext; PrimaryToRecovery is a word of the API's requests."""
    rig, _ = ran(grain)
    context = contexts(rig)["after"]
    assert context["failover_direction"] == context["RecoveryPlanContext"]["FailoverDirection"] == "PrimaryToSecondary"
    assert environment_of(context)["DRCONSOLE_FAILOVER_DIRECTION"] == "PrimaryToSecondary"


def test_two_items_of_one_name_are_both_told_of() -> None:
    rig = Rig(small(actions=ACTIONS), Grain.STEP)
    rig.world.configured["m2"] = replace(rig.world.configured["m2"], name="m1")

    async def play(player: Player) -> dict[str, Any]:
        return await player.run("failover", "crew")

    rig.live(play)
    items = contexts(rig)["after"]["items"]
    assert set(items) == {"m1", "m2", "m3"}
    assert [items[key]["key"] for key in ("m1", "m2")] == ["m1", "m2"]


def test_a_runbook_is_told_the_same() -> None:
    rig = Rig(bundled("contoso"), Grain.STEP)
    told: list[dict[str, Any]] = []

    async def play(player: Player) -> dict[str, Any]:
        provider = player.engine.provider
        really = provider.begin

        async def begin(work: Any) -> str:
            if work.runbook:
                told.append(dict(work.context))
            return await really(work)

        provider.begin = begin  # type: ignore[method-assign]
        return await player.run("failover", "plan:shop")

    rig.live(play)
    assert told, "the plan has a runbook"
    assert set(told[0]) == set(documented("The context"))
