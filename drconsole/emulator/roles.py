"""Roles that a client of the emulator may have: what Azure's built-in roles for Site Recovery allow (documented)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from drconsole.emulator.refusals import Refused, arm

_VAULT = "Microsoft.RecoveryServices/vaults"
_CONTAINER = f"{_VAULT}/replicationFabrics/replicationProtectionContainers"
_ITEM = f"{_CONTAINER}/replicationProtectedItems"
_READ = (
    f"{_VAULT}/read",
    f"{_VAULT}/replicationEvents/read",
    f"{_VAULT}/replicationFabrics/read",
    f"{_VAULT}/replicationFabrics/replicationNetworks/read",
    f"{_VAULT}/replicationFabrics/replicationNetworks/replicationNetworkMappings/read",
    f"{_CONTAINER}/read",
    f"{_CONTAINER}/replicationProtectionContainerMappings/read",
    f"{_ITEM}/read",
    f"{_ITEM}/recoveryPoints/read",
    f"{_VAULT}/replicationJobs/read",
    f"{_VAULT}/replicationPolicies/read",
    f"{_VAULT}/replicationRecoveryPlans/read",
    f"{_VAULT}/replicationVaultHealth/read",
)
_AZURE = (
    "Microsoft.Authorization/*/read",
    "Microsoft.Compute/virtualMachines/read",
    "Microsoft.Compute/virtualMachines/instanceView/read",
    "Microsoft.Network/virtualNetworks/read",
    "Microsoft.Resources/subscriptions/resourceGroups/read",
)
_FAILOVERS = (
    "testFailover",
    "testFailoverCleanup",
    "plannedFailover",
    "unplannedFailover",
    "failoverCommit",
    "reProtect",
)

CONTRIBUTOR = "contributor"
ROLES: Mapping[str, Sequence[str]] = {
    "reader": _READ,
    # In the text of this role that was read, it has neither switchprotection nor failoverCancel.
    "operator": (
        *_READ,
        *_AZURE,
        f"{_VAULT}/replicationJobs/*",
        *(f"{where}/{name}/action" for where in (_ITEM, f"{_VAULT}/replicationRecoveryPlans") for name in _FAILOVERS),
        f"{_ITEM}/applyRecoveryPoint/action",
        f"{_ITEM}/repairReplication/action",
    ),
    CONTRIBUTOR: (
        *_READ,
        *_AZURE,
        f"{_VAULT}/replicationFabrics/*",
        f"{_VAULT}/replicationJobs/*",
        f"{_VAULT}/replicationOperationStatus/read",
        f"{_VAULT}/replicationPolicies/*",
        f"{_VAULT}/replicationRecoveryPlans/*",
        f"{_VAULT}/replicationVaultHealth/*",
    ),
}
"""Patterns of actions, by role. A client begins as a contributor."""


def check(role: str, method: str, scope: str, segments: Sequence[str]) -> None:
    """Refuse (403) an action that the role has not. Reading is not checked. ``segments``: of the route's path."""
    if method == "GET":
        return
    action = action_of(method, segments)
    if not any(_fits(pattern, action) for pattern in ROLES[role]):
        raise denied(action, scope)


def action_of(method: str, segments: Sequence[str]) -> str:
    """The action of a route as roles name it: kinds without names, then what is done."""
    kinds = "/".join(part for part in segments if not part.startswith("{"))
    return f"{_VAULT}/{kinds}/{'action' if method == 'POST' else 'delete' if method == 'DELETE' else 'write'}"


def _fits(pattern: str, action: str) -> bool:
    expression = re.escape(pattern).replace(r"\*", ".*")
    return re.fullmatch(expression, action, re.IGNORECASE) is not None


def denied(action: str, scope: str) -> Refused:
    return arm(
        403,
        "AuthorizationFailed",
        f"The client 'emulated' with object id 'emulated' does not have authorization to perform action '{action}' "
        f"over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your "
        "credentials.",
    )
