"""Replicated items: what one is (``item``) and how it stands (``status``).

Each takes an item's body, or the same that ``details.machine`` took apart before: who asks several times saves time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire import ids
from drconsole.providers.azure.wire.details import fields
from drconsole.providers.azure.wire.details.disks import disks
from drconsole.providers.azure.wire.details.machine import Machine, machine
from drconsole.providers.azure.wire.details.nics import Nic
from drconsole.providers.azure.wire.estate.context import Context, Way
from drconsole.providers.azure.wire.health import health, health_errors
from drconsole.providers.azure.wire.json import as_text, objects, part, texts, word
from drconsole.providers.azure.wire.machines import doubts
from drconsole.providers.azure.wire.machines.unreadable import unreadable_item
from drconsole.providers.azure.wire.machines.way import scenario, way
from drconsole.providers.azure.wire.moments import moment
from drconsole.recovery.types.estate.estate import HealthError, Item, ItemStatus, ReplicationGroup
from drconsole.recovery.types.estate.unreadable import Unreadable
from drconsole.recovery.types.words import Location, Operation

_IDLE = ("", "None")
NEVER: Mapping[Operation, str] = {
    Operation.DISABLE_REPLICATION: "disabling replication deletes an item's configuration: it is done in the portal",
    Operation.ENABLE_REPLICATION: "enabling replication needs choices that the vault does not tell: it is done in the"
    " portal",
}
"""Operations that are not offered on Azure, with the reason."""
_WITHHELD = tuple(NEVER)
_NO_HEARTBEAT = frozenset({"78022", "78172", "78173", "78174"})
"""Health errors that say that a mobility service has not been heard for 15 minutes [REC]."""
_TEST_OPEN = "TestFailoverCleanup"


def item(body: JsonObject | Machine, context: Context) -> Item | None:
    """Configuration of an item; None = it cannot be read, and ``unreadable`` tells it.

    What the service does not tell stays at the type's default: boot drivers, DHCP, churn, sizes in cores.
    """
    taken = machine(body)
    return _item(taken, way(taken, context), context)


def status(body: JsonObject | Machine, as_of: datetime, context: Context) -> ItemStatus:
    """Return how an item stands, in the service's own words. Nothing is inferred: what it does not tell is not
    known."""
    taken = machine(body)
    return _status(taken, way(taken, context), as_of, context)


def read(body: JsonObject | Machine, as_of: datetime, context: Context) -> tuple[Item, ItemStatus] | Unreadable:
    """Both at once, which is quicker; or what there is to tell of an item that cannot be read."""
    taken = machine(body)
    route = way(taken, context)
    found = _item(taken, route, context)
    return unreadable_item(taken) if found is None else (found, _status(taken, route, as_of, context))


def unreadable(body: JsonObject | Machine, context: Context) -> Unreadable | None:
    """Return what there is to tell of an item that ``item`` cannot read; None = it can."""
    return None if item(body, context) is not None else unreadable_item(machine(body))


def _item(taken: Machine, route: Way, context: Context) -> Item | None:
    found = scenario(taken, context)
    if found is None or not taken.arm_id:
        return None
    properties, details = taken.properties, taken.details
    nic = _as_created(taken.nics[0] if taken.nics else Nic(), route)
    return Item(
        key=context.keys.get(taken.id, taken.id),
        name=taken.name,
        scenario=found,
        source=route.source,
        target=route.target,
        os=fields.os_of(details),
        policy=context.policies.name_of(word(properties, "policyId"), word(properties, "policyFriendlyName")),
        agent_version=fields.agent_version(details),
        disks=disks(details),
        replication_group=fields.replication_group(details),
        network=context.networks.name_of(nic.network, route.source),
        target_network=context.networks.name_of(nic.network_there, route.target),
        target_address=nic.address_there or None,
        target_subnet=nic.subnet_there or None,
        cores=fields.cores(details) or 2,
        interfaces=max(1, len(taken.nics)),
        managed_disks=fields.managed_disks(details),
    )


def _status(taken: Machine, route: Way, as_of: datetime, context: Context) -> ItemStatus:
    properties, details = taken.properties, taken.details
    allowed = texts(properties, "allowedOperations")
    active, errors = doubts.location(properties), _errors(properties, details)
    scene = part(properties, "currentScenario")
    running, job = word(scene, "scenarioName"), ids.last(word(scene, "jobId"))
    point = properties.get("failoverRecoveryPointId")
    return ItemStatus(
        key=context.keys.get(taken.id, taken.id),
        provider_id=taken.arm_id,
        protection_state=word(properties, "protectionState"),
        protection_state_description=word(properties, "protectionStateDescription"),
        as_of=as_of,
        active_location=active or Location.PRIMARY,
        test_failover_state=word(properties, "testFailoverState") or "None",
        current_scenario=None if running in _IDLE else running,
        current_job=None if job in _IDLE else job,
        provider_allowed_operations=() if active is None else allowed,
        withheld=_WITHHELD,
        replication_health=health(word(properties, "replicationHealth")),
        failover_health=health(word(properties, "failoverHealth")),
        health_errors=errors,
        replicated_until=fields.replicated_until(details),
        failover_point_id=None if point is None else ids.last(as_text(point)) or None,
        last_test_failover=moment(properties.get("lastSuccessfulTestFailoverTime")),
        last_failover=moment(properties.get("lastSuccessfulFailoverTime")),
        agent_connected=not errors or _NO_HEARTBEAT.isdisjoint([error.code for error in errors]),
        source_reachable=None,
        source_powered=fields.on_premises_power(details, as_of),
        # Made anew the other way round, it runs under its own name until it has failed over back.
        machine=taken.name if route.turned and active is Location.PRIMARY else fields.machine_there(details),
        test_machine=(word(details, "tfoazurevmname") or None) if _TEST_OPEN in allowed else None,
        replication_provider=taken.provider if taken.provider in fields.BACK_PROVIDERS else None,
        turned=route.turned,
    )


def replication_groups(items: Iterable[Item]) -> tuple[ReplicationGroup, ...]:
    """Groups with multi-VM consistency, made of what their members tell."""
    members: dict[str, list[str]] = {}
    for one in items:
        if one.replication_group is not None:
            members.setdefault(one.replication_group, []).append(one.key)
    return tuple(ReplicationGroup(name, tuple(keys)) for name, keys in members.items())


def _as_created(nic: Nic, route: Way) -> Nic:
    """The interface seen from the item's own source, whichever way the service replicates it now.

    One whose other network is Azure's still tells it as the item was created: what it says of itself decides (our
    choice).
    """
    if not route.turned or nic.into_azure:
        return nic
    return Nic(nic.network_there, nic.subnet_there, nic.address_there, nic.network, nic.subnet, nic.address)


def _errors(properties: JsonObject, details: JsonObject) -> tuple[HealthError, ...]:
    """Everything that is said to be wrong; an older API has the errors of replication alone."""
    told, older = properties.get("healthErrors"), properties.get("replicationHealthErrors")
    checks, doubted = details.get("validationerrors"), doubts.of_item(properties)
    if not (told or older or checks):
        return doubted
    return health_errors((*objects(told), *objects(older), *objects(checks))) + doubted
