"""The machine that counts is never forgotten: what is owed of it ends by what was seen, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.estates import bundled, small
from support.judge import wrongs
from support.rig import Player, Rig

from drconsole.records import view
from drconsole.recovery.guide import guide
from drconsole.recovery.types.errors import DrError
from drconsole.recovery.types.remedies import as_json
from drconsole.recovery.types.words import Grain, TargetType
from drconsole.render.command_lines import command_of

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
PLANS = pytest.mark.parametrize(("plan", "names"), [("vmm", ("cards-db", "cards-web")), ("sites", ("mail", "files"))])
"""Hyper-V to Azure, and between two VMM sites, where no recovery point can be chosen."""


def inject(player: Player, kind: str, item: str, **more: Any) -> None:
    assert player.engine.provider.rehearsal is not None
    player.engine.provider.rehearsal.inject({"kind": kind, "item": item, **more})


def fails(player: Player, step: str, item: str) -> None:
    inject(player, "step-fails", item, step=step, params={"times": 1})


def item(rig: Rig, name: str) -> dict[str, Any]:
    return next(row for row in rig.store.rows("item") if row["name"] == name)


def plan_of(rig: Rig, name: str) -> dict[str, Any]:
    return next(row for row in rig.store.rows("plan") if row["name"] == name)


def owed(rig: Rig, what: str) -> dict[str, dict[str, Any]]:
    return {row["item"]: row for row in rig.store.rows("obligation") if row["what"] == what}


def closed(rig: Rig, what: str) -> list[str]:
    return [one["why"] for one in rig.store.journal() if one["kind"] == "obligation.closed" and one["what"] == what]


async def seen(player: Player) -> None:
    """Long enough for the watch to look again."""
    await player.sleep(400)
    await player.engine.look()


async def needs(player: Player) -> dict[str, str]:
    return {one["item"]: one["why"] for one in (await player.ask("Status"))["needs_a_person"]}


async def check(player: Player, operation: str, target: str, **options: Any) -> dict[str, dict[str, Any]]:
    found = await player.ask("Check", {"operation": operation, "target": target, "options": options})
    return {one["id"].split(":")[0]: one for one in found["findings"]}


# Replication is removed after a failover


@GRAINS
@pytest.mark.parametrize("kind", ["hyperv", "vmware"])
def test_removing_replication_after_a_failover_forgets_no_machine(kind: str, grain: Grain) -> None:
    """It removes the replicated item: the machine at the target runs on and counts, the old one stays down."""
    rig = Rig(small(kind=kind), grain, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, Any], ...]:
        await player.run("failover", "crew", shutdown=True)
        job = await player.run("disable-replication", "item:m1")
        await seen(player)
        status, guide = await player.ask("Status"), await player.ask("Next", {"target": "item:m1"})
        found = await check(player, "enable-replication", "item:m1")
        with pytest.raises(DrError) as caught:
            await player.start("enable-replication", "item:m1")
        assert caught.value.code == "not-ready"
        return job, status, guide, found

    job, status, guide, found = rig.live(play)
    row, held = item(rig, "m1"), owed(rig, "stay-down")["m1"]
    assert job["state"] == "Succeeded"
    assert (held["seen"], held["runs"], held["broken"]) == ("off", "running", False)
    assert row["must_stay_down"]["why"].startswith("m1 must stay down at")
    assert (row["authority"], row["authority_words"]) == ("cloud", "cloud counts; replicates nowhere")
    assert row["reverse"]["answer"] == "blocked"
    assert status["obligations"]["stay_down"] == 3
    assert guide["next_operation"] is None and "must stay down" in guide["why"]
    assert guide["alternatives"] == []
    asks = found["other-machine-runs"]
    assert (asks["level"], asks["overridable"]) == ("error", False)
    assert "The one at cloud runs and counts" in asks["message"]
    assert "what was written there since the failover is lost" in asks["recommended_action"]
    assert "source-returned" not in {effect.what for effect in rig.ledger()}
    assert rig.doctor() == []


@GRAINS
def test_two_machines_of_a_removed_item_are_loud(grain: Grain) -> None:
    rig = Rig(small(kind="hyperv"), grain, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, str], dict[str, Any]]:
        await player.run("failover", "crew", shutdown=True)
        await player.run("disable-replication", "item:m1")
        inject(player, "source-returns", "m1")
        await seen(player)
        return await needs(player), await player.ask("Next", {"target": "item:m1"})

    waits, guide = rig.live(play)
    assert "Shut it down at hill" in waits["m1"]
    assert [flag["flag"] for flag in item(rig, "m1")["flags"]] == ["two-authorities"]
    assert "two machines" in guide["why"]


@GRAINS
def test_the_old_machine_is_protected_anew_when_it_was_seen_running_alone(grain: Grain) -> None:
    rig = Rig(small(kind="hyperv"), grain, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, Any], ...]:
        await player.run("failover", "crew", shutdown=True)
        await player.run("disable-replication", "item:m1")
        inject(player, "target-stopped", "m1")
        await seen(player)
        neither = await check(player, "enable-replication", "item:m1")
        lost = await player.ask("Next", {"target": "item:m1"})
        assert "m1" in await needs(player)
        inject(player, "source-returns", "m1")
        await seen(player)
        guide = await player.ask("Next", {"target": "item:m1"})
        alone = await check(player, "enable-replication", "item:m1")
        return neither, lost, guide, alone, await player.run("enable-replication", "item:m1")

    neither, lost, guide, alone, job = rig.live(play)
    assert (neither["which-machine-counts"]["level"], neither["which-machine-counts"]["overridable"]) == ("error", True)
    assert lost["next_operation"] is None and "which one counts" in lost["why"]
    assert guide["next_operation"] == "enable-replication"
    assert "which-machine-counts" not in alone and alone["other-machine-left"]["level"] == "info"
    assert job["state"] == "Succeeded"
    (why,) = closed(rig, "stay-down")
    assert "seen running" in why
    assert "m1" not in owed(rig, "stay-down")
    assert rig.doctor() == []


def test_the_one_that_counts_may_be_named_where_neither_runs() -> None:
    """Accepted: the old one is started, the one at the target is left as it is."""
    rig = Rig(small(kind="hyperv"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        await player.run("failover", "crew", shutdown=True)
        await player.run("disable-replication", "item:m1")
        inject(player, "target-stopped", "m1")
        accept = ["which-machine-counts"]
        job = await player.run("enable-replication", "item:m1", accept=accept, comment="hill counts")
        await seen(player)
        return job

    assert rig.live(play)["state"] == "Succeeded"
    did = [effect.what for effect in rig.ledger() if effect.item == item(rig, "m1")["key"]]
    assert did.count("source-returned") == 1 and did.count("machine-started") == 1
    assert "m1" not in owed(rig, "stay-down")


@GRAINS
def test_the_world_starts_no_second_machine_whatever_was_accepted(grain: Grain) -> None:
    """The look before did not show the machine at the target, and it runs."""
    rig = Rig(small(kind="hyperv"), grain, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        await player.run("failover", "crew", shutdown=True)
        await player.run("disable-replication", "item:m1")
        provider, really = player.engine.provider, player.engine.provider.look

        async def blind(items: Any, probes: Any) -> Any:
            found = await really(items, probes)
            return [replace(one, seen="stopped", ok=False) if one.probe == "target-running" else one for one in found]

        provider.look = blind  # type: ignore[method-assign]
        return await player.run("enable-replication", "item:m1", accept=["which-machine-counts"], comment="so it seems")

    job = rig.live(play)
    assert job["state"] == "Failed"
    assert "would make two" in str(job["errors"])
    assert "source-returned" not in {effect.what for effect in rig.ledger()}


@pytest.mark.parametrize("operation", ["re-protect", "reverse-replicate"])
def test_replication_that_ran_back_is_removed_and_the_other_machine_must_stay_down_from_then_on(operation: str) -> None:
    name = {"re-protect": "teller-db", "reverse-replicate": "mail"}[operation]
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> dict[str, dict[str, Any]]:
        await player.run("failover", f"item:{name}", shutdown=True)
        await player.run(operation, f"item:{name}")
        await seen(player)
        before = owed(rig, "stay-down")
        await player.run("disable-replication", f"item:{name}")
        await seen(player)
        return before

    assert rig.live(play) == {}
    held = owed(rig, "stay-down")[name]
    assert held["site"] == item(rig, name)["source"]
    assert item(rig, name)["authority"] == item(rig, name)["target"]
    assert rig.doctor() == []


# A plan that stops in the middle


async def stop_in_the_middle(player: Player, plan: str, names: tuple[str, ...]) -> dict[str, Any]:
    """The machine of the first group fails to start, so that the one of the second is never started."""
    fails(player, "VmFoStartVmOnSecondary", names[0])
    return await player.run("planned-failover", f"plan:{plan}")


@PLANS
@GRAINS
def test_a_planned_failover_that_stopped_before_a_machine_was_started_goes_on_from_there(
    plan: str, names: tuple[str, ...], grain: Grain
) -> None:
    """[S]: a planned failover can be started again, also where machines have failed over and do not run."""
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[Any, ...]:
        first = await stop_in_the_middle(player, plan, names)
        await seen(player)
        waits, row = await needs(player), plan_of(rig, plan)
        guide = await player.ask("Next", {"target": f"plan:{plan}"})
        found = await check(player, "planned-failover", f"plan:{plan}")
        again = await player.run("planned-failover", f"plan:{plan}")
        await seen(player)
        return first, waits, row, guide, found, again, await needs(player)

    first, waits, row, guide, found, again, left = rig.live(play)
    assert first["state"] == "Failed"
    assert set(waits) == set(names)
    assert "planned-failover" in row["allowed_operations"]
    assert {flag["item"] for flag in row["flags"]} == set(names)
    assert command_of(guide["remedies"]) == f"drconsole run planned-failover plan:{plan} --confirm {plan}"
    assert found["goes-on"]["level"] == "warning" and "by hand" in found["goes-on"]["recommended_action"]
    assert not [one for one in found.values() if one["level"] == "error"]
    assert again["state"] == "Succeeded", again["errors"]
    assert left == {}
    keys = {row["name"]: row["key"] for row in rig.store.rows("item")}
    counted = rig.counted()
    for name in names:
        assert counted[keys[name], "machine-created"] == 1, "it goes on, and makes no second machine"
        assert counted[keys[name], "machine-started"] == 1
        assert counted[keys[name], "source-shut-down"] == 1
    assert rig.doctor() == []


@GRAINS
def test_on_the_way_home_too_it_goes_on_from_there(grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[Any, ...]:
        await player.run("planned-failover", "plan:sites")
        await player.run("reverse-replicate", "plan:sites")
        first = await stop_in_the_middle(player, "sites", ("mail", "files"))
        guide = await player.ask("Next", {"target": "plan:sites"})
        alone = await check(player, "planned-failover", "item:files")
        return first, guide, alone, await player.run("planned-failover", "plan:sites")

    first, guide, alone, again = rig.live(play)
    assert (first["state"], again["state"]) == ("Failed", "Succeeded"), again["errors"]
    assert (first["direction"], again["direction"]) == ("recovery-to-primary",) * 2
    assert guide["next_operation"] == "planned-failover"
    assert guide["alternatives"] == [], "a machine that does not run is neither committed nor reversed"
    assert "run planned-failover of its recovery plan again" in alone["state-not-allowed"]["message"]
    assert {row["active_side"] for row in rig.store.rows("item") if row["name"] in ("mail", "files")} == {"Primary"}
    assert rig.doctor() == []


@PLANS
@GRAINS
def test_a_machine_that_failed_over_and_does_not_run_is_brought_up_at_its_point(
    plan: str, names: tuple[str, ...], grain: Grain
) -> None:
    """By Site Recovery where there is a change of the point, else by hand; what was done is seen."""
    rig = Rig(bundled("circles"), grain, speed=60.0)
    name = names[0]

    async def play(player: Player) -> tuple[Any, ...]:
        await stop_in_the_middle(player, plan, names)
        guide = await player.ask("Next", {"target": f"item:{name}"})
        point = item(rig, name)["failover_recovery_point"]["id"]
        if guide["next_operation"] == "change-recovery-point":
            assert command_of(guide["remedies"]).endswith(f"--point custom --point-id {point} --confirm {name}")
            job = await player.run("change-recovery-point", f"item:{name}", point="custom", point_id=point)
            assert job["state"] == "Succeeded", job["errors"]
            assert item(rig, name)["failover_recovery_point"]["id"] == point
        else:
            assert "by hand" in guide["why"]
            inject(player, "target-started", name)
        await seen(player)
        return guide, await needs(player), await player.ask("Next", {"target": f"item:{name}"})

    guide, waits, then = rig.live(play)
    assert guide["next_operation"] == (None if plan == "sites" else "change-recovery-point")
    assert set(waits) == set(names[1:])
    assert item(rig, name)["flags"] == []
    assert "nobody has validated it" in then["why"]
    assert rig.doctor() == []


@GRAINS
def test_a_failback_that_stopped_before_a_machine_was_started_goes_on_from_there(grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[Any, ...]:
        for operation in ("failover", "commit"):
            await player.run(operation, "plan:hyperv")
        fails(player, "VmFoStartVmOnSecondary", "branch-db")
        first = await player.run("failback", "plan:hyperv")
        guide = await player.ask("Next", {"target": "plan:hyperv"})
        return first, guide, await player.run("failback", "plan:hyperv")

    first, guide, again = rig.live(play)
    assert (first["state"], again["state"]) == ("Failed", "Succeeded"), again["errors"]
    assert guide["next_operation"] == "failback"
    assert {row["flags"] == [] for row in rig.store.rows("item") if row["name"].startswith("branch")} == {True}


# Shut down, and not failed over


@PLANS
@GRAINS
@pytest.mark.parametrize("by", ["hand", "the failover, run again"])
def test_a_machine_that_a_planned_failover_shut_down_and_left_needs_a_person(
    plan: str, names: tuple[str, ...], grain: Grain, by: str
) -> None:
    """It is "Protected, Primary", and off."""
    rig = Rig(bundled("circles"), grain, speed=60.0)
    left = names[1]  # machines are shut down in reverse boot order

    async def play(player: Player) -> tuple[Any, ...]:
        inject(player, "shutdown-fails", names[0], params={"times": 1})
        job = await player.run("planned-failover", f"plan:{plan}")
        waits, row, whole = await needs(player), item(rig, left), plan_of(rig, plan)
        guides = [await player.ask("Next", {"target": target}) for target in (f"plan:{plan}", f"item:{left}")]
        found = await check(player, "planned-failover", f"plan:{plan}")
        if by == "hand":
            inject(player, "source-returns", left)
            await seen(player)
        else:
            assert (await player.run("planned-failover", f"plan:{plan}"))["state"] == "Succeeded"
        return job, waits, row, whole, guides, found, await needs(player)

    job, waits, row, whole, guides, found, then = rig.live(play)
    said = f"shut down at {row['source']} by job {job['id']}, not failed over"
    assert job["state"] == "Failed"
    assert (row["protection_state"], row["active_location"]) == ("Protected", "Primary")
    assert set(waits) == {left} and said in waits[left]
    assert [said in flag["text"] for flag in row["flags"]] == [True]
    assert [flag["item"] for flag in whole["flags"]] == [left]
    assert [guide["next_operation"] for guide in guides] == ["planned-failover"] * 2
    assert not [one for one in found.values() if one["level"] == "error"]
    assert then == {}
    assert item(rig, left)["flags"] == plan_of(rig, plan)["flags"] == []
    (why,) = closed(rig, "left-off")
    assert why == ("its machine was seen running" if by == "hand" else f"it failed over to {row['target']}")
    assert rig.doctor() == []


@GRAINS
def test_a_failback_that_shut_down_the_machine_in_azure_and_stopped_needs_a_person(grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[Any, ...]:
        for operation in ("failover", "commit"):
            await player.run(operation, "item:branch-db")
        fails(player, "VmFailover", "branch-db")
        job = await player.run("failback", "item:branch-db")
        waits, guide = await needs(player), await player.ask("Next", {"target": "item:branch-db"})
        again = await player.run("failback", "item:branch-db")
        return job, waits, guide, again, await needs(player)

    job, waits, guide, again, then = rig.live(play)
    assert (job["state"], again["state"]) == ("Failed", "Succeeded"), again["errors"]
    assert f"branch-db was shut down at North Europe by job {job['id']}" in waits["branch-db"]
    assert guide["next_operation"] == "failback"
    assert then == {}
    assert closed(rig, "left-off") == ["it failed over to Bergen"]
    assert rig.doctor() == []


# Cancelled in the shutdown phase


@GRAINS
@pytest.mark.parametrize("operation", ["failover", "planned-failover"])
@pytest.mark.parametrize("down", [False, True], ids=["being shut down", "shut down"])
def test_a_cancel_in_the_shutdown_phase_loses_replication_at_every_grain(
    grain: Grain, operation: str, down: bool
) -> None:
    """[S]: replication was stopped before the failover in progress, and cannot be started again."""
    rig = Rig(bundled("circles"), grain, speed=60.0)
    name = "cards-db"

    async def play(player: Player) -> tuple[dict[str, Any], dict[str, str]]:
        options = {"shutdown": True} if operation == "failover" else {}
        job = await player.start(operation, f"item:{name}", **options)
        key = item(rig, name)["key"]
        while not any(
            task["name"] == "VmShutdownVmOnPrimary" and task["started_at"] for task in rig.tasks(job["id"]).values()
        ):
            await player.sleep(0.05)
        while down and not Rig.counted_now(player)[key, "source-shut-down"]:
            await player.sleep(0.05)
        await player.ask("CancelJob", {"job": job["id"], "confirm": name, "comment": "a drill"}, "cancel")
        ended = await player.ended(job["id"])
        await player.engine.look()
        return ended, await needs(player)

    job, waits = rig.live(play)
    (left,) = job["consequences"]
    assert left["loses_replication"]
    assert "still protected" not in left["text"] and "replication goes on" not in left["text"]
    if down or grain is Grain.STEP:
        assert set(waits) == {name} and "replication counts as stopped" in waits[name]
    if grain is Grain.PLAN:
        assert item(rig, name)["protection_state"] == "UnprotectedStatesBegin"
    assert wrongs(job, rig.ledger()) == []
    assert rig.doctor() == []


@pytest.mark.parametrize("operation", ["failover", "planned-failover"])
def test_a_failover_cancelled_before_its_source_was_down_is_flagged_until_it_is_seen_to_replicate(
    operation: str,
) -> None:
    """The service may say "Protected" and the machine run: that replication was stopped is said of the whole failover
    in progress [S]."""
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)
    name = "cards-db"

    async def play(player: Player) -> tuple[Any, ...]:
        provider = player.engine.provider
        really = provider.look

        async def look(items: Any, probes: Any) -> Any:
            found = await really(items, probes)
            return [replace(one, seen="stalled", ok=False) if one.probe == "replicating" else one for one in found]

        provider.look = look
        job = await player.start(operation, f"item:{name}", **({"shutdown": True} if operation == "failover" else {}))
        while not any(
            task["name"] == "VmShutdownVmOnPrimary" and task["started_at"] for task in rig.tasks(job["id"]).values()
        ):
            await player.sleep(0.05)
        await player.ask("CancelJob", {"job": job["id"], "confirm": name, "comment": "a drill"}, "cancel")
        await player.ended(job["id"])
        await seen(player)
        row, guide, whole = item(rig, name), await player.ask("Next", {"target": f"item:{name}"}), plan_of(rig, "vmm")
        read = next_of_rows(rig, TargetType.ITEM, name)
        waits, (entry,) = await needs(player), (await player.ask("Status"))["needs_a_person"]
        provider.look = really
        await seen(player)
        return job, row, whole, guide, read, waits, entry, await needs(player)

    job, row, whole, guide, read, waits, entry, then = rig.live(play)
    assert (row["protection_state"], row["source_powered"]) == ("Protected", True)
    assert [flag["flag"] for flag in row["flags"]] == ["replication-stopped"]
    assert f"job {job['id']}" in row["flags"][0]["text"] and "disable it and enable it anew" in row["flags"][0]["text"]
    assert row["stand"] == "critical"
    assert [flag["item"] for flag in whole["flags"]] == [name]
    assert set(waits) == {name} and waits[name].startswith(f"the failover of {name}")
    assert entry["friendly_name"] == f"Replication of {name} counts as stopped: its failover was cancelled"
    assert guide["next_operation"] is None and "replication counts as stopped" in guide["why"].lower()
    assert read.why == guide["why"]
    assert then == {}
    assert item(rig, name)["flags"] == plan_of(rig, "vmm")["flags"] == []
    assert closed(rig, "left-off") == ["it was seen to replicate"]
    assert rig.doctor() == []


# Without an engine


def next_of_rows(rig: Rig, kind: TargetType, name: str) -> guide.Guide:
    """What the console and the command line say of a target from the rows alone."""
    items, plans = rig.store.rows("item"), rig.store.rows("plan")
    row = next(row for row in (plans if kind is TargetType.PLAN else items) if row["name"] == name)
    return guide.next_step(view.look_of(items, plans), kind, row["key"])


@pytest.mark.parametrize("situation", ["removed", "stopped", "left off"])
def test_who_reads_the_rows_alone_is_told_the_same(situation: str) -> None:
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> dict[str, dict[str, Any]]:
        if situation == "removed":
            await player.run("failover", "plan:vmm", shutdown=True)
            await player.run("disable-replication", "item:cards-db")
        elif situation == "stopped":
            await stop_in_the_middle(player, "vmm", ("cards-db", "cards-web"))
        else:
            inject(player, "shutdown-fails", "cards-db", params={"times": 1})
            await player.run("planned-failover", "plan:vmm")
        await seen(player)
        return {target: await player.ask("Next", {"target": target}) for target in ("plan:vmm", "item:cards-db")}

    told = rig.live(play)
    for kind, name in ((TargetType.PLAN, "vmm"), (TargetType.ITEM, "cards-db")):
        asked, read = told[f"{kind}:{name}"], next_of_rows(rig, kind, name)
        assert (read.next_operation, read.why, [*map(as_json, read.remedies)]) == (
            asked["next_operation"],
            asked["why"],
            asked["remedies"],
        )
