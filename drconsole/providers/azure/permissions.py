"""Permissions at a vault: which actions drconsole takes, who has them by role, and which of them somebody lacks. Pure.

The service answers ``GET {vault}/providers/Microsoft.Authorization/permissions`` with what the caller may do there, as
patterns of actions. That form is documented and was not recorded: we take it as documented (our choice).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from drconsole.providers.trying import MissingPermission
from drconsole.recovery.types.data import dataclass

READER = "Site Recovery Reader"
OPERATOR = "Site Recovery Operator"
CONTRIBUTOR = "Site Recovery Contributor"
_VAULT = "Microsoft.RecoveryServices/vaults"
_CONTAINER = f"{_VAULT}/replicationFabrics/replicationProtectionContainers"
_ITEM = f"{_CONTAINER}/replicationProtectedItems"
_PLAN = f"{_VAULT}/replicationRecoveryPlans"
_JOB = f"{_VAULT}/replicationJobs"


@dataclass(frozen=True, slots=True)
class Needed:
    """Action that drconsole takes, as roles name it."""

    action: str
    needed_for: str
    role: str
    """Smallest built-in role that has it."""


@dataclass(frozen=True, slots=True)
class Granted:
    """One entry of the service's answer: patterns that grant, less patterns that take away."""

    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()


READS: tuple[Needed, ...] = tuple(
    Needed(f"{where}/read", f"to read {what}", READER)
    for where, what in (
        (_VAULT, "the vault"),
        (f"{_VAULT}/replicationFabrics", "fabrics"),
        (_CONTAINER, "protection containers"),
        (_ITEM, "replicated items"),
        (f"{_ITEM}/recoveryPoints", "recovery points"),
        (_PLAN, "recovery plans"),
        (_JOB, "jobs"),
        (f"{_VAULT}/replicationPolicies", "replication policies"),
        (f"{_VAULT}/replicationEvents", "events"),
        (f"{_VAULT}/replicationVaultHealth", "the vault's health"),
        (f"{_VAULT}/replicationFabrics/replicationNetworks", "networks"),
        (f"{_VAULT}/replicationFabrics/replicationNetworks/replicationNetworkMappings", "network mappings"),
    )
)
"""What a console needs that only looks."""

ACTS: tuple[Needed, ...] = (
    *(
        Needed(f"{where}/{name}/action", f"{operation} of {of}", OPERATOR)
        for where, of in ((_ITEM, "an item"), (_PLAN, "a plan"))
        for name, operation in (
            ("testFailover", "test failover"),
            ("testFailoverCleanup", "cleanup of a test failover"),
            ("unplannedFailover", "failover"),
            ("plannedFailover", "planned failover"),
            ("failoverCommit", "commit"),
        )
    ),
    Needed(f"{_ITEM}/applyRecoveryPoint/action", "change of the recovery point", OPERATOR),
    Needed(f"{_ITEM}/reProtect/action", "re-protect and reverse replicate", OPERATOR),
    Needed(f"{_ITEM}/repairReplication/action", "resynchronize", OPERATOR),
    # Of two published lists of the Operator's actions one has this and one lacks it, and nobody tried it at a vault:
    # the role that has it in both is named (our choice). What somebody really has is read, and not worked out from it.
    Needed(f"{_CONTAINER}/switchprotection/action", "re-protect between Azure regions", CONTRIBUTOR),
    Needed(f"{_JOB}/cancel/action", "cancel of a job", OPERATOR),
    Needed(f"{_JOB}/resume/action", "answer to a manual action", OPERATOR),
    Needed(f"{_JOB}/restart/action", "restart of a job", OPERATOR),
)
"""What a console needs beside it that may act."""


def missing(granted: Sequence[Granted], *, read_only: bool) -> tuple[MissingPermission, ...]:
    """Return the actions that nothing grants, in the order of the tables."""
    needed: Iterable[Needed] = READS if read_only else (*READS, *ACTS)
    return tuple(
        MissingPermission(one.action, one.needed_for, one.role)
        for one in needed
        if not any(_grants(entry, one.action) for entry in granted)
    )


def _grants(entry: Granted, action: str) -> bool:
    """Patterns compare without case; ``*`` stands for any text, also for slashes."""
    return _any_matches(entry.actions, action) and not _any_matches(entry.not_actions, action)


def _any_matches(patterns: Sequence[str], action: str) -> bool:
    return any(re.fullmatch(".*".join(map(re.escape, one.split("*"))), action, re.IGNORECASE) for one in patterns)
