"""Long-running operations and jobs: where to look, what is told meanwhile, waiting for people, faults on the way."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from emulator.client import Client, emulated, operation
from support.estates import small

FORWARD = {
    "properties": {
        "failoverDirection": "PrimaryToRecovery",
        "sourceSiteOperations": "NotRequired",
        "providerSpecificDetails": [{"instanceType": "InMageAzureV2"}],
    }
}
MANUAL = """
        pre:
          - {name: look at the line, manual: is it up?}
"""
CREW = "replicationRecoveryPlans/crew"
CLASSIC = {
    "properties": {
        "failoverDirection": "PrimaryToRecovery",
        "providerSpecificDetails": {"instanceType": "InMageAzureV2"},
    }
}


def test_what_is_accepted_says_where_to_look_by_links_that_look_signed():
    async def main(client: Client) -> None:
        answer = await client.post(f"{CREW}/unplannedFailover", FORWARD)
        assert int(answer.headers["retry-after"]) > 0
        for name in ("azure-asyncoperation", "location"):
            parts = urlsplit(answer.headers[name])
            assert parts.netloc == client.host
            assert set(parse_qs(parts.query)) == {"api-version", "t", "c", "s", "h"}
        status = await client.call("GET", answer.headers["azure-asyncoperation"])
        assert (status.body or {})["status"] in ("NotStarted", "InProgress")
        assert set(status.body or {}) == {
            "error", "id", "name", "properties", "status", "startTime", "endTime", "percentComplete",
        }  # fmt: skip
        assert "retry-after" in status.headers
        assert (await client.call("GET", answer.headers["location"])).status == 202
        await client.ended(answer)
        status = await client.call("GET", answer.headers["azure-asyncoperation"])
        assert ((status.body or {})["status"], (status.body or {})["endTime"] is not None) == ("Succeeded", True)
        assert "retry-after" not in status.headers

    emulated(main, small())


def test_links_lead_back_by_the_name_that_the_client_used():
    async def main(client: Client) -> None:
        client.host = "localhost:9999"
        answer = await client.post(f"{CREW}/unplannedFailover", FORWARD)
        assert answer.headers["location"].startswith("https://localhost:9999/")

    emulated(main, small())


def test_a_manual_action_suspends_the_job_until_it_is_resumed_once():
    async def main(client: Client) -> None:
        answer = await client.post(f"{CREW}/unplannedFailover", FORWARD)
        job = await client.ended(answer)
        said = job["properties"]
        assert (said["state"], said["stateDescription"]) == ("Suspended", "WaitingForManualAction")
        assert said["allowedActions"] == ["Cancel", "Resume"]
        (task,) = [one for one in _tasks(said["tasks"]) if one["state"] == "Suspended" and one["customDetails"]]
        assert task["customDetails"]["instanceType"] == "ManualActionTaskDetails"
        assert task["customDetails"]["instructions"] == "is it up?"
        status = await client.get(answer.headers["azure-asyncoperation"])
        assert status["status"] == "InProgress"
        resumed = await client.post(f"replicationJobs/{job['name']}/resume", {"properties": {"comments": "it is up"}})
        assert (await client.get(resumed.headers["azure-asyncoperation"]))["status"] == "Succeeded"
        assert (await client.get(resumed.headers["location"]))["name"] == job["name"]
        again = await client.call("POST", f"replicationJobs/{job['name']}/resume", {"properties": {}})
        assert again.status == 409
        ended = await client.ended(answer)
        assert ended["properties"]["state"] == "Succeeded"
        observed = [
            one["customDetails"].get("observation")
            for one in _tasks(ended["properties"]["tasks"])
            if one["customDetails"]
        ]
        assert "it is up" in observed

    emulated(main, small(actions=MANUAL))


def _tasks(tasks: list[Any]) -> list[Any]:
    found = []
    for one in tasks:
        found.append(one)
        found += _tasks((one["groupTaskCustomDetails"] or {}).get("childTasks", []))
    return found


def test_a_cancelled_job_is_spelt_with_two_l_and_its_operation_too():
    async def main(client: Client) -> None:
        answer = await client.post(f"{CREW}/unplannedFailover", FORWARD)
        await client.sleep(20)
        await client.post(f"replicationJobs/{operation(answer)}/cancel")
        job = await client.ended(answer)
        assert job["properties"]["state"] == "Cancelled"
        assert (await client.get(answer.headers["azure-asyncoperation"]))["status"] == "Cancelled"

    emulated(main, small())


def test_a_failed_cleanup_is_restarted_as_a_job_of_its_own():
    async def main(client: Client) -> None:
        item = await client.item("m1")
        await client.act(
            f"{item}/testFailover", {"properties": {**CLASSIC["properties"], "networkType": "NoNetworkAttachAsInput"}}
        )
        job = await client.act(f"{item}/testFailoverCleanup", {"properties": {"comments": "over"}})
        assert (job["properties"]["state"], job["properties"]["allowedActions"]) == ("Failed", ["Restart"])
        again = await client.ended(await client.post(f"replicationJobs/{job['name']}/restart"))
        assert again["name"] != job["name"]
        assert again["properties"]["state"] == "Succeeded"
        assert client.effects("test-machine-deleted") == [("m1", "test-machine-deleted")]

    fault = "  - {kind: step-fails, item: m1, step: VmTfoDeleteTestVm, code: '28061', times: 1}"
    emulated(main, small(faults=fault))


def test_a_warning_stands_beside_a_success():
    async def main(client: Client) -> None:
        answer = await client.post(f"{await client.item('m1')}/unplannedFailover", CLASSIC)
        job = await client.ended(answer)
        assert job["properties"]["state"] == "Succeeded"
        assert job["properties"]["errors"][0]["errorLevel"] == "Warning"
        status = await client.get(answer.headers["azure-asyncoperation"])
        assert (status["status"], status["error"]["code"]) == ("Succeeded", "28175")

    fault = "  - {kind: step-warns, item: m1, step: VmFailover, code: '28175'}"
    emulated(main, small(faults=fault))


def test_a_failure_says_where_and_why_and_the_operation_s_result_is_its_error():
    async def main(client: Client) -> None:
        answer = await client.post(f"{await client.item('m1')}/unplannedFailover", CLASSIC)
        job = await client.ended(answer)
        assert job["properties"]["state"] == "Failed"
        codes = [one["serviceErrorDetails"]["code"] for one in job["properties"]["errors"]]
        assert codes == ["28031", "539"]
        where = {one["taskId"] for one in job["properties"]["errors"]}
        assert where <= {one["taskId"] for one in job["properties"]["tasks"]}
        result = await client.call("GET", answer.headers["location"])
        assert result.status == 400
        assert (result.body or {})["error"]["details"][0]["recommendedAction"]
        (event,) = await client.all("replicationEvents?$filter=EventType eq 'JobStatus'")
        assert (event["properties"]["description"], event["properties"]["severity"]) == (
            "UnplannedFailover - Failed",
            "Critical",
        )

    fault = "  - {kind: step-fails, item: m1, step: VmFailover, code: '28031'}"
    emulated(main, small(faults=fault))


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", ["http-status", "http-disconnect"])
def test_a_fault_on_the_way_strikes_before_or_after_the_effect(kind: str, when: str):
    async def main(client: Client) -> None:
        path = f"{await client.item('m1')}/unplannedFailover"
        added = await client.call(
            "POST", "/_emulator/faults", {"kind": kind, "params": {"when": when, "path": "unplanned"}}
        )
        assert added.status == 201
        answer = await client.call("POST", path, CLASSIC, request_id="0a0b0c0d-0000-4000-8000-000000000002")
        assert answer.dropped if kind == "http-disconnect" else answer.status == 503
        await client.sleep(3000)
        assert client.effects("machine-created") == ([("m1", "machine-created")] if when == "after" else [])
        jobs = await client.all("replicationJobs")
        assert len(jobs) == (when == "after")
        if jobs:
            activity = (await client.get(jobs[0]["id"]))["properties"]["activityId"]
            assert activity.startswith("0a0b0c0d-0000-4000-8000-000000000002 ")
        assert [one["fired"] for one in (await client.get("/_emulator/faults"))["faults"]] == [1]

    emulated(main, small())


def test_a_request_whose_answer_the_world_loses_is_dropped_and_happens_once():
    async def main(client: Client) -> None:
        path = f"{await client.item('m1')}/unplannedFailover"
        assert (await client.call("POST", path, CLASSIC)).dropped
        await client.sleep(3000)
        assert client.effects("machine-created") == [("m1", "machine-created")]

    emulated(main, small(faults="  - {kind: no-answer, item: m1, 'on': begin, times: 1}"))


def test_a_world_that_does_not_answer_is_unavailable_and_comes_back():
    async def main(client: Client) -> None:
        item = await client.item("m1")
        await client.call(
            "POST",
            "/_emulator/faults",
            {"kind": "no-answer", "item": "m1", "duration": 60, "params": {"on": "observe"}},
        )
        assert (await client.call("GET", item)).status == 503
        await client.sleep(61)
        assert (await client.call("GET", item)).status == 200

    emulated(main, small())


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"kind": "fire"},
        {"kind": "http-status", "params": {"status": 200}},
        {"kind": "http-status", "params": {"colour": "red"}},
        {"kind": "http-disconnect", "params": {"when": "later"}},
        {"kind": "http-busy", "item": "m1"},
        {"kind": "no-answer", "params": {"on": "never"}},
    ],
)
def test_a_fault_that_does_not_exist_is_refused_with_what_would_be_right(fault: Any):
    async def main(client: Client) -> None:
        answer = await client.call("POST", "/_emulator/faults", fault)
        assert answer.status == 400
        assert (await client.get("/_emulator/faults"))["faults"] == []

    emulated(main, small())


def test_the_clock_is_shown_set_paused_and_resumed():
    async def main(client: Client) -> None:
        assert (await client.get("/_emulator/clock"))["speed"] == "max"
        answer = await client.call("POST", "/_emulator/clock", {"speed": 60})
        assert (answer.body or {})["speed"] == 60
        await client.call("POST", "/_emulator/clock/pause")
        assert (await client.get("/_emulator/clock"))["paused"] is True
        await client.call("POST", "/_emulator/clock/resume")
        assert (await client.get("/_emulator/clock"))["paused"] is False
        for body in ({}, {"speed": "fast"}, {"speed": -1}, {"speed": True}, {"paused": 1}, {"colour": 1}):
            assert (await client.call("POST", "/_emulator/clock", body)).status == 400

    emulated(main, small())
