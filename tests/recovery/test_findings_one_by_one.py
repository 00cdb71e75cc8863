"""Findings one by one: what they count, whom they name, and what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from asking import (
    ITEM,
    PLAN,
    Setup,
)
from small_estate import change_item, change_status, committed, pending, point, read
from support.typed import advice
from way_back import A2A, BACK_A2A, BACK_E2E, E2E, H2A, H2A_PENDING_BACK, OP, OVER_H2A, RCM, V2A, asked, objective

from drconsole.recovery.checks.findings.kinds import KINDS
from drconsole.recovery.checks.landing.networks import landing_network
from drconsole.recovery.checks.prerequisites import check
from drconsole.recovery.checks.qualify import qualify
from drconsole.recovery.types.estate.estate import Network, Site, SiteKind
from drconsole.recovery.types.words import Direction, PointChoice, Scenario
from drconsole.recovery.types.work.tasks import Request, RunOptions


def ids(setup: Setup) -> set[str]:
    return {finding.id for finding in setup.ask().findings}


def messages(setup: Setup) -> str:
    return "\n".join(finding.message for finding in setup.ask().findings)


def test_a_missing_test_must_not_stop_a_disaster_and_a_missing_point_must() -> None:
    """The command line's contract: which findings may be accepted."""
    assert KINDS["test-failover-missing"].overridable
    setup = Setup()
    setup.points["web-01"] = replace(setup.points["web-01"], points=())
    (finding,) = [one for one in setup.ask().findings if one.id == "recovery-point-missing:web-01"]
    assert (finding.level, finding.overridable) == ("error", False)


def test_validators_keep_site_recoverys_codes_and_numbers() -> None:
    """161011, 161018 and 161008, as Site Recovery's validators say them."""
    setup = Setup()
    change_status(setup.estate, "web-01", last_test_failover=None)
    change_item(setup.estate, "web-02", network=None)
    setup.estate.networks["vnet-prod"] = replace(setup.estate.networks["vnet-prod"], free_addresses=1)
    said = messages(setup)
    assert "161011: no successful test failover has been done on web-01" in said
    assert "161008: no connected network interface is configured for web-02" in said
    assert "Available addresses: 1. Required addresses: 2." in said


def test_quotas_count_what_is_there_already() -> None:
    """28031 is what a machine meets that comes after the last core is given away."""
    setup = Setup()
    setup.estate.sites["azure-north"] = replace(setup.estate.sites["azure-north"], cores_quota=6)
    assert "quota-cores:azure-north" not in ids(setup)
    change_item(setup.estate, "web-03", cores=4)
    change_status(setup.estate, "web-03", **committed())
    assert "quota-cores:azure-north" in ids(setup)
    assert "has 2 cores left of its quota; needed: 4" in messages(setup)
    setup.estate.sites["azure-north"] = replace(setup.estate.sites["azure-north"], cores_quota=5)
    assert "has 1 core left of its quota; needed: 4" in messages(setup)


def test_a_failover_between_regions_needs_its_quota_where_it_lands() -> None:
    setup = Setup(OP.FAILOVER, PLAN, A2A, before=BACK_A2A)
    setup.estate.sites["oslo"] = Site("oslo", SiteKind.AZURE, cores_quota=5)
    assert "quota-cores:oslo" in ids(setup)
    assert "quota-cores:azure-north" not in ids(setup)


def test_the_way_back_takes_the_mapping_of_its_own_direction() -> None:
    """Network mapping: both directions are separate."""
    setup = asked(OP.FAILBACK, H2A, **OVER_H2A)()
    web = setup.estate.items["web-01"]
    assert landing_network(setup.estate, web, Direction.RECOVERY_TO_PRIMARY) == "lan"
    setup.estate.networks["dmz"] = Network("dmz", "oslo")
    setup.estate.networks["vnet-prod"] = replace(setup.estate.networks["vnet-prod"], mapped_to="dmz")
    assert landing_network(setup.estate, web, Direction.RECOVERY_TO_PRIMARY) == "dmz"
    assert landing_network(setup.estate, web, Direction.PRIMARY_TO_RECOVERY) == "vnet-prod"


def test_a_mapping_to_a_third_site_is_none_of_this_way_back() -> None:
    setup = asked(OP.FAILBACK, H2A, **OVER_H2A)()
    setup.estate.networks["vnet-west"] = Network("vnet-west", "azure-west")
    setup.estate.networks["vnet-prod"] = replace(setup.estate.networks["vnet-prod"], mapped_to="vnet-west")
    assert "network-not-prepared:web-01" not in ids(setup)


def test_the_source_of_a_failover_back_is_the_machine_at_the_recovery_site() -> None:
    """That the primary site answers says nothing of the machine that is to be shut down."""
    setup = Setup(OP.FAILOVER, ITEM, E2E, RunOptions(shutdown=False), before=BACK_E2E)
    assert "may be running (not known)" in messages(setup)
    change_status(setup.estate, "web-01", source_reachable=False)
    assert "may be running (not known)" in messages(setup)


def test_the_loss_is_said_with_the_machine_that_loses_most() -> None:
    setup = Setup(options=RunOptions(shutdown=False))
    assert "at least 5 min of writes of web-01 are lost, the most of 3 machines; " in messages(setup)
    assert "in all" not in messages(setup), "losses at the same time add up to nothing"
    alone = Setup(OP.FAILOVER, ITEM, options=RunOptions(shutdown=False))
    assert "of writes of web-01 are lost; and all that" in messages(alone)


def test_between_regions_re_protect_asks_for_the_commit_first() -> None:
    """Azure to Azure: the failover must be committed first; the service does not do it."""
    setup = asked(OP.RE_PROTECT, A2A, **pending())()
    assert "commit the failover first" in messages(setup)


def test_commit_on_the_way_back_names_no_points_that_nobody_can_choose() -> None:
    setup = asked(OP.COMMIT, H2A, **H2A_PENDING_BACK)()
    assert "commit-deletes-points" not in ids(setup)
    assert "commit-deletes-machine:web-01" in ids(setup)


def test_what_is_not_known_of_the_way_back_is_said_once_for_all() -> None:
    setup = Setup()
    found = [one for one in setup.ask().findings if one.id.startswith("come-back-unknown")]
    assert len(found) == 1
    assert "web-01, web-02, web-03" in found[0].message


def test_a_way_back_that_is_blocked_stops_no_disaster() -> None:
    setup = Setup()
    for key in setup.estate.items:
        change_status(setup.estate, key, source_reachable=False)
    result = setup.ask()
    assert result.ready
    assert {"come-back-blocked:web-01", "come-back-blocked:web-03"} <= {one.id for one in result.findings}


def test_the_age_of_a_test_is_a_setting() -> None:
    setup = Setup(choice=PointChoice.LATEST_PROCESSED)
    assert "test-failover-old:web-01" not in ids(setup)
    request = Request(OP.FAILOVER, "web", PLAN, RunOptions(direction=Direction.PRIMARY_TO_RECOVERY))
    look = replace(setup.look(), accepted_age=timedelta(days=9))
    found = check(request, look, qualify(request, look), {})
    assert "test-failover-old:web-01" in {one.id for one in found.findings}


@pytest.mark.parametrize("scenario", [V2A, RCM, A2A, H2A])
@pytest.mark.parametrize("reachable", [True, False])
def test_a_shutdown_is_advised_only_where_it_fetches_what_was_not_sent(scenario: Scenario, reachable: bool) -> None:
    """VMware machines were told to use --shutdown, which fetches nothing there."""
    setup = Setup(OP.FAILOVER, PLAN, scenario, RunOptions(shutdown=False))
    for key in setup.estate.items:
        change_status(setup.estate, key, source_reachable=reachable)
    (found,) = [one for one in setup.ask().findings if one.id == "data-loss"]
    assert ("--shutdown" in advice(found)) is (scenario is H2A and reachable)


@pytest.mark.parametrize("scenario", [V2A, RCM, A2A, H2A])
def test_a_loss_does_not_grow_while_no_source_runs(scenario: Scenario) -> None:
    """Of a machine that its owner had switched off it was said that all it writes from now on is lost, too."""
    setup = Setup(OP.FAILOVER, PLAN, scenario, RunOptions(shutdown=False))
    grows = "and all that a source writes from now on"
    for key in setup.estate.items:
        assert grows in messages(setup), f"{key} may run"
        change_status(setup.estate, key, source_powered=False)
    (found,) = [one for one in setup.ask().findings if one.id == "data-loss"]
    assert grows not in found.message
    assert found.message.startswith("The recovery points lack what the sources wrote last: about 5 min")
    assert found.level == "info"
    for key in setup.estate.items:
        setup.points[key] = read(key, point(key, 0))
    assert "data-loss" not in ids(setup), "nothing is lost, and nothing will be"


@pytest.mark.parametrize("shutdown", [True, False])
def test_a_loss_is_judged_by_the_objective_whatever_the_options(shutdown: bool) -> None:
    """A VMware machine ten minutes behind was no finding at all where it was to be shut down."""
    setup = Setup(OP.FAILOVER, PLAN, V2A, RunOptions(shutdown=shutdown))
    setup.points["web-02"] = read("web-02", point("web-02", 10))
    objective(900)(setup)
    (found,) = [one for one in setup.ask().findings if one.id == "data-loss"]
    assert "10 min of writes of web-02 are lost" in found.message
    assert "within the objective" in found.message
    assert found.level == "warning", "more than half of the objective"
    objective(540)(setup)
    (found,) = [one for one in setup.ask().findings if one.id == "data-loss"]
    assert "More than the objective: web-02 (10 min, allowed: 9 min)" in found.message
