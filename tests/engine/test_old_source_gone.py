"""Somebody tidied up: the old source machine was deleted before re-protect (azure-docs issue 81429)."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import bundled
from support.rig import Player, Rig

from drconsole.records.alarms.all_of_them import alarms
from drconsole.records.alarms.seen import Seen
from drconsole.records.view import look_of
from drconsole.recovery.guide.guide import next_step
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.recovery.types.words import Grain, Operation, TargetType
from drconsole.render.words.command_lines import alarm_to_type, command_of


def test_check_reads_what_was_seen_and_the_world_refuses_what_check_foretells() -> None:
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> Any:
        await player.run("failover", "plan:regions")
        await player.run("commit", "plan:regions")
        rehearsal = player.engine.provider.rehearsal
        assert rehearsal is not None
        rehearsal.inject({"kind": "source-lost", "item": "app-db"})
        await player.sleep(60)
        checked = await player.ask("Check", {"operation": "re-protect", "target": "item:app-db", "options": {}})
        told = await player.ask("Next", {"target": "item:app-db"})
        job = await player.run("re-protect", "item:app-db", accept=["old-source-gone"], comment="tried all the same")
        return checked, told, job

    checked, told, job = rig.live(play)
    ids = {one["id"]: one["level"] for one in checked["findings"]}
    assert ids["old-source-gone:app-db"] == "error"
    assert "old-source-deleted:app-db" not in ids
    assert not checked["ready"]
    assert told["next_operation"] is None
    line = command_of(told["remedies"])
    assert "issue 81429" not in line and line.startswith("drconsole check re-protect")
    assert job["state"] == "Failed"
    causes = " ".join(f"{error['message']} {error['possible_causes']}" for error in job["errors"])
    assert "isn't ready for reenabling protection" in causes and "might have been deleted" in causes


@pytest.mark.parametrize(("plan", "item"), [("regions", "app-db"), ("vmware", "teller-db")])
def test_rows_alone_lead_to_no_protection_that_check_refuses(plan: str, item: str) -> None:
    """Once a re-protect was undone by removing it, alarms and ``next`` without an engine said to enable replication."""
    rig = Rig(bundled("circles"), Grain.STEP)

    async def play(player: Player) -> Any:
        for operation in ("failover", "commit", "re-protect", "disable-replication"):
            await player.run(operation, f"item:{item}")
        await player.sleep(3 * 3600)  # an old source that is gone owes nothing any more
        checked = await player.ask("Check", {"operation": "enable-replication", "target": f"item:{item}"})
        return checked, await player.ask("Next", {"target": f"item:{item}"})

    checked, told = rig.live(play)
    assert not checked["ready"]
    look = look_of(rig.store.rows("item"), rig.store.rows("plan"))
    for kind, key in ((TargetType.ITEM, item), (TargetType.PLAN, plan)):
        found = next_step(look, kind, key)
        assert (found.next_operation, told["next_operation"]) == (None, None)
        assert Operation.ENABLE_REPLICATION not in found.alternatives
    (row,) = [one for one in rig.store.rows("item") if one["key"] == item]
    (alarm,) = alarms(Seen(items=[row], gravities={GRAVITY[Stand(row["stand"])]: 1}))
    assert alarm["kind"] == "unprotected"
    assert "enable-replication" not in alarm_to_type(alarm)["command"]


@pytest.mark.parametrize(("item", "gone"), [("app-db", True), ("teller-db", False)])
def test_before_a_removal_the_old_machine_is_looked_for(item: str, gone: bool) -> None:
    """A re-protect between regions deletes it; the warning said that it must still stay down."""
    rig = Rig(bundled("circles"), Grain.STEP)

    async def play(player: Player) -> Any:
        for operation in ("failover", "commit", "re-protect"):
            await player.run(operation, f"item:{item}")
        await player.sleep(3 * 3600)
        return await player.ask("Check", {"operation": "disable-replication", "target": f"item:{item}"})

    findings = rig.live(play)["findings"]
    (said,) = [one["message"] for one in findings if one["id"].startswith("machines-stay:")]
    assert ("there is none at" in said, "must still stay down" in said) == (gone, not gone)


def test_the_machine_that_counts_is_remembered_after_the_old_one_was_deleted() -> None:
    """What was owed of the old one ended with it, and the row then said that its site counted."""
    rig = Rig(bundled("circles"), Grain.STEP)

    async def play(player: Player) -> Any:
        for operation in ("failover", "commit", "disable-replication"):
            await player.run(operation, "item:app-db")
        rehearsal = player.engine.provider.rehearsal
        assert rehearsal is not None
        rehearsal.inject({"kind": "source-lost", "item": "app-db"})
        await player.sleep(4 * 3600)
        return await player.ask("Next", {"target": "item:app-db"})

    told = rig.live(play)
    (row,) = [one for one in rig.store.rows("item") if one["key"] == "app-db"]
    assert (row["authority"], row["authority_words"]) == ("West Europe", "West Europe counts; replicates nowhere")
    assert row["must_stay_down"]["why"].startswith("app-db is gone at North Europe")
    for found in (told["next_operation"], next_step(look_of([row], ()), TargetType.ITEM, "app-db").next_operation):
        assert found is None
    assert "the old source is gone" in told["why"]
    assert rig.doctor() == []
