"""What is next with a target, and why."""

from __future__ import annotations

import shlex
from datetime import timedelta

import pytest
from small_estate import NOW, all_statuses, change_status, committed, open_test, pending, view

from drconsole.recovery.errors import BadInput
from drconsole.recovery.estate import EstateView, HealthError
from drconsole.recovery.guide import Guide, next_step
from drconsole.recovery.words import Location, Operation, TargetType

UNPROTECTED = {"provider_allowed_operations": ("DisableProtection",), "protection_state": "UnprotectedStatesBegin"}
FORGOTTEN = {"provider_allowed_operations": (), "protection_state": "Unprotected"}
FAILED = {
    "protection_state": "UnplannedFailoverCompletionFailed",
    "provider_allowed_operations": ("RepairReplication", "UnplannedFailover", "DisableProtection"),
}
SYNCING = {"protection_state": "InitialReplicationInProgress", "provider_allowed_operations": ("DisableProtection",)}
RESYNC = {
    "health_errors": (HealthError("78024", "disk", "Error"),),
    "provider_allowed_operations": ("RepairReplication", "UnplannedFailover", "DisableProtection", "TestFailover"),
}


def guide(
    estate: EstateView,
    key: str = "web-01",
    validations: dict[str, str] | None = None,
    running: dict[str, str] | None = None,
) -> Guide:
    kind = TargetType.PLAN if key in estate.plans else TargetType.ITEM
    return next_step(estate, kind, key, NOW, validations or {}, running or {})


@pytest.mark.parametrize(
    ("changes", "validation", "operation", "verb"),
    [
        ({"last_test_failover": None}, None, Operation.TEST_FAILOVER, "run"),
        ({"last_test_failover": NOW - timedelta(days=200)}, None, Operation.TEST_FAILOVER, "run"),
        ({}, None, None, ""),
        (open_test(), None, Operation.CLEANUP_TEST_FAILOVER, "run"),
        (pending(), None, None, "validate"),
        (pending(), "failed", Operation.CHANGE_RECOVERY_POINT, "run"),
        (pending(), "ok", Operation.COMMIT, "run"),
        (committed(), "ok", Operation.RE_PROTECT, "run"),
        (FAILED, None, Operation.FAILOVER, "run"),
        (SYNCING, None, None, ""),
        (RESYNC, None, Operation.RESYNCHRONIZE, "run"),
        (UNPROTECTED, None, Operation.DISABLE_REPLICATION, "run"),
        (FORGOTTEN, None, Operation.ENABLE_REPLICATION, "run"),
        ({"protection_state": "Nonsense"}, None, None, ""),
        ({"current_scenario": "UnplannedFailover"}, None, None, ""),
        (pending(provider_allowed_operations=()), "ok", None, ""),
    ],
)
def test_the_next_step_of_a_machine(
    changes: dict[str, object], validation: str | None, operation: Operation | None, verb: str
) -> None:
    estate = view()
    change_status(estate, "web-01", **changes)
    found = guide(estate, validations={"web-01": validation} if validation else {})
    assert found.next_operation is operation
    assert found.why
    assert "web-01" in found.stands
    words = shlex.split(found.command)
    assert words[1:2] == ([verb] if verb else [])
    if operation is not None:
        assert words[2] == operation.value
        assert words[-2:] == ["--confirm", "web-01"]
        assert operation not in found.alternatives


def test_failover_is_never_next_but_always_at_hand() -> None:
    found = guide(view())
    assert found.next_operation is None
    assert Operation.FAILOVER in found.alternatives


def test_a_running_job_is_followed_first() -> None:
    estate = view()
    change_status(estate, "web-01", **pending())
    assert guide(estate, running={"web-01": "job-3"}).command == "drconsole watch job-3"


def test_a_plan_takes_the_most_urgent_of_its_machines() -> None:
    estate = view()
    all_statuses(estate, **pending())
    everyone_ok = dict.fromkeys(estate.items, "ok")
    assert guide(estate, "web", everyone_ok).next_operation is Operation.COMMIT
    one_missing = guide(estate, "web", {"web-01": "ok", "web-03": "ok"})
    assert one_missing.next_operation is None
    assert one_missing.command.startswith("drconsole validate web-02 ")
    change_status(estate, "web-03", active_location=Location.PRIMARY, **FAILED)
    failed = guide(estate, "web", everyone_ok)
    assert failed.next_operation is Operation.FAILOVER
    assert failed.why.startswith("web-03:")
    assert "2 commit-pending, 1 failover-failed" in failed.stands


def test_a_plan_is_named_as_a_plan() -> None:
    estate = view()
    all_statuses(estate, last_test_failover=None)
    assert guide(estate, "web").command == "drconsole run test-failover plan:Web --confirm Web"


def test_what_only_a_machine_can_do_is_said_for_the_machine() -> None:
    estate = view()
    change_status(estate, "web-02", **RESYNC)
    assert guide(estate, "web").command == "drconsole run resynchronize item:web-02 --confirm web-02"


def test_an_empty_or_unreported_target() -> None:
    estate = view()
    estate.statuses.clear()
    assert guide(estate, "web").next_operation is None
    assert "not reported" in guide(estate).stands
    with pytest.raises(BadInput, match="no item nobody"):
        guide(estate, "nobody")
