"""A plan whose last test failover is too long ago says so; one that cannot be tested now does not."""

from __future__ import annotations

import pytest

from drconsole.render.estate.drills import drill_line
from drconsole.render.words.marks import Severity

NOW = "2026-07-01T12:00:00Z"


def plan(last: str | None, *allowed: str) -> dict[str, object]:
    return {
        "last_test_failover": last,
        "changed_at": None,
        "allowed_operations": list(allowed or ("test-failover", "failover")),
    }


@pytest.mark.parametrize(
    ("last", "days", "due"),
    [
        ("2026-06-30T12:00:00Z", 1, False),
        ("2026-06-29T11:59:59Z", 1, True),
        ("2026-01-02T12:00:00Z", 180, False),
        ("2026-01-01T12:00:00Z", 180, True),
        (None, 180, True),
    ],
)
def test_a_test_failover_is_due_when_the_last_is_older_than_the_days(last: str | None, days: int, due: bool) -> None:
    line = drill_line(plan(last), NOW, days)
    assert (line is not None) is due
    if line is not None:
        text, severity = line
        assert severity is Severity.WARN
        assert f"every {days} day" in text
        assert "DUE" in text


def test_the_age_is_told_in_days() -> None:
    line = drill_line(plan("2025-12-01T00:00:00Z"), NOW, 180)
    assert line is not None
    assert "212 days ago" in line[0]


def test_where_it_cannot_be_made_or_no_clock_is_known_nothing_is_said() -> None:
    assert drill_line(plan(None, "commit"), NOW, 180) is None
    assert drill_line(plan("2020-01-01T00:00:00Z"), None, 180) is None
