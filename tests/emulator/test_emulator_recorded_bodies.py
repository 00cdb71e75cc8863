"""Requests as they were recorded are understood as they are; only what they name is another vault's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from emulator.client import Client, emulated

RECORDED = {
    "testFailover": {
        "networkType": "VmNetworkAsInput",
        "networkId": "NETWORK",
        "skipTestFailoverCleanup": "True",
        "providerSpecificDetails": {"instanceType": "HyperVReplicaAzure", "vaultLocation": "West US"},
    },
    "plannedFailover": {"providerSpecificDetails": {"instanceType": "HyperVReplicaAzure", "vaultLocation": "West US"}},
    "unplannedFailover": {
        "failoverDirection": "PrimaryToRecovery",
        "sourceSiteOperations": "NotRequired",
        "providerSpecificDetails": {"instanceType": "HyperVReplicaAzure", "vaultLocation": "West US"},
    },
    "repairReplication": None,
}
"""As the .NET client sent them: some do not say which way."""


@pytest.mark.parametrize("action", RECORDED)
def test_a_recorded_request_begins_its_job(action: str):
    async def main(client: Client) -> Any:
        network = f"{client.emulator.ids.resource_group('North Europe')}/x/virtualNetworks/north-lab"
        said = json.loads(json.dumps(RECORDED[action]).replace("NETWORK", network))
        path = f"{await client.item('branch-db')}/{action}"
        job = await client.act(path, None if said is None else {"properties": said})
        return job["properties"]

    found = emulated(main)
    assert found["state"] == "Succeeded", found["errors"]
    assert found["scenarioName"].lower() in (action.lower(), "repairvmreplication")
