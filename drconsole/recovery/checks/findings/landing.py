"""Findings where machines land: networks, addresses, quotas."""

from __future__ import annotations

from drconsole.recovery.checks.findings.kind import E, I, Kind
from drconsole.recovery.types.remedies import Deed, outside

LANDING_KINDS: dict[str, Kind] = {
    "network-not-prepared": Kind(
        E, True, "No network is prepared for {name} at {site}: {reason}.",
        "No network mapping, or the target network is gone.",
        "Map its network or set its target network; accepted, the machine comes up without its network.",
        (outside(Deed.PREPARE, "{site}"),),
    ),
    "subnet-missing": Kind(
        E, True, "28020: there is no subnet {subnet} in {network}, which {name} is to be attached to.",
        "It was renamed or removed, or the item names another network's.",
        "Give a valid subnet ({known}); accepted, the machine comes up attached to no network.",
        (outside(Deed.PREPARE, "{site}"),),
    ),
    "quota-cores": Kind(
        E, True, "28044: {site} has {free} left of its quota; needed: {needed}.",
        "Machines without cores fail with 28031 when they are created.",
        "Raise the regional quota, or fail over fewer machines.",
        (outside(Deed.PREPARE, "{site}"),),
    ),
    "quota-family": Kind(
        E, True, "28075: {site} has {free} left for the size family {family}; needed: {needed}.",
        "The family has a quota of its own beside the regional one.",
        "Raise the family's quota, choose another size, or fail over fewer machines.",
        (outside(Deed.PREPARE, "{site}"),),
    ),
    "quota-interfaces": Kind(
        E, True, "28092: {site} has {free} left of its quota; needed: {needed}.",
        "The network interface cannot be created without quota.",
        "Raise the quota of network interfaces, or fail over fewer machines.",
        (outside(Deed.PREPARE, "{site}"),),
    ),
    "extra-step-quota": Kind(
        I, False, "The extra step of {names} runs on a helper machine of the B series.",
        "", "The quota of that family must have room for it while they fail over.",
    ),
    "no-network-interface": Kind(
        E, True, "161008: no connected network interface is configured for {name}.",
        "It has no network at its source, and none is set for {site}.",
        "Set its target network; accepted, the machine comes up without a network.",
        (outside(Deed.PREPARE, "{site}"),),
    ),
    "address-taken": Kind(
        E, True, "161018: {names} would all have the address {address} in {network}.",
        "One target address was given to several machines.",
        "Give each its own; accepted, all but one come up with another address or none.",
        (outside(Deed.PREPARE, "{site}"),),
    ),
    "addresses": Kind(
        E, True,
        "161018: not enough addresses in {network}. Available addresses: {free}. Required addresses: {needed}.",
        "The subnet is too small or full.",
        "Free addresses or use another network; accepted, those that come last have none.",
        (outside(Deed.PREPARE, "{site}"),),
    ),
}  # fmt: skip
