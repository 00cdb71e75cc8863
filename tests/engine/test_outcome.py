"""How a job has ended: told by its tasks, judged by what was seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from deciding import NOW, World, failover_tree, spec

from drconsole.engine.decider.outcome import judge
from drconsole.engine.projections.jobs import job_row
from drconsole.recovery.types.words import Direction, Operation, RunState
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.observed import Evidence
from drconsole.recovery.types.work.tasks import (
    RunOptions,
    TaskKind,
    TaskTree,
)


@pytest.mark.parametrize(
    ("seen", "ok", "state", "outcome"),
    [
        ("running", True, RunState.SUCCEEDED, RunState.SUCCEEDED),
        ("off", False, RunState.PARTIALLY_SUCCEEDED, RunState.FAILED),
        ("no answer", None, RunState.COMPLETED_WITH_INFORMATION, RunState.SUCCEEDED),
    ],
)
def test_done_is_judged_by_what_was_seen(seen, ok, state, outcome):
    world = World(failover_tree())
    world.run()
    evidence = [Evidence("a", "target-running", seen, ok, NOW)]
    judged, _, items = judge(world.job, evidence)
    assert (judged, items["a"]) == (state, outcome)


@pytest.mark.parametrize(
    ("operation", "back", "probe", "ok", "outcome"),
    [
        (Operation.TEST_FAILOVER, False, "test-machine", False, "Failed"),
        (Operation.TEST_FAILOVER, False, "test-machine", True, "Succeeded"),
        (Operation.CLEANUP_TEST_FAILOVER, False, "test-machine", True, "Failed"),
        (Operation.CLEANUP_TEST_FAILOVER, False, "test-machine", False, "Succeeded"),
        (Operation.FAILOVER, False, "target-running", False, "Failed"),
        (Operation.FAILOVER, False, "source-powered", True, "Succeeded"),
        (Operation.FAILOVER, True, "source-powered", False, "Failed"),
        (Operation.PLANNED_FAILOVER, False, "target-running", False, "Failed"),
        (Operation.PLANNED_FAILOVER, False, "source-powered", True, "Failed"),
        (Operation.PLANNED_FAILOVER, False, "source-powered", False, "Succeeded"),
        (Operation.PLANNED_FAILOVER, True, "target-running", True, "Failed"),
        (Operation.FAILBACK, True, "source-powered", False, "Failed"),
        (Operation.FAILBACK, True, "target-running", True, "Failed"),
        (Operation.CHANGE_RECOVERY_POINT, False, "target-running", False, "Failed"),
        (Operation.REVERSE_REPLICATE, False, "replicating", False, "Failed"),
        (Operation.RE_PROTECT, False, "replicating", False, "Succeeded"),
        (Operation.COMMIT, False, "target-running", False, "Succeeded"),
    ],
)
def test_what_was_seen_decides_by_operation_and_direction(operation, back, probe, ok, outcome):
    """A planned failover and a failback leave no machine running where they came from; an unplanned one may."""
    world = World(failover_tree())
    world.run()
    direction = Direction.RECOVERY_TO_PRIMARY if back else Direction.PRIMARY_TO_RECOVERY
    request = replace(world.job.created.request, operation=operation, options=RunOptions(direction=direction))
    world.job.created = replace(world.job.created, request=request)
    assert judge(world.job, [Evidence("a", probe, "", ok, NOW)])[2]["a"] == outcome


def test_an_item_that_a_remote_job_told_failed_has_failed_whatever_was_seen():
    """Also where nothing is looked at for the judgement, as after a commit."""
    world = World(TaskTree((spec("whole", TaskKind.STEP, step=None),), False))
    world.begin_all()
    told = {"a": RunState.FAILED, "b": RunState.SUCCEEDED, "c": RunState.OTHER}
    world.add(ev.TaskEnded("j1", "whole", 1, RunState.PARTIALLY_SUCCEEDED, "", items=told))
    state, _, items = judge(world.job, ())
    assert (state, items) == (RunState.PARTIALLY_SUCCEEDED, told)
    assert world.job.failed_items == {"a": "whole"}


@pytest.mark.parametrize(
    ("seen", "ok", "reason"),
    [
        ("running", True, None),
        ("off", False, "seen after its tasks had ended: target-running: off"),
        ("no answer", None, "seen after its tasks had ended: target-running: no answer"),
    ],
)
def test_an_item_that_was_seen_otherwise_says_what_was_seen(seen, ok, reason):
    world = World(failover_tree())
    world.run()
    evidence = (Evidence("a", "target-running", seen, ok, NOW),)
    state, description, items = judge(world.job, evidence)
    world.add(ev.JobEnded(world.job.id, state, description, items, evidence, {}))
    assert next(one["reason"] for one in job_row(world.job)["items"] if one["key"] == "a") == reason
