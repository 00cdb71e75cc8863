"""What is refused, and in which form: Resource Manager's own, or Site Recovery's with causes and advice."""

from __future__ import annotations

from typing import Any

import pytest
from emulator.client import CIRCLES, Client, emulated, operation

from drconsole.emulator.calls import EmulatorCall
from drconsole.emulator.settings import Rate, Settings
from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.words import Grain

FORWARD = {"properties": {"failoverDirection": "PrimaryToRecovery", "providerSpecificDetails": {"instanceType": "A2A"}}}
FULL = ("code", "message", "possibleCauses", "recommendedAction", "clientRequestId", "activityId")


def error(answer: Any) -> Any:
    return answer.body["error"]


async def refused(client: Client, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
    answer = await client.call(method, path, body, **headers)
    assert answer.status >= 400, answer
    assert error(answer)["message"]
    return answer.status, error(answer)["code"]


def test_without_a_bearer_nothing_is_told_but_where_to_sign_in():
    async def main(client: Client) -> None:
        answer = await client.call("GET", "replicationFabrics", authorization="")
        assert (answer.status, error(answer)["code"]) == (401, "AuthenticationFailed")
        assert "https://127.0.0.1:8443/adfs" in answer.headers["www-authenticate"]
        for path in ("/metadata/endpoints", "/adfs/.well-known/openid-configuration"):
            assert (await client.call("GET", path, authorization="")).status == 200
        token = await client.call("POST", "/adfs/oauth2/token", authorization="")
        assert (token.body or {})["access_token"]

    emulated(main)


@pytest.mark.parametrize("version", ["2022-08-01", "2025-08-01", "2031-12-31", "2024-02-01-preview"])
def test_every_version_since_the_oldest_is_taken(version: str):
    async def main(client: Client) -> None:
        client.version = version
        assert await client.all("replicationFabrics")

    emulated(main)


@pytest.mark.parametrize("version", ["2021-12-01", "2018-01-10", "latest"])
def test_an_older_version_is_refused_as_resource_manager_does(version: str):
    async def main(client: Client) -> None:
        client.version = version
        assert await refused(client, "GET", "replicationFabrics") == (400, "NoRegisteredProviderFound")

    emulated(main)


def test_no_version_at_all_is_refused():
    async def main(client: Client) -> None:
        call = EmulatorCall("GET", f"{client.base}/replicationFabrics", {}, {"authorization": "Bearer any"})
        answer = await client.emulator.answer(call)
        assert (answer.status, error(answer)["code"]) == (400, "MissingApiVersionParameter")

    emulated(main)


def test_another_subscription_group_or_vault_is_not_found():
    async def main(client: Client) -> None:
        base = client.base
        for path, code in (
            (base.replace(client.emulator.ids.subscription, "0" * 8), "SubscriptionNotFound"),
            (base.replace("drconsole-emulator", "other"), "ResourceGroupNotFound"),
            (base.replace("/vaults/circles", "/vaults/other"), "ResourceNotFound"),
        ):
            assert await refused(client, "GET", f"{path}/replicationFabrics") == (404, code)

    emulated(main)


@pytest.mark.parametrize(
    "path",
    [
        "replicationFabrics/none",
        "replicationFabrics/Oslo/replicationProtectionContainers/none",
        "replicationRecoveryPlans/none",
        "replicationPolicies/none",
        "replicationJobs/11111111-1111-4111-8111-111111111111",
        "replicationOperationStatus/11111111-1111-4111-8111-111111111111",
        "replicationEvents/none",
    ],
)
def test_what_is_not_there_is_told_with_causes_and_advice(path: str):
    async def main(client: Client) -> None:
        answer = await client.call("GET", path, request_id="0a0b0c0d-0000-4000-8000-000000000009")
        assert (answer.status, error(answer)["code"]) == (404, "ResourceNotFound")
        (detail,) = error(answer)["details"]
        assert set(detail) == set(FULL)
        assert detail["possibleCauses"]
        assert detail["recommendedAction"]

    emulated(main)


def test_an_unknown_path_and_another_method_are_told_apart():
    async def main(client: Client) -> None:
        assert await refused(client, "GET", "replicationNothings") == (404, "ResourceNotFound")
        answer = await client.call("DELETE", "replicationFabrics")
        assert (answer.status, answer.headers["allow"]) == (405, "GET")
        assert await refused(client, "PUT", "replicationRecoveryPlans/new", {}) == (501, "NotEmulated")

    emulated(main)


def test_bodies_that_cannot_be_meant_are_refused_and_nothing_begins():
    async def main(client: Client) -> None:
        item = await client.item("app-db")
        path = f"{item}/unplannedFailover"
        details = {"instanceType": "InMageRcm"}
        wrong = {"properties": {"failoverDirection": "PrimaryToRecovery", "providerSpecificDetails": details}}
        assert await refused(client, "POST", path, wrong) == (400, "506")
        back = {"properties": {"failoverDirection": "RecoveryToPrimary"}}
        assert await refused(client, "POST", path, back) == (400, "InvalidFailoverDirection")
        for body in ({}, {"properties": []}, {"properties": {"failoverDirection": "Sideways"}}):
            assert await refused(client, "POST", path, body) == (400, "InvalidRequestContent")
        assert await refused(client, "POST", f"{item}/reProtect", {"properties": {}}) == (400, "506")
        kind = {"instanceType": "A2A", "recoveryPointType": "Newest"}
        said = {"properties": {"failoverDirection": "PrimaryToRecovery", "providerSpecificDetails": [kind]}}
        plan = "replicationRecoveryPlans/regions"
        assert await refused(client, "POST", f"{plan}/unplannedFailover", said) == (400, "InvalidRequestContent")
        assert await refused(client, "POST", f"{plan}/failoverCommit") == (400, "OperationNotAllowed")
        assert await refused(client, "POST", f"{plan}/reProtect") == (400, "ReprotectNotSupported")
        vmware = await client.item("teller-db")
        planned = {"properties": {"failoverDirection": "PrimaryToRecovery"}}
        answer = await client.call("POST", f"{vmware}/plannedFailover", planned)
        assert "not supported" in error(answer)["message"]
        assert await client.all("replicationJobs") == []
        assert client.effects() == []

    emulated(main)


def test_a_second_start_is_a_job_that_fails_with_532_and_does_nothing():
    async def main(client: Client) -> None:
        item = await client.item("app-db")
        first = await client.post(f"{item}/unplannedFailover", FORWARD)
        await client.sleep(5)
        second = await client.ended(await client.post(f"{item}/unplannedFailover", FORWARD))
        assert (second["properties"]["state"], second["error"]["code"]) == ("Failed", "532")
        assert {one["stateDescription"] for one in second["properties"]["tasks"]} == {"Skipped"}
        (told,) = second["properties"]["errors"]
        assert told["serviceErrorDetails"]["code"] == "532"
        assert told["serviceErrorDetails"]["recommendedAction"]
        assert (await client.ended(first))["properties"]["state"] == "Succeeded"
        assert client.effects("machine-created") == [("app-db", "machine-created")]

    emulated(main)


def test_a_fault_makes_the_second_start_a_conflict():
    async def main(client: Client) -> None:
        item = await client.item("app-db")
        await client.call("POST", "/_emulator/faults", {"kind": "http-busy"})
        first = await client.post(f"{item}/unplannedFailover", FORWARD)
        await client.sleep(5)
        assert await refused(client, "POST", f"{item}/unplannedFailover", FORWARD) == (409, "532")
        await client.ended(first)
        assert client.effects("machine-created") == [("app-db", "machine-created")]
        assert len(await client.all("replicationJobs")) == 1

    emulated(main)


def test_who_asks_too_often_is_told_when_to_ask_again():
    async def main(client: Client) -> None:
        answers = [await client.call("GET", "replicationFabrics") for _ in range(4)]
        assert [one.status for one in answers] == [200, 200, 200, 429]
        left = [one.headers["x-ms-ratelimit-remaining-subscription-reads"] for one in answers]
        assert left == ["2", "1", "0", "0"]
        assert error(answers[-1])["code"] == "SubscriptionRequestsThrottled"
        await client.sleep(float(answers[-1].headers["retry-after"]))
        assert (await client.call("GET", "replicationFabrics")).status == 200
        assert (await client.call("POST", "replicationJobs/x/cancel")).status == 404
        assert (await client.call("POST", "replicationJobs/x/cancel")).status == 429

    emulated(main, settings=Settings(reads=Rate(3, 0.5), writes=Rate(1, 0.1)))


def test_a_world_that_works_step_by_step_is_no_vault():
    from drconsole.documents.estate import load_estate
    from drconsole.emulator.service import Emulator

    world = Simulator.create(load_estate(CIRCLES), Grain.STEP)
    with pytest.raises(ValueError, match="PLAN"):
        Emulator(Simulator(world))


def test_an_action_on_a_job_that_has_ended_is_a_conflict():
    async def main(client: Client) -> None:
        item = await client.item("app-db")
        answer = await client.post(f"{item}/unplannedFailover", FORWARD)
        await client.ended(answer)
        job = f"replicationJobs/{operation(answer)}"
        for action in ("cancel", "resume", "restart"):
            assert await refused(client, "POST", f"{job}/{action}", {}) == (409, "JobActionNotAllowed")

    emulated(main)


@pytest.mark.parametrize(
    ("role", "plan", "switch"), [("reader", 403, 403), ("operator", 202, 403), ("contributor", 202, 202)]
)
def test_a_role_says_what_it_may_and_is_held_to_it(role: str, plan: int, switch: int):
    async def main(client: Client) -> None:
        item = await client.item("app-db")
        await client.act(f"{item}/unplannedFailover", FORWARD)
        await client.act(f"{item}/failoverCommit")
        assert (await client.call("POST", "/_emulator/role", {"role": role})).status == 200
        (granted,) = (await client.get(f"{client.base}/providers/Microsoft.Authorization/permissions"))["value"]
        assert any("replicationProtectedItems/read" in one for one in granted["actions"])
        body = {"properties": {"failoverDirection": "PrimaryToRecovery"}}
        answer = await client.call("POST", "replicationRecoveryPlans/vmware/unplannedFailover", body)
        assert answer.status == plan
        if plan == 403:
            assert error(answer)["code"] == "AuthorizationFailed"
            wanted = "Microsoft.RecoveryServices/vaults/replicationRecoveryPlans/unplannedFailover/action"
            assert wanted in error(answer)["message"]
        path, said = await client.switch("app-db")
        answer = await client.call("POST", path, said)
        assert answer.status == switch
        assert await client.all("replicationProtectedItems")
        assert await refused(client, "POST", "/_emulator/role", {"role": "king"}) == (400, "BadRole")

    emulated(main)


def test_a_fault_may_take_a_later_page_or_a_sign_in():
    async def main(client: Client) -> None:
        half = {"kind": "http-status", "params": {"status": 500, "path": "skipToken"}}
        await client.call("POST", "/_emulator/faults", half)
        first = await client.get("replicationProtectedItems")
        assert (await client.call("GET", first["nextLink"])).status == 500
        expired = {"kind": "http-status", "params": {"status": 401, "method": "get", "times": None}}
        await client.call("POST", "/_emulator/faults", expired)
        for _ in range(2):
            assert await refused(client, "GET", "replicationFabrics") == (401, "ExpiredAuthenticationToken")

    emulated(main, settings=Settings(page=5))
