"""What errors of a job advised, held against what is allowed now."""

from __future__ import annotations

import pytest
from support.whole import whole

from drconsole.records.rows.common import ErrorRow
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.work.jobs import JobItemRow, JobRow
from drconsole.render.jobs.left_behind import advice_holds
from drconsole.render.rows.lines import error_lines


@pytest.mark.parametrize(("allowed", "holds"), [(["failover", "commit"], True), (["commit"], False)])
def test_what_is_not_allowed_any_more_is_no_advice(allowed: list[str], holds: bool) -> None:
    ends = [whole(JobItemRow, key="a", outcome="Failed"), whole(JobItemRow, key="b", outcome="Succeeded")]
    job = whole(JobRow, operation="failover", items=ends)
    items = [whole(ItemRow, key="a", allowed_operations=allowed), whole(ItemRow, key="b", allowed_operations=[])]
    assert advice_holds(job, items) is holds
    error = whole(ErrorRow, message="no quota", recommended_action="Raise the quota and fail over again.")
    text = "\n".join(str(line) for line in error_lines(error, holds=holds))
    assert ("not for now (see Next): Raise the quota" in text) is not holds
