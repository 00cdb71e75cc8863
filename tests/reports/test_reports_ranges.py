"""Ranges in a report's summary: what reads the same is said once."""

from __future__ import annotations

import pytest

from drconsole.reports.writing.job_document import range_text


@pytest.mark.parametrize(
    ("seconds", "told"),
    [([409.0], "6 min 49 s"), ([409.0, 409.3], "6 min 49 s"), ([20.0, 409.0, 90.0], "20 s to 6 min 49 s")],
)
def test_a_range_is_told_by_both_ends_where_they_differ(seconds: list[float], told: str) -> None:
    assert range_text(seconds) == told
