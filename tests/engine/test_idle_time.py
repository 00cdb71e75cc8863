"""Time in which nothing of a job ran: held, or a person was waited for. It counts for the objective."""

from __future__ import annotations

from datetime import datetime, timedelta

from deciding import NOW, failover_tree, spec

from drconsole.engine.decider.fold import fold
from drconsole.engine.decider.state import Job, State
from drconsole.engine.projections.jobs import job_row
from drconsole.recovery.types.words import Description, Grain, Operation, Outcome, RunState, TargetType
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.observed import ObservedNode
from drconsole.recovery.types.work.tasks import Forecast, Request, TaskKind, TaskTree


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


class Clocked:
    """One job, whose events come at times."""

    def __init__(self, tree: TaskTree, grain: Grain = Grain.STEP, items: tuple[str, ...] = ("a",)) -> None:
        self.state = State()
        request = Request(Operation.FAILOVER, "plan", TargetType.PLAN)
        self.add(0, ev.JobCreated("j", request, "p", "d", grain, tree, items, (), {}, (), (), Forecast(1, 2, 3)))

    def add(self, seconds: float, event: ev.Event) -> None:
        fold(self.state, ev.Recorded(event, at(seconds), at(seconds), "test"))

    @property
    def job(self) -> Job:
        return self.state.jobs.get("j") or self.state.gone["j"]

    def idle(self) -> tuple[float, datetime | None]:
        return self.job.waited, self.job.idle_since


TWO = TaskTree((spec("one"), spec("ask", TaskKind.MANUAL), spec("two")), stop_on_failure=False)
WAITS = ev.TaskWaiting("j", "ask", Description.WAITING_FOR_MANUAL_ACTION, "do it", (Outcome.DONE,))


def ran(job: Clocked, task: str, start: float, end: float) -> None:
    job.add(start, ev.TaskBegun("j", task, 1))
    job.add(end, ev.TaskEnded("j", task, 1, RunState.SUCCEEDED, "Completed"))


def test_waiting_for_a_person_is_idle_until_the_answer() -> None:
    job = Clocked(TWO)
    ran(job, "one", 0, 10)
    assert job.idle() == (0.0, None)
    job.add(10, WAITS)
    assert job.idle() == (0.0, at(10))
    job.add(70, ev.TaskAnswered("j", "ask", Outcome.DONE, "done"))
    assert job.idle() == (60.0, None)
    row = job_row(job.job)
    assert (row["waited"], row["idle_since"]) == (60.0, None)


def test_a_wait_beside_a_step_that_runs_is_not_idle() -> None:
    both = TaskTree(
        (spec("all", TaskKind.PARALLEL), spec("one", parent="all"), spec("ask", TaskKind.MANUAL, "all")), False
    )
    job = Clocked(both)
    job.add(0, ev.TaskBegun("j", "one", 1))
    job.add(5, WAITS)
    assert job.idle() == (0.0, None)
    job.add(30, ev.TaskEnded("j", "one", 1, RunState.SUCCEEDED, "Completed"))
    assert job.idle() == (0.0, at(30))


def test_a_held_job_is_idle_once_what_was_under_way_has_ended() -> None:
    job = Clocked(TWO)
    job.add(0, ev.TaskBegun("j", "one", 1))
    job.add(5, ev.JobHeld("j"))
    assert job.idle() == (0.0, None)
    job.add(10, ev.TaskEnded("j", "one", 1, RunState.SUCCEEDED, "Completed"))
    job.add(100, ev.JobResumed("j"))
    assert job.idle() == (90.0, None)


def test_a_remote_job_that_waits_at_one_of_its_nodes_is_idle() -> None:
    whole = TaskTree((spec("all", TaskKind.STEP, step=None),), stop_on_failure=False)
    job = Clocked(whole, Grain.PLAN)
    job.add(0, ev.TaskBegun("j", "all", 1))
    node = ObservedNode("n", None, "Call", "Call", RunState.SUSPENDED, "WaitingForManualAction", kind="manual")
    job.add(20, ev.NodesObserved("j", "all", (node,)))
    assert job.idle() == (0.0, at(20))
    job.add(50, ev.TaskAnswered("j", "all//n", Outcome.DONE, "done"))
    assert job.idle() == (30.0, None)


def test_what_becomes_idle_is_written_although_nothing_else_of_the_job_changes() -> None:
    job = Clocked(failover_tree(items=("a",)))
    job.add(0, ev.TaskBegun("j", "prerequisites", 1))
    job.add(1, ev.JobHeld("j"))
    job.state.touched.clear()
    job.add(2, ev.TaskEnded("j", "prerequisites", 1, RunState.SUCCEEDED, "Completed"))
    assert ("job", "j", "j") in job.state.touched
