"""Jobs as they are read: what waits for a person, how items ended, whose job it is, how often to look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from drconsole.providers.azure.calls import Answer
from drconsole.providers.azure.wire.acting import requests
from drconsole.providers.azure.wire.running import jobs
from drconsole.providers.port import Observation, Status
from drconsole.recovery.types.words import RunState

BEGAN = datetime(2024, 5, 6, 10, 0, tzinfo=UTC)
NOW = BEGAN + timedelta(seconds=30)
WEB, DB = "key/web", "key/db"


def key_of(ident: str, name: str) -> str | None:
    return {"id-web": WEB, "id-db": DB}.get(ident) or {"web": WEB, "db": DB}.get(name)


def task(ident: str, state: str = "Succeeded", **more: Any) -> dict[str, Any]:
    return {"taskId": ident, "name": ident, "state": state, "stateDescription": state, "errors": [], **more}


def machine(name: str, state: str) -> dict[str, Any]:
    details = {
        "instanceType": "VirtualMachineTaskDetails",
        "jobTask": {"jobId": f"job-{name}", "targetObjectId": f"id-{name}", "targetObjectName": name},
    }
    return task(f"t-{name}", state, customDetails=details)


def group(ident: str, *children: dict[str, Any]) -> dict[str, Any]:
    return task(ident, groupTaskCustomDetails={"childTasks": list(children)})


def seen(state: str, *tasks: dict[str, Any], items: tuple[str, ...] = (WEB, DB), **more: Any) -> Observation:
    told = {"state": state, "tasks": list(tasks), "errors": [], "startTime": BEGAN.isoformat(), **more}
    return jobs.observation({"name": "j-1", "properties": told}, key_of, NOW, items=items)


@pytest.mark.parametrize("word", ["Cancelled", "Canceled", "CANCELLED"])
def test_a_cancelled_job_is_over_in_both_spellings(word):
    assert seen(word).status is Status.CANCELLED
    assert seen(word).look_again is None


@pytest.mark.parametrize("word", ["", "Cancelling", "NotStarted", "SomethingNew"])
def test_a_word_that_is_no_end_goes_on(word):
    assert seen(word).status is Status.RUNNING
    assert seen(word).state is None


def test_what_did_not_wholly_succeed_keeps_its_own_state():
    end = seen("PartiallySucceeded", group("Group1", machine("web", "Succeeded"), machine("db", "Failed")))
    assert (end.status, end.state) == (Status.DONE, RunState.PARTIALLY_SUCCEEDED)
    assert end.items == {WEB: RunState.SUCCEEDED, DB: RunState.FAILED}


@pytest.mark.parametrize("word", ["Failed", "Cancelled", "PartiallySucceeded", "CompletedWithInformation"])
@pytest.mark.parametrize("under_way", ["NotStarted", "InProgress", "SomethingNew"])
def test_what_had_no_end_when_the_whole_ended_was_not_carried_through(word, under_way):
    tasks = (
        group("ShutdownAllActionGroup", machine("web", "Succeeded"), machine("db", "Succeeded")),
        group("FailoverAllActionGroup", machine("web", "Succeeded"), machine("db", under_way)),
    )
    assert seen(word, *tasks, scenarioName="PlannedFailover").items == {WEB: RunState.SUCCEEDED, DB: RunState.OTHER}
    whole = seen("Succeeded", *tasks, scenarioName="PlannedFailover")
    assert whole.items == {WEB: RunState.SUCCEEDED, DB: RunState.SUCCEEDED}


def test_a_source_that_did_not_shut_down_fails_nothing_in_an_unplanned_failover_alone():
    tasks = (
        group("ShutdownAllActionGroup", group("Group1", machine("web", "Failed"))),
        group("FailoverAllActionGroup", machine("web", "Succeeded")),
    )
    unplanned = seen("Succeeded", *tasks, items=(WEB,), scenarioName="UnplannedFailover")
    planned = seen("Succeeded", *tasks, items=(WEB,), scenarioName="PlannedFailover")
    assert unplanned.items == {WEB: RunState.SUCCEEDED}
    assert planned.items == {WEB: RunState.FAILED}


def test_a_manual_action_and_a_wait_for_input_are_gates():
    manual = task(
        "pre-1",
        "InProgress",
        stateDescription="WaitingForManualAction",
        customDetails={"instanceType": "ManualActionTaskDetails", "name": "Tell", "instructions": "Tell the shop."},
    )
    waits = task("WaitForUserInputForFailback", "InProgress")
    for one, kind in ((manual, "manual"), (waits, "wait")):
        found = seen("InProgress", one)
        (node,) = found.nodes
        assert found.status is Status.WAITING
        assert (node.kind, node.state) == (kind, RunState.SUSPENDED)
    assert seen("InProgress", manual).nodes[0].instructions == "Tell the shop."


def test_a_job_that_waits_as_a_whole_has_a_gate_of_its_own():
    found = seen("Suspended", stateDescription="WaitingForStopTestFailover")
    assert found.status is Status.WAITING
    (gate,) = found.nodes
    assert (gate.state, gate.description) == (RunState.SUSPENDED, "WaitingForStopTestFailover")


def test_steps_with_the_details_of_a_manual_action_and_nothing_to_do_are_steps():
    (node,) = seen("Succeeded", task("Delete", customDetails={"instanceType": "ManualActionTaskDetails"})).nodes
    assert node.kind == "step"


def test_tasks_of_one_id_are_told_apart_and_parents_stand_before_their_children():
    nodes = seen(
        "InProgress", group("Group1", machine("web", "InProgress")), group("Group1", task("a"), task("a"))
    ).nodes
    ids = [node.id for node in nodes]
    assert len(set(ids)) == len(ids) == 5
    known: set[str] = set()
    for node in nodes:
        assert node.parent is None or node.parent in known
        known.add(node.id)


@pytest.mark.parametrize(("age", "pause"), [(10, 5.0), (70, 15.0), (700, 30.0)])
def test_a_job_is_looked_at_less_often_the_longer_it_runs(age, pause):
    job = {"name": "j", "properties": {"state": "InProgress", "startTime": BEGAN.isoformat()}}
    later = BEGAN + timedelta(seconds=age)
    assert jobs.observation(job, key_of, later).look_again == pause
    assert jobs.observation(job, key_of, later, pause=30.0).look_again == 30.0, "what the service says wins"


@pytest.mark.parametrize(("asked", "pause"), [(30.0, 30.0), (86_400.0, jobs.PAUSE_LIMIT)])
def test_a_service_that_asks_for_a_day_of_patience_is_looked_at_before(asked, pause):
    told = {"name": "j-1", "properties": {"state": "InProgress"}}
    assert jobs.observation(told, key_of, NOW, pause=asked).look_again == pause


def test_the_job_of_a_request_is_the_last_segment_of_its_headers_and_no_signature_is_kept():
    signed = "https://management.azure.com/v/replicationOperationStatus/j-9?api-version=1&t=6&c=MI&s=abc&h=x"
    started = jobs.started(Answer(202, {"azure-asyncoperation": signed, "retry-after": "30"}, None))
    assert (started.job, started.retry_after) == ("j-9", 30.0)
    assert jobs.started(Answer(202, {"x-ms-request-id": "/v/replicationJobs/j-8"}, None)).job == "j-8"
    assert jobs.started(Answer(202, {"x-ms-request-id": "0000-guid"}, None)).job == ""


def test_our_requests_are_known_by_the_state_s_mark_and_the_same_key_is_the_same_request():
    one = requests.request_id("j1/step/1", "0badcafe")
    assert one == requests.request_id("j1/step/1", "0badcafe") != requests.request_id("j1/step/2", "0badcafe")
    assert requests.is_ours(f"{one} ActivityId: x", "0badcafe")
    assert not requests.is_ours(f"{one} ActivityId: x", "deadbeef")
