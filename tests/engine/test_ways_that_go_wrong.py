"""Ways back that go wrong, and what an operator is told then: each was a trap once."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import bundled, bundled_text
from support.judge import wrongs
from support.rig import Player, Rig

from drconsole.documents.estate import parse_estate
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import DrError

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
HYPERV_HOME = ("failover", "commit", "failback")


def fault(player: Player, item: str, **what: Any) -> None:
    assert player.engine.provider.rehearsal is not None
    player.engine.provider.rehearsal.inject({"kind": "step-fails", "item": item, "params": {"times": 1}, **what})


async def allowed(player: Player, name: str) -> set[str]:
    await player.engine.look()
    return set(next(row for row in player.rig.store.rows("item") if row["name"] == name)["allowed_operations"])


@GRAINS
def test_a_failback_whose_machine_never_started_is_not_committed_unseen(grain: Grain) -> None:
    """Commit deletes the machine in Azure: it would be the only copy left."""
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[DrError, dict[str, Any], dict[str, Any]]:
        for operation in HYPERV_HOME[:2]:
            await player.run(operation, "item:branch-db")
        fault(player, "branch-db", step="VmFoStartVmOnSecondary")
        job = await player.run("failback", "item:branch-db")
        guide = await player.ask("Next", {"target": "item:branch-db"})
        with pytest.raises(DrError) as caught:
            await player.start("commit", "item:branch-db")
        return caught.value, job, guide

    error, job, guide = rig.live(play)
    assert job["state"] == "Failed"
    assert "machine-not-running:branch-db" in str(error.extra)
    assert guide["next_operation"] is None
    assert "do not commit" in guide["why"]
    flags = next(row for row in rig.store.rows("item") if row["name"] == "branch-db")["flags"]
    assert [flag["flag"] for flag in flags] == ["runs-nowhere"]
    assert "azure-machine-deleted" not in {effect.what for effect in rig.ledger()}


@pytest.mark.parametrize("plan", ["vmware", "hyperv"])
@pytest.mark.parametrize("moment", [4.0, 5.0, 6.0, 7.0, 8.0])
@GRAINS
def test_a_cancelled_change_of_the_point_is_foretold_in_its_worst_phase(plan: str, moment: float, grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)
    item = {"vmware": "teller-db", "hyperv": "branch-db"}[plan]

    async def play(player: Player) -> tuple[dict[str, Any], set[str]]:
        await player.run("failover", f"item:{item}")
        job = await player.start("change-recovery-point", f"item:{item}", point="latest-app-consistent")
        await player.sleep(moment)
        await player.ask("CancelJob", {"job": job["id"], "confirm": item, "comment": "a drill"}, "cancel")
        return await player.ended(job["id"]), await allowed(player, item)

    job, then = rig.live(play)
    (left,) = job["consequences"]
    again = "change-recovery-point" in then
    assert again is (
        left["outcome"] in ("untouched", "recovery-machine-down", "recovery-machine-gone", "point-changed")
    )
    assert wrongs(job, rig.ledger()) == []


def test_a_change_of_the_point_that_was_cut_short_is_made_again() -> None:
    """Its old machine is taken away already: what is left to do is done."""
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, Any], dict[str, Any]]:
        await player.run("failover", "item:branch-db")
        fault(player, "branch-db", step="CancelFailoverRecovery")
        first = await player.run("change-recovery-point", "item:branch-db", point="latest-app-consistent")
        second = await player.run("change-recovery-point", "item:branch-db", point="latest-app-consistent")
        return first, second

    first, second = rig.live(play)
    assert (first["state"], second["state"]) == ("Failed", "Succeeded")


@pytest.mark.parametrize("item", ["mail", "branch-db"])
def test_the_guide_never_names_an_operation_that_does_not_exist(item: str) -> None:
    """Between two VMM sites Site Recovery lists ChangePit, and no recovery point can be chosen."""
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        await player.run("failover", f"item:{item}")
        await player.ask("Validate", {"item": item, "result": "failed", "comment": "it does not boot"}, "v")
        return await player.ask("Next", {"target": f"item:{item}"})

    guide = rig.live(play)
    if item == "mail":
        assert guide["next_operation"] is None
        assert "no other recovery point can be chosen" in guide["why"]
        assert "change-recovery-point" not in str(guide["alternatives"])
    else:
        assert guide["next_operation"] == "change-recovery-point"


@pytest.mark.parametrize("item", ["cards-db", "mail"])
@GRAINS
def test_a_planned_failover_that_stopped_is_started_again_and_loses_nothing(item: str, grain: Grain) -> None:
    """[S]: a planned failover stops at an error and can be started again."""
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, Any], dict[str, Any]]:
        fault(player, item, step="VmFailover")
        first = await player.run("planned-failover", f"item:{item}")
        assert "planned-failover" in await allowed(player, item)
        return first, await player.run("planned-failover", f"item:{item}")

    first, second = rig.live(play)
    assert first["state"] == "Failed"
    assert second["state"] == "Succeeded", second["errors"]
    made = [effect for effect in rig.ledger() if effect.what == "machine-created"]
    assert [" lost=0" in effect.detail for effect in made] == [True]


@GRAINS
def test_after_the_data_synchronization_there_is_nothing_to_skip(grain: Grain) -> None:
    """The wait stands before the downtime: it goes on or it fails, and says what going on does."""
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, Any], dict[str, Any]]:
        for operation in HYPERV_HOME[:2]:
            await player.run(operation, "plan:hyperv")
        job = (await player.start("failback", "plan:hyperv"))["id"]
        while not (waits := rig.store.row("job", job)["waits_for"]):
            await player.sleep(1.0)
        task = waits[0]
        with pytest.raises(DrError):
            body = {"job": job, "task": task["task"], "outcome": "skip", "comment": "not now"}
            await player.ask("AnswerTask", body, "skip")
        body = {"job": job, "task": task["task"], "outcome": "failed", "comment": "not tonight"}
        await player.ask("AnswerTask", body, "failed")
        return task, await player.ended(job)

    task, job = rig.live(play)
    assert task["outcomes"] == ["done", "failed"]
    assert "downtime" in task["why"]
    assert job["state"] == "Failed"
    down = [
        effect for effect in rig.ledger() if effect.what == "source-shut-down" and effect.work.startswith(job["id"])
    ]
    assert down == []


def test_on_the_way_back_the_machine_that_runs_is_shut_down_whatever_the_primary_site_says() -> None:
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        await player.run("failover", "item:mail")
        await player.run("reverse-replicate", "item:mail")
        return await player.ask("Preview", {"operation": "failover", "target": "item:mail", "options": {}})

    assert rig.live(play)["options"]["shutdown"] is True


def test_a_shutdown_that_failed_is_seen_in_what_holds_it() -> None:
    """Tolerated, and not hidden under a green heading."""
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        fault(player, "branch-db", step="VmShutdownVmOnPrimary")
        return await player.run("failover", "plan:hyperv", shutdown=True)

    job = rig.live(play)
    tasks = rig.tasks(job["id"])
    assert job["state"] == "CompletedWithInformation"
    for name in ("shutdown", "group-1/shutdown", "shutdown/branch-db"):
        assert tasks[name]["state"] == "CompletedWithInformation", name
    assert tasks["group-2/shutdown"]["state"] == "Succeeded"


def test_an_item_of_which_no_side_counts_needs_a_person() -> None:
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> list[dict[str, Any]]:
        job = await player.start("failover", "item:branch-db", shutdown=True)
        while rig.store.row("task", f"{job['id']}/failover/branch-db/VmFailover")["state"] != "InProgress":
            await player.sleep(0.2)
        await player.ask("CancelJob", {"job": job["id"], "confirm": "branch-db", "comment": "a drill"}, "cancel")
        await player.ended(job["id"])
        return (await player.ask("Status"))["needs_a_person"]

    (wait,) = rig.live(play)
    assert (wait["kind"], wait["item"]) == ("authority", "branch-db")


def test_what_a_point_loses_is_measured_against_the_failover_also_after_a_change_of_the_point() -> None:
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def losses(player: Player) -> dict[str, float]:
        found = (await player.ask("RecoveryPoints", {"item": "teller-db"}))["points"]
        return {point["id"]: point["data_loss"] for point in found}

    async def play(player: Player) -> tuple[dict[str, float], dict[str, float], dict[str, Any]]:
        await player.run("failover", "item:teller-db")
        first = await losses(player)
        await player.run("change-recovery-point", "item:teller-db", point="latest-app-consistent")
        second = await losses(player)
        await player.run("commit", "item:teller-db")
        await player.engine.look()
        return first, second, next(row for row in rig.store.rows("item") if row["name"] == "teller-db")

    first, second, row = rig.live(play)
    assert first
    assert second == first
    assert row["latest_recovery_points"] is None, "commit deleted them"


def test_an_item_is_attached_to_the_subnet_that_was_named_or_the_run_waits_for_a_word() -> None:
    """28020, recorded: there is no subnet with that name in the network."""
    text = bundled_text("circles").replace(
        "{name: north-prod, site: North Europe, mapped_to: west-prod, free_addresses: 200}",
        "{name: north-prod, site: North Europe, mapped_to: west-prod, free_addresses: 200, subnets: [default, apps]}",
    )
    for subnet, ready in (("apps", True), ("web", False)):
        named = text.replace(
            "{name: branch-db, profile: hyperv}", f"{{name: branch-db, profile: hyperv, target_subnet: {subnet}}}"
        )
        rig = Rig(parse_estate(named, "circles.yaml", None), Grain.STEP, speed=60.0)

        async def play(player: Player) -> dict[str, Any]:
            return await player.ask("Check", {"operation": "failover", "target": "item:branch-db", "options": {}})

        found = rig.live(play)
        assert found["ready"] is ready
        assert any(one["id"] == "subnet-missing:branch-db" for one in found["findings"]) is not ready
        row = next(row for row in rig.store.rows("item") if row["name"] == "branch-db")
        assert (row["target_network"], row["target_subnet"]) == ("north-prod", subnet)
