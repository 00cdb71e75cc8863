"""The emulator's bodies have the keys and types of recorded ones: but for what a table says, with its reason."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import pytest
from azure.mgmt.recoveryservicessiterecovery import models
from emulator.client import EVERY_LIST, Client, emulated
from emulator.differences import DIFFERENCES, Difference
from emulator.recorded import DATA, Shape, exchanges, instance_of, kind_of, merge, shape
from emulator.specified import fields

pytestmark = pytest.mark.skipif(not DATA, reason="the recorded bodies are not here (DRCONSOLE_AZURE_DATA)")

Bodies = dict[tuple[str, str], list[Any]]
LISTS = (
    *EVERY_LIST,
    "replicationJobs",
    "replicationEvents",
    "replicationVaultHealth",
    "replicationAlertSettings",
)
NEW = "2022"
"""Recordings of this year and later are compared alone where there are any: keys were renamed before."""
OLD_TOO = ("job", "network", "recovery point", "vault health", "event")
"""Kinds whose older recordings are compared where there are no newer ones."""


def recorded() -> Bodies:
    found: dict[tuple[str, str], list[tuple[str, Any]]] = defaultdict(list)
    for version, path, body in exchanges():
        kind, objects = kind_of(path, body)
        for one in objects if kind else ():
            found[kind, instance_of(kind, one)].append((version, one))
    newest = {key: _newest(key[0], of_kind) for key, of_kind in found.items()}
    return {key: bodies for key, bodies in newest.items() if bodies}


def _newest(kind: str, of_kind: list[tuple[str, Any]]) -> list[Any]:
    new = [one for version, one in of_kind if version >= NEW]
    return new or [one for _, one in of_kind if kind in OLD_TOO]


def ours() -> Bodies:
    """Every object of a vault in which much has happened, looked at again and again."""
    found: Bodies = defaultdict(list)
    emulated(lambda client: much(client, found))
    return found


async def look(client: Client, found: Bodies) -> None:
    for name in LISTS:
        body = await client.get(name)
        kind, objects = kind_of(f"/vaults/x/{name}", body)
        for one in objects:
            found[kind, instance_of(kind, one)].append(one)
            if kind in ("plan in a list", "job"):
                full = await client.get(one["id"])
                found["plan" if kind != "job" else kind, instance_of(kind, full)].append(full)


def forward(instance: str, **more: Any) -> Any:
    details = {"instanceType": instance}
    return {"properties": {"failoverDirection": "PrimaryToRecovery", "providerSpecificDetails": details, **more}}


async def much(client: Client, found: Bodies) -> None:
    for item in ("cards-db", "app-db"):
        await client.call(
            "POST", "/_emulator/faults", {"kind": "health-error", "item": item, "params": {"code": "78026"}}
        )
    warns = {"kind": "step-warns", "item": "cards-db", "step": "VmFailover", "params": {"code": "28175"}}
    fails = {"kind": "step-fails", "item": "branch-db", "step": "VmFailover", "params": {"code": "28031"}}
    await client.call("POST", "/_emulator/faults", warns)
    await client.call("POST", "/_emulator/faults", fails)
    await look(client, found)
    cards, app = await client.item("cards-db"), await client.item("app-db")
    found["recovery point", ""] += await client.all(f"{cards}/recoveryPoints")
    machines = f"{cards.rpartition('/replicationProtectedItems')[0]}/replicationProtectableItems"
    found["protectable item", "HyperVVirtualMachine"] += await client.all(machines)
    hyperv = "HyperVReplicaAzure"
    plan = forward(hyperv)
    plan["properties"]["providerSpecificDetails"] = [{"instanceType": hyperv}]
    for path, body in (
        (f"{cards}/testFailover", forward(hyperv, networkType="NoNetworkAttachAsInput")),
        (f"{cards}/testFailoverCleanup", {"properties": {"comments": "over"}}),
        (f"{cards}/unplannedFailover", forward(hyperv)),
        (f"{cards}/failoverCommit", None),
        ("replicationRecoveryPlans/hyperv/unplannedFailover", plan),
        (f"{app}/unplannedFailover", forward("A2A")),
        (f"{app}/failoverCommit", None),
    ):
        answer = await client.post(path, body)
        for ended in (False, True):
            await (client.ended(answer) if ended else client.sleep(20))
            await look(client, found)
            found["operation status", ""].append(await client.get(answer.headers["azure-asyncoperation"]))


@cache
def specified() -> frozenset[str]:
    """Every key that any model of the specification has."""
    kinds = (one for one in vars(models).values() if isinstance(one, type))
    return frozenset(name for one in kinds for name in fields(one))


def _row(one: Difference) -> tuple[str, str, str, str]:
    return one.kind, one.instance, one.how, one.path


def differences(theirs: Shape, mine: Shape) -> set[tuple[str, str]]:
    """(how, path) of each; of what lies below a missing or extra key only the key. Below what was recorded as null or
    as an empty list nothing is known, and nothing is compared."""
    found = set()
    for path in set(theirs) | set(mine):
        if path not in mine:
            found.add(("missing", path))
        elif path not in theirs:
            if not _unknown(path, theirs) and path.removesuffix("[]").rpartition(".")[2] not in specified():
                found.add(("extra", path))
        elif (known := theirs[path] - {"null"}) and mine[path] - {"null"} - known:
            found.add(("type", path))
    return {(how, path) for how, path in found if not any(path.startswith((f"{o}.", f"{o}[")) for _, o in found)}


def _unknown(path: str, theirs: Shape) -> bool:
    above = path[:-2] if path.endswith("[]") else path.rpartition(".")[0]
    if path.endswith("[]"):
        return above in theirs or _unknown(above, theirs)
    return theirs.get(above) == {"null"} or (bool(above) and above not in theirs and _unknown(above, theirs))


@pytest.fixture(scope="module")
def compared() -> set[tuple[str, str, str, str]]:
    theirs, mine = recorded(), ours()
    found = set()
    for key, bodies in theirs.items():
        if key not in mine:
            continue
        shapes = merge(map(shape, bodies)), merge(map(shape, mine[key]))
        found |= {(*key, how, path) for how, path in differences(*shapes)}
    return found


def test_there_is_no_difference_that_the_table_does_not_tell(compared: set[tuple[str, str, str, str]]):
    assert sorted(compared - {_row(one) for one in DIFFERENCES}) == []


def test_the_table_tells_no_difference_that_there_is_not(compared: set[tuple[str, str, str, str]]):
    assert sorted({_row(one) for one in DIFFERENCES} - compared) == []
    assert all(one.reason for one in DIFFERENCES)


def test_every_kind_that_was_recorded_is_one_of_the_emulator_s():
    theirs, mine = recorded(), ours()
    assert {kind for kind, _ in theirs} - {kind for kind, _ in mine} == set()
    both = set(theirs) & set(mine)
    assert {("item", "A2A"), ("item", "HyperVReplicaAzure"), ("job", "AsrJobDetails"), ("plan", "")} <= both
