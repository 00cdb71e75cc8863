"""What the engine promises in minutes, and what a job on an item keeps others from: as numbers, on virtual time.

The numbers stand here once more on purpose: a limit that is changed by mistake is seen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from support.actions import MANUAL
from support.edges import cancel, until
from support.estates import small
from support.rig import Player, Rig

from drconsole.providers.port import Observation, Status
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import Refused


def seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


def test_a_source_that_does_not_shut_down_is_waited_for_15_minutes() -> None:
    slow = "  - {kind: slow-step, item: m1, step: VmShutdownVmOnPrimary, factor: 500}"
    rig = Rig(small(items=1, groups=1, faults=slow), Grain.STEP, speed=1.0)

    async def play(player: Player) -> dict[str, Any]:
        job = await player.start("failover", "crew", shutdown=True)
        return await player.ended(job["id"])

    job = rig.live(play)
    assert [error["code"] for error in job["errors"]] == ["out-of-time"]
    assert "within 900 s" in job["errors"][0]["message"]
    (shutdown,) = [
        task for task in rig.tasks(job["id"]).values() if task["kind"] == "step" and "shut" in task["name"].lower()
    ]
    assert 900 <= seconds(shutdown["started_at"], shutdown["ended_at"]) <= 970


@pytest.mark.parametrize(("minutes", "runs"), [(14, True), (16, False)])
def test_a_preview_is_kept_for_15_minutes(minutes: int, runs: bool) -> None:
    rig = Rig(small(), Grain.STEP, speed=1.0)

    async def play(player: Player) -> Any:
        asked = {"operation": "test-failover", "target": "crew", "options": {"network": "cloud-lab"}}
        found = await player.ask("Preview", asked)
        await player.sleep(minutes * 60)
        try:
            await player.start("test-failover", "crew", digest=found["digest"])
        except Refused as refused:
            return refused.code
        return "started"

    code = rig.live(play)
    assert (code != "digest-unknown") is runs, code


def test_what_is_owed_is_looked_at_every_minute() -> None:
    rig = Rig(small(), Grain.STEP, speed=1.0)

    async def play(player: Player) -> int:
        await player.run("failover", "crew", point="latest-processed", shutdown=True)
        # The rig stretches the engine's pace on the wall; what is asked here is the provider's minute.
        player.engine.watch._pace = 1.0
        await player.sleep(400)
        provider, looks = player.engine.provider, []
        really = provider.look

        async def look(items: Any, probes: Any) -> Any:
            looks.append(player.rig.loop.time())
            return await really(items, probes)

        provider.look = look  # type: ignore[method-assign]
        await player.sleep(1200)
        return len(looks)

    assert 16 <= rig.live(play) <= 21


def test_a_machine_that_a_job_works_on_is_not_validated() -> None:
    rig = Rig(small(), Grain.STEP, speed=1.0)

    async def play(player: Player) -> tuple[str, str]:
        await player.run("failover", "crew", point="latest-processed")
        job = await player.start("change-recovery-point", "item:m1", point="latest-processed")
        with pytest.raises(Refused) as refused:
            await player.ask("Validate", {"item": "m1", "result": "ok", "comment": ""}, "while")
        await player.ended(job["id"])
        await player.ask("Validate", {"item": "m1", "result": "ok", "comment": ""}, "after")
        return refused.value.code, job["id"]

    code, _ = rig.live(play)
    assert code == "item-busy"
    assert [row["result"] for row in rig.store.rows("validation")] == ["ok"]


def test_a_machine_that_a_job_works_on_is_in_no_second_job() -> None:
    rig = Rig(small(), Grain.STEP, speed=1.0)

    async def play(player: Player) -> tuple[str, str, Any]:
        first = await player.start("failover", "item:m1", point="latest-processed")
        with pytest.raises(Refused) as alone:
            await player.start("failover", "item:m1", point="latest-processed", shutdown=False)
        with pytest.raises(Refused) as plan:
            await player.start("failover", "crew", point="latest-processed")
        second = await player.start(
            "failover", "crew", point="latest-processed", accept=["busy"], comment="m1 runs already"
        )
        await player.ended(first["id"])
        return alone.value.code, plan.value.code, (await player.ended(second["id"]))["skipped"]

    alone, plan, skipped = rig.live(play)
    assert (alone, plan) == ("not-ready", "not-ready")
    assert "m1" in str(skipped)
    assert rig.counted()["m1", "machine-started"] == 1


def test_a_cancel_at_step_grain_leaves_no_manual_action_waiting() -> None:
    rig = Rig(small(actions=MANUAL), Grain.STEP, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        job = await player.start("failover", "crew", point="latest-processed")
        await until(player, job["id"], "Suspended")
        await cancel(player, job["id"])
        return await player.ended(job["id"], answering=False, limit=20_000)

    job = rig.live(play)
    assert (job["state"], job["waits_for"]) == ("Cancelled", [])
    assert rig.store.rows("gate") == []


def test_a_step_that_was_accepted_and_is_unknown_now_is_never_sent_again() -> None:
    """The reference is the proof that it arrived: no trace of it is no reason to do it twice."""
    rig = Rig(small(items=1, groups=1), Grain.STEP, speed=1.0)

    async def play(player: Player) -> tuple[dict[str, Any], list[str]]:
        provider, sent = player.engine.provider, []
        begin, observe = provider.begin, provider.observe

        async def count(work: Any) -> str:
            if work.step == "VmFailover":
                sent.append(work.key)
            return await begin(work)

        async def forget(work: Any, reference: str | None) -> Observation:
            seen = await observe(work, reference)
            return Observation(Status.ABSENT, seen.as_of) if work.step == "VmFailover" else seen

        provider.begin, provider.observe = count, forget  # type: ignore[method-assign]
        job = await player.start("failover", "crew", point="latest-processed")
        row = await until(player, job["id"], "Suspended", limit=20_000)
        await player.sleep(20_000)
        return row, sent

    row, sent = rig.live(play)
    assert row["state_description"] == "WaitingForOutcome"
    assert len(sent) == 1, sent
    assert "task.reset" not in {event["kind"] for event in rig.store.journal()}
