"""A machine that is lost at its source: the check of what needs it sees that, and what is next leads elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import bundled
from support.rig import Player, Rig

from drconsole.recovery.types.remedies import Act, Deed
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import DrError

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


async def lose(player: Player, name: str, kind: str = "source-lost") -> None:
    rehearsal = player.engine.provider.rehearsal
    assert rehearsal is not None
    rehearsal.inject({"kind": kind, "item": name})
    await player.engine.look()


async def errors(player: Player, operation: str, target: str) -> dict[str, list[dict[str, Any]]]:
    """What blocks, with its remedies."""
    found = (await player.ask("Check", {"operation": operation, "target": target}))["findings"]
    return {one["id"]: one["remedies"] for one in found if one["level"] == "error"}


@GRAINS
def test_a_planned_failover_of_a_machine_that_is_gone_is_not_ready(grain: Grain) -> None:
    """It was ready, and its run failed with 25014 as often as it was tried."""
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> dict[str, list[dict[str, Any]]]:
        await lose(player, "mail")
        with pytest.raises(DrError, match="mail at Lund is gone"):
            await player.run("planned-failover", "plan:sites")
        return await errors(player, "planned-failover", "plan:sites")

    found = rig.live(play)
    assert list(found) == ["source-gone:mail"]
    assert [(one["act"], one["deed"], one["site"]) for one in found["source-gone:mail"]] == [
        (Act.OUTSIDE, Deed.RESTORE, "Lund")
    ]
    assert rig.jobs() == []


@pytest.mark.parametrize(("circle", "site"), [((), "Lund"), (("failover", "reverse-replicate"), "Malmo")])
def test_next_with_it_is_to_restore_it_and_a_failover_stays_open(circle: tuple[str, ...], site: str) -> None:
    """Also at the recovery side, where a planned failover home is due otherwise."""
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> list[dict[str, Any]]:
        for operation in circle:
            await player.run(operation, "plan:sites")
        await lose(player, "mail")
        return [await player.ask("Next", {"target": target}) for target in ("item:mail", "plan:sites")]

    for told in rig.live(play):
        assert told["next_operation"] is None
        assert "is gone" in told["why"]
        outside = [(one["deed"], one["name"], one["site"]) for one in told["remedies"] if one["act"] == Act.OUTSIDE]
        assert outside == [(Deed.RESTORE, "mail", site)]
        assert "failover" in told["alternatives"]
        assert not {"planned-failover", "resynchronize"} & set(told["alternatives"])


def test_of_a_machine_that_is_gone_nobody_is_told_to_start_it() -> None:
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> dict[str, list[dict[str, Any]]]:
        await lose(player, "mail")
        return await errors(player, "resynchronize", "item:mail")

    assert list(rig.live(play)) == ["source-gone:mail"]


def test_a_failover_of_it_is_ready_and_succeeds() -> None:
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> Any:
        await lose(player, "mail")
        return await player.run("failover", "item:mail")

    assert rig.live(play)["state"] == "Succeeded"


def test_a_plan_does_not_go_on_to_a_machine_that_is_not_there_and_next_makes_it_anew() -> None:
    """A change of the point was cut short after its machine was deleted: to start it failed again and again."""
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Any]]:
        await player.run("planned-failover", "plan:vmm")
        job = await player.start("change-recovery-point", "item:cards-web", point="latest-app-consistent")
        for what in ("machine-stopped", "machine-deleted"):
            while rig.counted_now(player)["cards-web", what] == 0:
                await player.sleep(0.5)
            if what == "machine-stopped":
                await player.ask("HoldJob", {"job": job["id"], "comment": "wait"})  # the deletion is the last step
        await player.ask("CancelJob", {"job": job["id"], "confirm": "cards-web", "comment": "a drill"})
        await player.ended(job["id"])
        found = await errors(player, "planned-failover", "plan:vmm")
        return found, await player.ask("Next", {"target": "plan:vmm"})

    found, told = rig.live(play)
    assert list(found) == ["nothing-to-start:cards-web"]
    assert told["next_operation"] == "change-recovery-point"
    assert [one["name"] for one in told["remedies"] if one["act"] == Act.RUN] == ["cards-web"]


def test_nobody_changes_the_point_of_a_machine_that_could_not_be_made_anew() -> None:
    """The change deletes the machine first: it then could not be brought to a site that does not answer."""
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> dict[str, list[dict[str, Any]]]:
        for operation in ("failover", "commit", "re-protect"):
            await player.run(operation, "plan:regions")
        await player.sleep(90.0)
        await player.run("failover", "plan:regions", accept=("test-failover-missing",), comment="a drill")
        await lose(player, "app-web", "link-down")
        body = {"point": "latest-app-consistent"}
        check = await player.ask(
            "Check", {"operation": "change-recovery-point", "target": "item:app-web", "options": body}
        )
        return {one["id"]: one["remedies"] for one in check["findings"] if one["level"] == "error"}

    found = rig.live(play)
    assert [(one["deed"], one["site"]) for one in found["primary-unreachable:app-web"]] == [
        (Deed.RECONNECT, "North Europe")
    ]
