"""Network interfaces of a machine: where each is attached, and where a failover attaches it."""

from __future__ import annotations

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.details.fields import folded
from drconsole.providers.azure.wire.json import objects, truth, word
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
    listed = objects(details.get("vmnics"))
    taken = [one for body in listed if not _left_out(one := folded(body))]
    if not taken:
        return _of_the_machine(details)
    if len(taken) > 1:
        main = word(details, "selectedsourcenicid")
        taken.sort(key=lambda one: not _is_main(one, main))
    return tuple([_nic(one, details) for one in taken])


def _left_out(nic: JsonObject) -> bool:
    return nic.get("selectiontype") == _LEFT_OUT or truth(nic, "isselectedforfailover") is False


def _is_main(nic: JsonObject, main: str) -> bool:
    return truth(nic, "isprimarynic") is True or (bool(main) and word(nic, "nicid") == main)


def _nic(nic: JsonObject, details: JsonObject) -> Nic:
    config = _config(nic)
    return Nic(
        network=word(nic, "vmnetworkname") or word(nic, "sourcenetworkid"),
        subnet=word(config, "subnetname") or word(nic, "vmsubnetname") or word(nic, "sourcesubnetname"),
        address=_fixed(config, "ipaddresstype", "staticipaddress")
        or word(nic, "primarynicstaticipaddress")
        or word(nic, "sourceipaddress"),
        network_there=word(nic, "recoveryvmnetworkid") or word(nic, "networkname") or _network_there(details),
        subnet_there=word(config, "recoverysubnetname")
        or word(nic, "recoveryvmsubnetname")
        or word(nic, "targetsubnetname"),
        address_there=_fixed(config, "recoveryipaddresstype", "recoverystaticipaddress")
        or word(nic, "replicanicstaticipaddress")
        or _fixed(nic, "targetipaddresstype", "targetipaddress"),
        network_of_test=word(nic, "tfovmnetworkid") or _network_of_test(details),
    )


def _config(nic: JsonObject) -> JsonObject:
    """Its main configuration of an address, folded; an empty one where there is none."""
    configs = objects(nic.get("ipconfigs"))
    if len(configs) == 1:
        return folded(configs[0])
    every = [folded(one) for one in configs]
    return next((one for one in every if truth(one, "isprimary") is True), every[0] if every else {})


def _fixed(body: JsonObject, kind: str, address: str) -> str:
    """An address that was set; one that is given anew each time is none."""
    return "" if body.get(kind) == _GIVEN else word(body, address)


def _of_the_machine(details: JsonObject) -> tuple[Nic, ...]:
    """What is told of the machine as a whole where no interface is listed."""
    there, test = _network_there(details), _network_of_test(details)
    return (Nic(network_there=there, network_of_test=test),) if there or test else ()


def _network_there(details: JsonObject) -> str:
    return word(details, "selectedrecoveryazurenetworkid") or word(details, "targetnetworkid")


def _network_of_test(details: JsonObject) -> str:
    return word(details, "selectedtfoazurenetworkid") or word(details, "testnetworkid")
