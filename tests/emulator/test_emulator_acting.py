"""What is done through the emulator happens in the world, once, and is told as the service tells it."""

from __future__ import annotations

from typing import Any

import pytest
from emulator.client import Client, emulated, operation

P2R, R2P = "PrimaryToRecovery", "RecoveryToPrimary"


def body(instance: str | None, direction: str | None = None, **more: Any) -> Any:
    said: dict[str, Any] = dict(more)
    if direction:
        said["failoverDirection"] = direction
    if instance:
        said["providerSpecificDetails"] = {"instanceType": instance}
    return {"properties": said}


def for_plan(instance: str, direction: str, **more: Any) -> Any:
    details = {"instanceType": instance, **more.pop("details", {})}
    return {"properties": {"failoverDirection": direction, "providerSpecificDetails": [details], **more}}


async def state(client: Client, name: str) -> Any:
    return (await client.get(await client.item(name)))["properties"]


def test_a_plan_fails_over_once_and_its_job_has_another_id_than_its_operation():
    async def main(client: Client) -> None:
        path = "replicationRecoveryPlans/vmware/unplannedFailover"
        details = {"recoveryPointType": "LatestProcessed"}
        answer = await client.post(path, for_plan("InMageAzureV2", P2R, details=details))
        assert (await client.get("replicationRecoveryPlans/vmware"))["properties"]["allowedOperations"] == []
        job = await client.ended(answer)
        assert job["name"] != operation(answer)
        assert (await client.get(f"replicationJobs/{job['name']}"))["properties"] == job["properties"]
        assert job["properties"]["state"] == "Succeeded"
        assert client.effects("machine-created") == [
            ("teller-db", "machine-created"),
            ("teller-web", "machine-created"),
        ]
        used = [one["recoveryPointId"] for one in job["properties"]["customDetails"]["protectedItemDetails"]]
        assert all([(await client.get(one))["id"] == one for one in used])
        status = await client.get(answer.headers["azure-asyncoperation"])
        assert (status["status"], status["name"]) == ("Succeeded", operation(answer))
        assert (await client.get(answer.headers["location"]))["name"] == "vmware"

    emulated(main)


def test_the_job_of_a_machine_is_reached_through_its_plan_s_and_has_the_machine_s_steps():
    async def main(client: Client) -> None:
        path = "replicationRecoveryPlans/hyperv/unplannedFailover"
        job = await client.act(path, for_plan("HyperVReplicaAzure", P2R))
        group = next(one for one in job["properties"]["tasks"] if one["taskId"] == "FailoverAllActionGroup")
        machines = group["groupTaskCustomDetails"]["childTasks"]
        children = [await client.get(f"replicationJobs/{one['customDetails']['jobTask']['jobId']}") for one in machines]
        assert [one["properties"]["targetObjectName"] for one in children] == ["branch-db", "branch-web"]
        assert all(any(task["name"] == "VmFailover" for task in one["properties"]["tasks"]) for one in children)

    emulated(main)


def test_the_client_s_own_id_stands_in_the_job_s_activity_and_not_in_a_list():
    async def main(client: Client) -> None:
        ident = "0a0b0c0d-0000-4000-8000-000000000001"
        item = await client.item("vault")
        answer = await client.post(f"{item}/unplannedFailover", body("InMageAzureV2", P2R), request_id=ident)
        assert answer.headers["x-ms-client-request-id"] == ident
        job = await client.ended(answer)
        assert job["properties"]["activityId"].startswith(f"{ident} ActivityId: ")
        (listed,) = await client.all("replicationJobs")
        assert "activityId" not in listed["properties"]
        assert listed["properties"]["tasks"] == []
        assert {one.work for one in client.simulator.rehearsal.ledger() if one.what == "machine-created"} == {ident}

    emulated(main)


def test_a_test_failover_stays_open_until_its_cleanup():
    async def main(client: Client) -> None:
        item = await client.item("app-db")
        network = (
            await client.get(
                f"/subscriptions/{client.emulator.ids.subscription}/providers/Microsoft.Network/virtualNetworks"
            )
        )["value"]
        lab = next(one["id"] for one in network if one["name"] == "west-lab")
        job = await client.act(f"{item}/testFailover", body("A2A", P2R, networkType="VmNetworkAsInput", networkId=lab))
        assert job["properties"]["customDetails"]["protectedItemDetails"][0]["testVmName"] == "app-db-test"
        found = await state(client, "app-db")
        assert (found["testFailoverState"], found["allowedOperations"]) == (
            "WaitingForCompletion",
            ["TestFailoverCleanup"],
        )
        assert found["currentScenario"]["jobId"].endswith(job["name"])
        job = await client.act(f"{item}/testFailoverCleanup", body(None, comments="looked fine"))
        assert job["properties"]["customDetails"]["comments"] == "looked fine"
        found = await state(client, "app-db")
        assert found["testFailoverState"] == "MarkedForDeletion"
        assert "TestFailover" in found["allowedOperations"]

    emulated(main)


def test_a_test_network_at_another_side_is_refused_and_nothing_begins():
    async def main(client: Client) -> None:
        item = await client.item("app-db")
        wrong = body("A2A", P2R, networkType="VmNetworkAsInput", networkId="/x/virtualNetworks/north-lab")
        refused = await client.call("POST", f"{item}/testFailover", wrong)
        assert refused.status == 400
        error: Any = (refused.body or {})["error"]
        assert error["code"] == "25080"
        assert "west-lab" in error["details"][0]["recommendedAction"]
        assert await client.all("replicationJobs") == []

    emulated(main)


def test_a_chosen_point_is_the_one_that_is_used_and_changed_to_another():
    async def main(client: Client) -> None:
        item = await client.item("app-db")
        points = await client.all(f"{item}/recoveryPoints")
        chosen, other = points[-3]["id"], points[-8]["id"]
        wanted = {"instanceType": "A2A", "recoveryPointId": chosen}
        said = {"properties": {"failoverDirection": P2R, "providerSpecificDetails": wanted}}
        await client.act(f"{item}/unplannedFailover", said)
        assert (await state(client, "app-db"))["failoverRecoveryPointId"] == chosen
        job = await client.act(f"{item}/applyRecoveryPoint", body("A2A", recoveryPointId=other))
        assert (job["properties"]["scenarioName"], job["properties"]["state"]) == ("ChangePit", "Succeeded")
        assert (await state(client, "app-db"))["failoverRecoveryPointId"] == other

    emulated(main)


CIRCLES = {
    "teller-db": [
        ("unplannedFailover", body("InMageAzureV2", P2R)),
        ("failoverCommit", None),
        ("reProtect", body("InMageAzureV2", R2P)),
        ("unplannedFailover", body("InMage", R2P)),
        ("failoverCommit", None),
        ("reProtect", body("InMage", P2R)),
    ],
    "ledger-db": [
        ("unplannedFailover", body("InMageRcm", P2R)),
        ("failoverCommit", None),
        ("reProtect", body("InMageRcm", R2P)),
        ("plannedFailover", body("InMageRcmFailback", R2P)),
        ("failoverCommit", None),
        ("reProtect", body("InMageRcmFailback", P2R)),
    ],
    "mail": [
        ("plannedFailover", body("HyperVReplica2012R2", P2R)),
        ("failoverCommit", None),
        ("reProtect", body("HyperVReplica2012R2", R2P)),
        ("plannedFailover", body("HyperVReplica2012R2", R2P)),
        ("failoverCommit", None),
        ("reProtect", body("HyperVReplica2012R2", P2R)),
    ],
    "cards-db": [
        ("plannedFailover", body("HyperVReplicaAzure", P2R)),
        ("failoverCommit", None),
        (
            "plannedFailover",
            body(
                "HyperVReplicaAzureFailback",
                R2P,
            ),
        ),
        ("failoverCommit", None),
        ("reProtect", body("HyperVReplicaAzure", P2R)),
    ],
}


async def settled(client: Client, name: str) -> None:
    """Wait for the first copy that a reprotect begins."""
    for _ in range(400):
        if (await state(client, name))["allowedOperations"] not in ([], ["DisableProtection"]):
            return
        await client.sleep(300)
    raise AssertionError(await state(client, name))


@pytest.mark.parametrize("name", CIRCLES)
def test_an_item_goes_the_whole_circle_under_one_id(name: str):
    async def main(client: Client) -> None:
        item = await client.item(name)
        for action, said in CIRCLES[name]:
            job = await client.act(f"{item}/{action}", said)
            while job["properties"]["state"] == "Suspended":
                await client.post(f"replicationJobs/{job['name']}/resume", body(None, comments="go on"))
                job = await wait(client, job["name"])
            assert job["properties"]["state"] == "Succeeded", (action, job["properties"]["errors"])
            if action == "reProtect":
                await settled(client, name)
        found = await state(client, name)
        assert (found["protectionState"], found["activeLocation"]) == ("Protected", "Primary")

    emulated(main)


async def wait(client: Client, name: str) -> Any:
    while (job := await client.get(f"replicationJobs/{name}"))["properties"]["state"] in ("InProgress", "NotStarted"):
        await client.sleep(15)
    return job


def test_between_regions_a_reprotected_item_lies_in_the_other_container_under_its_name():
    async def main(client: Client) -> None:
        before = await client.item("app-db")
        await client.act(f"{before}/unplannedFailover", body("A2A", P2R))
        await client.act(f"{before}/failoverCommit")
        job = await client.act(*await client.switch("app-db"))
        after = await client.item("app-db")
        assert job["properties"]["customDetails"]["newReplicationProtectedItemId"].endswith(after)
        assert "West-Europe" in after
        assert (await client.call("GET", before)).status == 404
        await settled(client, "app-db")
        found = await state(client, "app-db")
        assert (found["primaryFabricFriendlyName"], found["activeLocation"]) == ("West Europe", "Primary")
        assert (await client.call("POST", f"{after}/unplannedFailover", body("A2A", R2P))).status == 400
        job = await client.act(f"{after}/unplannedFailover", body("A2A", P2R))
        assert job["properties"]["state"] == "Succeeded"

    emulated(main)
