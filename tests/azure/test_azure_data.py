"""Every body that was recorded or published is read without an error, and nothing that matters is lost on the way.

What lies in the folder of ``DRCONSOLE_AZURE_DATA`` is taken as it is: files that nobody here has seen, too. What is
read of known files is compared with ``golden/``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure_data import Body, bodies, context_of, files, of_kind
from azure_golden import AS_OF, golden_of, reading

from drconsole.providers.azure.wire import errors, events, health, ids, items, plans, points
from drconsole.providers.azure.wire.estate.context import Context
from drconsole.providers.azure.wire.moments import moment
from drconsole.recovery.types.words import Health, Location

FILES = files()
A_TIME = re.compile(r"(\d{4})-\d\d-\d\dT\d\d:\d\d")
EVERY = pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")


@EVERY
def test_what_is_read_is_what_was_read_before(file: Path) -> None:
    golden = golden_of(file)
    known = json.loads(golden.read_text(encoding="utf-8")) if golden.exists() else {}
    read = json.loads(json.dumps(reading(file)))
    if file.name in known:
        assert read == known[file.name]


@EVERY
def test_items_keep_the_services_words(file: Path) -> None:
    found = bodies(file)
    context = context_of(found)
    for body in of_kind(found, "replicationprotecteditems"):
        _check_item(body, context)


def _check_item(body: dict[str, Any], context: Context) -> None:
    properties = body["properties"]
    details = properties.get("providerSpecificDetails") or {}
    read, told = items.item(body, context), items.unreadable(body, context)
    assert (read is None) != (told is None)
    if told is not None:
        assert str(details.get("instanceType", "")) in told.why
        return
    assert read is not None
    assert read.name == (properties.get("friendlyName") or body["name"])
    assert read.policy in (properties.get("policyFriendlyName"), *context.policies.names.values(), "")
    status = items.status(body, AS_OF, context)
    assert status.provider_id == body["id"]
    assert status.protection_state == (properties.get("protectionState") or "")
    assert status.protection_state_description == (properties.get("protectionStateDescription") or "")
    assert status.test_failover_state == (properties.get("testFailoverState") or "None")
    if properties.get("activeLocation") in set(Location):
        assert status.active_location == properties["activeLocation"]
        assert list(status.provider_allowed_operations) == (properties.get("allowedOperations") or [])
    for field, health_read in (
        ("replicationHealth", status.replication_health),
        ("failoverHealth", status.failover_health),
    ):
        if properties.get(field) in set(Health):
            assert health_read == properties[field]
    codes = {error["errorCode"] for error in properties.get("healthErrors") or [] if error.get("errorCode")}
    assert codes <= {error.code for error in status.health_errors}
    scenario = properties.get("currentScenario") or {}
    idle = scenario.get("scenarioName") in (None, "", "None")
    assert (status.current_scenario is None) == idle
    assert idle or str(scenario.get("jobId", "")).endswith(str(status.current_job))
    assert str(properties.get("failoverRecoveryPointId") or "").endswith(status.failover_point_id or "")
    assert (status.failover_point_id is None) == (not properties.get("failoverRecoveryPointId"))
    told_seconds = [details.get(name) for name in ("rpoInSeconds", "lastRpoInSeconds")]
    seconds = next((one for one in told_seconds if one is not None), None)
    calculated = moment(details.get("lastRpoCalculatedTime"))
    assert (status.replicated_until is None) == (seconds is None or calculated is None)
    for field, at in (
        ("lastSuccessfulFailoverTime", status.last_failover),
        ("lastSuccessfulTestFailoverTime", status.last_test_failover),
    ):
        assert at == moment(properties.get(field))


@EVERY
def test_plans_keep_members_actions_and_words(file: Path) -> None:
    found = bodies(file)
    context = context_of(found)
    for body in of_kind(found, "replicationrecoveryplans"):
        properties = body["properties"]
        groups = properties.get("groups") or []
        read, status = plans.plan(body, context), plans.status(body, AS_OF, context)
        assert read.name == (properties.get("friendlyName") or body["name"])
        assert list(read.items) == [
            ids.canonical(member["id"]) for group in groups for member in group.get("replicationProtectedItems") or []
        ]
        actions = [
            action["actionName"]
            for group in groups
            for place in ("startGroupActions", "endGroupActions")
            for action in group.get(place) or []
        ]
        assert sorted(action.name for action in read.actions) == sorted(actions)
        assert list(status.provider_allowed_operations) == (properties.get("allowedOperations") or [])
        assert status.scenario_status == (properties.get("currentScenarioStatus") or None)


@EVERY
def test_sites_policies_and_networks_are_all_there(file: Path) -> None:
    found = bodies(file)
    context = context_of(found)
    fabrics = {ids.canonical(body["id"]) for body in of_kind(found, "replicationfabrics")}
    assert len(context.sites.all) + len(context.sites.unread) == len(fabrics) == len(set(context.sites.names.values()))
    policies = {ids.canonical(body["id"]) for body in of_kind(found, "replicationpolicies")}
    assert len({policy.name for policy in context.policies.all}) == len(policies)
    assert len({network.name for network in context.networks.all}) == len(context.networks.all)
    for body in of_kind(found, "replicationnetworks"):
        name = context.networks.name_of(body["id"], "")
        assert name is not None
        assert ids.same(context.networks.id_of(name) or "", body["id"])


@EVERY
def test_points_events_and_health_are_all_there(file: Path) -> None:
    found = bodies(file)
    told = of_kind(found, "recoverypoints")
    with_time = {body["name"] for body in told if moment(body["properties"]["recoveryPointTime"])}
    assert {point.id for point in points.points(told, "item")} == with_time
    listed = of_kind(found, "replicationevents")
    assert [event.text for event in events.events(listed)] == [
        body["properties"].get("description", "") for body in listed
    ]
    for body in of_kind(found, "replicationvaulthealth"):
        issues = body["properties"]["protectedItemsHealth"]["issues"]
        assert [one.code for one in health.vault_health(body).items] == [one["summaryCode"] for one in issues]


@EVERY
def test_every_error_keeps_its_code_and_its_advice(file: Path) -> None:
    for body in bodies(file):
        for error in _raw_errors(body):
            if "serviceErrorDetails" in error:
                inside = error["serviceErrorDetails"] or {}
                read = errors.of_errors([error])
            else:
                inside = error
                read = errors.of_answer(body.status, {"error": error})
            if inside.get("code"):
                said = (str(inside["code"]), inside.get("recommendedAction") or "")
                assert said in [(one.code, one.recommended_action) for one in read]
        if body.status >= 400:
            assert errors.of_answer(body.status, body.json)


def _raw_errors(body: Body) -> Iterator[dict[str, Any]]:
    for _key, value in _everything(body.json):
        if isinstance(value, dict) and ("serviceErrorDetails" in value or {"code", "message"} <= value.keys()):
            yield value


@EVERY
def test_every_time_is_read_or_says_never(file: Path) -> None:
    for body in bodies(file):
        for key, value in _everything(body.json):
            match = A_TIME.match(value) if isinstance(value, str) else None
            if match is not None:
                never = not 1753 < int(match.group(1)) < 9999
                assert (moment(value) is None) == never, f"{body.where}: {key} = {value}"


def _everything(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    yield key, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _everything(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _everything(inner, key)
