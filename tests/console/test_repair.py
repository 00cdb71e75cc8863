"""``:repair`` in a simulation: people outside clear what is wrong with an item, and the console says what they did."""

from __future__ import annotations

from live_world import live_console
from support.estates import small
from support.rig import Player, Rig

from drconsole.console.commands.work.simulation import Repair
from drconsole.recovery.types.words import Grain


async def lose_agent(player: Player) -> None:
    rehearsal = player.engine.provider.rehearsal
    assert rehearsal is not None
    rehearsal.inject({"id": "lost", "kind": "agent-lost", "item": "m1"})


async def test_what_is_wrong_with_the_item_that_is_named_is_cleared_and_told() -> None:
    async with live_console(Rig(small(), Grain.STEP, speed=60.0), lose_agent) as (watched, session):
        assert Repair().why_not(watched.app) in ("", None)
        await Repair().run(watched.app, "m1")
        (body,) = session.asked("Repair")
        assert body["item"] == "item-key:m1"
        assert "somebody sees that the machine" in watched.app.notices[-1].text
        assert "(lost: the agent" in watched.app.notices[-1].text


async def test_a_plan_is_not_repaired_and_a_real_world_neither() -> None:
    async with live_console(Rig(small(), Grain.STEP, speed=60.0)) as (watched, _):
        assert Repair().reason(watched.app, ("plan", "crew")) == ""
        assert Repair().reason(watched.app, ("item", "m1")) is None
        watched.app.model.status = {**watched.app.model.status, "clock": {"ours": False}}
        assert Repair().reason(watched.app, ("item", "m1")) == "only a simulation has nobody outside who does it"
