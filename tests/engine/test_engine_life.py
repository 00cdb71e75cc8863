"""The whole engine over the simulated world, on virtual time: what an operator can rely on."""

from __future__ import annotations

import pytest
from support.actions import MANUAL, SCRIPT_AND_MANUAL
from support.estates import contoso, small
from support.rig import CountEntries, Rig
from support.rows import keys, outcomes, points, used

from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.render.words.command_lines import command_of

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


@GRAINS
def test_the_whole_way_of_contosos_first_plan(grain):
    rig = Rig(contoso(), grain)

    async def play(player):
        view = await player.ask("Preview", {"operation": "failover", "target": "shop", "options": {}})
        assert view["ready"], view["findings"]
        job = await player.start("failover", "shop", digest=view["digest"])
        job = await player.ended(job["id"], answering=False)
        assert job["state"] == "Succeeded", (job["errors"], job["items"], job["evidence"])
        assert set(used(job)) == set(keys(job))
        assert (await player.ask("RecoveryPoints", {"item": keys(job)[0]}))["points"]
        changed = await player.run("change-recovery-point", "shop", point="latest-app-consistent")
        assert changed["state"] == "Succeeded", changed["errors"]
        for item in keys(job):
            await player.ask("Validate", {"item": item, "result": "ok", "comment": "logged in"})
        committed = await player.run("commit", "shop")
        assert committed["state"] == "Succeeded"
        for item in keys(job):
            assert (await player.ask("RecoveryPoints", {"item": item}))["points"] == []
        for target in ("shop", *keys(job)):
            with pytest.raises((Refused, BadInput)):
                await player.start("change-recovery-point", target, point="latest-processed")
        return True

    assert rig.live(play) is True
    assert rig.doctor() == []
    counted = rig.counted()
    assert not any(what == "refused" for _, what in counted)


@GRAINS
def test_a_test_failover_stays_open_until_its_cleanup(grain):
    rig = Rig(small(), grain)

    async def play(player):
        job = await player.run("test-failover", "crew", network="cloud-lab")
        assert job["state"] == "Succeeded", job["errors"]
        rows = [rig.store.row("item", f"m{n}") for n in (1, 2, 3)]
        assert {row["test_failover_state"] for row in rows} == {"WaitingForCompletion"}
        assert {tuple(row["allowed_operations"]) for row in rows} == {("cleanup-test-failover",)}
        with pytest.raises(Refused):
            await player.start("failover", "crew")
        cleaned = await player.run("cleanup-test-failover", "crew", comment="it works")
        assert cleaned["state"] == "Succeeded"
        assert {e["ok"] for e in cleaned["evidence"]} == {False}
        assert "failover" in rig.store.row("item", "m1")["allowed_operations"]
        return True

    assert rig.live(play) is True
    assert rig.doctor() == []


@GRAINS
def test_hyper_v_fails_over_in_an_orderly_way_and_loses_nothing(grain):
    rig = Rig(small(kind="hyperv"), grain)

    async def play(player):
        job = await player.run("planned-failover", "crew")
        assert job["state"] == "Succeeded", job["errors"]
        return job

    job = rig.live(play)
    seen = {(e["probe"], e["ok"]) for e in job["evidence"]}
    assert seen == {("target-running", True), ("source-powered", False)}
    assert rig.counted()["m1", "final-sync"] == 1
    assert rig.doctor() == []


@GRAINS
def test_the_data_loss_that_was_confirmed_is_the_one_that_is_recorded(grain):
    """After a failover nothing more is lost by waiting: a change of the point is measured against that failover."""
    rig = Rig(small(), grain, speed=60.0)

    async def play(player):
        await player.run("failover", "crew")
        await player.sleep(60)
        asked = {"operation": "change-recovery-point", "target": "crew", "options": {"point": "latest-app-consistent"}}
        shown = await player.ask("Preview", asked)
        job = await player.start("change-recovery-point", "crew", digest=shown["digest"])
        return [{key: point["data_loss"] for key, point in points(each).items()} for each in (shown, job)]

    shown, recorded = rig.live(play)
    assert shown == recorded
    assert all(shown.values())


def test_a_script_is_told_the_group_that_it_belongs_to():
    rig = Rig(small(actions=SCRIPT_AND_MANUAL), Grain.STEP)
    told = []

    async def play(player):
        really = rig.scripts.start

        async def start(order):
            told.append(order.context["group"])
            await really(order)

        rig.scripts.start = start
        await player.run("failover", "crew")

    rig.live(play)
    assert told == ["1"]


@GRAINS
def test_a_plan_waits_at_its_manual_action_until_it_is_answered(grain):
    rig = Rig(small(actions=MANUAL), grain)

    async def play(player):
        job = await player.start("failover", "crew")
        for _ in range(100_000):
            row = rig.store.row("job", job["id"])
            if row["state"] == "Suspended":
                break
            await player.sleep(1)
        assert row["state_description"] == "WaitingForManualAction"
        (gate,) = (await player.ask("Status"))["needs_a_person"]
        assert gate["why"] == "Look whether the tills work."
        now = player.engine.provider.clock.now()
        await player.sleep(5000)
        assert player.engine.provider.clock.now() == now, "a clock at max stands still while only a person is awaited"
        with pytest.raises(Refused):
            await player.ask("AnswerTask", {"job": job["id"], "task": gate["task"], "outcome": "retry", "comment": ""})
        return await player.ended(job["id"])

    job = rig.live(play)
    assert job["state"] == "Succeeded", job
    assert rig.store.rows("gate") == []
    assert rig.doctor() == []


@GRAINS
@pytest.mark.parametrize(("fails", "state"), [(False, "Succeeded"), (True, "PartiallySucceeded")])
def test_a_script_of_the_plan_runs_once_and_its_failure_does_not_stop_an_unplanned_run(grain, fails, state):
    rig = Rig(small(actions=SCRIPT_AND_MANUAL), grain)
    if fails:
        rig.scripts.failing.add("note")

    async def play(player):
        return await player.run("failover", "crew")

    job = rig.live(play)
    assert job["state"] == state, (job["errors"], rig.tasks(job["id"]))
    assert rig.scripts.lines == ["note"]
    assert set(outcomes(job).values()) == {"Succeeded"}


def test_the_same_run_is_the_same_bytes():
    def ledger(seed):
        rig = Rig(small(seed=seed), Grain.STEP)

        async def play(player):
            return await player.run("failover", "crew")

        count = CountEntries()
        rig.live(play, count)
        return [row.data for row in rig.store.events], rig.ledger()

    assert ledger(3) == ledger(3)
    assert ledger(3) != ledger(4)


def test_a_validation_is_voided_by_another_recovery_point():
    rig = Rig(small(), Grain.STEP)

    async def play(player):
        await player.run("failover", "crew")
        with pytest.raises(BadInput):
            await player.ask("Validate", {"item": "m9", "result": "ok", "comment": ""})
        await player.ask("Validate", {"item": "m1", "result": "ok", "comment": "logged in"})
        assert rig.store.row("item", "m1")["validation"]["result"] == "ok"
        await player.run("change-recovery-point", "item:m1", point="latest-app-consistent")
        return rig.store.row("item", "m1")["validation"], rig.store.row("validation", "m1")

    assert rig.live(play) == (None, None)
    assert rig.doctor() == []


def test_validating_what_is_not_failed_over_is_refused():
    rig = Rig(small(), Grain.STEP)

    async def play(player):
        with pytest.raises(Refused, match="not failed over"):
            await player.ask("Validate", {"item": "m1", "result": "ok", "comment": ""})
        return True

    assert rig.live(play) is True


@GRAINS
def test_a_machine_that_was_made_and_does_not_run_is_what_is_next(grain):
    faults = '  - {kind: step-fails, item: m2, step: VmFoStartVmOnSecondary, code: "Passing"}'
    rig = Rig(small(faults=faults), grain)

    async def play(player):
        job = await player.run("failover", "crew")
        return job, await player.ask("Next", {"target": "crew"})

    job, guide = rig.live(play)
    assert job["state"] == "PartiallySucceeded"
    assert rig.store.row("item", "m2")["failover_health"] == "Critical"
    assert guide["next_operation"] == "change-recovery-point"
    assert "item:m2" in command_of(guide["remedies"])


def test_next_says_what_a_waiting_job_waits_for_and_how_it_is_answered():
    rig = Rig(small(actions=MANUAL), Grain.STEP)

    async def play(player):
        job = await player.start("failover", "crew")
        while rig.store.row("job", job["id"])["state"] != "Suspended":
            await player.sleep(1)
        return await player.ask("Next", {"target": "m1"}), job["id"]

    guide, job = rig.live(play)
    assert "Look whether the tills work." in guide["why"]
    assert command_of(guide["remedies"]).startswith(f"drconsole job answer {job} ")
    assert guide["alternatives"] == []


def test_acting_on_a_job_that_has_ended_says_how_it_ended():
    rig = Rig(small(), Grain.STEP)

    async def play(player):
        job = await player.run("failover", "crew")
        with pytest.raises(Refused, match="has ended: Succeeded"):
            await player.ask("HoldJob", {"job": job["id"], "comment": ""})
        with pytest.raises(BadInput, match="there is no job"):
            await player.ask("HoldJob", {"job": "j9-9", "comment": ""})
        return True

    assert rig.live(play) is True
