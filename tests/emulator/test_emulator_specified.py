"""No body has a key that the specification does not know: also of scenarios of which no recording is at hand."""

from __future__ import annotations

from typing import Any

from emulator.client import Client, emulated
from emulator.specified import MODELS, unknown

FORWARD = {"properties": {"failoverDirection": "PrimaryToRecovery"}}
BACK = {"properties": {"failoverDirection": "RecoveryToPrimary"}}
TURNED = ("teller-db", "ledger-db")
"""A machine of classic VMware and one of modernized: on the way back they have details of their own."""


async def look(client: Client, wrong: set[str], seen: set[str]) -> None:
    for name, model in MODELS.items():
        for one in await client.all(name):
            full = await client.get(one["id"]) if name in ("replicationRecoveryPlans", "replicationJobs") else one
            wrong |= {f"{name}: {path}" for path in unknown(full, model)}
            seen |= {name, _instance(full)}


def _instance(body: Any) -> str:
    details = body["properties"].get("providerSpecificDetails")
    return str(details.get("instanceType")) if isinstance(details, dict) else ""


def test_every_key_is_one_of_the_specification_s():
    async def main(client: Client) -> tuple[set[str], set[str]]:
        wrong: set[str] = set()
        seen: set[str] = set()
        await look(client, wrong, seen)
        for name in TURNED:
            item = await client.item(name)
            await client.act(f"{item}/unplannedFailover", FORWARD)
            await look(client, wrong, seen)
            await client.act(f"{item}/failoverCommit")
            await client.act(f"{item}/reProtect", BACK)
        await client.act("replicationRecoveryPlans/hyperv/unplannedFailover", FORWARD)
        await look(client, wrong, seen)
        return wrong, seen

    wrong, seen = emulated(main)
    assert wrong == set()
    assert seen >= set(MODELS) | {"A2A", "HyperVReplicaAzure", "HyperVReplica2012R2", "InMageAzureV2", "InMage"}
    assert seen >= {"InMageRcm", "InMageRcmFailback"}
