"""Limits of waiting for a provider: how often it is looked at, how long it is waited for, how often a step is sent."""

from __future__ import annotations

from datetime import datetime

from drconsole.engine.decider.state import Task
from drconsole.recovery.types.work.tasks import TaskError

POLL_FIRST, POLL_LATER, POLL_SLOW = 5.0, 15.0, 30.0
"""Seconds between looks when the provider says nothing better: the first minute, then, after 10 minutes."""
PATIENCE = 900.0
"""Seconds on the provider's clock without an answer after which a person is asked (our choice). We go on looking
meanwhile, and who answers first counts; not on a clock that jumps, which would never stand still for the person."""

SHUTDOWN_LIMIT = 900.0
"""Seconds on the provider's clock for a step whose failure is tolerated (shutting the source down): it is tried, and
does not hold a failover up for longer. The limit is our choice; 600 s and more were seen for sources that do not
answer."""
LAST_LOOKS = 120.0
"""Seconds for such a step to end after it was told to."""

ATTEMPTS = 5
"""How often a step that left no trace is sent before a person is asked (our choice: retries are bounded)."""


def spent(task: Task, now: datetime) -> float:
    """Seconds of a tolerated step's time, told from the journal, so that the next engine says the same (else 0)."""
    begun = task.started_at
    return (now - begun).total_seconds() if task.spec.tolerated and begun is not None else 0.0


def out_of_time(task: Task, limit: float = SHUTDOWN_LIMIT) -> TaskError:
    """The error of a step that is no longer waited for after ``limit`` seconds."""
    return TaskError(
        code="out-of-time",
        message=f"{task.spec.friendly_name} did not end within {limit:.0f} s and is no longer waited for.",
        possible_causes="The source does not answer, or the machine does not shut down.",
        recommended_action="See that the source stays down before anybody uses it again.",
        task=task.spec.id,
    )


def poll(age: float) -> float:
    """Seconds until the next look at work that has run for ``age`` seconds."""
    if age < 60:
        return POLL_FIRST
    return POLL_LATER if age < 600 else POLL_SLOW
