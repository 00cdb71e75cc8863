"""Rehearsals in words: whether a plan's next test failover is due, and when. Pure."""

from __future__ import annotations

from drconsole.records.clock import moment
from drconsole.records.drills import DUE as DUE_STATES
from drconsole.records.drills import DrillState, drill_of
from drconsole.records.rows.estate.plans import DrillRow, PlanRow, ShownPlanRow
from drconsole.recovery.types.words import counted
from drconsole.render.rows.lines import Marked, marked
from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.text import NOTHING, utc

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


CALENDAR = 44
"""Cells of the calendar: two thirds before today."""
TESTED, TODAY, FUTURE, PAST, LATE = "●", "│", "╌", "─", "═"


def calendar_text(drill: DrillRow, now: str | None, days: int, width: int = CALENDAR) -> str:
    """``─────●────────│╌╌◆╌╌``: when a plan was tested last, today, and when the next test is due.

    The line spans three times ``days``, of which one is to come; what is late is doubled. Empty = time is not known.
    """
    present = moment(now)
    if present is None:
        return ""
    span = 3.0 * days * _DAY
    today = width * 2 // 3

    def cell(text: str | None) -> int | None:
        when = moment(text)
        if when is None:
            return None
        return max(0, min(width - 1, today + round((when - present).total_seconds() / span * width)))

    line = [PAST] * today + [TODAY] + [FUTURE] * (width - today - 1)
    due, last = cell(drill["due"]), cell(drill["last"])
    if due is not None and drill["state"] in DUE_STATES:
        line[due:today] = [LATE] * max(0, today - due)
    elif due is not None and due != today:
        line[due] = "◆"
    if last is not None:
        line[last if last < today else today - 1] = TESTED
    return "".join(line)


def calendar_title(days: int, width: int = CALENDAR) -> str:
    """Return the head of the calendar: how far back and ahead it goes, with today in its place."""
    today = width * 2 // 3
    line = list(f"{2 * days} d ago".ljust(width))
    line[today : today + 5] = "today"
    end = f"+{days} d"
    if today + 6 + len(end) <= width:
        line[width - len(end) :] = end
    return "".join(line)


def drill_mark(drill: DrillRow) -> Mark:
    """Return where a plan stands in the calendar, as glyph and word."""
    return _MARKS[DrillState(drill["state"])]


_MARKS = {
    DrillState.NOT_POSSIBLE: Mark("·", ".", "no test now", Severity.IDLE),
    DrillState.NEVER: Mark("‼", "!", "NEVER TESTED", Severity.WARN),
    DrillState.CHANGED: Mark("‼", "!", "CHANGED SINCE", Severity.WARN),
    DrillState.OVERDUE: Mark("‼", "!", "OVERDUE", Severity.WARN),
    DrillState.TESTED: Mark("●", "*", "tested", Severity.IDLE),
}

NEXT_TEST: Column[ShownPlanRow] = Column("Next test", lambda plan: next_test_cell(plan["drill"]), wide=True)
"""Column of the next test failover, of a plan with its ``drill``."""
