"""Findings of the target, of the way back and of "can I come back?": each with its cause, and only then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from asking import (
    ITEM,
    OVER,
    PLAN,
    WARN,
    Case,
    Change,
    Setup,
    config,
    everywhere,
    is_there_only_for_its_cause,
    options,
    status,
)
from small_estate import NOW, change_item, change_status, committed, open_test, pending, point, read, replication_group
from test_prerequisites import CASES as FIRST_CASES
from test_prerequisites_source import CASES as SOURCE_CASES
from way_back import (
    A2A,
    BACK_A2A,
    BACK_E2E,
    BACK_RCM,
    BACK_V2A,
    E2E,
    H2A,
    H2A_PENDING_BACK,
    HOME_A2A,
    OP,
    OVER_A2A,
    OVER_E2E,
    OVER_H2A,
    PHYSICAL,
    RCM,
    RESTORED,
    V2A,
    asked,
    objective,
    seen,
)

from drconsole.recovery.checks.findings.kinds import KINDS
from drconsole.recovery.checks.landing.networks import landing_network
from drconsole.recovery.types.estate.estate import Disk, HealthError, Site, SiteKind
from drconsole.recovery.types.estate.known import Known
from drconsole.recovery.types.scripts import ScriptFault
from drconsole.recovery.types.words import Direction, Health, Level, Location, Operation, PointChoice, TargetType

INFO = "info", False
HARD = "error", False


def shows(probe: str, word: str) -> Change:
    def apply(setup: Setup) -> None:
        setup.known = seen(probe, word)

    return apply


def no_such_subnet(setup: Setup) -> None:
    """28020, recorded: no subnet with that name in the chosen network."""
    name = landing_network(setup.estate, setup.estate.items["web-01"], Direction.PRIMARY_TO_RECOVERY)
    for key, net in setup.estate.networks.items():
        if net.name == name:
            setup.estate.networks[key] = replace(net, subnets=("default", "apps"))
    change_item(setup.estate, "web-01", target_subnet="web")


def back_home() -> Setup:
    setup = asked(OP.COMMIT, H2A, **H2A_PENDING_BACK, active_location=Location.PRIMARY)()
    setup.known = seen("source-powered", "on")
    return setup


def both_down(setup: Setup) -> None:
    setup.known = Known({"web-01": {"source-powered": "off", "target-running": "stopped"}})


def silent(setup: Setup) -> None:
    setup.known = Known({"web-01": {"source-powered": "off"}}, {"web-01": ("source-powered",)})


def planned_over(operation: Operation, target: TargetType) -> Setup:
    state = {"protection_state": "PlannedFailoverCommitRequired", "active_location": Location.RECOVERY}
    return asked(operation, H2A, target, **pending(**state))()


def half_started() -> Setup:
    """Its plan goes on: it has failed over, and its machine was not started."""
    setup = planned_over(OP.PLANNED_FAILOVER, PLAN)
    change_status(setup.estate, "web-01", failover_health=Health.CRITICAL)
    return setup


HOME_PENDING_A2A = pending(**BACK_A2A, active_location=Location.RECOVERY)
"""Failed over back to the region that it came from, and not committed."""
REMOVED = {"protection_state": "Unprotected", "provider_allowed_operations": ()}


def owed_unseen(setup: Setup) -> None:
    setup.known = Known(stays_down={"web-01": "source-powered"})


def source_alone(setup: Setup) -> None:
    setup.known = Known({"web-01": {"source-powered": "on", "target-running": "stopped"}})


def both_run(setup: Setup) -> None:
    setup.known = Known({"web-01": {"source-powered": "on", "target-running": "running"}})


def site(**changes: object) -> Change:
    def apply(setup: Setup) -> None:
        was = setup.estate.sites["azure-north"]
        setup.estate.sites["azure-north"] = replace(was, **changes)  # type: ignore[arg-type]

    return apply


def both(*changes: Change) -> Change:
    def apply(setup: Setup) -> None:
        for change in changes:
            change(setup)

    return apply


def everything(**changes: object) -> Change:
    def apply(setup: Setup) -> None:
        for key in setup.estate.items:
            change_item(setup.estate, key, **changes)

    return apply


def one_address(setup: Setup) -> None:
    for key in ("web-01", "web-02"):
        change_item(setup.estate, key, target_address="10.0.0.9")


def open_test_of_another(setup: Setup) -> None:
    setup.estate.plans["web"] = replace(
        setup.estate.plans["web"], groups=(replace(setup.estate.plans["web"].groups[0], items=("web-01",)),)
    )
    change_status(setup.estate, "web-03", **open_test())


def in_a_group(setup: Setup) -> None:
    replication_group(setup.estate, "shop", "web-01", "web-02")


def no_vmware(setup: Setup) -> None:
    setup.estate.sites["oslo"] = Site("oslo", SiteKind.PHYSICAL)


def plan() -> Setup:
    return Setup()


def nothing_lost() -> Setup:
    """The sources stopped when the points were made."""
    setup = Setup()
    everywhere(source_stopped=NOW - timedelta(minutes=5))(setup)
    return setup


def different_points(setup: Setup) -> None:
    in_a_group(setup)
    setup.points["web-01"] = read("web-01", point("web-01", 7), point("web-01", 15, app=True))


def custom(point_id: str) -> Change:
    def apply(setup: Setup) -> None:
        setup.choice, setup.point_id = PointChoice.CUSTOM, point_id

    return apply


GONE = status(source_reachable=False)
DISKS = tuple(Disk(f"data-{n}", 10) for n in range(61))

CASES = [
    # where it lands
    Case("quota-family:dsv5", plan, both(everything(size_family="dsv5"), site(family_quotas=(("dsv5", 5),))), *OVER),
    Case("quota-interfaces:azure-north", plan, site(interfaces_quota=2), *OVER),
    Case("extra-step-quota", plan, config(dhcp=False), *INFO),
    Case("address-taken:10.0.0.9", plan, one_address, *OVER),
    Case("validator:web-01", plan, status(health_errors=(HealthError("161018", "not enough", "Error"),)), *OVER),
    Case("test-debt", plan, open_test_of_another, *WARN),
    Case("test-debt", plan, shows("test-machine", "present"), *WARN),
    Case("san-policy", plan, config(disks=(Disk("os", 64, boot=True), Disk("data", 10))), *INFO),
    Case("data-loss", nothing_lost, both(everywhere(source_stopped=None), options(shutdown=False)), *WARN),
    Case("data-loss", nothing_lost, everywhere(source_stopped=None), *INFO),
    Case("data-loss", nothing_lost, both(everywhere(source_stopped=None), objective(599)), *WARN),
    Case("replication-group-points:shop", plan, different_points, *WARN),
    Case("point-older:web-01", lambda: Setup(OP.FAILOVER, ITEM), custom("web-01-15"), *WARN),
    # both ways: the network at the primary site, where the machine goes back to
    Case("network-not-prepared:web-01", asked(OP.FAILBACK, H2A, **OVER_H2A),
         lambda setup: setup.estate.networks.pop("lan"), *OVER),
    # the primary site
    Case("primary-unreachable:web-01", asked(OP.RE_PROTECT, V2A, **committed()), GONE),
    Case("primary-unreachable:web-01", asked(OP.RE_PROTECT, A2A, **OVER_A2A), GONE),
    Case("primary-unreachable:web-01", asked(OP.RE_PROTECT, V2A, **committed()), status(source_reachable=None), *WARN),
    Case("primary-unreachable:web-01", asked(OP.REVERSE_REPLICATE, E2E, **OVER_E2E), GONE),
    Case("primary-unreachable:web-01", asked(OP.FAILBACK, H2A, **OVER_H2A), GONE),
    Case("primary-unreachable:web-01", asked(OP.FAILBACK, RCM, **BACK_RCM), GONE),
    Case("primary-unreachable:web-01", asked(OP.PLANNED_FAILOVER, E2E, **BACK_E2E), GONE),
    Case("primary-unreachable:web-01", asked(OP.FAILOVER, V2A, **BACK_V2A), GONE, *OVER),
    Case("primary-unreachable:web-01", asked(OP.TEST_FAILOVER, E2E, **BACK_E2E), GONE),
    Case("primary-unreachable:web-01", asked(OP.TEST_FAILOVER, A2A, **BACK_A2A), GONE),
    Case("primary-unreachable:web-01", asked(OP.CHANGE_RECOVERY_POINT, A2A, **HOME_PENDING_A2A), GONE),
    Case("machine-unreachable:web-01", asked(OP.REVERSE_REPLICATE, H2A, **RESTORED), GONE),
    # what becomes of the old machine
    Case("old-source-deleted:web-01", asked(OP.RE_PROTECT, A2A, **HOME_A2A), status(turned=False), *WARN),
    Case("old-source-kept:web-01", asked(OP.RE_PROTECT, A2A, **OVER_A2A), status(**HOME_A2A), *INFO),
    Case("old-source-off:web-01", asked(OP.RE_PROTECT, V2A), status(**committed()), *WARN),
    Case("old-source-gone:web-01", asked(OP.RE_PROTECT, A2A, **OVER_A2A), shows("source-powered", "absent"), *OVER),
    Case("old-source-missing:web-01", asked(OP.RE_PROTECT, V2A, **committed()), shows("source-powered", "absent"),
         *WARN),
    Case("machine-gone:web-01", asked(OP.RE_PROTECT, V2A, **committed()), shows("target-running", "absent")),
    Case("machine-gone:web-01", asked(OP.FAILBACK, H2A, **OVER_H2A), shows("target-running", "absent")),
    Case("primary-gone:web-01", asked(OP.REVERSE_REPLICATE, E2E, **OVER_E2E), shows("source-powered", "absent")),
    Case("primary-must-exist:web-01", asked(OP.REVERSE_REPLICATE, E2E, **OVER_E2E),
         shows("source-powered", "no answer"), *INFO),
    # what re-protect needs
    Case("too-many-disks:web-01", asked(OP.RE_PROTECT, V2A, **committed()), config(disks=DISKS)),
    Case("physical-to-vmware:web-01", asked(OP.RE_PROTECT, V2A, **committed()), config(scenario=PHYSICAL), *WARN),
    Case("group-by-plan:web-01", asked(OP.RE_PROTECT, V2A, **committed()), in_a_group),
    Case("failback-infrastructure", asked(OP.RE_PROTECT, V2A), status(**committed()), *INFO),
    Case("failback-appliance", asked(OP.RE_PROTECT, RCM), status(**committed()), *INFO),
    # failback and its commit
    Case("managed-disks:web-01", asked(OP.FAILBACK, H2A, **OVER_H2A), config(managed_disks=True), *WARN),
    Case("managed-disks:web-01", asked(OP.FAILBACK, H2A, **OVER_H2A), config(managed_disks=None), *INFO),
    Case("waits-after-synchronization", asked(OP.FAILBACK, H2A), status(**OVER_H2A), *INFO),
    Case("commit-deletes-machine:web-01", asked(OP.COMMIT, H2A, **pending()), status(
        **H2A_PENDING_BACK, active_location=Location.PRIMARY), *WARN),
    Case("subnet-missing:web-01", asked(OP.FAILOVER, H2A), no_such_subnet, *OVER),
    Case("commits-by-itself", asked(OP.RE_PROTECT, V2A, **committed()),
         status(**pending(provider_allowed_operations=("Commit", "SwitchProtection"))), *WARN),
    Case("network-unfinished:web-01", asked(OP.COMMIT, V2A, **pending()), status(connection="no-address"), *WARN),
    Case("network-unfinished:web-01", asked(OP.COMMIT, V2A, **pending()), status(connection="not-attached"), *WARN),
    # nothing serves
    Case("machine-not-running:web-01", back_home, both_down, *OVER),
    Case("machine-not-running:web-01", asked(OP.COMMIT, V2A, **pending()), shows("target-running", "stopped"), *OVER),
    Case("machine-not-running:web-01", asked(OP.COMMIT, V2A, **pending()),
        status(**pending(), failover_health=Health.CRITICAL), *OVER),
    # two machines run
    Case("machine-off:web-01", asked(OP.RE_PROTECT, V2A, **committed()), shows("target-running", "stopped"), *HARD),
    Case("two-machines-run:web-01", asked(OP.FAILBACK, H2A, **OVER_H2A), both_run, *OVER),
    Case("two-machines-run:web-01", asked(OP.COMMIT, V2A, **pending()), both_run, *OVER),
    Case("two-machines-run:web-01", asked(OP.CHANGE_RECOVERY_POINT, V2A, **pending()), both_run, *OVER),
    Case("two-machines-run:web-01", asked(OP.FAILOVER, E2E, **BACK_E2E), both_run, *OVER),
    Case("two-machines-run:web-01", asked(OP.PLANNED_FAILOVER, E2E, **BACK_E2E), both_run, *OVER),
    Case("machine-not-seen:web-01", asked(OP.COMMIT, V2A, **pending()), silent, *WARN),
    Case("machine-not-seen:web-01", asked(OP.FAILBACK, H2A, **OVER_H2A), silent, *WARN),
    # replication is removed after a failover
    Case("machines-stay:web-01", asked(OP.DISABLE_REPLICATION, V2A), status(**committed()), *WARN),
    # protected anew, after its replication was removed
    Case("other-machine-runs:web-01", asked(OP.ENABLE_REPLICATION, H2A, **REMOVED), shows("target-running", "running"),
        *HARD),
    Case("other-machine-runs:web-01", asked(OP.ENABLE_REPLICATION, E2E, **REMOVED), both_run, *HARD),
    Case("which-machine-counts:web-01", asked(OP.ENABLE_REPLICATION, V2A, **REMOVED), both_down, *OVER),
    Case("which-machine-counts:web-01", asked(OP.ENABLE_REPLICATION, V2A, **REMOVED), owed_unseen, *OVER),
    Case("other-machine-left:web-01", asked(OP.ENABLE_REPLICATION, V2A, **REMOVED), source_alone, *INFO),
    Case("no-machine-to-protect:web-01", asked(OP.ENABLE_REPLICATION, A2A, **REMOVED), shows("source-powered",
        "absent"), *HARD),
    # a plan that goes on
    Case("goes-on:web-01", lambda: planned_over(OP.PLANNED_FAILOVER, PLAN), status(
        failover_health=Health.CRITICAL), *WARN),
    Case("nothing-to-start:web-01", half_started, shows("target-running", "absent")),
    Case("old-one-runs:web-01", half_started, shows("source-powered", "on"), *OVER),
    # can I come back?
    Case("come-back-unknown:web-01", asked(OP.FAILOVER, H2A), config(managed_disks=True), *INFO),
    Case("come-back-blocked:web-01", asked(OP.COMMIT, V2A, **pending()), shows("target-running", "absent"), *WARN),
    Case("come-back-blocked:web-01", asked(OP.FAILOVER, V2A), GONE, *WARN),
    Case("come-back-blocked:web-01", asked(OP.FAILOVER, PHYSICAL), no_vmware, *WARN),
    Case("come-back-unknown:web-01", asked(OP.PLANNED_FAILOVER, H2A), config(managed_disks=None), *INFO),
    Case("come-back-unknown:web-01", asked(OP.COMMIT, E2E, **pending(
        provider_allowed_operations=("ReverseReplicate", "Commit", "DisableProtection"))),
        shows("source-powered", "no answer"), *INFO),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case.finding}" for number, case in enumerate(CASES)])
def test_a_finding_of_the_way_back_is_there_for_its_cause_and_only_then(case: Case) -> None:
    is_there_only_for_its_cause(case)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "less than a second apart"), (1, "1 s apart"), (90, "1 min 30 s apart")]
)
def test_points_that_differ_are_never_said_to_be_0_s_apart(seconds: float, said: str) -> None:
    setup = plan()
    in_a_group(setup)
    when = NOW - timedelta(minutes=5)
    for key, at in (("web-01", when - timedelta(seconds=seconds)), ("web-02", when)):
        setup.points[key] = read(key, replace(point(key, 5), time=at))
    (finding,) = (one for one in setup.ask().findings if one.id == "replication-group-points:shop")
    assert (finding.level, f"({said})" in finding.message) == (Level.WARNING, True)
    setup = Setup(OP.FAILOVER, ITEM)
    setup.points["web-01"] = read(
        "web-01", point("web-01", 5), replace(point("web-01", 6), time=NOW - timedelta(minutes=5, seconds=seconds))
    )
    custom("web-01-6")(setup)
    (older,) = (one for one in setup.ask().findings if one.id == "point-older:web-01")
    assert f"is {said.replace('apart', 'older')} than its newest" in older.message


@pytest.mark.parametrize(("seconds", "level"), [(0.4, Level.INFO), (1, Level.WARNING)])
def test_points_that_the_run_makes_are_not_told_apart_by_less_than_a_second(seconds: float, level: Level) -> None:
    """Their times are estimates; a failover to the latest of every healthy group carried a warning."""
    setup = plan()
    in_a_group(setup)
    setup.choice = PointChoice.LATEST
    for key, behind in (("web-01", 20.0), ("web-02", 20.0 + seconds)):
        at = NOW - timedelta(seconds=behind)
        setup.points[key] = replace(read(key, point(key, 5)), unprocessed_until=at)
    (finding,) = (one for one in setup.ask().findings if one.id == "replication-group-points:shop")
    assert finding.level == level
    assert ("each gets one of its own" in finding.message) is (level is Level.INFO)


TOLD_ELSEWHERE = {"direction-to-choose", "other-run", "action-not-run", "disable-deletes-points", *ScriptFault}
"""Kinds that have tests of their own."""


def test_every_kind_of_finding_is_tried() -> None:
    tried = {case.finding.split(":")[0] for case in (*FIRST_CASES, *SOURCE_CASES, *CASES)} | TOLD_ELSEWHERE
    encryption = {kind for kind in KINDS if kind.startswith("encryption")}
    assert set(KINDS) - encryption <= tried


def test_open_tests_of_all_machines_of_a_plan_are_told_and_cleaned_up_as_the_plans() -> None:
    setup = Setup(OP.FAILOVER, ITEM)
    shop = setup.estate.plans["web"]
    mail = replace(shop, key="mail", name="mail", groups=(replace(shop.groups[0], items=("web-02", "web-03")),))
    setup.estate.plans = {"mail": mail}
    for key in ("web-02", "web-03"):
        change_status(setup.estate, key, **open_test())
    (found,) = [each for each in setup.ask().findings if each.id == "test-debt"]
    assert found.message == "Open test failovers at the target: all 2 machines of plan mail."
    assert [remedy.target.name for remedy in found.remedies if remedy.target is not None] == ["mail"]
