"""The calendar of test failovers, from rows of plans and the provider's clock alone."""

from __future__ import annotations

from typing import Any

import pytest
from support.whole import whole

from drconsole.records.drills import DrillState, drill_of, with_drill
from drconsole.records.rows.estate.plans import PlanRow

NOW = "2026-07-01T12:00:00Z"
DAY = 86400.0


def plan(last: str | None, changed: str | None = None, allowed: str = "test-failover") -> Any:
    return whole(PlanRow, last_test_failover=last, changed_at=changed, allowed_operations=["failover", allowed])


@pytest.mark.parametrize(
    ("row", "state", "due", "overdue"),
    [
        (plan("2026-06-01T12:00:00Z"), DrillState.TESTED, "2026-07-31T12:00:00Z", None),
        (plan("2026-05-02T12:00:00Z"), DrillState.TESTED, "2026-07-01T12:00:00Z", None),
        (plan("2026-05-01T12:00:00Z"), DrillState.OVERDUE, "2026-06-30T12:00:00Z", DAY),
        (plan(None), DrillState.NEVER, None, None),
        (plan(None, "2026-06-29T12:00:00Z"), DrillState.NEVER, "2026-06-29T12:00:00Z", 2 * DAY),
        (
            plan("2026-06-01T12:00:00Z", "2026-06-28T12:00:00Z"),
            DrillState.CHANGED,
            "2026-06-28T12:00:00Z",
            3 * DAY,
        ),
        (plan("2026-06-01T12:00:00Z", "2026-05-31T12:00:00Z"), DrillState.TESTED, "2026-07-31T12:00:00Z", None),
        (plan(None, allowed="commit"), DrillState.NOT_POSSIBLE, None, None),
    ],
)
def test_a_plan_has_a_day_on_which_its_next_test_is_due(
    row: Any, state: str, due: str | None, overdue: float | None
) -> None:
    assert drill_of(row, NOW, 60) == {
        "last": row["last_test_failover"],
        "due": due,
        "overdue": overdue,
        "state": state,
    }


def test_where_the_time_is_not_known_nothing_is_called_late() -> None:
    assert drill_of(plan("2020-01-01T00:00:00Z"), None, 60)["overdue"] is None


def test_a_reader_adds_it_to_the_row_of_a_plan() -> None:
    row = plan("2026-06-01T12:00:00Z")
    assert with_drill(row, NOW, 60)["drill"] == drill_of(row, NOW, 60)
    assert "drill" not in row
