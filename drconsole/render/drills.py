"""Rehearsals in words: whether a plan's next test failover is due, and when. Pure."""

from __future__ import annotations

from drconsole.records.clock import moment
from drconsole.records.drills import DUE as DUE_STATES
from drconsole.records.drills import DrillState, drill_of
from drconsole.records.rows.plans import DrillRow, PlanRow, ShownPlanRow
from drconsole.recovery.types.words import counted
from drconsole.render.lines import Marked, marked
from drconsole.render.marks import Mark, Severity
from drconsole.render.records import Cell, Column
from drconsole.render.text import NOTHING, utc

DUE = Mark("‼", "!", "DUE", Severity.WARN)
_DAY = 86400


def drill_line(plan: PlanRow, now: str | None, days: int) -> Marked | None:
    """Return that a test failover of a plan is due, and why; None = it is not, it cannot be made, or time is not known.

    ``now`` is the provider's clock, ``days`` how old the last one may be.
    """
    found = drill_of(plan, now, days)
    return None if (why := due_text(found, now, days)) is None else marked(DUE, why)


def due_text(drill: DrillRow, now: str | None, days: int) -> str | None:
    """Return why a test failover is due; None = it is not."""
    every = f"one is due every {counted(days, 'day')}"
    match drill["state"]:
        case DrillState.NEVER:
            return f"no test failover was made yet; {every}"
        case DrillState.CHANGED:
            return "the plan was changed after its last test failover: what stands there now was not tested"
        case DrillState.OVERDUE:
            last, present = moment(drill["last"]), moment(now)
            age = (present - last).days if last is not None and present is not None else days
            return f"the last test failover was {counted(age, 'day')} ago; {every}"
    return None


def next_test_cell(drill: DrillRow) -> Cell:
    """Return when the next test failover is due, for a list of plans."""
    if drill["state"] == DrillState.NEVER:
        return Cell("never tested", DUE)
    if drill["state"] in DUE_STATES:
        late = drill["overdue"] or 0
        since = "changed since" if drill["state"] == DrillState.CHANGED else f"{counted(int(late // _DAY), 'day')} late"
        return Cell(since, DUE)
    return Cell(utc(drill["due"]).partition(" ")[0] if drill["due"] else NOTHING)


NEXT_TEST: Column[ShownPlanRow] = Column("Next test", lambda plan: next_test_cell(plan["drill"]), wide=True)
"""Of a plan with its ``drill``."""
