"""Network interfaces and networks of an item, as its details tell them."""

from __future__ import annotations

from base64 import b64encode

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.wire.scene import Shown
from drconsole.recovery.types.estate.estate import Network


def recovery_network(shown: Shown) -> Network | None:
    """The network at the other side that its machine will be attached to."""
    ids, configured = shown.scene.ids, shown.configured
    here = ids.network_of(configured.source, configured.network)
    there = ids.network_of(configured.target, configured.target_network or (here.mapped_to if here else None))
    if shown.source == configured.source:
        return there
    back = ids.network_of(configured.source, there.mapped_to if there is not None else None)
    return back or here


def source_network(shown: Shown) -> Network | None:
    """The network that its machine has where it comes from."""
    ids, configured = shown.scene.ids, shown.configured
    here = ids.network_of(configured.source, configured.network)
    if shown.source == configured.source:
        return here
    return ids.network_of(configured.target, configured.target_network or (here.mapped_to if here else None))


def recovery_network_id(shown: Shown) -> str | None:
    found = recovery_network(shown)
    return None if found is None else shown.scene.ids.virtual_network(found)


def nic_id(shown: Shown, number: int = 0) -> str:
    text = f"Microsoft:{shown.scene.ids.machine(shown.item)}\\{number}"
    return b64encode(text.encode()).decode()


def nics(shown: Shown, *, in_azure: bool = False) -> list[JsonObject]:
    """One entry an interface; the first one is the primary. ``in_azure``: the source is a machine of Azure."""
    return [_nic(shown, number, in_azure) for number in range(shown.configured.interfaces)]


def _nic(shown: Shown, number: int, in_azure: bool) -> JsonObject:
    ids, configured = shown.scene.ids, shown.configured
    network = source_network(shown)
    name = None if network is None else ids.virtual_network(network) if in_azure else network.name
    arm = f"{ids.resource_group(shown.source)}/providers/Microsoft.Network/networkInterfaces/{configured.name}-nic"
    return {
        "nicId": shown.scene.world.draws.guid("nic", configured.key, number) if in_azure else nic_id(shown, number),
        "replicaNicId": None,
        "sourceNicArmId": f"{arm}{number}" if in_azure else None,
        "vMNetworkName": name,
        "recoveryVMNetworkId": recovery_network_id(shown),
        "ipConfigs": [_ip_config(shown, number)],
        "selectionType": "SelectedByUser" if configured.target_network else "SelectedByDefault",
        "recoveryNetworkSecurityGroupId": None,
        "enableAcceleratedNetworkingOnRecovery": False if in_azure else None,
        "tfoVMNetworkId": None,
        "tfoNetworkSecurityGroupId": None,
        "enableAcceleratedNetworkingOnTfo": None,
        "recoveryNicName": None,
        "recoveryNicResourceGroupName": None,
        "reuseExistingNic": False,
        "tfoRecoveryNicName": None,
        "tfoRecoveryNicResourceGroupName": None,
        "tfoReuseExistingNic": False,
        "targetNicName": f"nic-{configured.name}-{number:02d}",
    }


def _ip_config(shown: Shown, number: int) -> JsonObject:
    configured = shown.configured
    fixed = configured.target_address if not number and shown.source == configured.source else None
    network = source_network(shown)
    return {
        "name": None,
        "isPrimary": number == 0,
        "subnetName": None if network is None else (network.subnets or (network.name,))[0],
        "staticIPAddress": None,
        "ipAddressType": "Dynamic" if configured.dhcp else "Static",
        "isSeletedForFailover": True,
        "recoverySubnetName": configured.target_subnet,
        "recoveryStaticIPAddress": fixed or "",
        "recoveryIPAddressType": "Static" if fixed else "Dynamic",
        "recoveryPublicIPAddressId": None,
        "recoveryLBBackendAddressPoolIds": None,
        "tfoSubnetName": None,
        "tfoStaticIPAddress": None,
        "tfoPublicIPAddressId": None,
        "tfoLBBackendAddressPoolIds": None,
    }
