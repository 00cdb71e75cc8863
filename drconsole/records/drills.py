"""Calendar of test failovers: when a plan was tested last, when the next test is due, by how much it is late. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from drconsole.records.clock import moment
from drconsole.records.rows.estate.plans import DrillRow, PlanRow, ShownPlanRow
from drconsole.recovery.types.words import Operation


class DrillState(StrEnum):
    NOT_POSSIBLE = "not-possible"
    """No test failover can be made as the plan stands: nothing is due."""
    NEVER = "never"
    CHANGED = "changed"
    """The plan was changed after its last test: what stands there now was never tested."""
    OVERDUE = "overdue"
    TESTED = "tested"


DUE = frozenset({DrillState.NEVER, DrillState.CHANGED, DrillState.OVERDUE})


def drill_of(plan: PlanRow, now: str | None, days: int) -> DrillRow:
    """Return where a plan stands in the calendar. ``now``: provider's clock; ``days``: how old the last test may be.

    A plan that was never tested, or was changed since, is due since it was changed last, as far as that is told.
    """
    last, changed, present = moment(plan["last_test_failover"]), moment(plan["changed_at"]), moment(now)
    if Operation.TEST_FAILOVER not in plan["allowed_operations"]:
        return _row(plan, None, None, DrillState.NOT_POSSIBLE)
    if last is None:
        return _row(plan, changed, present, DrillState.NEVER)
    if changed is not None and changed > last:
        return _row(plan, changed, present, DrillState.CHANGED)
    due = last + timedelta(days=days)
    late = present is not None and present > due
    return _row(plan, due, present, DrillState.OVERDUE if late else DrillState.TESTED)


def with_drill(plan: PlanRow, now: str | None, days: int) -> ShownPlanRow:
    """Return the row with ``drill``, by now."""
    return {**plan, "drill": drill_of(plan, now, days)}


def _row(plan: PlanRow, due: datetime | None, present: datetime | None, state: DrillState) -> DrillRow:
    overdue = (present - due).total_seconds() if due is not None and present is not None and present > due else None
    said = None if due is None else due.isoformat().replace("+00:00", "Z")
    return {"last": plan["last_test_failover"], "due": said, "overdue": overdue, "state": state}
