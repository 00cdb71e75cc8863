"""What an instructor does to the world of an exercise: it comes about at once, nothing of it is in the journal, and no
other world takes it."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import bundled, small
from support.rig import Player, Rig

from drconsole.records.clock import seconds_between
from drconsole.recovery.types.words import Grain, Mode
from drconsole.recovery.types.work.errors import BadInput, DrError, Refused

ACTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Inject", {"fault": {"kind": "source-lost", "item": "m1"}}),
    ("ExerciseClock", {"jump": 3600.0}),
    ("ExerciseClock", {"speed": 60.0, "paused": True}),
)


def exercise(**more: Any) -> Rig:
    return Rig(small(), Grain.STEP, speed=60.0, mode=Mode.EXERCISE, **more)


def test_an_injected_fault_strikes_the_step_that_runs_next_and_the_journal_does_not_say_who_did_it() -> None:
    rig = exercise()

    async def play(player: Player) -> Any:
        fault = {"kind": "step-fails", "item": "m2", "step": "VmFailover", "code": "28031"}
        told = await player.ask("Inject", {"fault": fault}, "inject-1")
        again = await player.ask("Inject", {"fault": fault}, "inject-1")
        job = await player.run("failover", "plan:crew")
        return told, again, job, await player.ask("Faults")

    told, again, job, faults = rig.live(play)
    assert again == told, "a command that is sent again is done once"
    assert told["kind"] == "step-fails" and told["at"]
    assert {one["name"]: one["outcome"] for one in job["items"]}["m2"] == "Failed"
    assert [(one["kind"], one["items"][0]["key"]) for one in faults["faults"]] == [("step-fails", "m2")]
    assert told["id"] == "fault-1", "as a document's: nobody reads from it that somebody added it"
    kinds = {event["kind"] for event in rig.store.journal()}
    assert not {kind for kind in kinds if "inject" in kind}
    assert rig.doctor() == []


def test_a_jump_moves_the_world_on_and_wakes_who_waits_for_it() -> None:
    rig = exercise()

    async def play(player: Player) -> Any:
        await player.ask("ExerciseClock", {"speed": 1.0, "paused": False})
        started = await player.start("failover", "plan:crew")
        before, wall = player.engine.provider.clock.now(), rig.loop.time()
        await player.ask("ExerciseClock", {"jump": 7200.0})
        after = player.engine.provider.clock.now()
        for _ in range(40):
            await player.sleep(1.0)
            await player.ask("ExerciseClock", {"jump": 600.0})
        row = await player.ended(started["id"])
        return (after - before).total_seconds(), row, rig.loop.time() - wall

    moved, row, waited = rig.live(play)
    assert 7200.0 <= moved < 7260.0
    assert row["state"] == "Succeeded"
    assert waited < 600.0, "an hour of steps passed without anybody waiting for it"
    assert "clock.set" not in [e["kind"] for e in rig.store.journal() if e["actor"] != "engine"]


@pytest.mark.parametrize("paused", [False, True])
def test_a_run_goes_on_within_a_jump_as_if_the_time_had_passed(paused: bool) -> None:
    """Its steps follow one another: the run is over, and took no longer than it would have without a jump."""
    rig = exercise()

    async def play(player: Player) -> Any:
        await player.ask("ExerciseClock", {"speed": 1.0, "paused": paused})
        started = await player.start("failover", "plan:crew")
        await player.ask("ExerciseClock", {"jump": 7200.0})
        return await player.ended(started["id"])

    row = rig.live(play)
    assert row["state"] == "Succeeded"
    took = seconds_between(row["started_at"], row["ended_at"])
    assert took is not None and took <= row["forecast"]["high"] + 60.0, (took, row["forecast"])


def test_a_jump_goes_while_the_clock_is_frozen_and_leaves_it_frozen() -> None:
    async def play(player: Player) -> Any:
        frozen = await player.ask("ExerciseClock", {"paused": True})
        jumped = await player.ask("ExerciseClock", {"jump": 60.0})
        await player.sleep(30.0)
        return frozen, jumped, (await player.ask("Status"))["clock"]

    frozen, jumped, later = exercise().live(play)
    assert frozen["paused"] and jumped["paused"]
    assert frozen["now"] != jumped["now"] == later["now"]


@pytest.mark.parametrize(
    ("fault", "place", "advice"),
    [
        ({"kind": "step-fail", "step": "VmFailover"}, "fault.kind", "did you mean step-fails?"),
        ({"kind": "agent-lost", "item": "m9"}, "fault.item", "did you mean"),
        ({"kind": "agent-lost", "plan": "craw"}, "fault.plan", "did you mean crew?"),
        ({"kind": "step-fails", "item": "m1", "step": "VmFailovr"}, "fault.step", "did you mean VmFailover?"),
        ({"kind": "step-fails", "item": "m1"}, "fault.step", "VmFailover"),
        ({"kind": "agent-lost", "item": "m1", "factor": 3.0}, "fault.params.factor", "it takes none"),
        ({"kind": "slow-step", "item": "m1"}, "fault.params.factor", ""),
        ({"kind": "agent-lost", "after": -1.0}, "fault.after", "seconds"),
        ({"kind": "agent-lost", "cod": "28031"}, "body.fault.cod", "did you mean code?"),
    ],
)
def test_a_wrong_fault_is_refused_with_its_field_and_what_would_be_right(
    fault: dict[str, Any], place: str, advice: str
) -> None:
    rig = exercise()

    async def play(player: Player) -> tuple[str, str, int]:
        with pytest.raises(BadInput) as refused:
            await player.ask("Inject", {"fault": fault})
        rehearsal = player.engine.provider.rehearsal
        assert rehearsal is not None
        return refused.value.place, refused.value.advice, len(rehearsal.faults())

    found, said, faults = rig.live(play)
    assert (found, faults) == (place, 0)
    assert advice in said


@pytest.mark.parametrize("seconds", [0.0, -5.0, 1e12])
def test_a_jump_that_is_none_is_refused(seconds: float) -> None:
    async def play(player: Player) -> str:
        with pytest.raises(BadInput) as refused:
            await player.ask("ExerciseClock", {"jump": seconds})
        return refused.value.message

    assert "jump must be seconds above 0, at most 2592000" in exercise().live(play)


@pytest.mark.parametrize(("kind", "body"), ACTS)
def test_a_simulation_that_is_no_exercise_refuses_and_nothing_changes(kind: str, body: dict[str, Any]) -> None:
    rig = Rig(small(), Grain.STEP, speed=60.0)

    async def play(player: Player) -> Any:
        provider = player.engine.provider
        assert provider.rehearsal is not None
        before = (provider.rehearsal.faults(), provider.clock.speed, provider.clock.paused, provider.clock.now())
        with pytest.raises(Refused) as refused:
            await player.ask(kind, body)
        after = (provider.rehearsal.faults(), provider.clock.speed, provider.clock.paused, provider.clock.now())
        return refused.value, before, after

    refused, before, after = rig.live(play)
    assert refused.code == "not-an-exercise"
    assert "SIMULATION" in refused.message
    assert before == after


@pytest.mark.parametrize(("kind", "body"), ACTS)
def test_a_provider_that_has_no_rehearsal_refuses(kind: str, body: dict[str, Any], monkeypatch: Any) -> None:
    from drconsole.providers.simulator import Simulator

    rig = Rig(bundled("contoso"), Grain.STEP, speed=60.0, mode=Mode.EXERCISE)

    async def play(player: Player) -> DrError:
        monkeypatch.setattr(Simulator, "rehearsal", None)
        with pytest.raises(Refused) as refused:
            await player.ask(kind, body)
        monkeypatch.undo()
        return refused.value

    assert rig.live(play).code == "not-an-exercise"
