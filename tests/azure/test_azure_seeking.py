"""Our job sought among a vault's jobs by our request's id: "absent" is said only where all were read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from azure_loopback import connection_to

from drconsole.providers.azure.calls import Answer, Call, JsonObject, Urgency
from drconsole.providers.azure.identities import Identities
from drconsole.providers.azure.vault import tracking
from drconsole.providers.azure.vault.reading import Reader
from drconsole.providers.azure.vault.tracking import Tracker
from drconsole.providers.port import Status, Unreachable, Work
from drconsole.recovery.types.words import Direction, Operation, TargetType

VAULT = "/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
ITEM = f"{VAULT.lower()}/replicationfabrics/f/replicationprotectioncontainers/c/replicationprotecteditems/web"
WORK = Work(
    "job-1/run/1", "job-1", Operation.TEST_FAILOVER, ITEM, TargetType.ITEM, Direction.PRIMARY_TO_RECOVERY, (ITEM,)
)


class Vault:
    """Transport to a vault with nothing but jobs."""

    def __init__(self) -> None:
        self.jobs: list[dict[str, Any]] = []
        self.read: list[str] = []

    def has(self, name: str, activity: str, age: float, state: str = "Succeeded") -> None:
        began = (NOW - timedelta(seconds=age)).isoformat()
        properties = {"scenarioName": "TestFailover", "state": state, "startTime": began, "activityId": activity}
        self.jobs.append({"name": name, "id": f"{VAULT}/replicationJobs/{name}", "properties": properties})

    async def ask(self, call: Call, urgency: Urgency = Urgency.OPEN_VIEW) -> Answer:
        name = call.path.rpartition("/replicationJobs/")[2]
        found = next((job for job in self.jobs if job["name"].lower() == name.lower()), None)
        if found is not None:
            self.read.append(name)
        return Answer(200 if found else 404, {}, found)

    async def pages(self, call: Call, urgency: Urgency = Urgency.BACKGROUND) -> AsyncIterator[Sequence[JsonObject]]:
        yield [
            {**job, "properties": {key: one for key, one in job["properties"].items() if key != "activityId"}}
            for job in self.jobs
        ]

    async def send(self, call: Call) -> Answer:
        raise AssertionError("nothing is sent here")

    async def close(self) -> None:
        pass


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture
def tracker(vault: Vault) -> Tracker:
    identities = Identities(connection_to(VAULT, "https://127.0.0.1:1"))
    return Tracker(vault, identities, Reader(vault, identities, lambda: NOW), lambda: NOW)


async def test_our_job_is_found_behind_more_jobs_than_one_look_reads(vault, tracker):
    for number in range(2 * tracking.CANDIDATES + 5):
        vault.has(f"j-{number}", f"other-{number} ActivityId: x", age=number)
    vault.has("ours", f"{tracker.request_of(WORK)} ActivityId: x", age=9_999)
    seen = None
    for _ in range(3):
        assert seen is None, "nobody says absent, or found, before all were read"
        before = len(vault.read)
        try:
            seen = await tracker.observe(WORK, None)
        except Unreachable:
            assert len(vault.read) - before == tracking.CANDIDATES
    assert seen is not None
    assert (seen.status, seen.reference) == (Status.DONE, "ours")


async def test_absent_is_said_once_all_were_read_and_none_is_read_again(vault, tracker):
    for number in range(tracking.CANDIDATES + 1):
        vault.has(f"j-{number}", f"other-{number}", age=number)
    with pytest.raises(Unreachable, match="1 job"):
        await tracker.observe(WORK, None)
    assert (await tracker.observe(WORK, None)).status is Status.ABSENT
    assert len(vault.read) == len(set(vault.read)) == tracking.CANDIDATES + 1


async def test_a_job_that_does_not_yet_say_who_began_it_is_read_again(vault, tracker):
    vault.has("early", "", age=1, state="NotStarted")
    assert (await tracker.observe(WORK, None)).status is Status.ABSENT
    assert await tracker.foreign() == (), "nor is it told to be somebody else's"
    vault.jobs.clear()
    vault.has("early", tracker.request_of(WORK), age=1, state="InProgress")
    assert (await tracker.observe(WORK, None)).reference == "early"


async def test_the_last_look_at_a_job_reads_all_its_child_jobs(vault, tracker):
    items = tuple(f"{ITEM}-{number}" for number in range(tracking.CHILDREN + 5))
    for item in items:
        name = item.rpartition("/")[2]
        vault.has(f"child-{name}", "", age=60)
        point = {"friendlyName": name, "recoveryPointId": "p-1", "recoveryPointTime": NOW.isoformat()}
        vault.jobs[-1]["properties"]["customDetails"] = {"protectedItemDetails": [point]}
    vault.has("whole", "", age=90)
    vault.jobs[-1]["properties"]["tasks"] = [
        {"name": child["name"], "state": "Succeeded", "customDetails": {"jobTask": {"jobId": child["id"]}}}
        for child in vault.jobs[:-1]
    ]
    work = replace(WORK, target=f"{VAULT}/replicationRecoveryPlans/shop", target_type=TargetType.PLAN, items=items)
    seen = await tracker.observe(work, "whole")
    assert seen.status is Status.DONE
    assert {one.item for one in seen.points} == set(items), "nobody looks again at what is over"
