"""Sites, policies, networks and vaults, and the lookups from the service's ids to our names."""

from __future__ import annotations

from azure_data import of_kind
from azure_excerpts import context, found

from drconsole.providers.azure.wire.estate.networks import networks
from drconsole.providers.azure.wire.estate.policies import policies
from drconsole.providers.azure.wire.estate.sites import sites
from drconsole.providers.azure.wire.estate.vaults import Vault, vault
from drconsole.recovery.types.estate.estate import Policy, Site, SiteKind

VAULT = "/subscriptions/s-1/resourceGroups/rg-dr/providers/Microsoft.RecoveryServices/vaults/vault-dr"
VNET = "/subscriptions/s-1/resourceGroups/{}/providers/Microsoft.Network/virtualNetworks/{}"


def test_fabrics_are_sites_and_two_of_one_name_stay_apart() -> None:
    read = context("hyper-v").sites
    assert [(site.name, site.kind) for site in read.all] == [
        ("vmm-a.example", SiteKind.VMM),
        ("vmm-b.example", SiteKind.VMM),
        ("branch (site-1)", SiteKind.HYPERV),
        ("branch (site-2)", SiteKind.HYPERV),
    ]
    assert read.all[0].encryption_thumbprint == "AB12"
    assert read.all[1].encryption_thumbprint is None


def test_a_fabric_of_an_unknown_kind_is_told_and_is_no_site() -> None:
    read = context("vmware-to-azure").sites
    assert [site.name for site in read.all] == ["cs-1", "appliance"]
    assert read.unread == (("odd", "Starship"),)


def test_azure_itself_is_a_site_in_the_vaults_region_where_something_lands_there() -> None:
    read = sites(of_kind(found("hyper-v"), "replicationfabrics"), "westeurope")
    there = Site("Microsoft Azure (westeurope)", SiteKind.AZURE)
    constant = f"{VAULT}/replicationFabrics/d49858f157601230a6ac5862fbbc6e63bf38d23ecd96cf953767945d457fe9d5"
    assert {read.name_of(told, "Microsoft Azure") for told in ("Microsoft Azure", "", constant)} == {there.name}
    assert read.used_by({"vmm-a.example"}) == read.all
    assert read.used_by({there.name}) == (*read.all, there)


def test_a_site_is_found_by_the_id_of_anything_in_it_in_any_spelling() -> None:
    read = context("hyper-v").sites
    inside = f"{VAULT}/replicationFabrics/vmm-2/replicationNetworks/net-2"
    assert read.name_of(inside.upper().replace("/SUBSCRIPTIONS", "//Subscriptions")) == "vmm-b.example"
    assert read.name_of(f"{VAULT}/replicationFabrics/gone", "as told") == "as told"
    assert read.name_of(f"{VAULT}/replicationFabrics/gone") == "gone"


def test_policies_are_in_seconds_whatever_the_provider_counts_in() -> None:
    assert context("azure-to-azure").policies.all == (Policy("daily", 300, 14400, 86400, 900),)
    assert context("hyper-v").policies.all == (
        Policy("hv", 30, 7200, 14400, 3600),
        Policy("e2e", 300, 3600, 10800, 3600),
    )
    assert context("vmware-to-azure").policies.all == (
        Policy("vm-24h", 300, 3600, 86400, 1800),
        Policy("rcm-3d", 300, 0, 259200, 3600),
    )


def test_a_policy_without_a_threshold_has_an_hour() -> None:
    body = {
        "id": "/p/x",
        "name": "x",
        "properties": {"providerSpecificDetails": {"recoveryPointThresholdInMinutes": 0}},
    }
    assert policies([body]).all[0].rpo_threshold == 3600


def test_networks_of_one_name_stay_apart_and_are_mapped_both_ways() -> None:
    read = context("azure-to-azure").networks
    assert {(one.name, one.site, one.mapped_to) for one in read.all} == {
        ("vnet-web (rg-web)", "West Europe", "vnet-web (rg-dr)"),
        ("vnet-web (rg-dr)", "North Europe", "vnet-web (rg-web)"),
    }
    arm_id = read.id_of("vnet-web (rg-dr)")
    assert arm_id is not None
    assert read.name_of(arm_id.upper(), "North Europe") == "vnet-web (rg-dr)"
    assert read.id_of("nowhere") is None


def test_a_network_of_vmm_is_known_by_its_id_by_its_name_at_the_site_and_by_a_stale_id_of_its_mapping() -> None:
    read = context("hyper-v").networks
    by_site = {(one.site, one.name): one for one in read.all}
    corp = by_site["vmm-a.example", "corp (vmm-a.example)"]
    assert (corp.mapped_to, corp.subnets) == ("dr", ("front", "back"))
    assert ("vmm-b.example", "corp (vmm-b.example)") in by_site
    assert read.name_of("corp", "vmm-b.example") == "corp (vmm-b.example)"
    assert read.name_of(f"{VAULT}/replicationFabrics/stale/replicationNetworks/net-1", "") == corp.name
    assert read.id_of(corp.name) == f"{VAULT}/replicationFabrics/vmm-1/replicationNetworks/net-1"


def test_a_network_that_only_a_machine_names_is_known_and_has_an_id_where_azure_gives_one() -> None:
    read = context("vmware-to-azure").networks
    names = {one.name: one.site for one in read.all}
    assert names == {"vnet-web": "Microsoft Azure", "vnet-test": "Microsoft Azure", "VM Network": "appliance"}
    assert read.id_of("VM Network") is None
    assert read.id_of("vnet-test") == VNET.format("rg-test", "vnet-test")


def test_networks_of_azure_itself_can_be_chosen_where_they_may_be_read() -> None:
    known = context("azure-to-azure").sites
    listed = {
        "id": VNET.format("rg-lab", "vnet-lab"),
        "location": "NorthEurope",
        "properties": {"subnets": [{"name": "a"}, {"name": "b"}]},
    }
    elsewhere = {"id": VNET.format("rg-lab", "vnet-far"), "location": "eastasia"}
    read = networks([], [], of_kind(found("azure-to-azure"), "replicationprotecteditems"), known, [listed, elsewhere])
    by_name = {one.name: one for one in read.all}
    assert (by_name["vnet-lab"].site, by_name["vnet-lab"].subnets) == ("North Europe", ("a", "b"))
    assert by_name["vnet-far"].site == "Microsoft Azure"


def test_a_vault_tells_where_it_is() -> None:
    body = {"id": VAULT, "name": "vault-dr", "location": "westeurope"}
    assert vault(body) == Vault(VAULT, "vault-dr", "westeurope", "rg-dr", "s-1")
