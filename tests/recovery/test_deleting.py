"""What deletes recovery points or a machine says so, and only where there are any."""

from __future__ import annotations

from typing import Any

import pytest
from asking import ITEM, Setup
from small_estate import NOW, committed, pending, point, read
from trees import HOME_PENDING

from drconsole.recovery.evaluate import evaluate, needs_points
from drconsole.recovery.types.estate.known import Known
from drconsole.recovery.types.estate.points import PointsRead
from drconsole.recovery.types.words import Operation, Scenario
from drconsole.recovery.types.work.tasks import Request, RunOptions

OP = Operation
CUT_OFF = {"protection_state": "UnprotectedStatesBegin", "provider_allowed_operations": ("DisableProtection",)}
FINDING = "disable-deletes-points:web-01"


def disabling(points: PointsRead | None, **before: Any) -> Setup:
    setup = Setup(OP.DISABLE_REPLICATION, ITEM, before=before)
    setup.points = {} if points is None else {"web-01": points}
    return setup


@pytest.mark.parametrize("before", [{}, pending(), CUT_OFF], ids=["protected", "failed over", "cut off"])
def test_disabling_says_that_it_deletes_recovery_points_in_whatever_state_there_are_any(before: dict[str, Any]) -> None:
    """After a cancelled failover it said nothing, and deleted the points that the failover had left."""
    some, unread = read("web-01", point("web-01", 5)), PointsRead("web-01", NOW, error="no answer")
    for points in (some, unread, None):
        assert FINDING in {one.id for one in disabling(points, **before).ask().findings}


def test_disabling_says_nothing_of_recovery_points_where_there_are_none() -> None:
    """After a commit, which had deleted them all, it said that it would delete them."""
    assert FINDING not in {one.id for one in disabling(read("web-01"), **committed()).ask().findings}


def test_the_points_that_disabling_deletes_are_read_for_it() -> None:
    setup = disabling(None)
    assert needs_points(Request(OP.DISABLE_REPLICATION, "web-01", ITEM), setup.estate)


@pytest.mark.parametrize("scenario", [Scenario.HYPERV_TO_AZURE, Scenario.VMM_TO_AZURE])
@pytest.mark.parametrize("back", [False, True])
def test_the_commit_of_a_failback_to_hyperv_says_nothing_of_recovery_points(scenario: Scenario, back: bool) -> None:
    """A failback goes to none: it has synchronized the data itself. All that it had were said to be deleted."""
    before = pending(**HOME_PENDING) if back else pending()
    setup = Setup(OP.COMMIT, ITEM, scenario, RunOptions(), before=before)
    found = evaluate(Request(OP.COMMIT, "web-01", ITEM), setup.look())
    assert found.qualified == ("web-01",)
    assert any("deletes all recovery points" in one for one in found.warnings) is not back
    assert any(one.id == "commit-deletes-machine:web-01" for one in found.findings) is back
    assert any("Commit deletes 1 machine" in one and "disks included" in one for one in found.warnings) is back


def test_the_commit_of_a_failback_says_nothing_of_a_machine_in_azure_that_is_gone_already() -> None:
    setup = Setup(OP.COMMIT, ITEM, Scenario.HYPERV_TO_AZURE, RunOptions(), before=pending(**HOME_PENDING))
    setup.known = Known({"web-01": {"source-powered": "on", "target-running": "absent"}})
    assert "commit-deletes-machine:web-01" not in {one.id for one in setup.ask().findings}
