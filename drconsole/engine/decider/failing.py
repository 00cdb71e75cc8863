"""Failures that stand on items: why the last run failed there, until a run goes through or people removed the cause.

They outlive their job, as warnings do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from drconsole.engine.decider.state import Job, State
from drconsole.records.rows.estate.items import FailureRow
from drconsole.recovery.types.estate.failures import Failure
from drconsole.recovery.types.words import Operation, RunState
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.tasks import TaskError

_DECIDES = (RunState.SUCCEEDED, RunState.FAILED)
"""Outcomes after which what failed before is over; one that was cancelled has tried nothing."""


def kept(state: State, job: Job, outcomes: Mapping[str, RunState]) -> Iterator[ev.FailureKept]:
    """Yield what stands at the items of a job that ends from now on, as far as that is another than before."""
    operation = job.created.request.operation
    for item in job.created.qualified:
        outcome = outcomes.get(item)
        error = _why(job, item) if outcome is RunState.FAILED else None
        if error is not None:
            yield ev.FailureKept(item, job.id, operation, error)
        elif item in state.failures and outcome in _DECIDES and not _only_cleans(state, item, operation):
            yield ev.FailureKept(item, job.id, operation, None)


def fold_kept(state: State, event: ev.FailureKept, at: datetime, actor: str) -> None:
    error = event.error
    if error is None:
        state.failures.pop(event.item, None)
        return
    said = (error.code, error.message, error.possible_causes, error.recommended_action)
    state.failures[event.item] = Failure(event.after_job, event.operation, *said)


def _only_cleans(state: State, item: str, operation: Operation) -> bool:
    """Return whether it only took away what a failed test has left: the next test may fail for the same cause."""
    kept = state.failures.get(item)
    return (
        kept is not None and operation is Operation.CLEANUP_TEST_FAILOVER and kept.operation is Operation.TEST_FAILOVER
    )


def _why(job: Job, item: str) -> TaskError | None:
    """The first error that the provider told of the item; of a job on it alone, also one without its name."""
    own = [error for task in job.tasks.values() if task.spec.item == item for error in task.errors]
    alone = len(job.created.qualified) == 1
    told = [error for error in (own or (job.errors if alone else ())) if error.level.casefold() != "warning"]
    return told[0] if told else None


def _faults_cleared(state: State, event: ev.FaultsCleared, at: datetime, actor: str) -> None:
    """In a simulation it is seen that people outside did it."""
    if event.faults:
        state.failures.pop(event.item, None)


FOLDS: dict[str, Callable[[State, Any, datetime, str], None]] = {
    ev.FailureKept.kind: fold_kept,
    ev.FaultsCleared.kind: _faults_cleared,
}


def of_item(state: State, item: str) -> FailureRow | None:
    found = state.failures.get(item)
    if found is None:
        return None
    return {
        "job": found.job,
        "operation": str(found.operation),
        "code": found.code,
        "message": found.message,
        "possible_causes": found.possible_causes,
        "recommended_action": found.recommended_action,
    }
