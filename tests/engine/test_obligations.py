"""What is owed after a failover: opened, looked at again and again, and closed by what was seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from owing import counting, item, kinds, owed
from support.estates import small
from support.rig import Crash, Rig

from drconsole.engine.decider.owing.obligations import FOLDS, settle
from drconsole.engine.decider.owing.owed import known_of
from drconsole.engine.decider.state import State
from drconsole.engine.execution.watch import EVERY
from drconsole.providers.port import Unreachable
from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus
from drconsole.recovery.types.words import Grain, Location, Operation, Scenario
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.observed import Evidence

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def view_of_failed_over():
    item = Item("k", "web", Scenario.VMWARE_TO_AZURE, "oslo", "azure", "windows", "day")
    status = ItemStatus(
        key="k",
        provider_id="id",
        protection_state="UnplannedFailoverStatesBegin",
        protection_state_description="Failover committed",
        as_of=NOW,
        active_location=Location.RECOVERY,
        provider_allowed_operations=("DisableProtection", "SwitchProtection"),
    )
    return EstateView(items={"k": item}, statuses={"k": status})


async def fail_over(player, **options):
    return await player.run("failover", "crew", point="latest-processed", shutdown=True, **options)


def back_again(player, name):
    player.engine.provider.rehearsal.inject({"kind": "source-returns", "item": name})


@GRAINS
def test_after_an_unplanned_failover_the_source_must_stay_down(grain):
    """project-pegaprox issue 806: the source came back, both copies ran."""
    rig = Rig(small(), grain)

    async def play(player):
        job = await fail_over(player)
        assert job["state"] == "Succeeded"
        return (await player.ask("Status")), job["id"]

    status, job = rig.live(play)
    assert set(owed(rig)) == {"m1", "m2", "m3"}
    assert {(row["site"], row["seen"], row["broken"], row["after_job"]) for row in owed(rig).values()} == {
        ("plant", "off", False, job)
    }
    assert status["obligations"] == {"stay_down": 3, "broken": 0, "not_seen": 0}
    assert status["needs_a_person"] == []
    assert item(rig)["must_stay_down"]["seen"] == "off"
    assert rig.doctor() == []


@GRAINS
def test_after_a_planned_failover_too_the_source_must_stay_down(grain):
    """It was shut down in good order, and nothing keeps anybody from starting it again."""
    rig = Rig(small(kind="hyperv"), grain, speed=60.0)

    async def play(player):
        job = await player.run("planned-failover", "crew")
        down = owed(rig)
        back_again(player, "m2")
        await player.sleep(400)
        return job, down, await player.ask("Status")

    job, down, status = rig.live(play)
    assert {(row["site"], row["seen"], row["broken"], row["after_job"]) for row in down.values()} == {
        ("hill", "off", False, job["id"])
    }
    assert [wait["item"] for wait in status["needs_a_person"]] == ["m2"]
    assert [flag["flag"] for flag in item(rig, "m2")["flags"]] == ["two-authorities"]
    assert item(rig, "m1")["flags"] == []
    assert rig.doctor() == []


def test_what_only_showed_the_other_machine_is_taken_for_that_one():
    """A commit looks at the machine that took over: that it does not run is known from then on."""
    rig = Rig(small(), Grain.STEP)

    async def play(player):
        await fail_over(player)
        provider = player.engine.provider
        really = provider.look

        async def look(items, probes):
            found = await really(items, probes)
            return [
                replace(one, seen="stopped", ok=False) if (one.item, one.probe) == (m1, "target-running") else one
                for one in found
            ]

        m1 = item(rig)["key"]
        seen_at = owed(rig)["m1"]["seen_at"]
        provider.look = look
        await player.run("commit", "item:m1", accept=["machine-not-running"], comment="so be it")
        return seen_at

    seen_at = rig.live(play)
    assert (owed(rig)["m1"]["runs"], owed(rig)["m1"]["seen"], owed(rig)["m1"]["seen_at"]) == ("stopped", "off", seen_at)
    assert owed(rig)["m2"]["runs"] == "running"
    assert [flag["flag"] for flag in item(rig)["flags"]] == ["runs-nowhere"]
    assert rig.doctor() == []


def test_the_only_machine_that_is_left_need_not_stay_down():
    """A changed recovery point deletes the machine and makes it anew: cancelled in between, it is gone."""
    rig = Rig(small(), Grain.STEP, speed=60.0)

    async def play(player):
        await fail_over(player)
        job = await player.start("change-recovery-point", "item:m1", point="latest-app-consistent")
        while not any(
            task["name"] == "VmFailover" and task["state"] == "InProgress" for task in rig.tasks(job["id"]).values()
        ):
            await player.sleep(0.1)
        await player.ask("CancelJob", {"job": job["id"], "confirm": "m1", "comment": "no"}, "cancel")
        await player.ended(job["id"])
        return item(rig), owed(rig)["m1"], await player.ask("Status")

    row, obligation, status = rig.live(play)
    assert obligation["runs"] == "absent"
    assert row["must_stay_down"] is None
    assert "must stay down" not in obligation["why"] and "may be the only one that is left" in obligation["why"]
    assert status["obligations"] == {"stay_down": 2, "broken": 0, "not_seen": 0}
    assert [flag["flag"] for flag in row["flags"]] == ["no-authority"]
    assert rig.doctor() == []


def test_a_source_that_returns_is_loud():
    rig = Rig(small(), Grain.STEP, speed=60.0)

    async def play(player):
        await fail_over(player)
        back_again(player, "m2")
        await player.sleep(400)
        return await player.ask("Status")

    status = rig.live(play)
    (wait,) = status["needs_a_person"]
    assert (wait["kind"], wait["item"], wait["job"]) == ("obligation", "m2", None)
    assert "Shut it down at plant and keep it down" in wait["why"]
    assert status["obligations"]["broken"] == 1
    (flag,) = item(rig, "m2")["flags"]
    assert flag["flag"] == "two-authorities"
    assert item(rig, "m1")["flags"] == []
    (event,) = [one for one in kinds(rig, "obligation.seen-changed") if one["broken"]]
    assert (event["item"], event["seen"], event["runs"]) == ("m2", "on", "running")
    assert rig.doctor() == []


def test_it_is_written_down_once_however_often_it_is_looked_at():
    rig = Rig(small(), Grain.STEP, speed=1.0)

    async def play(player):
        await fail_over(player)
        before = len(kinds(rig))
        asked = counting(player)
        await player.sleep(50 * EVERY)
        return before, len(asked)

    before, asked = rig.live(play)
    assert asked >= 5
    assert len(kinds(rig)) == before


def test_looking_never_moves_a_clock_that_jumps():
    """At max the world stands still when nothing is under way, however much is owed."""
    rig = Rig(small(), Grain.STEP)

    async def play(player):
        await fail_over(player)
        clock, asked = player.engine.provider.clock, counting(player)
        then = clock.now()
        await player.sleep(1_000_000)
        return clock.now() - then, len(asked)

    moved, asked = rig.live(play)
    assert moved.total_seconds() == 0
    # The Rig's wall goes 80 times as slow as an operator's: at most a look in so many of its minutes.
    assert 1 <= asked <= 1_000_000 / (EVERY * 80) + 1


def test_a_million_world_seconds_do_not_make_it_spin():
    rig = Rig(small(), Grain.STEP, speed=100_000.0)

    async def play(player):
        await fail_over(player)
        asked = counting(player)
        await player.sleep(8_000)
        return len(asked)

    assert rig.live(play) <= 8_000 / 80 + 1


def test_it_outlives_the_engine_and_is_looked_at_by_the_next():
    rig = Rig(small(), Grain.STEP, speed=60.0)

    cut = []

    def power_cut(when, number, kinds=()):
        if cut:
            raise Crash("power cut")

    async def first(player):
        await fail_over(player)
        back_again(player, "m1")
        # The engine dies in writing down what it saw.
        cut.append(True)
        await player.sleep(5_000)

    async def second(player):
        opened = len(kinds(rig, "obligation.opened"))
        await player.sleep(400)
        return opened

    assert isinstance(rig.live(first, power_cut), Crash)
    assert not owed(rig)["m1"]["broken"]
    assert rig.live(second) == 3
    assert len(kinds(rig, "obligation.opened")) == 3
    assert owed(rig)["m1"]["broken"]
    assert rig.doctor() == []


def test_what_does_not_answer_is_not_seen_since_then_and_hides_no_other():
    rig = Rig(small(), Grain.STEP, speed=60.0)

    async def play(player):
        await fail_over(player)
        provider = player.engine.provider
        really = provider.look

        async def look(items, probes):
            if any(key == "m1" for key in items):
                raise Unreachable("no line")
            return await really(items, probes)

        provider.look = look
        back_again(player, "m3")
        await player.sleep(5_000)
        silent = owed(rig)
        provider.look = really
        await player.sleep(400)
        return silent

    silent = rig.live(play)
    assert silent["m1"]["silent_since"] is not None
    assert silent["m1"]["seen"] == "off"
    assert "not seen since" in silent["m1"]["why"]
    assert silent["m3"]["broken"]
    assert owed(rig)["m1"]["silent_since"] is None
    said = [one for one in kinds(rig, "obligation.seen-changed") if one["item"] == "m1" and one["seen"] == "no answer"]
    assert len(said) == 1


@pytest.mark.parametrize(("target", "why"), [("stopped", "seen not to"), ("running", None)])
def test_it_is_not_over_when_replication_is_disabled_but_when_the_old_machine_was_seen_alone(target, why):
    """Disabling removes the replicated item, and no machine: the one at the target runs on and counts."""
    rig = Rig(small(), Grain.STEP, speed=60.0)

    async def play(player):
        await fail_over(player)
        await player.run("disable-replication", "item:m1")
        held = owed(rig)
        if target == "stopped":
            player.engine.provider.rehearsal.inject({"kind": "target-stopped", "item": "m1"})
        back_again(player, "m1")
        await player.sleep(400)
        return held

    held = rig.live(play)
    assert set(held) == {"m1", "m2", "m3"}
    assert [why in event["why"] for event in kinds(rig, "obligation.closed")] == [True] * (why is not None)
    assert ("m1" in owed(rig)) is (why is None)
    assert item(rig)["flags"] == [] or item(rig)["flags"][0]["flag"] == "two-authorities"
    assert bool(item(rig)["flags"]) is (why is None)
    assert rig.doctor() == []


def test_it_is_over_when_replication_was_turned_around():
    rig = Rig(small(), Grain.STEP)

    async def play(player):
        await fail_over(player)
        job = await player.run("re-protect", "crew")
        assert job["state"] in ("Succeeded", "CompletedWithInformation"), job

    rig.live(play)
    assert owed(rig) == {}
    assert {event["why"] for event in kinds(rig, "obligation.closed")} == {"it replicates from cloud to plant"}


# Rules


def test_events_follow_each_other_and_fold_into_what_is_owed():
    state = State()
    opened = ev.ObligationOpened("stay-down", "k", "web", "oslo", "source-powered")
    at = Evidence("k", "source-powered", "on", True, NOW)
    FOLDS[opened.kind](state, opened, NOW, "")
    (seen,) = settle(state, view_of_failed_over(), ["k"], NOW, [at])
    assert (seen.seen, seen.broken) == ("on", True)
    FOLDS[seen.kind](state, seen, NOW, "")
    assert settle(state, view_of_failed_over(), ["k"], NOW, [at]) == []
    assert known_of(state).of("k", "source-powered") == "on"
    with pytest.raises(ValueError, match="no stay-down is owed"):
        FOLDS[seen.kind](State(), seen, NOW, "")


def test_a_source_that_runs_alone_is_not_two_machines():
    state = State()
    opened = ev.ObligationOpened("stay-down", "k", "web", "oslo", "source-powered")
    FOLDS[opened.kind](state, opened, NOW, "")
    shown = [
        Evidence("k", "source-powered", "on", True, NOW),
        Evidence("k", "target-running", "stopped", False, NOW),
    ]
    (seen,) = settle(state, view_of_failed_over(), ["k"], NOW, shown)
    assert not seen.broken


@pytest.mark.parametrize(("target", "loud"), [("stopped", False), ("running", True)])
def test_a_failback_under_way_may_start_what_stayed_down_but_not_beside_the_other(target, loud):
    job = SimpleNamespace(created=SimpleNamespace(request=SimpleNamespace(operation=Operation.FAILBACK)))
    state = State(busy={"k": "j1"}, jobs={"j1": job})
    opened = ev.ObligationOpened("stay-down", "k", "web", "oslo", "source-powered")
    FOLDS[opened.kind](state, opened, NOW, "")
    shown = [
        Evidence("k", "source-powered", "on", True, NOW),
        Evidence("k", "target-running", target, loud, NOW),
    ]
    assert [event.broken for event in settle(state, view_of_failed_over(), ["k"], NOW, shown)] == [True] * loud


def test_an_item_that_a_job_works_on_is_left_alone():
    state = State(busy={"k": "j1"})
    assert settle(state, view_of_failed_over(), ["k"], NOW) == []
    assert [event.kind for event in settle(State(), view_of_failed_over(), ["k"], NOW)] == ["obligation.opened"]


def test_an_item_that_is_no_longer_reported_owes_until_its_machines_were_seen():
    state = State()
    opened = ev.ObligationOpened("stay-down", "k", "web", "oslo", "source-powered")
    FOLDS[opened.kind](state, opened, NOW, "")
    view = view_of_failed_over()
    view.items.clear()
    assert settle(state, view, ["k"], NOW) == []
    both = [
        Evidence("k", "source-powered", "on", True, NOW),
        Evidence("k", "target-running", "absent", False, NOW),
    ]
    seen, closed = settle(state, view, ["k"], NOW, both)
    assert (seen.seen, seen.runs) == ("on", "absent")
    assert "was seen running" in closed.why
