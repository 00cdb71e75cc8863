"""The promises everything rests on: a begin is durable before its effect, and absent is not believed at once."""

from __future__ import annotations

import asyncio
from collections import deque

import pytest
from support.estates import small
from support.rig import Rig

from drconsole.recovery.words import Grain
from drconsole.store.memory import MemoryJournal

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


class SlowDisk(MemoryJournal):
    """Entries become durable a second after they were submitted, in order."""

    DELAY = 1.0

    def submit(self, entry):
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        if not hasattr(self, "queue"):
            self.queue = deque()
        self.queue.append((entry, future))
        loop.call_later(self.DELAY, self._land)
        return future

    def _land(self):
        entry, future = self.queue.popleft()
        done = super().submit(entry)
        if not future.done():
            future.set_result(done.result())

    async def close(self):
        while self.queue:
            await asyncio.sleep(self.DELAY)
        await super().close()


@GRAINS
def test_no_effect_comes_before_its_begin_is_durable(grain):
    rig = Rig(small(), grain)
    rig.journal = SlowDisk
    seen = []

    async def play(player):
        provider = player.engine.provider
        really = provider.begin

        async def begin(work):
            durable = {
                f"{e['job']}/{e['task']}/{e['attempt']}" for e in rig.store.journal() if e["kind"] == "task.begun"
            }
            seen.append((work.key, work.key in durable))
            return await really(work)

        provider.begin = begin
        return await player.run("failover", "crew")

    assert rig.live(play)["state"] == "Succeeded"
    assert seen
    assert [key for key, durable in seen if not durable] == []


@GRAINS
def test_a_request_that_lands_late_is_not_sent_again(grain):
    rig = Rig(small(faults="  - {kind: late-landing, seconds: 15}"), grain)

    async def play(player):
        return await player.run("failover", "crew", point="latest-processed", shutdown=True)

    job = rig.live(play)
    assert job["state"] == "Succeeded", job["errors"]
    counted = rig.counted()
    for item in ("m1", "m2", "m3"):
        for what in ("source-shut-down", "machine-created", "machine-started"):
            assert counted[item, what] == 1, (item, what)


@GRAINS
def test_a_request_that_never_landed_is_sent_again_after_the_settle_time(grain):
    rig = Rig(small(), grain)

    async def play(player):
        provider = player.engine.provider
        really, lost = provider.begin, []

        async def begin(work):
            from drconsole.providers.port import NoAnswer

            if not lost:
                lost.append(work.key)
                raise NoAnswer("lost on the way")
            return await really(work)

        provider.begin = begin
        before = provider.clock.now()
        job = await player.run("failover", "crew")
        resets = [e for e in rig.store.journal() if e["kind"] == "task.reset"]
        return job, lost, resets, before

    job, lost, resets, _ = rig.live(play)
    assert job["state"] == "Succeeded"
    assert [f"{e['job']}/{e['task']}/{e['attempt'] - 1}" for e in resets] == lost


@GRAINS
def test_what_never_lands_is_sent_a_bounded_number_of_times_and_then_a_person_is_asked(grain):
    rig = Rig(small(items=1, groups=1), grain)

    async def play(player):
        from drconsole.providers.port import NoAnswer

        sent = []

        async def begin(work):
            sent.append(work.key)
            raise NoAnswer("lost on the way")

        player.engine.provider.begin = begin
        job = await player.start("failover", "crew")
        while rig.store.row("job", job["id"])["state"] != "Suspended":
            await player.sleep(10)
        return sent

    sent = rig.live(play)
    assert len(sent) == len(set(sent)) == 5
    (gate,) = rig.store.rows("gate")
    assert gate["outcomes"] == ["done", "failed", "skip", "retry"]


@GRAINS
def test_a_provider_that_says_nothing_for_long_brings_a_person_in(grain):
    rig = Rig(small(items=1, groups=1), grain)

    async def play(player):
        provider = player.engine.provider
        really = provider.observe
        silent = True

        async def observe(work, reference):
            from drconsole.providers.port import Unreachable

            if silent:
                raise Unreachable("no route")
            return await really(work, reference)

        provider.observe = observe
        job = await player.start("failover", "crew")
        while rig.store.row("job", job["id"])["state"] != "Suspended":
            await player.sleep(10)
        row = rig.store.row("job", job["id"])
        assert row["state_description"] == "WaitingForOutcome"
        (gate,) = rig.store.rows("gate")
        assert "retry" in gate["outcomes"]
        silent = False
        return await player.ended(job["id"])

    assert rig.live(play)["ended_at"]
    assert rig.doctor() == []


def test_shutting_the_source_down_is_tried_for_a_bounded_time_and_the_failover_goes_on():
    rig = Rig(small(faults="  - {kind: slow-step, item: m1, step: VmShutdownVmOnPrimary, factor: 1000}"), Grain.STEP)

    async def play(player):
        return await player.run("failover", "crew", shutdown=True)

    job = rig.live(play)
    assert job["state"] == "CompletedWithInformation"
    assert [error["code"] for error in job["errors"]] == ["out-of-time"]
    assert set(job["items"].values()) == {"Succeeded"}
    assert rig.counted()["m1", "machine-started"] == 1
