"""Recovery plans: groups and actions (``plan``), and how a plan stands (``status``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire import ids
from drconsole.providers.azure.wire.estate.context import Context
from drconsole.providers.azure.wire.json import part, parts, text, texts, told
from drconsole.providers.azure.wire.moments import moment
from drconsole.recovery.types.estate.plans import Action, ActionKind, Group, Plan, PlanStatus
from drconsole.recovery.types.estate.unreadable import Unreadable
from drconsole.recovery.types.words import Direction, Operation

_SHUTDOWN, _FAILOVER, _BOOT = "Shutdown", "Failover", "Boot"
_KINDS: Mapping[str, ActionKind] = {
    "ScriptActionDetails": ActionKind.SCRIPT,
    "ManualActionDetails": ActionKind.MANUAL,
    "AutomationRunbookActionDetails": ActionKind.RUNBOOK,
}
_OPERATIONS: Mapping[str, Operation] = {
    "TestFailover": Operation.TEST_FAILOVER,
    "UnplannedFailover": Operation.FAILOVER,
    "PlannedFailover": Operation.PLANNED_FAILOVER,
}
"""``failoverTypes`` of an action, those that our runs have."""
_OF_THE_SERVICE = _OPERATIONS.keys() | {
    *("ReverseReplicate", "Commit", "DisableProtection", "TestFailoverCleanup", "Failback", "FinalizeFailback"),
    *("CancelFailover", "ChangePit", "RepairReplication", "SwitchProtection", "CompleteMigration"),
}
"""All that may stand there [SDK]; no action runs in those that our runs lack."""
_DIRECTIONS: Mapping[str, Direction] = {
    "PrimaryToRecovery": Direction.PRIMARY_TO_RECOVERY,
    "RecoveryToPrimary": Direction.RECOVERY_TO_PRIMARY,
}
_USUAL_TIMEOUT = 600
"""Seconds: VMM's own limit [D:hyper-v-vmm-recovery-script]."""
_CLOCK = re.compile(r"(?:(\d+)\.)?(\d+):(\d+):(\d+)(?:\.\d+)?")
"""A span of .NET: ``days.hours:minutes:seconds``."""
_ISO = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?", re.IGNORECASE)


def plan(body: JsonObject, context: Context) -> Plan:
    """Configuration of a plan. A member that cannot be read is a member all the same.

    A group of a kind that is not known counts as a boot group where it has members, else its actions as its place has
    it; ``unreadable`` tells such groups and actions.
    """
    properties = part(body, "properties")
    groups = parts(properties, "groups")
    shutdown, failover = _of_type(groups, _SHUTDOWN), _of_type(groups, _FAILOVER)
    boot = [one for one in groups if text(one, "groupType") not in (_SHUTDOWN, _FAILOVER)]
    return Plan(
        key=context.key(text(body, "id")),
        name=text(properties, "friendlyName") or text(body, "name"),
        source=context.sites.name_of(
            text(properties, "primaryFabricId"), text(properties, "primaryFabricFriendlyName")
        ),
        target=context.sites.name_of(
            text(properties, "recoveryFabricId"), text(properties, "recoveryFabricFriendlyName")
        ),
        groups=tuple(_group(number, one, context) for number, one in enumerate(boot, start=1)),
        before_shutdown=_actions(shutdown, "startGroupActions"),
        after_shutdown=_actions(shutdown, "endGroupActions"),
        before_failover=_actions(failover, "startGroupActions"),
        after_failover=_actions(failover, "endGroupActions"),
    )


def status(body: JsonObject, as_of: datetime, context: Context) -> PlanStatus:
    """Return how a plan stands, in the service's own words."""
    properties = part(body, "properties")
    failovers = [
        at for name in ("lastPlannedFailoverTime", "lastUnplannedFailoverTime") if (at := moment(properties.get(name)))
    ]
    scenario = text(properties, "currentScenario", "scenarioName")
    return PlanStatus(
        key=context.key(text(body, "id")),
        provider_id=text(body, "id"),
        as_of=as_of,
        provider_allowed_operations=texts(properties, "allowedOperations"),
        current_scenario=None if scenario in ("", "None") else scenario,
        scenario_status=told(properties, "currentScenarioStatus"),
        scenario_status_description=told(properties, "currentScenarioStatusDescription"),
        last_test_failover=moment(properties.get("lastTestFailoverTime")),
        last_failover=max(failovers, default=None),
    )


def current_job(body: JsonObject) -> str | None:
    """Name of the job that the plan tells as its last or running one; None = there is none."""
    job = ids.last(text(body, "properties", "currentScenario", "jobId"))
    return None if job in ("", "None") else job


def providers(body: JsonObject) -> tuple[str, ...]:
    """Replication providers of a plan's machines: a request names each."""
    return texts(body, "properties", "replicationProviders")


def unreadable(body: JsonObject) -> tuple[Unreadable, ...]:
    """Groups and actions of a plan that this drconsole has no words for."""
    return tuple(_strange(body))


def _strange(body: JsonObject) -> Iterator[Unreadable]:
    name, arm_id = text(body, "properties", "friendlyName") or text(body, "name"), text(body, "id")
    for number, group in enumerate(parts(body, "properties", "groups"), start=1):
        kind = text(group, "groupType")
        if kind not in (_SHUTDOWN, _FAILOVER, _BOOT):
            yield Unreadable(arm_id, name, f"group {number} is of an unknown kind", (("groupType", kind),))
        for action in (*parts(group, "startGroupActions"), *parts(group, "endGroupActions")):
            raw = tuple(_unknown_words(action))
            if raw:
                why = f"the action '{text(action, 'actionName')}' has words that this drconsole does not know"
                yield Unreadable(arm_id, name, why, raw)


def _unknown_words(action: JsonObject) -> Iterator[tuple[str, str]]:
    kind = text(action, "customDetails", "instanceType")
    if kind not in _KINDS:
        yield "instanceType", kind
    yield from (("failoverTypes", word) for word in texts(action, "failoverTypes") if word not in _OF_THE_SERVICE)
    yield from (("failoverDirections", word) for word in texts(action, "failoverDirections") if word not in _DIRECTIONS)


def _of_type(groups: Iterable[JsonObject], kind: str) -> tuple[JsonObject, ...]:
    return tuple(one for one in groups if text(one, "groupType") == kind)


def _group(number: int, body: JsonObject, context: Context) -> Group:
    return Group(
        number,
        items=tuple(
            context.key(arm_id) for one in parts(body, "replicationProtectedItems") if (arm_id := text(one, "id"))
        ),
        pre=_actions((body,), "startGroupActions"),
        post=_actions((body,), "endGroupActions"),
    )


def _actions(groups: Iterable[JsonObject], name: str) -> tuple[Action, ...]:
    return tuple(_action(one) for group in groups for one in parts(group, name))


def _action(body: JsonObject) -> Action:
    details = part(body, "customDetails")
    kind = _KINDS.get(text(details, "instanceType"))
    told_of_it = text(details, "description")
    if kind is None:
        # What waits for a person is the cautious reading of what is not known (our choice).
        told_of_it = f"The service carries out an action of an unknown kind ('{text(details, 'instanceType')}')."
    return Action(
        name=text(body, "actionName"),
        kind=kind or ActionKind.MANUAL,
        operations=tuple(found for word in texts(body, "failoverTypes") if (found := _OPERATIONS.get(word))),
        directions=tuple(way for word in texts(body, "failoverDirections") if (way := _DIRECTIONS.get(word))),
        instructions=told_of_it,
        path=text(details, "path") or ids.last(text(details, "runbookId")),
        timeout=_seconds(text(details, "timeout")),
    )


def _seconds(said: str) -> int:
    """Seconds of a time-out that came as a number, as a span of .NET or as an ISO duration."""
    if said.isdecimal():
        return int(said) or _USUAL_TIMEOUT
    match = _CLOCK.fullmatch(said) or _ISO.fullmatch(said)
    if match is None:
        return _USUAL_TIMEOUT
    days, hours, minutes, seconds = (int(number or 0) for number in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds or _USUAL_TIMEOUT
