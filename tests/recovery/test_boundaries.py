"""Limits that are met exactly are kept: a test as old as allowed counts, an RPO at its threshold is no breach."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asking import Setup, everywhere, setting, status
from small_estate import NOW

from drconsole.recovery.types.words import Operation

ACCEPTED = timedelta(days=180)
"""The recommendation of 2018."""
THRESHOLD = timedelta(seconds=3600)
"""Of the small estate's policy."""
SECOND = timedelta(seconds=1)


def findings(*changes: object) -> set[str]:
    setup = Setup()
    for change in changes:
        change(setup)  # type: ignore[operator]
    return {finding.id for finding in setup.ask().findings}


@pytest.mark.parametrize(("age", "old"), [(ACCEPTED - SECOND, False), (ACCEPTED, False), (ACCEPTED + SECOND, True)])
def test_a_test_failover_is_old_after_180_days_and_not_before(age: timedelta, old: bool) -> None:
    found = findings(everywhere(last_test_failover=NOW - timedelta(days=1)), status(last_test_failover=NOW - age))
    assert ("test-failover-old:web-01" in found) is old


@pytest.mark.parametrize(("rpo", "over"), [(THRESHOLD - SECOND, False), (THRESHOLD, False), (THRESHOLD + SECOND, True)])
def test_the_rpo_is_exceeded_above_its_threshold_and_not_at_it(rpo: timedelta, over: bool) -> None:
    found = findings(setting(operation=Operation.FAILOVER), status(replicated_until=NOW - rpo))
    assert ("rpo-exceeded:web-01" in found) is over
