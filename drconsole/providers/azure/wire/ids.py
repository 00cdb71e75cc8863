"""ARM ids: compared without regard to case or doubled slashes, since the service spells one id in several ways
(``/Subscriptions/``, ``//Subscriptions/``) [REC]."""

from __future__ import annotations

import re

_SLASHES = re.compile("/{2,}")


def canonical(arm_id: str) -> str:
    """Spelling to compare and to keep: lower case, single slashes, none at the end."""
    return _SLASHES.sub("/", arm_id.strip()).rstrip("/").lower()


def same(one: str, other: str) -> bool:
    """Whether both name one thing. An empty id names nothing, not even the thing of another empty one."""
    return bool(one) and canonical(one) == canonical(other)


def last(arm_id: str) -> str:
    """Last segment, as it is spelled."""
    return arm_id.strip().rstrip("/").rpartition("/")[2]


def vault_of(arm_id: str) -> str:
    """Canonical id of the vault that this id lies in, or is; empty = in none."""
    return _up_to(arm_id, "vaults")


def fabric_of(arm_id: str) -> str:
    """Canonical id of the fabric that this id lies in, or is; empty = in none."""
    return _up_to(arm_id, "replicationfabrics")


def container_of(arm_id: str) -> str:
    """Canonical id of the protection container that this id lies in, or is; empty = in none."""
    return _up_to(arm_id, "replicationprotectioncontainers")


def _up_to(arm_id: str, kind: str) -> str:
    """The id's beginning, up to the name that follows a kind of resource."""
    segments = canonical(arm_id).split("/")
    if kind not in segments[:-1]:
        return ""
    return "/".join(segments[: segments.index(kind) + 2])
