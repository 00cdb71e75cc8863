"""A plan's job of Azure that waits for a person can be told to go on, and nothing else: nothing else is offered."""

from __future__ import annotations

from typing import Any

import pytest
from support.azure_rig import AzureRig
from support.estates import bundled
from support.rig import Player

from drconsole.recovery.types.work.errors import Refused


def test_only_done_is_offered_and_taken_where_the_service_waits() -> None:
    rig = AzureRig(bundled("contoso"), speed=60.0)

    async def play(player: Player) -> Any:
        check = await player.ask("Check", {"operation": "failover", "target": "plan:finance", "options": {}})
        accept = [one["id"] for one in check["findings"] if one["level"] == "error"]
        job = await player.start("failover", "plan:finance", accept=accept, comment="the bank waits")
        while not player.engine.state.jobs[job["id"]].waiting:
            await player.sleep(10.0)
        (task,) = player.engine.state.jobs[job["id"]].waiting
        (waits,) = (await player.ask("Status"))["needs_a_person"]
        (way,) = (await player.ask("Next", {"target": "plan:finance"}))["remedies"]
        refused = []
        for outcome in ("skip", "failed"):
            body = {"job": job["id"], "task": task, "outcome": outcome, "comment": "x"}
            with pytest.raises(Refused) as error:
                await player.ask("AnswerTask", body, f"answer-{outcome}")
            refused.append((error.value.code, error.value.message))
        return waits["outcomes"], way["outcome"], refused, await player.ended(job["id"])

    outcomes, next_one, refused, job = rig.live(play)
    assert outcomes == [next_one] == ["done"]
    assert refused == [("no-such-answer", "it takes done")] * 2
    assert job["state"] in ("Succeeded", "CompletedWithInformation")
