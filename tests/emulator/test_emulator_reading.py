"""What is read of an emulated vault: ids, lists, pages, filters, sentinels."""

from __future__ import annotations

from typing import Any

import pytest
from emulator.client import EVERY_LIST, Client, emulated

from drconsole.emulator.settings import Settings


def test_what_a_list_names_can_be_got_by_its_id_whatever_the_case():
    async def main(client: Client) -> None:
        for name in EVERY_LIST:
            found = await client.all(name)
            assert found, name
            for one in found:
                assert (await client.get(one["id"]))["id"] == one["id"]
                assert (await client.get(one["id"].upper()))["id"] == one["id"]
                assert (await client.get("/" + one["id"].lower()))["id"] == one["id"]

    emulated(main)


def test_pages_link_to_the_next_by_the_name_the_client_used_and_hold_each_thing_once():
    async def main(client: Client) -> None:
        first = await client.get("replicationProtectedItems")
        assert len(first["value"]) == 3
        assert first["nextLink"].startswith("https://127.0.0.1:8443/")
        names = [one["name"] for one in await client.all("replicationProtectedItems")]
        assert sorted(names) == sorted(client.simulator.world.items)
        refused = await client.call("GET", "replicationProtectedItems?$skipToken=nonsense")
        assert refused.status == 400

    emulated(main, settings=Settings(page=3))


def test_a_filtered_list_stays_filtered_on_its_next_page():
    async def main(client: Client) -> None:
        found = await client.all("replicationProtectedItems?$filter=InstanceType eq 'InMageAzureV2'")
        assert [one["name"] for one in found] == ["teller-db", "teller-web", "vault"]
        by_plan = await client.all("replicationProtectedItems?$filter=RecoveryPlanName eq 'VMM'")
        assert [one["name"] for one in by_plan] == ["cards-db", "cards-web"]
        assert (await client.call("GET", "replicationProtectedItems?$filter=Colour eq 'red'")).status == 400

    emulated(main, settings=Settings(page=2))


def test_a_list_of_plans_has_no_groups_and_a_single_plan_has_shutdown_and_failover_first():
    async def main(client: Client) -> None:
        assert all(one["properties"]["groups"] == [] for one in await client.all("replicationRecoveryPlans"))
        groups = (await client.get("replicationRecoveryPlans/vmware"))["properties"]["groups"]
        assert [one["groupType"] for one in groups] == ["Shutdown", "Failover", "Boot", "Boot"]
        assert [len(one["replicationProtectedItems"]) for one in groups] == [0, 0, 1, 1]

    emulated(main)


def test_an_idle_item_says_so_with_the_sentinels():
    async def main(client: Client) -> None:
        found = (await client.all("replicationProtectedItems"))[0]["properties"]
        assert found["currentScenario"]["scenarioName"] == "None"
        assert found["currentScenario"]["jobId"].endswith("/replicationJobs/None")
        assert found["currentScenario"]["startTime"].startswith("1753-01-01")

    emulated(main)


INSTANCES = {
    "vmware": "InMageAzureV2",
    "modern": "InMageRcm",
    "physical": "InMageAzureV2",
    "hyperv": "HyperVReplicaAzure",
    "vmm": "HyperVReplicaAzure",
    "sites": "HyperVReplica2012R2",
    "regions": "A2A",
}


@pytest.mark.parametrize(("plan", "instance"), INSTANCES.items())
def test_each_scenario_has_its_replication_provider(plan: str, instance: str):
    async def main(client: Client) -> None:
        found = await client.all(f"replicationProtectedItems?$filter=RecoveryPlanName eq '{plan}'")
        assert {one["properties"]["providerSpecificDetails"]["instanceType"] for one in found} == {instance}
        assert (await client.get(f"replicationRecoveryPlans/{plan}"))["properties"]["replicationProviders"] == [
            instance
        ]
        assert (await client.get(found[0]["properties"]["policyId"]))["name"]

    emulated(main)


def test_points_that_are_listed_can_be_used_and_come_oldest_first():
    async def main(client: Client) -> None:
        points = await client.all(f"{await client.item('app-db')}/recoveryPoints")
        times = [one["properties"]["recoveryPointTime"] for one in points]
        assert times == sorted(times)
        assert len(times) > 10
        assert (await client.get(points[-1]["id"]))["name"] == points[-1]["name"]

    emulated(main)


def test_a_machine_in_azure_has_its_power_state_once_it_was_made():
    async def main(client: Client) -> None:
        item = await client.item("app-db")
        machine = (await client.get(item))["properties"]["providerSpecificDetails"]["fabricObjectId"]
        assert _power(await client.get(f"{machine}/instanceView")) == "PowerState/running"
        await client.act(f"{item}/unplannedFailover", _forward("A2A", sourceSiteOperations="Required"))
        made = (await client.get(item))["properties"]["providerSpecificDetails"]["recoveryFabricObjectId"]
        assert _power(await client.get(f"{made}/instanceView")) == "PowerState/running"
        assert _power(await client.get(f"{machine}/instanceView")) == "PowerState/deallocated"

    emulated(main)


def _power(view: Any) -> str:
    return next(one["code"] for one in view["statuses"] if one["code"].startswith("PowerState"))


def _forward(instance: str, **more: Any) -> Any:
    details = {"instanceType": instance}
    return {"properties": {"failoverDirection": "PrimaryToRecovery", "providerSpecificDetails": details, **more}}


def test_a_host_tells_its_machines_whether_they_are_replicated_or_not():
    async def main(client: Client) -> None:
        item = await client.item("branch-db")
        machine = (await client.get(item))["properties"]["protectableItemId"]
        found = await client.get(machine)
        assert found["properties"]["protectionStatus"] == "Protected"
        assert found["properties"]["replicationProtectedItemId"].endswith(item)
        await client.act(f"{item}/remove", {"properties": {}})
        found = await client.get(machine)
        assert (found["properties"]["protectionStatus"], found["properties"]["replicationProtectedItemId"]) == (
            "Unprotected",
            None,
        )

    emulated(main)


def test_health_is_refreshed_by_an_operation_whose_result_it_is():
    async def main(client: Client) -> None:
        answer = await client.post("replicationVaultHealth/default/refresh")
        assert (await client.get(answer.headers["azure-asyncoperation"]))["status"] == "Succeeded"
        assert (await client.get(answer.headers["location"]))["properties"]["protectedItemsHealth"][
            "resourceCount"
        ] == 13

    emulated(main)
