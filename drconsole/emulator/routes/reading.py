"""Reading of a vault's things: lists by page, and single ones."""

from __future__ import annotations

from drconsole.emulator.asked import Asked
from drconsole.emulator.calls import EmulatorAnswer, JsonObject, ok
from drconsole.emulator.filters import fits, read
from drconsole.emulator.names.fabrics import Fabric
from drconsole.emulator.names.ids import instance_now
from drconsole.emulator.refusals import not_found
from drconsole.emulator.routes import finding
from drconsole.emulator.wire.configuration import fabrics, networks, policies
from drconsole.emulator.wire.items import protected_item
from drconsole.emulator.wire.plans import recovery_plan
from drconsole.emulator.wire.points import recovery_point, usable
from drconsole.emulator.wire.scene import Shown
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.recovery.types.estate.estate import Network

# Fabrics and containers


def list_fabrics(asked: Asked) -> EmulatorAnswer:
    return asked.listed(asked.scene.ids.fabrics.all(), lambda one: fabrics.fabric(asked.scene, one))


def get_fabric(asked: Asked) -> EmulatorAnswer:
    return ok(fabrics.fabric(asked.scene, finding.fabric(asked)))


def list_containers(asked: Asked) -> EmulatorAnswer:
    """Of a fabric, or of the whole vault."""
    every = [finding.fabric(asked)] if "fabric" in asked.found else asked.scene.ids.fabrics.all()
    return asked.listed(every, lambda one: fabrics.container(asked.scene, one))


def get_container(asked: Asked) -> EmulatorAnswer:
    return ok(fabrics.container(asked.scene, finding.container(asked)))


def list_mappings(asked: Asked) -> EmulatorAnswer:
    """Of a container, or of the whole vault."""
    every = [finding.container(asked)] if "container" in asked.found else asked.scene.ids.fabrics.all()
    found = [(one, name) for one in every for name in fabrics.pairs(asked.scene, one)]
    return asked.listed(found, lambda pair: fabrics.mapping(asked.scene, *pair))


def get_mapping(asked: Asked) -> EmulatorAnswer:
    one = finding.container(asked)
    wanted = asked.found["mapping"].lower()
    name = next((name for name in fabrics.pairs(asked.scene, one) if name.lower() == wanted), None)
    if name is None:
        raise not_found("protection container mapping", asked.found["mapping"])
    return ok(fabrics.mapping(asked.scene, one, name))


# Items and points

ITEM_FILTERS = (
    "recoveryPlanName",
    "instanceType",
    "sourceFabricName",
    "sourceFabricLocation",
    "fabricObjectId",
    "vCenterName",
    "multiVmGroupCreateOption",
    "processServerId",
)


def list_items(asked: Asked) -> EmulatorAnswer:
    """Of a container, or of the whole vault with a filter."""
    finding.silent(asked, "")
    if "container" in asked.found:
        every = list(finding.items_of(asked, finding.container(asked)).values())
    else:
        every = _filtered(asked)
    return asked.listed(every, lambda item: protected_item(asked.scene, item))


def _filtered(asked: Asked) -> list[ItemState]:
    filters = dict(read(asked.query("filter"), ITEM_FILTERS))
    every = finding.protected(asked)
    plan = filters.pop("recoveryplanname", None)
    if plan is not None:
        key = asked.scene.ids.plans.get(plan.lower())
        inside = asked.scene.world.members(key) if key is not None else frozenset()
        every = [item for item in every if item.key in inside]
    return [item for item in every if fits(filters, _facts(asked, item))] if filters else every


def _facts(asked: Asked, item: ItemState) -> dict[str, str]:
    configured = asked.scene.world.configured[item.key]
    source, _ = asked.scene.ids.sides(item)
    return {"instanceType": instance_now(configured, item.back), "sourceFabricName": source.name}


def get_item(asked: Asked) -> EmulatorAnswer:
    return ok(protected_item(asked.scene, finding.item(asked)))


def list_points(asked: Asked) -> EmulatorAnswer:
    item = finding.item(asked)
    return asked.listed(usable(asked.scene, item), lambda point: recovery_point(asked.scene, item, point))


def get_point(asked: Asked) -> EmulatorAnswer:
    item = finding.item(asked)
    wanted = asked.found["point"].lower()
    point = next((one for one in usable(asked.scene, item) if one.id.lower() == wanted), None)
    if point is None:
        raise not_found("recovery point", asked.found["point"])
    return ok(recovery_point(asked.scene, item, point))


def list_sizes(asked: Asked) -> EmulatorAnswer:
    item = finding.item(asked)
    cores = asked.scene.world.configured[item.key].cores
    shown = Shown.of(asked.scene, item)
    found = [count for count in (1, 2, 4, 8, 16, 32) if count >= cores]
    return asked.listed(found, lambda count: _size(asked, shown, count))


def _size(asked: Asked, shown: Shown, cores: int) -> JsonObject:
    name = f"Standard_{shown.configured.size_family or 'D'}{cores}s_v5"
    return {
        "id": f"{asked.scene.ids.item(shown.item)}/targetComputeSizes/{name}",
        "name": name,
        "type": "TargetComputeSize",
        "properties": {
            "name": name,
            "friendlyName": name,
            "cpuCoresCount": cores,
            "vCPUsAvailable": cores,
            "memoryInGB": 4.0 * cores,
            "maxDataDiskCount": 2 * cores,
            "maxNicsCount": max(2, cores // 2),
            "errors": [],
            "highIopsSupported": "Supported",
            "hyperVGenerations": ["V1", "V2"],
        },
    }


# Plans, policies, networks


def list_plans(asked: Asked) -> EmulatorAnswer:
    """Without groups, as recorded."""
    finding.silent(asked, "")
    states = list(asked.scene.world.plan_states.values())
    return asked.listed(states, lambda state: recovery_plan(asked.scene, state, groups=False))


def get_plan(asked: Asked) -> EmulatorAnswer:
    return ok(recovery_plan(asked.scene, asked.scene.world.plan_states[finding.plan(asked).key]))


def list_policies(asked: Asked) -> EmulatorAnswer:
    return asked.listed(policies.all_policies(asked.scene), lambda pair: policies.policy(asked.scene, *pair))


def get_policy(asked: Asked) -> EmulatorAnswer:
    wanted = asked.found["policy"].lower()
    for policy, instance in policies.all_policies(asked.scene):
        if asked.scene.ids.policy_name(policy.name, instance).lower() == wanted:
            return ok(policies.policy(asked.scene, policy, instance))
    raise not_found("policy", asked.found["policy"])


def _networks(asked: Asked) -> list[tuple[Fabric, Network]]:
    every = [finding.fabric(asked)] if "fabric" in asked.found else asked.scene.ids.fabrics.all()
    return [(one, net) for one in every for net in networks.networks_of(asked.scene, one)]


def list_networks(asked: Asked) -> EmulatorAnswer:
    """Of a fabric, or of the whole vault."""
    return asked.listed(_networks(asked), lambda pair: networks.network(asked.scene, *pair))


def get_network(asked: Asked) -> EmulatorAnswer:
    found = [networks.network(asked.scene, *pair) for pair in _networks(asked)]
    return ok(_named(found, asked.found["network"], "network"))


def _mappings(asked: Asked) -> list[JsonObject]:
    every = [finding.fabric(asked)] if "fabric" in asked.found else asked.scene.ids.fabrics.all()
    parent = asked.found.get("network")
    return [
        mapping
        for one in every
        for above, mapping in networks.mappings_of(asked.scene, one)
        if parent is None or above.rpartition("/")[2].lower() == parent.lower()
    ]


def list_network_mappings(asked: Asked) -> EmulatorAnswer:
    """Of a network, or of the whole vault."""
    return asked.listed(_mappings(asked), lambda one: one)


def get_network_mapping(asked: Asked) -> EmulatorAnswer:
    return ok(_named(_mappings(asked), asked.found["mapping"], "network mapping"))


def _named(found: list[JsonObject], name: str, kind: str) -> JsonObject:
    one = next((one for one in found if str(one["name"]).lower() == name.lower()), None)
    if one is None:
        raise not_found(kind, name)
    return one
