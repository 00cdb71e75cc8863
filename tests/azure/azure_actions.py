"""Recorded actions: each POST of a recording that is one of our operations, with the work that it stands for.

Files are those that ``DRCONSOLE_AZURE_DATA`` names, and ``actions/``, of our own writing; none is known by its name.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from drconsole.providers.azure.wire.ids import canonical, last
from drconsole.providers.port import Work
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.words import Direction, Operation, PointChoice, TargetType

OUT, BACK = Direction.PRIMARY_TO_RECOVERY, Direction.RECOVERY_TO_PRIMARY
OWN = Path(__file__).parent / "actions"
_ITEM = re.compile(r".*/replicationprotecteditems/[^/]+/(\w+)$")
_PLAN = re.compile(r".*/replicationrecoveryplans/[^/]+/(\w+)$")
_SWITCH = re.compile(r".*/replicationprotectioncontainers/[^/]+/(switchprotection)$")

OPERATIONS = {
    "testfailover": Operation.TEST_FAILOVER,
    "testfailovercleanup": Operation.CLEANUP_TEST_FAILOVER,
    "unplannedfailover": Operation.FAILOVER,
    "plannedfailover": Operation.PLANNED_FAILOVER,
    "failovercommit": Operation.COMMIT,
    "applyrecoverypoint": Operation.CHANGE_RECOVERY_POINT,
    "repairreplication": Operation.RESYNCHRONIZE,
    "reprotect": Operation.RE_PROTECT,
    "switchprotection": Operation.RE_PROTECT,
}
_TURNED = ("InMage", "InMageRcmFailback")
_VMM = "HyperVReplica2012R2"
_OF_INPUT = {
    "ProviderSpecificFailoverInput": _VMM,
    "ReverseReplicationProviderSpecificInput": _VMM,
    "HyperVReplicaAzureFailback": "HyperVReplicaAzure",
}
"""Name of an input -> replication provider of an item that it was sent for; where the recording shows no item."""
_OF_REPROTECT = {"InMage": "InMageAzureV2", "InMageAzureV2": "InMage"}
"""The same of a re-protect: its input is named after what replicates then."""
_POINT_TYPES = {
    "Latest": PointChoice.LATEST,
    "LatestTime": PointChoice.LATEST,
    "LatestTag": PointChoice.LATEST_APP_CONSISTENT,
    "LatestProcessed": PointChoice.LATEST_PROCESSED,
    "LatestApplicationConsistent": PointChoice.LATEST_APP_CONSISTENT,
    "ApplicationConsistent": PointChoice.LATEST_APP_CONSISTENT,
}


@dataclass(frozen=True)
class Action:
    """One recorded POST. ``number``: which exchange of the file it is."""

    file: Path
    exchanges: list[dict[str, Any]]
    number: int
    name: str

    @property
    def exchange(self) -> dict[str, Any]:
        return self.exchanges[self.number]

    @property
    def path(self) -> str:
        return path_of(self.exchange)

    @property
    def body(self) -> dict[str, Any] | None:
        return self.exchange.get("request") or None

    @property
    def properties(self) -> dict[str, Any]:
        return (self.body or {}).get("properties", {})

    @property
    def of_plan(self) -> bool:
        return "/replicationrecoveryplans/" in self.path.lower()

    @property
    def target(self) -> str:
        """ARM id of the item or plan, as the recording spells it."""
        head = self.path.rpartition("/")[0]
        if self.name == "switchprotection":
            return f"{head}/replicationProtectedItems/{self.properties['replicationProtectedItemName']}"
        return head

    @property
    def vault(self) -> str:
        return re.split(r"(?i)(?<=/vaults/)([^/]+)", self.path)[0] + re.split(r"(?i)/vaults/([^/]+)", self.path)[1]

    def seen_before(self, path: str) -> dict[str, Any] | None:
        """The last answer before the POST to a GET of this path, else the first after it."""
        wanted = canonical(path)
        before = [one for one in self.exchanges[: self.number] if _is_get(one, wanted)]
        after = [one for one in self.exchanges[self.number :] if _is_get(one, wanted)]
        found = before[-1:] or after[:1]
        return found[0]["response"] if found else None

    @property
    def operation(self) -> Operation:
        found = OPERATIONS[self.name]
        if found is Operation.PLANNED_FAILOVER and self.direction is BACK and self.provider in _FAILS_BACK:
            return Operation.FAILBACK
        if found is Operation.RE_PROTECT and self.provider.startswith(("HyperV", "Reverse")):
            return Operation.REVERSE_REPLICATE
        return found

    @property
    def provider(self) -> str:
        """Replication provider of the item, as recorded; what the body says where no item was read."""
        if self.of_plan:
            return next(iter(self.providers), "")
        body = self.seen_before(self.target) or {}
        told = body.get("properties", {}).get("providerSpecificDetails") or {}
        said = self._said.get("instanceType") or "InMageAzureV2"
        guessed = (_OF_REPROTECT if self.name == "reprotect" else {}).get(said) or _OF_INPUT.get(said, said)
        return told.get("instanceType") or guessed

    @property
    def providers(self) -> list[str]:
        """Replication providers of the plan."""
        body = self.seen_before(self.target) or {}
        told = body.get("properties", {}).get("replicationProviders")
        said = [one["instanceType"] for one in self.properties.get("providerSpecificDetails") or []]
        return told or [_OF_INPUT.get(one, one) for one in said] or ([_VMM] if self.properties else ["A2A"])

    @property
    def _said(self) -> dict[str, Any]:
        said = self.properties.get("providerSpecificDetails") or {}
        return (said[0] if said else {}) if isinstance(said, list) else said

    @property
    def direction(self) -> Direction:
        """Which way it goes, as our work says it: relative to the item as it was created."""
        told = BACK if self.properties.get("failoverDirection") == "RecoveryToPrimary" else OUT
        if self.of_plan:
            return told
        if self.name == "reprotect" and not self.provider.startswith("HyperVReplicaAzure"):
            return BACK if told is OUT else OUT
        if self.provider in _TURNED:
            return BACK
        if self.provider == "A2A":
            return BACK if self._turned else OUT
        return told

    @property
    def _turned(self) -> bool:
        body = self.seen_before(self.target) or {}
        details = body.get("properties", {}).get("providerSpecificDetails") or {}
        first, now = details.get("initialPrimaryFabricLocation"), details.get("primaryFabricLocation")
        return bool(first) and first != now

    @property
    def work(self) -> Work:
        key = canonical(self.target)
        return Work(
            key=f"{self.file.stem}/{self.number}/1",
            job=f"{self.file.stem}-{self.number}",
            operation=self.operation,
            target=key,
            target_type=TargetType.PLAN if self.of_plan else TargetType.ITEM,
            direction=self.direction,
            items=self.members if self.of_plan else (key,),
            points=self._points(key),
            shutdown=self.properties.get("sourceSiteOperations") == "Required",
            network=last(self.properties["networkId"]) if self.properties.get("networkId") else None,
            comment=self.properties.get("comments", ""),
        )

    @property
    def members(self) -> tuple[str, ...]:
        body = self.seen_before(self.target) or {}
        groups = body.get("properties", {}).get("groups") or []
        members = [one["id"] for group in groups for one in group.get("replicationProtectedItems") or []]
        return tuple(canonical(one) for one in members) or (f"{canonical(self.vault)}/member",)

    def _points(self, key: str) -> dict[str, ChosenPoint]:
        if self.of_plan:
            choice = _POINT_TYPES.get(self._said.get("recoveryPointType", ""))
            multi = self._said.get("multiVmSyncPointOption") == "UseMultiVmSyncRecoveryPoint"
            if choice is PointChoice.LATEST_PROCESSED and multi:
                choice = PointChoice.LATEST_MULTI_VM_PROCESSED
            return {one: _chosen(one, choice, None) for one in self.members} if choice is not None else {}
        point = self.properties.get("recoveryPointId") or self._said.get("recoveryPointId")
        if point:
            return {key: _chosen(key, PointChoice.CUSTOM, last(point))}
        choice = _POINT_TYPES.get(self._said.get("recoveryPointType", ""))
        return {key: _chosen(key, choice, None)} if choice is not None else {}

    @property
    def job(self) -> str:
        """Name of the job that the recorded headers tell; empty = it was refused."""
        headers = {name.lower(): value for name, value in self.exchange["headers"].items()}
        for name in ("azure-asyncoperation", "location"):
            if name in headers:
                return last(str(headers[name]).partition("?")[0])
        return ""

    @property
    def offered(self) -> bool:
        """Whether drconsole asks for it at all: there is no planned failover of what has none (InMageAzureV2 refuses
        it, azure-powershell#4950)."""
        planned = self.operation is Operation.PLANNED_FAILOVER
        kinds = self.providers if self.of_plan else [self.provider]
        return not (planned and any(one in ("InMageAzureV2", "InMage", "InMageRcm", "A2A") for one in kinds))

    def answers(self) -> list[dict[str, Any]]:
        """What the job was seen to be afterwards, in order: whole jobs, or what its operation's status makes of one."""
        found = []
        for one in self.exchanges[self.number + 1 :]:
            path = path_of(one).lower()
            if one["method"] != "GET" or last(path) != self.job.lower() or not isinstance(one.get("response"), dict):
                continue
            if "/replicationjobs/" in path:
                found += [one["response"]] * int(one.get("times") or 1)
            elif "/replicationoperationstatus/" in path:
                found += [self._as_job(one["response"])] * int(one.get("times") or 1)
        return found

    def _as_job(self, status: dict[str, Any]) -> dict[str, Any]:
        """Newer recordings have an operation's status alone: the job behind it, with the state that it tells."""
        told = {"state": status["status"], "errors": [], "tasks": [], "startTime": status.get("startTime")}
        return {"id": f"{self.vault}/replicationJobs/{self.job}", "name": self.job, "properties": told}

    def __str__(self) -> str:
        return f"{self.file.stem}-{self.number}-{self.name}"


_FAILS_BACK = ("HyperVReplicaAzure", "HyperVReplicaAzureFailback", "InMageRcm", "InMageRcmFailback")


def actions() -> list[Action]:
    return [action for file in _files() for action in _of_file(file)]


def _files() -> list[Path]:
    named = os.environ.get("DRCONSOLE_AZURE_DATA")
    outside = sorted((Path(named) / "recorded").glob("*.json")) if named else []
    return [*outside, *sorted(OWN.glob("*.json"))]


def _of_file(file: Path) -> Iterator[Action]:
    exchanges = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(exchanges, list):
        return
    for number, exchange in enumerate(exchanges):
        if exchange["method"] != "POST":
            continue
        path = path_of(exchange).lower()
        found = next((match[1] for match in (_ITEM.match(path), _PLAN.match(path), _SWITCH.match(path)) if match), "")
        dead = found == "reprotect" and "/replicationrecoveryplans/" in path  # the service's plan-wide call is gone
        if found in OPERATIONS and not dead:
            yield Action(file, exchanges, number, found)


def path_of(exchange: dict[str, Any]) -> str:
    """Path of an exchange, without its query and with single slashes."""
    return re.sub("/{2,}", "/", exchange["path"].partition("?")[0])


def _is_get(exchange: dict[str, Any], wanted: str) -> bool:
    answered = exchange["status"] == 200 and isinstance(exchange.get("response"), dict)
    return exchange["method"] == "GET" and answered and canonical(path_of(exchange)) == wanted


def _chosen(key: str, choice: PointChoice, point: str | None) -> ChosenPoint:
    return ChosenPoint(key, choice, point, datetime(2024, 1, 1, tzinfo=UTC) if point else None, None)
