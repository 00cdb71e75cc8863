"""Commands: confirmed by the target's name, carried out once however often they are sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.estates import small
from support.rig import Rig

from drconsole.engine.execution.work import work_key
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import BadInput, Refused

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


def test_only_the_targets_name_starts_anything():
    rig = Rig(small(), Grain.STEP)

    async def play(player):
        body = {"operation": "failover", "target": "crew", "confirm": "crw", "options": {}, "accept": ()}
        with pytest.raises(Refused, match="not the target's name"):
            await player.ask("StartJob", body)
        with pytest.raises(BadInput) as unknown:
            await player.start("failover", "crow")
        assert "crew" in unknown.value.advice
        return rig.jobs()

    assert rig.live(play) == []


def test_a_command_sent_again_is_carried_out_once():
    rig = Rig(small(), Grain.STEP)

    async def play(player):
        first = await player.start("failover", "crew", "same")
        second = await player.start("failover", "crew", "same")
        assert second["id"] == first["id"]
        await player.ended(first["id"])
        third = await player.start("failover", "crew", "same")
        return first["id"], third["id"], len(rig.jobs())

    first, third, jobs = rig.live(play)
    assert (first, jobs) == (third, 1)


@pytest.mark.parametrize(
    ("kind", "more"), [("CancelJob", {"confirm": "crew"}), ("HoldJob", {}), ("ResumeJob", {})], ids=lambda v: str(v)[:6]
)
def test_an_id_that_was_used_for_another_command_does_nothing_and_says_so(kind, more):
    rig = Rig(small(), Grain.STEP, speed=1.0)

    async def play(player):
        job = await player.start("failover", "crew", "first")
        await player.ask("HoldJob", {"job": job["id"], "comment": "a"}, "second")
        await player.ask("HoldJob", {"job": job["id"], "comment": "a"}, "second")
        before = len(list(rig.store.journal()))
        with pytest.raises(Refused) as refusal:
            await player.ask(kind, {"job": job["id"], "comment": "b", **more}, "second")
        assert len(list(rig.store.journal())) == before
        return refusal.value.code

    assert rig.live(play) == "id-reused"


def test_a_command_of_a_store_that_does_not_tell_what_was_asked_is_answered_again():
    rig = Rig(small(), Grain.STEP, speed=1.0)

    async def play(player):
        job = await player.start("failover", "crew", "first")
        rig.store.intents["first"] = rig.store.intents["first"]._replace(asked="")
        return job["id"], (await player.start("failover", "crew", "first"))["id"]

    first, again = rig.live(play)
    assert first == again


def test_a_job_of_the_release_before_keeps_the_keys_of_its_work():
    async def play(player):
        await player.start("failover", "crew")
        (job,) = player.engine.state.jobs.values()
        task = next(iter(job.tasks.values()))
        now = work_key(job, task)
        job.created = replace(job.created, token="")
        return now, work_key(job, task)

    now, before = Rig(small(), Grain.STEP, speed=1.0).live(play)
    key, _, token = now.partition("#")
    assert token
    assert before == key


@GRAINS
def test_what_was_previewed_is_refused_with_the_difference_once_it_has_changed(grain):
    rig = Rig(small(), grain)

    async def play(player):
        shown = await player.ask(
            "Preview", {"operation": "failover", "target": "crew", "options": {"point": "latest-processed"}}
        )
        job = await player.run("failover", "item:m1")
        assert job["state"] == "Succeeded", job["errors"]
        with pytest.raises(Refused) as refusal:
            await player.start("failover", "crew", digest=shown["digest"])
        assert refusal.value.code == "changed-since-preview"
        assert any(d.get("item") == "m1" for d in refusal.value.extra["difference"])
        return len(rig.jobs())

    assert rig.live(play) == 1
