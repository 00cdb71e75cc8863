"""What is next with a target, and why."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection
from datetime import timedelta

import pytest
from small_estate import NOW, all_statuses, change_status, committed, open_test, pending, view
from support.typed import command

from drconsole.recovery.guide.guide import Guide, next_step
from drconsole.recovery.guide.numbers import MANY, ONE
from drconsole.recovery.guide.step import Step
from drconsole.recovery.guide.way import WAY
from drconsole.recovery.types.estate.estate import EstateView, HealthError
from drconsole.recovery.types.estate.known import Known
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.remedies import Deed
from drconsole.recovery.types.words import Health, Location, Operation, Scenario, TargetType
from drconsole.recovery.types.work.errors import BadInput

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
    held: Collection[str] = (),
) -> Guide:
    kind = TargetType.PLAN if key in estate.plans else TargetType.ITEM
    look = Look(estate, NOW, busy=running or {}, held=held, validations=validations or {})
    return next_step(look, kind, key)


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
        ({**UNPROTECTED, "protection_state": "DisablingProtection"}, None, Operation.DISABLE_REPLICATION, "run"),
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
    assert found.stands.startswith("it "), "its name stands before it already"
    assert "{" not in found.why
    words = shlex.split(command(found))
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
    assert command(guide(estate, running={"web-01": "job-3"})) == "drconsole watch job-3"


def test_a_held_job_is_resumed_before_anything_is_followed() -> None:
    estate = view()
    change_status(estate, "web-01", **pending())
    found = guide(estate, running={"web-01": "job-3"}, held={"job-3"})
    assert command(found) == "drconsole job resume job-3"
    assert "held" in found.why and "held" in found.stands
    assert found.alternatives == ()
    other = guide(estate, running={"web-01": "job-3"}, held={"job-4"})
    assert command(other) == "drconsole watch job-3"
    both = guide(estate, "web", running={"web-01": "job-3", "web-02": "job-4"}, held={"job-4"})
    assert command(both) == "drconsole job resume job-4"
    assert both.why.startswith("web-02: its job is held")
    assert "1 in a held job" in both.stands and "1 in a running job" in both.stands


def test_what_is_said_of_a_plan_speaks_of_all_its_machines_and_names_it_once() -> None:
    estate = view()
    assert guide(estate, "web").stands == "3 protected"
    all_statuses(estate, **pending())
    assert guide(estate, "web").why.startswith("all its machines: they have failed over and nobody has validated them:")
    two = guide(estate, "web", {"web-03": "ok"})
    assert two.why.startswith("web-01, web-02: they have failed over")
    one = guide(estate, "web", {"web-02": "ok", "web-03": "ok"})
    assert one.why.startswith("web-01: it has failed over and nobody has validated it:")


@pytest.mark.parametrize("step", [step for step in WAY if "{" in step.why], ids=lambda step: step.why[:40])
def test_each_step_can_be_said_of_one_machine_and_of_several(step: Step) -> None:
    sites = {"here": "Oslo", "power_on": "power it on at Oslo", "shut_down": "shut it down at Oslo"}
    one, many = step.why.format_map({**ONE, **sites}), step.why.format_map({**MANY, **sites})
    assert "{" not in one + many
    assert re.search(r"\b(its|(it|they) (has|is|was|does|runs|replicates))\b", many) is None, many
    assert re.search(r"\b(their|(it|they) (have|are|were|do|replicate))\b", one) is None, one


@pytest.mark.parametrize("left_off", [{}, {"web-01": "j1-1"}])
def test_after_a_cancelled_failover_nobody_is_led_to_delete_the_last_copy_of_a_machine(
    left_off: dict[str, str],
) -> None:
    """Its source was lost: it was to be powered on, and its replication to be disabled, which deletes its points."""
    estate = view()
    change_status(estate, "web-01", **UNPROTECTED)
    gone = Known(
        {"web-01": {"source-powered": "absent", "target-running": "absent"}},
        left_off=left_off,
        cancelled=frozenset(left_off),
    )
    found = next_step(Look(estate, NOW, known=gone), TargetType.ITEM, "web-01")
    assert found.next_operation is None
    assert "recovery points are all that is left" in found.why
    assert [(one.deed, one.site) for one in found.remedies if one.deed] == [(Deed.RESTORE, "oslo")]


def test_a_machine_that_is_gone_is_not_to_be_powered_on() -> None:
    estate = view()
    change_status(estate, "web-01", **FORGOTTEN)
    known = {"web-01": {"source-powered": "absent"}}
    removed = Known(known, left_off={"web-01": "j1-1"}, cancelled=frozenset({"web-01"}))
    found = next_step(Look(estate, NOW, known=removed), TargetType.ITEM, "web-01")
    assert " on at " not in found.why
    assert found.next_operation is Operation.ENABLE_REPLICATION, "and its check says that it has to be restored"


def test_after_a_cancelled_failover_the_first_word_is_what_serves() -> None:
    estate = view()
    change_status(estate, "web-01", **UNPROTECTED)
    why = guide(estate).why
    assert "machine at oslo may be powered off" in why and "nothing may be serving" in why
    assert why.index("power web-01 on at oslo") < why.index("disable it") < why.index("enable it again")
    seen = Known({"web-01": {"source-powered": "on"}})
    known = next_step(Look(estate, NOW, known=seen), TargetType.ITEM, "web-01")
    assert known.next_operation is Operation.DISABLE_REPLICATION
    assert "powered off" not in known.why


def test_after_a_cancel_that_left_the_source_down_the_guide_asks_whether_it_runs() -> None:
    estate = view()
    change_status(estate, "web-01", replication_health=Health.CRITICAL)
    assert "see that the source runs" in guide(estate).why


def test_a_plan_takes_the_most_urgent_of_its_machines() -> None:
    estate = view()
    all_statuses(estate, **pending())
    everyone_ok = dict.fromkeys(estate.items, "ok")
    assert guide(estate, "web", everyone_ok).next_operation is Operation.COMMIT
    one_missing = guide(estate, "web", {"web-01": "ok", "web-03": "ok"})
    assert one_missing.next_operation is None
    assert command(one_missing).startswith("drconsole validate web-02 ")
    change_status(estate, "web-03", active_location=Location.PRIMARY, **FAILED)
    failed = guide(estate, "web", everyone_ok)
    assert failed.next_operation is Operation.FAILOVER
    assert failed.why.startswith("web-03:")
    assert "2 commit-pending, 1 failover-failed" in failed.stands


def test_a_plan_is_named_as_a_plan() -> None:
    estate = view()
    all_statuses(estate, last_test_failover=None)
    assert command(guide(estate, "web")) == "drconsole run test-failover plan:Web --confirm Web"


def test_what_only_a_machine_can_do_is_said_for_the_machine() -> None:
    estate = view()
    change_status(estate, "web-02", **RESYNC)
    assert command(guide(estate, "web")) == "drconsole run resynchronize item:web-02 --confirm web-02"


def test_an_empty_or_unreported_target() -> None:
    estate = view()
    estate.statuses.clear()
    assert guide(estate, "web").next_operation is None
    assert "not reported" in guide(estate).stands
    with pytest.raises(BadInput, match="no item nobody"):
        guide(estate, "nobody")


BACK_CLASSIC = {
    "turned": True,
    "replication_provider": "InMage",
    "provider_allowed_operations": ("UnplannedFailover", "DisableProtection"),
}
BACK_MODERN = {
    "turned": True,
    "replication_provider": "InMageRcmFailback",
    "provider_allowed_operations": ("PlannedFailover", "DisableProtection"),
}
BETWEEN_SITES = {
    "active_location": Location.RECOVERY,
    "provider_allowed_operations": ("PlannedFailover", "UnplannedFailover", "DisableProtection", "TestFailover"),
}


@pytest.mark.parametrize(
    ("scenario", "changes", "operation"),
    [
        (Scenario.VMWARE_TO_AZURE, BACK_CLASSIC, Operation.FAILOVER),
        (Scenario.VMWARE_TO_AZURE_MODERNIZED, BACK_MODERN, Operation.FAILBACK),
        (Scenario.VMM_TO_VMM, BETWEEN_SITES, Operation.PLANNED_FAILOVER),
        (Scenario.AZURE_TO_AZURE, {"turned": True}, Operation.FAILOVER),
    ],
)
def test_what_replicates_back_is_brought_home(
    scenario: Scenario, changes: dict[str, object], operation: Operation
) -> None:
    """Going home is no disaster: it is the next step, in each scenario by its own operation."""
    estate = view(scenario=scenario)
    all_statuses(estate, **changes)
    found = guide(estate)
    assert found.next_operation is operation
    assert "bring it home" in found.why


def test_the_commit_on_the_way_back_says_what_it_deletes() -> None:
    estate = view(scenario=Scenario.HYPERV_TO_AZURE)
    all_statuses(
        estate,
        protection_state="PlannedFailoverCommitRequired",
        provider_allowed_operations=("Commit", "DisableProtection"),
    )
    found = guide(estate, validations={"web-01": "ok"})
    assert found.next_operation is Operation.COMMIT
    assert "its machine in Azure and the disks" in found.why


def test_two_machines_that_run_come_before_anything_else() -> None:
    estate = view()
    all_statuses(estate, **pending())
    seen = Known({"web-01": {"source-powered": "on", "target-running": "running"}})
    found = next_step(Look(estate, NOW, validations={"web-01": "ok"}, known=seen), TargetType.ITEM, "web-01")
    assert found.next_operation is None
    assert "two machines of it run: shut web-01 down at oslo; the valid copy is at azure-north" in found.why
    assert command(found) == "drconsole items web-01"


def test_how_long_a_test_counts_is_a_setting() -> None:
    estate = view()
    assert next_step(Look(estate, NOW), TargetType.ITEM, "web-01").next_operation is None
    strict = next_step(Look(estate, NOW, accepted_age=timedelta(days=9)), TargetType.ITEM, "web-01")
    assert strict.next_operation is Operation.TEST_FAILOVER
