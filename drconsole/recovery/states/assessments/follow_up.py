"""Follow-up of a failover: a machine that came up without a network or an address, until it is seen connected.

It follows from what the provider sees of the machine, so it holds whether somebody accepted it before the run or nobody
foresaw it, and it is over when the machine is seen connected.
"""

from __future__ import annotations

from drconsole.recovery.states.assessments.authority import sides
from drconsole.recovery.types.estate.estate import Item, ItemStatus

CONNECTED, NO_ADDRESS, NOT_ATTACHED = "connected", "no-address", "not-attached"
NETWORK_KINDS = frozenset(
    {"addresses", "address-taken", "network-not-prepared", "no-network-interface", "subnet-missing"}
)
"""Findings that foretell it; each may be accepted."""

_SAID = {
    NO_ADDRESS: "its machine at {site} has no address: give it one, and see that it can be reached",
    NOT_ATTACHED: "its machine at {site} is attached to no network: attach it, and see that it can be reached",
}


def unfinished(item: Item, status: ItemStatus) -> str | None:
    """Return what is to be put right at its machine; None = nothing that is known of."""
    said = _SAID.get(status.connection or "")
    return said.format(site=sides(item, status)[0]) if said is not None else None
