"""Recovery plans: groups, actions, and how a plan stands."""

from __future__ import annotations

from azure_data import of_kind
from azure_excerpts import AS_OF, body, context, found

from drconsole.providers.azure.wire import ids, plans
from drconsole.recovery.types.estate.plans import ActionKind
from drconsole.recovery.types.words import Direction, Operation

SHOP, EMPTY = (one for one in of_kind(found("recovery-plans"), "replicationrecoveryplans"))
READ = plans.plan(SHOP, context("recovery-plans"))


def test_groups_stand_in_their_order_and_members_have_the_keys_of_items() -> None:
    assert (READ.name, READ.source, READ.target) == ("shop", "West Europe", "North Europe")
    assert [[ids.last(key) for key in group.items] for group in READ.groups] == [
        ["web-4", "gone-1"],
        ["web-1"],
        ["web-2"],
    ]
    assert READ.groups[0].items[0] == ids.canonical(str(body("azure-to-azure", "web-4")["id"]))


def test_actions_stand_where_people_put_them() -> None:
    (tell,), (stop,), (dns,) = READ.before_shutdown, READ.after_shutdown, READ.after_failover
    assert READ.before_failover == ()
    assert (tell.kind, tell.instructions) == (ActionKind.MANUAL, "Call them.")
    assert (stop.kind, stop.path, stop.timeout) == (ActionKind.SCRIPT, r"\\vmm\lib\stop.ps1", 300)
    assert (dns.kind, dns.path, dns.timeout) == (ActionKind.RUNBOOK, "Set-Dns", 1200)
    assert dns.operations == (Operation.TEST_FAILOVER, Operation.FAILOVER, Operation.PLANNED_FAILOVER)
    assert dns.directions == (Direction.PRIMARY_TO_RECOVERY, Direction.RECOVERY_TO_PRIMARY)
    (warm,) = READ.groups[1].pre
    assert (warm.path, warm.timeout) == ("warm.ps1", 600)


def test_groups_and_actions_of_unknown_kinds_are_told_and_not_dropped() -> None:
    (beam,) = READ.groups[1].post
    assert (beam.kind, beam.operations) == (ActionKind.MANUAL, ())
    assert "BeamActionDetails" in beam.instructions
    told = plans.unreadable(SHOP)
    assert {pair for one in told for pair in one.raw} == {
        ("instanceType", "BeamActionDetails"),
        ("failoverTypes", "Evaporate"),
        ("groupType", "Orbit"),
    }
    assert plans.unreadable(EMPTY) == ()


def test_a_plan_stands_as_the_service_says() -> None:
    read = plans.status(SHOP, AS_OF, context("recovery-plans"))
    assert (read.key, read.provider_id) == (READ.key, SHOP["id"])
    assert read.provider_allowed_operations == ("UnplannedFailover", "TestFailover")
    assert (read.current_scenario, read.scenario_status, read.scenario_status_description) == (
        "UnplannedFailover",
        "Succeeded",
        "Completed",
    )
    assert read.last_failover is not None
    assert read.last_failover.minute == 30, "1601 is no time"
    assert plans.current_job(SHOP) == "job-1"
    assert plans.providers(SHOP) == ("A2A",)


def test_a_plan_that_never_ran_has_no_job_and_no_time() -> None:
    read = plans.status(EMPTY, AS_OF, context("recovery-plans"))
    assert (read.current_scenario, read.scenario_status, read.last_failover, read.last_test_failover) == (None,) * 4
    assert plans.current_job(EMPTY) is None
    configured = plans.plan(EMPTY, context("recovery-plans"))
    assert (configured.source, configured.target, configured.items) == ("vmm-nine", "Microsoft Azure", ())
    assert len(configured.groups) == 1
