"""ARM ids: compared without regard to case or doubled slashes, since the service spells one id in several ways
(``/Subscriptions/``, ``//Subscriptions/``) [REC]."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

_SLASHES = re.compile("/{2,}")


def canonical(arm_id: str) -> str:
    """Spelling to compare and to keep: lower case, single slashes, none at the end."""
    found = arm_id.strip().rstrip("/").lower()
    return _SLASHES.sub("/", found) if "//" in found else found


@lru_cache(maxsize=4096)
def shared(arm_id: str) -> str:
    """``canonical`` of an id to which many items refer (a fabric, a policy, a network): it is kept."""
    return canonical(arm_id)


def same(one: str, other: str) -> bool:
    """Return whether both name one thing. An empty id names nothing, not even the thing of another empty one."""
    return bool(one) and canonical(one) == canonical(other)


def last(arm_id: str) -> str:
    """Last segment, as it is spelled."""
    return arm_id.strip().rstrip("/").rpartition("/")[2]


def fabric_of(arm_id: str) -> str:
    """Canonical id of the fabric that this id lies in, or is; empty = in none."""
    return _up_to(arm_id, "replicationfabrics")


def fabric_of_item(item: str) -> str:
    """Canonical id of the fabric of an item, given by its canonical id. Items are many and their containers few: what
    is kept of each container's fabric is not pushed out by items."""
    return _up_to(item.partition("/replicationprotecteditems/")[0], "replicationfabrics")


def network_of(arm_id: str) -> str:
    """Canonical id of the replication network that this id lies in, or is; empty = in none."""
    return _up_to(arm_id, "replicationnetworks")


def resource_group_of(arm_id: str) -> str:
    """Name of the resource group that this id lies in, as it is spelled; empty = in none."""
    return named_after(arm_id, "resourcegroups")


def named_after(arm_id: str, kind: str) -> str:
    """Segment that follows a kind of resource (in lower case), as it is spelled; empty = there is none."""
    segments = [one for one in arm_id.split("/") if one]
    return next((name for word, name in itertools.pairwise(segments) if word.lower() == kind), "")


@lru_cache(maxsize=1024)
def _up_to(arm_id: str, kind: str) -> str:
    """The id's beginning, up to the name that follows a kind of resource."""
    found = canonical(arm_id)
    before, kind_found, after = found.partition(f"/{kind}/")
    return f"{before}{kind_found}{after.partition('/')[0]}" if after else ""
