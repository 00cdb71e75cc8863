"""Choices of a request: recovery points of a plan by kind, together or apart; keys of encrypted data."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from emulator.client import CIRCLES, Client, emulated
from support.estates import HEAD

from drconsole.documents.estate import load_estate, parse_estate

PAIR = (
    HEAD.format(seed=7)
    + """
replication_groups:
  - {name: pair, items: [db-1, db-2]}
items:
  - {name: db-1, scenario: vmware-to-azure, source: plant, target: cloud, os: windows, policy: day,
     agent_version: '9.62', network: plant-lan, churn: 30}
  - {name: db-2, scenario: vmware-to-azure, source: plant, target: cloud, os: windows, policy: day,
     agent_version: '9.62', network: plant-lan, churn: 30}
  - {name: web, scenario: vmware-to-azure, source: plant, target: cloud, os: linux, policy: day,
     agent_version: '9.62', network: plant-lan, churn: 3}
plans:
  - {name: shop, source: plant, target: cloud, groups: [{items: [db-1, db-2]}, {items: [web]}]}
"""
)


def body(kind: str, **more: Any) -> Any:
    details = {"instanceType": "InMageAzureV2", "recoveryPointType": kind, **more}
    return {"properties": {"failoverDirection": "PrimaryToRecovery", "providerSpecificDetails": [details]}}


async def chosen(client: Client, said: Any) -> dict[str, Any]:
    """Machine -> the point that the run used, as the list of points told it before the run."""
    known = {}
    for item in await client.all("replicationProtectedItems"):
        known |= {one["id"]: one for one in await client.all(f"{item['id']}/recoveryPoints")}
    job = await client.act("replicationRecoveryPlans/shop/unplannedFailover", said)
    used = job["properties"]["customDetails"]["protectedItemDetails"]
    return {one["friendlyName"]: known.get(one["recoveryPointId"]) for one in used}


def times(found: dict[str, Any]) -> dict[str, str]:
    return {name: one["properties"]["recoveryPointTime"] for name, one in found.items()}


def of(found: dict[str, Any], field: str) -> set[str]:
    return {one["properties"][field] for one in found.values()}


def run(said: Any) -> dict[str, Any]:
    async def main(client: Client) -> dict[str, Any]:
        return await chosen(client, said)

    found: dict[str, Any] = emulated(main, parse_estate(PAIR, "pair.yaml", None))
    assert set(found) == {"db-1", "db-2", "web"}
    return found


def test_the_latest_makes_points_of_its_own():
    assert set(run(body("Latest")).values()) == {None}


def test_the_latest_processed_are_the_newest_that_there_are():
    found = run(body("LatestProcessed"))
    assert None not in found.values()
    assert of(found, "recoveryPointType") <= {"CrashConsistent", "ApplicationConsistent"}


def test_a_kind_of_consistency_is_kept():
    for kind in ("Crash", "Application"):
        assert of(run(body(f"Latest{kind}Consistent")), "recoveryPointType") == {f"{kind}Consistent"}


def test_a_replication_group_goes_to_one_common_point_where_it_is_asked_for():
    found = run(body("LatestProcessed", useMultiVmSyncPoint="true"))
    assert times(found)["db-1"] == times(found)["db-2"]
    common = {one["properties"]["providerSpecificDetails"]["isMultiVmSyncPoint"] for name, one in found.items()}
    assert common == {"true", "false"}


def test_an_item_without_a_point_of_that_kind_fails_and_the_others_go_on():
    async def main(client: Client) -> Any:
        said = body("LatestApplicationConsistent")
        return await client.act("replicationRecoveryPlans/shop/unplannedFailover", said)

    without = PAIR.replace("app_interval: 1h", "app_interval: 0s", 1).replace("policy: day", "policy: no-apps")
    text = without.replace("- {name: day,", "- {name: no-apps,", 1)
    job = emulated(main, parse_estate(text, "pair.yaml", None))
    assert job["properties"]["state"] == "Failed"
    assert {one["serviceErrorDetails"]["code"] for one in job["properties"]["errors"]} >= {"BookmarkNotFound"}


FIXTURES = CIRCLES.parents[1]


@pytest.mark.parametrize("plan", [False, True])
def test_the_key_of_encrypted_data_opens_it_and_is_kept_nowhere(plan: bool):
    """Without it, or with another, no machine is made."""

    async def main(client: Client) -> list[str]:
        path = "replicationRecoveryPlans/branches" if plan else await client.item("branch-app")
        states = []
        for key in (None, "woodgrove-2021.cer", "woodgrove.cer"):
            details: dict[str, Any] = {"instanceType": "HyperVReplicaAzure"}
            if key is not None:
                content = (FIXTURES / "certificates" / key).read_bytes()
                details["primaryKekCertificatePfx"] = b64encode(content).decode()
            job = await client.act(f"{path}/unplannedFailover", forward(details))
            states.append(job["properties"]["state"])
            assert client.emulator._memory.secrets == {}
        details["primaryKekCertificatePfx"] = "not base64!"
        assert (await client.call("POST", f"{path}/unplannedFailover", forward(details))).status == 400
        return states

    def forward(details: Any) -> Any:
        several = [details] if plan else details
        return {"properties": {"failoverDirection": "PrimaryToRecovery", "providerSpecificDetails": several}}

    woodgrove = load_estate(FIXTURES / "estates" / "woodgrove.yaml")
    assert emulated(main, woodgrove) == ["Failed", "Failed", "Succeeded"]
