"""Rehearsals: whether a plan's last test failover is so long ago that the next one is due. Pure."""

from __future__ import annotations

from drconsole.records.clock import moment
from drconsole.records.view import Row
from drconsole.recovery.types.words import Operation
from drconsole.render.lines import Marked, marked
from drconsole.render.marks import Mark, Severity

DUE = Mark("‼", "!", "DUE", Severity.WARN)


def drill_line(plan: Row, now: str | None, days: int) -> Marked | None:
    """Return that a test failover of a plan is due, and why; None = it is not, it cannot be made, or time is not known.

    ``now`` is the provider's clock, ``days`` how old the last one may be.
    """
    if Operation.TEST_FAILOVER not in (plan.get("allowed_operations") or ()):
        return None
    last, present = moment(plan.get("last_test_failover")), moment(now)
    if last is None:
        return marked(DUE, f"no test failover was made yet; one is due every {days} days")
    if present is None or (age := (present - last).days) <= days:
        return None
    return marked(DUE, f"the last test failover was {age} days ago; one is due every {days} days")
