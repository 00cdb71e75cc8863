"""Hand-made trees, and a state with one job that is driven event by event."""

from __future__ import annotations

from datetime import UTC, datetime

from drconsole.engine.decider.decide import Kind, Limits, decide
from drconsole.engine.decider.fold import fold
from drconsole.engine.decider.state import Job, State
from drconsole.recovery.types.estate.plans import Action, ActionKind
from drconsole.recovery.types.words import Direction, Grain, Operation, Outcome, RunState, TargetType
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.tasks import (
    Forecast,
    Request,
    TaskError,
    TaskKind,
    TaskSpec,
    TaskTree,
)

NOW = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
ITEMS = ("a", "b", "c")
WIDE = Limits()


def spec(task_id, kind=TaskKind.STEP, parent=None, item=None, **more):
    step = task_id.rpartition("/")[2] if kind is TaskKind.STEP else None
    return TaskSpec(task_id, parent, kind, task_id, task_id, item=item, step=more.pop("step", step), **more)


def failover_tree(stop=False, script=False, manual=False, items=ITEMS):
    specs = [spec("prerequisites", idempotent=True)]
    for phase in ("shutdown", "failover"):
        specs.append(spec(phase, TaskKind.PARALLEL))
        for item in items:
            specs.append(spec(f"{phase}/{item}", TaskKind.SEQUENCE, phase, item, child_job=True))
            tolerated = phase == "shutdown" and not stop
            specs.append(
                spec(f"{phase}/{item}/do", TaskKind.STEP, f"{phase}/{item}", item, phase=phase, tolerated=tolerated)
            )
    specs.append(spec("group-1", TaskKind.SEQUENCE))
    action = Action("act", ActionKind.SCRIPT, (Operation.FAILOVER,), (Direction.PRIMARY_TO_RECOVERY,), path="/bin/true")
    if script:
        specs.append(spec("group-1/pre-1", TaskKind.SCRIPT, "group-1", action=action))
    if manual:
        specs.append(spec("group-1/pre-2", TaskKind.MANUAL, "group-1"))
    specs.append(spec("group-1/start", TaskKind.PARALLEL, "group-1"))
    for item in items:
        specs.append(spec(f"group-1/start/{item}", TaskKind.SEQUENCE, "group-1/start", item, child_job=True))
        specs.append(spec(f"group-1/start/{item}/go", TaskKind.STEP, f"group-1/start/{item}", item, phase="start:1"))
    specs.append(spec("finalize"))
    return TaskTree(tuple(specs), stop)


class World:
    """A state with one job, driven event by event; every begun step is ended as told."""

    def __init__(self, tree, items=ITEMS, skipped=()):
        self.state = State()
        self.happened = []
        request = Request(Operation.FAILOVER, "plan", TargetType.PLAN)
        self.add(
            ev.JobCreated("j1", request, "plan", "d", Grain.STEP, tree, items, skipped, {}, (), (), Forecast(1, 2, 3))
        )

    @property
    def job(self) -> Job:
        return self.state.jobs.get("j1") or self.state.gone["j1"]

    def add(self, event):
        fold(self.state, ev.Recorded(event, NOW, NOW, "test"))
        self.happened.append(event)

    def begin_all(self, limits=WIDE):
        begun = []
        for do in decide(self.state, limits, ()):
            if do.kind is Kind.BEGIN:
                self.add(ev.TaskBegun("j1", do.task, self.job.tasks[do.task].attempt))
                begun.append(do.task)
            elif do.kind is Kind.OPEN_GATE:
                self.add(
                    ev.TaskWaiting(
                        "j1", do.task, "WaitingForManualAction", "do it", (Outcome.DONE, Outcome.FAILED, Outcome.SKIP)
                    )
                )
        return begun

    def end(self, task, state=RunState.SUCCEEDED):
        errors = (TaskError("1", "broken"),) if state is RunState.FAILED else ()
        self.add(ev.TaskEnded("j1", task, self.job.tasks[task].attempt, state, str(state), errors))

    def run(self, failing=()):
        while begun := self.begin_all():
            for task in begun:
                self.end(task, RunState.FAILED if task in failing else RunState.SUCCEEDED)

    def states(self):
        return {task_id: task.state for task_id, task in self.job.tasks.items()}
