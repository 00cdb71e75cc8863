"""Row of the states: a state of a replicated item, and what Site Recovery allows in it.

The rows themselves are in ``rows``.
"""

from __future__ import annotations

from enum import StrEnum

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Location, Operation, Scenario


class Phase(StrEnum):
    """Place of an item on its way through a failover: what a guide and a colour need to know."""

    SYNCING = "syncing"
    PROTECTED = "protected"
    TEST_OPEN = "test-open"
    COMMIT_PENDING = "commit-pending"
    COMMITTED = "committed"
    FAILED_BACK = "failed-back"
    FAILOVER_FAILED = "failover-failed"
    UNPROTECTED = "unprotected"
    BUSY = "busy"
    UNKNOWN = "unknown"


class Condition(StrEnum):
    """Condition that must hold beside state, location and scenario for a row to apply."""

    ENABLING = "enabling"
    """``currentScenario`` is EnableProtection."""
    TEST_OPEN = "test-open"
    """The provider allows TestFailoverCleanup; the test failover *state* is sticky and proves nothing."""
    RESYNC_NEEDED = "resync-needed"
    """A health error says that the disks differ (78024, 153009)."""
    REPAIR_OFFERED = "repair-offered"
    """The provider lists RepairReplication although nothing is wrong (older API)."""
    PROVIDER_INMAGE = "InMage"
    """Replicates back from Azure to VMware, classic."""
    PROVIDER_INMAGE_RCM_FAILBACK = "InMageRcmFailback"
    """Replicates back from Azure to VMware, modernized."""


BACK_PROVIDERS = frozenset({Condition.PROVIDER_INMAGE.value, Condition.PROVIDER_INMAGE_RCM_FAILBACK.value})
"""Names of the providers that replicate from Azure back to VMware."""


@dataclass(frozen=True, slots=True)
class Row:
    """One state: who can be in it, and exactly what Site Recovery allows then, in its own words."""

    number: str
    scenarios: frozenset[Scenario]
    protection_state: str
    locations: frozenset[Location]
    allowed: tuple[str, ...]
    """Site Recovery's operation strings."""
    phase: Phase
    source: str
    condition: Condition | None = None
    test_failover_state: str | None = None
    """None = any."""
    own: tuple[Operation, ...] = ()
    """Operations that are ours alone: the provider has no string for them."""
