"""A plan in a few words: where its machines run."""

from __future__ import annotations

from collections import Counter

import pytest

from drconsole.records.listed import Machine, Way
from drconsole.render.drawing.sitemap import Flow
from drconsole.render.estate.plans import where_text

M = Machine


@pytest.mark.parametrize(
    ("here", "there", "text"),
    [
        # One runs twice, one runs nowhere, one runs: three machines run, and one does not.
        ({M.WRONG: 1}, {M.WRONG: 1, M.DOWN: 1, M.NEW: 1}, "Seattle 1, Azure 2"),
        ({}, {M.DOWN: 2, M.NEW: 1}, "Azure, not replicated"),
        ({}, {M.DOWN: 2}, "nowhere"),
    ],
)
def test_where_a_plan_runs_counts_what_runs(here: dict[M, int], there: dict[M, int], text: str) -> None:
    assert where_text([Flow("Seattle", "Azure", Way.NONE, Counter(here), Counter(there))]) == text
