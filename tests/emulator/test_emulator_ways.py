"""Ways back of plans, what takes an action back, and what begins anew."""

from __future__ import annotations

from typing import Any

import pytest
from emulator.client import Client, emulated, operation
from support.estates import small

from drconsole.emulator.settings import Settings

P2R, R2P = "PrimaryToRecovery", "RecoveryToPrimary"


def plan(instance: str, direction: str) -> Any:
    details = {"instanceType": instance}
    return {"properties": {"failoverDirection": direction, "providerSpecificDetails": [details]}}


def one(instance: str, direction: str = P2R) -> Any:
    return {"properties": {"failoverDirection": direction, "providerSpecificDetails": {"instanceType": instance}}}


async def settled(client: Client, names: tuple[str, ...]) -> None:
    """Wait for the first copies that a reprotect begins."""
    for _ in range(400):
        found = {item["name"]: item["properties"] for item in await client.all("replicationProtectedItems")}
        if all(found[name]["allowedOperations"] not in ([], ["DisableProtection"]) for name in names):
            return
        await client.sleep(300)
    raise AssertionError(found)


def test_a_plan_between_regions_keeps_its_direction_while_its_items_turn():
    async def main(client: Client) -> None:
        path, names = "replicationRecoveryPlans/regions", ("app-db", "app-web")
        assert (await client.act(f"{path}/unplannedFailover", plan("A2A", P2R)))["properties"]["state"] == "Succeeded"
        assert (await client.act(f"{path}/failoverCommit"))["properties"]["scenarioName"] == "CommitFailover"
        for name in names:
            await client.act(*await client.switch(name))
        await settled(client, names)
        groups = (await client.get(path))["properties"]["groups"]
        ids = [item["id"] for group in groups for item in group["replicationProtectedItems"]]
        assert all("West-Europe" in ident for ident in ids)
        assert (await client.call("POST", f"{path}/unplannedFailover", plan("A2A", P2R))).status == 400
        back = await client.act(f"{path}/unplannedFailover", plan("A2A", R2P))
        assert back["properties"]["state"] == "Succeeded"

    emulated(main)


def test_a_plan_from_azure_back_to_hyper_v_waits_for_somebody_after_the_data():
    async def main(client: Client) -> None:
        path = "replicationRecoveryPlans/hyperv"
        await client.act(f"{path}/plannedFailover", plan("HyperVReplicaAzure", P2R))
        await client.act(f"{path}/failoverCommit")
        answer = await client.post(f"{path}/plannedFailover", plan("HyperVReplicaAzureFailback", R2P))
        job = await client.ended(answer)
        assert (job["properties"]["scenarioName"], job["properties"]["state"]) == ("Failback", "Suspended")
        assert job["properties"]["stateDescription"] == "WaitingForUserInputAfterDataSync"
        waiting = next(task for task in job["properties"]["tasks"] if task["state"] == "Suspended")
        assert waiting["name"] == "WaitForUserInputForFailback"
        await client.post(f"replicationJobs/{job['name']}/resume", {"properties": {"comments": "go"}})
        assert (await client.ended(answer))["properties"]["state"] == "Succeeded"
        assert (await client.get(path))["properties"]["currentScenario"]["scenarioName"] == "PlannedFailover"

    emulated(main)


def test_a_planned_failover_back_to_modernized_vmware_alone_can_be_taken_back():
    async def main(client: Client) -> None:
        name = "ledger-db"
        item = await client.item(name)
        await client.act(f"{item}/unplannedFailover", one("InMageRcm"))
        assert (await client.call("POST", f"{item}/failoverCancel")).status == 400
        await client.act(f"{item}/failoverCommit")
        await client.act(f"{item}/reProtect", one("InMageRcm", R2P))
        await settled(client, (name,))
        answer = await client.post(f"{item}/plannedFailover", one("InMageRcmFailback", R2P))
        await client.sleep(30)
        await client.post(f"{item}/failoverCancel")
        assert (await client.ended(answer))["properties"]["state"] == "Cancelled"
        await settled(client, (name,))
        found = (await client.get(item))["properties"]
        assert found["providerSpecificDetails"]["instanceType"] == "InMageRcmFailback"
        assert found["allowedOperations"] == ["PlannedFailover", "DisableProtection"]

    emulated(main)


def test_a_plan_back_to_modernized_vmware_is_taken_back_as_its_items_are():
    async def main(client: Client) -> None:
        path, names = "replicationRecoveryPlans/modern", ("ledger-db", "ledger-web")
        await client.act(f"{path}/unplannedFailover", plan("InMageRcm", P2R))
        refused = await client.call("POST", f"{path}/failoverCancel")
        assert (refused.status, refused.body["error"]["code"]) == (400, "CancelFailoverNotSupported")
        assert "planned failover of the recovery plan" in refused.body["error"]["message"]
        await client.act(f"{path}/failoverCommit")
        for name in names:
            await client.act(f"{await client.item(name)}/reProtect", one("InMageRcm", R2P))
        await settled(client, names)
        answer = await client.post(f"{path}/plannedFailover", plan("InMageRcmFailback", R2P))
        await client.sleep(30)
        await client.post(f"{path}/failoverCancel")
        assert (await client.ended(answer))["properties"]["state"] == "Cancelled"

    emulated(main)


def test_an_item_that_is_removed_is_gone_and_can_be_made_again():
    async def main(client: Client) -> None:
        item = await client.item("mail")
        assert (await client.call("PUT", item, {"properties": {}})).status == 409
        job = await client.act(f"{item}/remove", {"properties": {"disableProtectionReason": "NotSpecified"}})
        assert (job["properties"]["scenarioName"], job["properties"]["state"]) == ("DisableDr", "Succeeded")
        assert (await client.call("GET", item)).status == 404
        assert "mail" not in [other["name"] for other in await client.all("replicationProtectedItems")]
        answer = await client.call("PUT", item, {"properties": {"policyId": "any"}})
        assert answer.status == 202
        assert (await client.ended(answer))["properties"]["scenarioName"] == "EnableDr"
        await settled(client, ("mail",))
        assert (await client.get(item))["properties"]["protectionState"] == "Protected"

    emulated(main)


def test_jobs_are_listed_newest_first_and_by_state_and_time():
    async def main(client: Client) -> None:
        first = await client.ended(
            await client.post(f"{await client.item('m1')}/unplannedFailover", one("InMageAzureV2"))
        )
        await client.sleep(3600)
        second = await client.post(f"{await client.item('m2')}/unplannedFailover", one("InMageAzureV2"))
        await client.sleep(20)
        names = [job["name"] for job in await client.all("replicationJobs")]
        assert names == [operation(second), first["name"]]
        done = await client.all("replicationJobs?$filter=JobStatus eq 'Succeeded'")
        assert [job["name"] for job in done] == [first["name"]]
        until = first["properties"]["endTime"]
        early = await client.all(
            f"replicationJobs?$filter=StartTime eq '2020-01-01T00:00:00Z' and EndTime eq '{until}'"
        )
        assert [job["name"] for job in early] == [first["name"]]
        assert (await client.call("GET", "replicationJobs?$filter=StartTime eq 'today'")).status == 400

    emulated(main, small())


def test_a_run_of_which_a_part_failed_is_told_as_a_success_of_the_operation():
    async def main(client: Client) -> None:
        answer = await client.post("replicationRecoveryPlans/crew/unplannedFailover", plan("InMageAzureV2", P2R))
        job = await client.ended(answer)
        assert (job["properties"]["state"], job["properties"]["allowedActions"]) == ("PartiallySucceeded", ["Restart"])
        status = await client.get(answer.headers["azure-asyncoperation"])
        assert (status["status"], status["error"]["code"]) == ("Succeeded", "28031")
        (failed,) = [task for task in machines(job["properties"]["tasks"]) if task["state"] == "Failed"]
        assert {error["taskId"] for error in job["properties"]["errors"]} == {failed["taskId"]}
        child = (await client.get(f"replicationJobs/{failed['customDetails']['jobTask']['jobId']}"))["properties"]
        assert [error["taskId"] for error in child["errors"]] == ["FailoverTask", "FailoverTask"]
        again = await client.ended(await client.post(f"replicationJobs/{job['name']}/restart"))
        assert again["properties"]["state"] == "Succeeded"
        assert sorted(client.effects("machine-created")) == [(name, "machine-created") for name in ("m1", "m2", "m3")]

    emulated(main, small(faults="  - {kind: step-fails, item: m2, step: VmFailover, code: '28031', times: 1}"))


def machines(tasks: list[Any]) -> list[Any]:
    """Tasks of machines, in whatever group."""
    found = [task for task in tasks if task["taskType"] == "VirtualMachineTaskDetails"]
    for task in tasks:
        found += machines((task["groupTaskCustomDetails"] or {}).get("childTasks", []))
    return found


@pytest.mark.parametrize("page", [1, 7, 13])
def test_the_last_page_links_to_none_also_where_it_is_full(page: int):
    async def main(client: Client) -> None:
        pages, following = [], "replicationProtectedItems"
        while following:
            body = await client.get(following)
            pages.append(len(body["value"]))
            following = body["nextLink"]
        assert sum(pages) == 13
        assert min(pages) > 0

    emulated(main, settings=Settings(page=page))


def test_a_reprotect_between_regions_must_say_what_becomes_of_the_disks():
    async def main(client: Client) -> None:
        item = await client.item("app-db")
        await client.act(f"{item}/unplannedFailover", one("A2A"))
        await client.act(f"{item}/failoverCommit")
        path, said = await client.switch("app-db")
        kept = said["properties"]["providerSpecificDetails"].pop("vmManagedDisks")
        refused = await client.call("POST", path, said)
        assert (refused.status, (refused.body or {})["error"]["code"]) == (400, "VMDisksMissing")  # type: ignore[index]
        said["properties"]["providerSpecificDetails"]["vmManagedDisks"] = kept
        assert (await client.act(path, said))["properties"]["state"] == "Succeeded"

    emulated(main)


def test_a_world_that_was_taken_back_is_told_as_it_is_now():
    async def main(client: Client) -> None:
        rehearsal = client.simulator.rehearsal
        answer = await client.post("replicationRecoveryPlans/crew/unplannedFailover", plan("InMageAzureV2", P2R))
        await client.sleep(60)
        running = (await client.job(answer))["properties"]["tasks"]
        link = next(task["customDetails"]["jobTask"] for task in machines(running) if task["state"] == "InProgress")
        child = f"replicationJobs/{link['jobId']}"
        assert (await client.get(child))["properties"]["state"] == "InProgress"
        before = rehearsal.snapshot()
        await client.ended(answer)
        assert (await client.get(child))["properties"]["state"] == "Succeeded"
        rehearsal.restore(before)
        assert (await client.get(child))["properties"]["state"] == "InProgress"

    emulated(main, small())
