"""Network interfaces of a machine: where each is attached, and where a failover attaches it."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.details.spelled import Fields
from drconsole.providers.azure.wire.json import as_text, as_truth, objects, word
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
        """Return whether the other network is Azure's and this one is not."""
        return _is_virtual_network(self.network_there) and not _is_virtual_network(self.network)


def _is_virtual_network(network: str) -> bool:
    """Return whether it is one of Azure's own, by its id."""
    return "/microsoft.network/virtualnetworks/" in network.lower()


_FIELDS = Fields(
    "selectiontype", "isselectedforfailover", "isprimarynic", "nicid",
    "vmnetworkname", "sourcenetworkid", "vmsubnetname", "sourcesubnetname", "primarynicstaticipaddress",
    "sourceipaddress", "recoveryvmnetworkid", "networkname", "recoveryvmsubnetname", "targetsubnetname",
    "replicanicstaticipaddress", "targetipaddresstype", "targetipaddress", "tfovmnetworkid", "ipconfigs",
)  # fmt: skip
_CONFIG = Fields(
    "isprimary", "subnetname", "ipaddresstype", "staticipaddress",
    "recoverysubnetname", "recoveryipaddresstype", "recoverystaticipaddress",
)  # fmt: skip
_NO_CONFIG: Sequence[object] = (None,) * 7


def nics(details: JsonObject) -> tuple[Nic, ...]:
    """Interfaces that a failover makes, the main one first. ``details``: folded."""
    taken = [told for body in objects(details.get("vmnics")) if not _left_out(told := _FIELDS.of(body))]
    if len(taken) > 1:
        main = details.get("selectedsourcenicid")
        taken.sort(key=lambda told: not _is_main(told, main))
    return tuple([_nic(one, details) for one in taken]) or _of_the_machine(details)


def _left_out(told: Sequence[object]) -> bool:
    """``told``, here and below: the values of ``_FIELDS``."""
    selected = told[1]
    return told[0] == _LEFT_OUT or (selected is not None and as_truth(selected) is False)


def _is_main(told: Sequence[object], main: object) -> bool:
    return as_truth(told[2]) is True or (bool(main) and told[3] == main)


def _nic(told: Sequence[object], details: JsonObject) -> Nic:
    (
        _, _, _, _, network, source_network, subnet, source_subnet, address, source_address,
        there, named_there, subnet_there, target_subnet, address_there, target_kind, target_address, test, configs,
    ) = told  # fmt: skip
    _, own_subnet, kind, fixed, own_subnet_there, kind_there, fixed_there = _config(configs)
    return Nic(
        network=as_text(network or source_network),
        subnet=as_text(own_subnet or subnet or source_subnet),
        address=as_text((fixed if kind != _GIVEN else None) or address or source_address),
        network_there=as_text(there or named_there) or _network_there(details),
        subnet_there=as_text(own_subnet_there or subnet_there or target_subnet),
        address_there=as_text(
            (fixed_there if kind_there != _GIVEN else None)
            or address_there
            or (target_address if target_kind != _GIVEN else None)
        ),
        network_of_test=as_text(test) or _network_of_test(details),
    )


def _config(told: object) -> Sequence[object]:
    """Fields of its main configuration of an address. One that is given anew each time is no address."""
    configs = objects(told)
    if len(configs) == 1:
        return _CONFIG.of(configs[0])
    every = [_CONFIG.of(one) for one in configs]
    return next((one for one in every if as_truth(one[0]) is True), every[0] if every else _NO_CONFIG)


def _of_the_machine(details: JsonObject) -> tuple[Nic, ...]:
    """Return what is told of the machine as a whole where no interface is listed."""
    there, test = _network_there(details), _network_of_test(details)
    return (Nic(network_there=there, network_of_test=test),) if there or test else ()


def _network_there(details: JsonObject) -> str:
    return word(details, "selectedrecoveryazurenetworkid") or word(details, "targetnetworkid")


def _network_of_test(details: JsonObject) -> str:
    return word(details, "selectedtfoazurenetworkid") or word(details, "testnetworkid")
