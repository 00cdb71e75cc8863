"""Somebody tidied up: the old source machine was deleted before re-protect (azure-docs issue 81429)."""

from __future__ import annotations

from typing import Any

from support.estates import bundled
from support.rig import Player, Rig

from drconsole.recovery.types.words import Grain
from drconsole.render.words.command_lines import command_of


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
