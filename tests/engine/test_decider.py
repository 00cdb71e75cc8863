"""The core, on hand-made trees: whose turn it is, what an end means, and what may not happen."""

from __future__ import annotations

import pytest
from deciding import ITEMS, NOW, World, failover_tree, spec
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from drconsole.engine.decider.decide import Do, Kind, Limits, begun_steps, decide
from drconsole.engine.decider.fold import fold
from drconsole.engine.decider.outcome import judge
from drconsole.engine.decider.state import State
from drconsole.recovery.types.words import Outcome, RunState
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.tasks import (
    Skipped,
    TaskTree,
)


def test_phases_come_one_after_the_other_and_items_at_once():
    world = World(failover_tree())
    order = []
    while begun := world.begin_all():
        order.append(sorted(begun))
        for task in begun:
            world.end(task)
    assert order == [
        ["prerequisites"],
        [f"shutdown/{i}/do" for i in ITEMS],
        [f"failover/{i}/do" for i in ITEMS],
        [f"group-1/start/{i}/go" for i in ITEMS],
        ["finalize"],
    ]
    assert world.job.complete
    assert judge(world.job, ())[0] is RunState.SUCCEEDED


def test_an_unplanned_run_goes_on_when_an_item_fails_and_partially_succeeds():
    world = World(failover_tree())
    world.run(failing={"failover/b/do"})
    states = world.states()
    assert states["failover/b"] is RunState.FAILED
    assert states["failover"] is RunState.PARTIALLY_SUCCEEDED
    assert states["group-1/start/b/go"] is RunState.OTHER
    assert states["group-1/start/a/go"] is RunState.SUCCEEDED
    state, _, items = judge(world.job, ())
    assert state is RunState.PARTIALLY_SUCCEEDED
    assert items == {"a": RunState.SUCCEEDED, "b": RunState.FAILED, "c": RunState.SUCCEEDED}


def test_a_planned_run_stops_at_the_first_failure_and_begins_nothing_more():
    world = World(failover_tree(stop=True))
    world.run(failing={"shutdown/b/do"})
    states = world.states()
    assert states["failover/a/do"] is RunState.OTHER
    assert states["finalize"] is RunState.OTHER
    state, _, items = judge(world.job, ())
    assert state is RunState.FAILED
    assert items == {"a": RunState.OTHER, "b": RunState.FAILED, "c": RunState.OTHER}


def test_a_failed_shutdown_does_not_stop_an_unplanned_run_and_is_recorded():
    world = World(failover_tree())
    world.run(failing={"shutdown/a/do"})
    assert world.states()["group-1/start/a/go"] is RunState.SUCCEEDED
    assert [error.message for error in world.job.errors] == ["broken"]
    assert judge(world.job, ())[0] is RunState.COMPLETED_WITH_INFORMATION


def test_a_failed_prerequisites_check_stops_everything():
    world = World(failover_tree())
    world.run(failing={"prerequisites"})
    assert {state for task, state in world.states().items() if task != "prerequisites"} == {RunState.OTHER}
    assert judge(world.job, ())[0] is RunState.FAILED


def test_when_every_item_fails_the_job_failed():
    world = World(failover_tree())
    world.run(failing={f"failover/{item}/do" for item in ITEMS})
    assert judge(world.job, ())[0] is RunState.FAILED


@pytest.mark.parametrize(("stop", "ends"), [(False, RunState.PARTIALLY_SUCCEEDED), (True, RunState.FAILED)])
def test_a_failed_script_stops_planned_runs_only(stop, ends):
    world = World(failover_tree(stop=stop, script=True))
    world.run(failing={"group-1/pre-1"})
    started = world.states()["group-1/start/a/go"] is RunState.SUCCEEDED
    assert started is not stop
    assert judge(world.job, ())[0] is ends


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Outcome.DONE, RunState.SUCCEEDED), (Outcome.FAILED, RunState.FAILED), (Outcome.SKIP, RunState.OTHER)],
)
def test_a_manual_action_waits_for_its_answer(outcome, state):
    world = World(failover_tree(manual=True))
    world.run()
    assert world.states()["group-1/pre-2"] is RunState.SUSPENDED
    assert not world.job.complete
    world.add(ev.TaskAnswered("j1", "group-1/pre-2", outcome, "seen"))
    world.run()
    assert world.states()["group-1/pre-2"] is state
    assert world.job.complete


def test_only_an_offered_answer_to_a_waiting_task_is_taken():
    world = World(failover_tree(manual=True))
    with pytest.raises(ValueError, match="does not wait"):
        world.add(ev.TaskAnswered("j1", "group-1/pre-2", Outcome.DONE, ""))
    world.run()
    with pytest.raises(ValueError, match="does not wait"):
        world.add(ev.TaskAnswered("j1", "group-1/pre-2", Outcome.RETRY, ""))


def test_hold_begins_nothing_and_resume_goes_on():
    world = World(failover_tree())
    world.begin_all()
    world.add(ev.JobHeld("j1"))
    world.end("prerequisites")
    assert world.begin_all() == []
    world.add(ev.JobResumed("j1"))
    assert world.begin_all() == [f"shutdown/{i}/do" for i in ITEMS]


def test_cancel_lets_what_is_under_way_be_observed_to_its_end():
    world = World(failover_tree())
    world.begin_all()
    world.end("prerequisites")
    world.begin_all(Limits(overall=2))
    world.add(ev.TaskAccepted("j1", "shutdown/a/do", 1, "ref-a"))
    world.add(ev.JobCancelRequested("j1", ()))
    acts = [do for do in decide(world.state, Limits(), ()) if do.kind is Kind.ACT]
    assert acts == [Do(Kind.ACT, "j1", "shutdown/a/do")], "an act needs the provider's reference"
    assert not world.job.complete
    world.end("shutdown/a/do")
    world.end("shutdown/b/do", RunState.CANCELLED)
    assert world.job.complete
    state, _, items = judge(world.job, ())
    assert state is RunState.CANCELLED
    assert items["c"] is RunState.CANCELLED


def test_limits_are_kept_and_freed():
    world = World(failover_tree())
    world.begin_all()
    world.end("prerequisites")
    assert world.begin_all(Limits(overall=1)) == ["shutdown/a/do"]
    assert world.begin_all(Limits(provider=2)) == ["shutdown/b/do"]
    assert world.begin_all(Limits(group=2)) == []
    world.end("shutdown/a/do")
    assert world.begin_all(Limits(group=2)) == ["shutdown/c/do"]


def test_a_reset_step_is_begun_again_as_the_next_attempt():
    world = World(failover_tree())
    world.begin_all()
    world.add(ev.TaskReset("j1", "prerequisites", 2, "no trace"))
    assert world.begin_all() == ["prerequisites"]
    assert world.job.tasks["prerequisites"].attempt == 2
    with pytest.raises(ValueError, match="not due"):
        world.add(ev.TaskBegun("j1", "prerequisites", 2))


def test_an_unknown_outcome_ends_at_a_person_who_may_say_retry():
    world = World(failover_tree())
    world.begin_all()
    outcomes = tuple(Outcome)
    world.add(ev.TaskWaiting("j1", "prerequisites", "WaitingForOutcome", "no answer", outcomes))
    assert world.state.open_steps == 0
    world.add(ev.TaskAnswered("j1", "prerequisites", Outcome.RETRY, "saw nothing"))
    assert world.begin_all() == ["prerequisites"]


@pytest.mark.parametrize(
    ("event", "match"),
    [
        (ev.TaskBegun("j1", "finalize", 1), "not due"),
        (ev.TaskBegun("j1", "prerequisites", 2), "not due"),
        (ev.TaskEnded("j1", "prerequisites", 1, RunState.SUCCEEDED, ""), "was not begun"),
        (ev.TaskReset("j1", "prerequisites", 2, ""), "no attempt"),
        (ev.TaskAccepted("j9", "prerequisites", 1, ""), "no open task"),
    ],
)
def test_fold_refuses_what_cannot_follow(event, match):
    with pytest.raises(ValueError, match=match):
        World(failover_tree()).add(event)


def test_a_step_known_not_to_be_needed_is_skipped_in_its_turn():
    tree = TaskTree((spec("one"), spec("two", skipped="shutdown was not asked for"), spec("three")), False)
    world = World(tree)
    world.run()
    assert world.states() == {"one": RunState.SUCCEEDED, "two": RunState.OTHER, "three": RunState.SUCCEEDED}
    assert world.job.tasks["two"].why == "shutdown was not asked for"
    assert judge(world.job, ())[0] is RunState.SUCCEEDED


def test_a_thousand_skipped_tasks_in_a_row_do_not_exhaust_the_stack():
    tree = TaskTree((*(spec(f"s{n}", skipped="not needed") for n in range(3000)), spec("last")), False)
    world = World(tree)
    assert world.begin_all() == ["last"]


def test_a_step_that_was_found_again_takes_its_slot_again():
    world = World(failover_tree())
    world.begin_all()
    world.end("prerequisites")
    world.begin_all(Limits(overall=1))
    assert world.state.open_steps == 1
    world.add(
        ev.TaskWaiting(
            "j1", "shutdown/a/do", "WaitingForOutcome", "silent", (Outcome.DONE, Outcome.FAILED, Outcome.RETRY)
        )
    )
    assert world.state.open_steps == 0
    assert world.begin_all(Limits(overall=1)) == ["shutdown/b/do"]
    world.add(ev.TaskFound("j1", "shutdown/a/do", 1))
    assert (world.state.open_steps, world.state.provider_steps) == (2, 2)
    world.end("shutdown/b/do")
    assert world.begin_all(Limits(overall=1)) == [], "the step that was found is under way"
    world.end("shutdown/a/do")
    assert world.state.open_steps == 0
    assert world.begin_all(Limits(overall=1)) == ["shutdown/c/do"]


def test_a_cancel_closes_a_manual_action_that_waits():
    world = World(failover_tree(manual=True))
    world.run()
    assert "group-1/pre-2" in world.job.waiting
    world.add(ev.JobCancelRequested("j1", ()))
    assert (dict(world.job.waiting), world.job.complete) == ({}, True)
    assert world.job.tasks["group-1/pre-2"].state is RunState.CANCELLED


def test_skipped_items_are_told_apart_from_those_that_took_part():
    world = World(failover_tree(), skipped=(Skipped("d", "failed over already"),))
    world.run()
    assert judge(world.job, ())[2]["d"] is RunState.OTHER


@settings(max_examples=60, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.data())
def test_any_course_ends_complete_and_folds_to_the_same_state_again(data):
    stop, script, manual = (data.draw(st.booleans()) for _ in range(3))
    world = World(failover_tree(stop, script, manual))
    for _ in range(400):
        world.begin_all(Limits(overall=data.draw(st.integers(1, 4))))
        job = world.job
        if job.complete:
            break
        if job.waiting and (not job.open or data.draw(st.booleans())):
            task = next(iter(job.waiting))
            choice = data.draw(st.sampled_from(job.tasks[task].outcomes))
            world.add(ev.TaskAnswered("j1", task, choice, "x"))
        elif job.open:
            task = data.draw(st.sampled_from(sorted(job.open)))
            kind = data.draw(st.sampled_from(["ok", "ok", "ok", "fail", "reset", "unknown", "cancel"]))
            if kind == "reset":
                world.add(ev.TaskReset("j1", task, job.tasks[task].attempt + 1, "absent"))
            elif kind == "unknown":
                outcomes = tuple(Outcome)
                world.add(ev.TaskWaiting("j1", task, "WaitingForOutcome", "?", outcomes))
            elif kind == "cancel" and not job.cancelling:
                world.add(ev.JobCancelRequested("j1", ()))
            else:
                world.end(task, RunState.FAILED if kind == "fail" else RunState.SUCCEEDED)
    assert world.job.complete
    assert all(state.ended for state in world.states().values())
    assert world.state.open_steps == world.state.provider_steps == 0
    assert not world.job.open and not world.job.waiting and not world.job.ready
    assert begun_steps(world.state) == []
    again = State()
    for event in world.happened:
        fold(again, ev.Recorded(event, NOW, NOW, "test"))
    assert again == world.state
