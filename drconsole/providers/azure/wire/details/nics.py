"""Network interfaces of a machine: where each is attached, and where a failover attaches it."""

from __future__ import annotations

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.details.fields import folded
from drconsole.providers.azure.wire.json import parts, text, truth
from drconsole.recovery.types.data import dataclass

_LEFT_OUT = "NotSelected"
"""``selectionType`` of an interface that a failover does not make."""

_GIVEN = "Dynamic"


@dataclass(frozen=True, slots=True)
class Nic:
    """Networks are ARM ids, or names where a site on premises has none; everything may be empty = not told."""

    network: str = ""
    """Where it is attached now, on the side that it is replicated from."""
    subnet: str = ""
    address: str = ""
    network_there: str = ""
    """Where a failover attaches it."""
    subnet_there: str = ""
    address_there: str = ""
    network_of_test: str = ""

    @property
    def into_azure(self) -> bool:
        """Whether the other network is Azure's and this one is not."""
        return _is_virtual_network(self.network_there) and not _is_virtual_network(self.network)


def _is_virtual_network(network: str) -> bool:
    """Whether it is one of Azure's own, by its id."""
    return "/microsoft.network/virtualnetworks/" in network.lower()


def nics(details: JsonObject) -> tuple[Nic, ...]:
    """Interfaces that a failover makes, the main one first. ``details``: folded."""
    bodies = [folded(one) for one in parts(details, "vmnics")]
    main = text(details, "selectedsourcenicid")
    taken = [one for one in bodies if not _left_out(one)]
    taken.sort(key=lambda one: not _is_main(one, main))
    return tuple(_nic(one, details) for one in taken) or _of_the_machine(details)


def _left_out(nic: JsonObject) -> bool:
    return text(nic, "selectiontype") == _LEFT_OUT or truth(nic, "isselectedforfailover") is False


def _is_main(nic: JsonObject, main: str) -> bool:
    return truth(nic, "isprimarynic") is True or (bool(main) and text(nic, "nicid") == main)


def _nic(nic: JsonObject, details: JsonObject) -> Nic:
    configs = [folded(one) for one in parts(nic, "ipconfigs")]
    config = next((one for one in configs if truth(one, "isprimary") is True), configs[0] if configs else {})
    return Nic(
        network=text(nic, "vmnetworkname") or text(nic, "sourcenetworkid"),
        subnet=text(config, "subnetname") or text(nic, "vmsubnetname") or text(nic, "sourcesubnetname"),
        address=_fixed(config, "ipaddresstype", "staticipaddress")
        or text(nic, "primarynicstaticipaddress")
        or text(nic, "sourceipaddress"),
        network_there=text(nic, "recoveryvmnetworkid") or text(nic, "networkname") or _network_there(details),
        subnet_there=text(config, "recoverysubnetname")
        or text(nic, "recoveryvmsubnetname")
        or text(nic, "targetsubnetname"),
        address_there=_fixed(config, "recoveryipaddresstype", "recoverystaticipaddress")
        or text(nic, "replicanicstaticipaddress")
        or _fixed(nic, "targetipaddresstype", "targetipaddress"),
        network_of_test=text(nic, "tfovmnetworkid") or _network_of_test(details),
    )


def _fixed(body: JsonObject, kind: str, address: str) -> str:
    """An address that was set; one that is given anew each time is none."""
    return "" if text(body, kind) == _GIVEN else text(body, address)


def _of_the_machine(details: JsonObject) -> tuple[Nic, ...]:
    """What is told of the machine as a whole where no interface is listed."""
    there, test = _network_there(details), _network_of_test(details)
    return (Nic(network_there=there, network_of_test=test),) if there or test else ()


def _network_there(details: JsonObject) -> str:
    return text(details, "selectedrecoveryazurenetworkid") or text(details, "targetnetworkid")


def _network_of_test(details: JsonObject) -> str:
    return text(details, "selectedtfoazurenetworkid") or text(details, "testnetworkid")
