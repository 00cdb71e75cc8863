"""What a look showed when a job ended, in words that contradict nothing."""

from __future__ import annotations

import pytest
from support.whole import whole

from drconsole.records.rows.work.jobs import EvidenceRow
from drconsole.render.jobs.evidence import evidence_text


@pytest.mark.parametrize(
    ("probe", "seen", "expected", "text"),
    [
        ("replicating", "stopped", None, "replicating: not yet, the first copy comes first"),
        ("replicating", "stopped", True, "replicating: stopped"),
        ("replicating", "replicating", None, "replicating: replicating"),
        ("target-running", "stopped", True, "target-running: stopped"),
    ],
)
def test_after_a_re_protect_a_copy_under_way_is_no_contradiction(
    probe: str, seen: str, expected: bool | None, text: str
) -> None:
    assert evidence_text(whole(EvidenceRow, probe=probe, seen=seen, expected=expected)) == text
