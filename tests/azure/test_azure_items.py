"""Items and how they stand: every scenario, both directions, and what is told of what nobody knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from azure_excerpts import AS_OF, body, changed, context, item, status

from drconsole.providers.azure.wire import ids, items
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import active_side, allowed_operations, classify, has_open_test
from drconsole.recovery.types.estate.estate import Disk
from drconsole.recovery.types.words import Health, Location, Operation, Scenario

A2A, VMWARE, HYPERV = "azure-to-azure", "vmware-to-azure", "hyper-v"
NONE_TOLD = None


@pytest.mark.parametrize(
    ("excerpt", "name", "scenario", "source", "target"),
    [
        (A2A, "web-1", Scenario.AZURE_TO_AZURE, "West Europe", "North Europe"),
        (A2A, "web-2", Scenario.AZURE_TO_AZURE, "West Europe", "North Europe"),
        (VMWARE, "db-1", Scenario.VMWARE_TO_AZURE, "cs-1", "Microsoft Azure"),
        (VMWARE, "phys-1", Scenario.PHYSICAL_TO_AZURE, "cs-1", "Microsoft Azure"),
        (VMWARE, "db-2", Scenario.VMWARE_TO_AZURE, "cs-1", "Microsoft Azure"),
        (VMWARE, "app-7", Scenario.VMWARE_TO_AZURE_MODERNIZED, "appliance", "Microsoft Azure"),
        (VMWARE, "app-8", Scenario.VMWARE_TO_AZURE_MODERNIZED, "appliance", "Microsoft Azure"),
        (HYPERV, "mail-1", Scenario.VMM_TO_AZURE, "vmm-a.example", "Microsoft Azure"),
        (HYPERV, "till-1", Scenario.HYPERV_TO_AZURE, "branch (site-1)", "Microsoft Azure"),
        (HYPERV, "till-2", Scenario.VMM_TO_AZURE, "warehouse", "Microsoft Azure"),
        (HYPERV, "erp-1", Scenario.VMM_TO_VMM, "vmm-a.example", "vmm-b.example"),
    ],
)
def test_scenario_and_sites_are_those_of_the_item_as_it_was_created(
    excerpt: str, name: str, scenario: Scenario, source: str, target: str
) -> None:
    read = item(excerpt, name)
    assert (read.scenario, read.source, read.target) == (scenario, source, target)


@pytest.mark.parametrize(
    ("excerpt", "name", "turned", "provider", "side"),
    [
        (A2A, "web-1", False, None, Location.PRIMARY),
        (A2A, "web-2", True, None, Location.RECOVERY),
        (A2A, "zone-1", True, None, Location.RECOVERY),
        (VMWARE, "db-1", False, None, Location.RECOVERY),
        (VMWARE, "db-2", True, "InMage", Location.RECOVERY),
        (VMWARE, "app-7", False, None, Location.PRIMARY),
        (VMWARE, "app-8", True, "InMageRcmFailback", Location.RECOVERY),
        (HYPERV, "erp-1", False, None, Location.RECOVERY),
    ],
)
def test_an_item_that_the_service_made_anew_stands_on_the_other_side(
    excerpt: str, name: str, turned: bool, provider: str | None, side: Location
) -> None:
    read = status(excerpt, name)
    assert (read.turned, read.replication_provider, active_side(read)) == (turned, provider, side)


def test_an_older_api_tells_by_the_id_of_first_sight_that_an_item_was_made_anew() -> None:
    made_anew, at_first = body(A2A, "web-3"), body(A2A, "web-1")
    known = context(A2A)
    arm_id = ids.canonical(str(made_anew["id"]))
    ours = ids.canonical(str(at_first["id"])).replace("web-1", "web-3")
    before = replace(known, keys={arm_id: ours})
    read = items.item(made_anew, before)
    assert read is not None
    assert (read.key, read.source, read.target) == (ours, "West Europe", "North Europe")
    assert items.status(made_anew, AS_OF, before).turned
    assert not items.status(made_anew, AS_OF, known).turned


def test_the_key_is_the_id_of_first_sight_and_the_id_stays_as_it_is_spelled() -> None:
    read = status(A2A, "web-1")
    assert read.key == ids.canonical(read.provider_id) == item(A2A, "web-1").key
    assert read.provider_id == body(A2A, "web-1")["id"] != read.key


def test_rpo_is_counted_from_when_it_was_calculated_and_what_is_not_reported_is_not_zero() -> None:
    def behind(excerpt: str, name: str) -> timedelta | None:
        until = status(excerpt, name).replicated_until
        return None if until is None else AS_OF - until

    assert behind(A2A, "web-1") == timedelta(minutes=4)
    assert behind(VMWARE, "db-1") == timedelta(minutes=7)
    assert behind(VMWARE, "app-7") == timedelta(minutes=2, seconds=45)
    assert behind(VMWARE, "db-2") == timedelta(minutes=2), "an RPO of 0 was reported"
    assert behind(A2A, "web-3") is NONE_TOLD
    assert behind(HYPERV, "erp-1") is NONE_TOLD


def test_an_open_test_names_job_point_and_machine() -> None:
    read = status(A2A, "web-4")
    assert has_open_test(read)
    assert (read.current_scenario, read.current_job) == ("TestFailover", "job-7")
    assert (read.failover_point_id, read.test_machine) == ("point-1", "web-1-test")
    assert read.last_test_failover is not None
    assert read.last_failover is NONE_TOLD, "0001 is no time"
    assert status(A2A, "web-1").test_machine is NONE_TOLD, "MarkedForDeletion is no open test"


def test_a_busy_item_allows_nothing_and_an_idle_one_has_no_job() -> None:
    busy = status(HYPERV, "mail-1")
    assert (busy.current_scenario, busy.current_job) == ("PlannedFailover", "job-9")
    assert allowed_operations(item(HYPERV, "mail-1"), busy) == ()
    idle = status(A2A, "web-1")
    assert (idle.current_scenario, idle.current_job) == (None, None)


def test_health_is_told_with_what_is_inside_and_silence_of_the_agent_is_known() -> None:
    read = status(A2A, "web-1")
    assert read.replication_health is Health.CRITICAL
    assert [error.code for error in read.health_errors] == ["78022", "78172"]
    assert read.health_errors[0].recommended_action == "Look."
    assert not read.agent_connected
    assert status(A2A, "web-4").agent_connected
    assert [error.code for error in status(VMWARE, "db-1").health_errors] == ["161008"]


def test_words_that_nobody_knows_stay_as_they_came_and_enable_nothing() -> None:
    read, configured = status(A2A, "zone-1"), item(A2A, "zone-1")
    assert read.protection_state == "SomethingNew"
    assert classify(configured, read).phase is Phase.UNKNOWN
    assert allowed_operations(configured, read) == ()
    told = [error.message for error in read.health_errors]
    assert any("activeLocation is 'Elsewhere'" in message for message in told)
    assert any("replicationHealth is 'Fine'" in message for message in told)
    assert read.replication_health is Health.NONE


def test_nothing_may_be_done_to_an_item_that_is_on_no_side_we_know() -> None:
    read = items.status(changed(A2A, "web-1", activeLocation="Elsewhere"), AS_OF, context(A2A))
    assert read.protection_state == "Protected"
    assert allowed_operations(item(A2A, "web-1"), read) == ()


def test_between_zones_of_one_region_the_zone_tells_the_way() -> None:
    details = body(A2A, "zone-1")["properties"]["providerSpecificDetails"]  # type: ignore[index]
    there = {**details, "primaryAvailabilityZone": "1", "recoveryAvailabilityZone": "2"}
    assert not items.status(changed(A2A, "zone-1", providerSpecificDetails=there), AS_OF, context(A2A)).turned
    assert status(A2A, "zone-1").turned


def test_a_word_in_a_known_state_enables_only_what_both_know() -> None:
    told = ["Teleport", "UnplannedFailover"]
    read = items.status(changed(A2A, "web-1", allowedOperations=told), AS_OF, context(A2A))
    assert read.provider_allowed_operations == ("Teleport", "UnplannedFailover")
    assert Operation.FAILOVER in allowed_operations(item(A2A, "web-1"), read)
    assert Operation.TEST_FAILOVER not in allowed_operations(item(A2A, "web-1"), read)


def test_an_item_of_an_unknown_provider_is_told_with_its_words_and_never_dropped() -> None:
    strange = body(HYPERV, "new-1")
    assert items.item(strange, context(HYPERV)) is None
    told = items.unreadable(strange, context(HYPERV))
    assert told is not None
    assert (told.name, told.provider_id) == ("new-1", strange["id"])
    assert "TeleportV9" in told.why
    assert dict(told.raw)["protectionState"] == "Protected"
    assert items.unreadable(body(HYPERV, "till-1"), context(HYPERV)) is None


def test_disks_are_read_from_every_providers_list() -> None:
    assert item(A2A, "web-1").disks == (Disk("web-os", 127, True), Disk("web-data", 1024))
    assert item(VMWARE, "db-1").disks == (Disk("disk0", 40),)
    assert item(VMWARE, "app-7").disks == (Disk("osdisk", 40, True),)
    assert item(HYPERV, "mail-1").disks == (Disk("mail", 40, True),)
    assert item(HYPERV, "erp-1").disks == (Disk("erp", 20, True),)
    assert item(HYPERV, "till-1").disks == ()


def test_what_a_machine_is_made_of() -> None:
    assert [item(*at).os for at in ((A2A, "web-1"), (HYPERV, "mail-1"), (VMWARE, "app-7"))] == [
        "linux",
        "windows",
        "windows",
    ]
    assert [item(VMWARE, name).agent_version for name in ("db-1", "db-2", "app-7", "app-8")] == [
        "9.60",
        "9.61",
        "9.55",
        "9.56",
    ]
    assert [item(*at).cores for at in ((VMWARE, "db-1"), (VMWARE, "app-7"), (HYPERV, "mail-1"))] == [8, 4, 2]
    managed = [item(*at).managed_disks for at in ((A2A, "web-1"), (A2A, "web-3"), (VMWARE, "db-1"), (HYPERV, "mail-1"))]
    assert managed == [True, False, True, False]
    assert item(HYPERV, "till-1").managed_disks is NONE_TOLD


def test_the_machine_at_the_target_has_the_name_that_it_has_there() -> None:
    there = {**body(A2A, "web-2")["properties"]["providerSpecificDetails"], "recoveryAzureVMName": "web-old"}  # type: ignore[index]

    def name(item: str, **more: object) -> str | None:
        return items.status(changed(A2A, item, providerSpecificDetails=there, **more), AS_OF, context(A2A)).machine

    assert name("web-2") == "web-2", "turned: it runs there, and web-old is what a failover back would make"
    assert name("web-2", activeLocation="Recovery") == "web-old"
    assert status(VMWARE, "app-7").machine == "app-7"
    assert status(HYPERV, "till-1").machine is NONE_TOLD


def test_machines_stand_in_a_group_only_where_they_are_kept_consistent() -> None:
    read = [item(A2A, name) for name in ("web-1", "web-4", "zone-1")]
    (group,) = items.replication_groups(read)
    assert (group.name, group.items) == ("shop", (read[1].key, read[2].key))
    assert item(VMWARE, "db-1").replication_group == "shop"
    assert item(VMWARE, "phys-1").replication_group is NONE_TOLD


def test_networks_of_the_main_interface_are_seen_from_the_items_own_source() -> None:
    there = item(A2A, "web-1")
    assert (there.network, there.target_network) == ("vnet-web (rg-web)", "vnet-web (rg-dr)")
    assert (there.target_subnet, there.target_address, there.interfaces) == ("web-dr", "10.1.0.4", 1)
    back = item(A2A, "web-2")
    assert (back.network, back.target_network) == ("vnet-web (rg-dr)", "vnet-web (rg-web)")
    assert (back.target_subnet, back.target_address) == ("web", None), "an address that is given anew is none"
    modern = item(VMWARE, "app-7")
    assert (modern.network, modern.target_network) == ("VM Network", "vnet-web")
    assert (modern.target_subnet, modern.target_address, modern.interfaces) == ("app", "10.1.0.7", 2)
    failing_back = item(VMWARE, "app-8")
    assert (failing_back.network, failing_back.target_network) == ("VM Network", None)


def test_power_on_premises_counts_only_while_it_is_fresh() -> None:
    seen = body(VMWARE, "app-7")
    assert items.status(seen, AS_OF, context(VMWARE)).source_powered is True
    assert items.status(seen, AS_OF + timedelta(hours=1), context(VMWARE)).source_powered is NONE_TOLD
    assert status(A2A, "web-1").source_powered is NONE_TOLD
    assert status(A2A, "web-1").source_reachable is NONE_TOLD
