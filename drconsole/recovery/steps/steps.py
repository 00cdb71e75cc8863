"""Parts of a step: the phases of a run, and when a step is not needed.

The tables of steps are in ``item_steps`` (of one item's job) and ``plan_parts`` (of a recovery plan's).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.words import MOVES, PLANNED


class Phase(StrEnum):
    """Part of a run; a plan has one child job an item and phase."""

    PREREQUISITES = "prerequisites"
    CHECK = "check"
    ENVIRONMENT = "environment"
    DATA_SYNC = "data-sync"
    SHUTDOWN = "shutdown"
    FAILOVER = "failover"
    START = "start"
    CLEANUP = "cleanup"
    COMMIT = "commit"
    CHANGE_POINT = "change-recovery-point"
    RE_PROTECT = "re-protect"
    REVERSE = "reverse-replicate"
    RESYNCHRONIZE = "resynchronize"
    DISABLE = "disable"
    ENABLE = "enable"
    FINALIZE = "finalize"


class Skip(StrEnum):
    """Reason why a step is known beforehand not to be needed."""

    NEVER = "never"
    SHUTDOWN_NOT_ASKED = "shutdown-not-asked"
    HYPERV_ONLY = "hyperv-only"
    NO_NETWORK = "no-network"
    COMMITTED = "committed"
    SOURCE_DOWN = "source-down"
    NO_FIRST_COPY = "no-first-copy"


SKIP_TEXT = {
    Skip.SHUTDOWN_NOT_ASKED: "the shutdown of the source was not asked for",
    Skip.HYPERV_ONLY: "only Hyper-V machines synchronize the latest changes",
    Skip.NO_NETWORK: "no network was chosen: the test machines are attached to none",
    Skip.COMMITTED: "its failover is committed already",
    Skip.SOURCE_DOWN: "its planned failover shut the other machine down",
    Skip.NO_FIRST_COPY: "between two VMM sites only what changed is sent: there is no first copy to start",
}

_PLANNED = "PlannedFailover"
_PENDING = ("UnplannedFailoverCommitPendingStatesBegin", "PlannedFailoverCommitRequired")

BY_STATE: dict[Skip, Callable[[Item, ItemStatus], bool]] = {
    Skip.COMMITTED: lambda item, status: status.protection_state not in _PENDING,
    Skip.SOURCE_DOWN: lambda item, status: status.protection_state.startswith(_PLANNED),
}
"""Steps whose need is seen from the item's state. Site Recovery spells a failover that waits for its commit
``...CommitPending...`` and ``...CommitRequired`` (recorded)."""


@dataclass(frozen=True, slots=True)
class ItemStep:
    """One step of an item's job. ``check``: it only looks, so it may be begun again at any time.

    ``tolerated``: its failure stops nothing. [S]: a failover goes on even if the shutdown fails.
    ``alone``: it stands in an item's own job only; a plan does it once for all, or not at all.
    ``waits``: it is not sent to the provider: the run stops there for a person.
    ``extra``: only the machines that need the extra step have it; for the others it is left out, not shown as skipped.
    """

    name: str
    friendly_name: str
    phase: Phase
    check: bool = False
    tolerated: bool = False
    skip: Skip = Skip.NEVER
    absent: Skip = Skip.NEVER
    """Where this holds the step is left out, not shown as skipped (recorded jobs do not have it [REC])."""
    alone: bool = False
    waits: bool = False
    extra: bool = False


STOPS_ON_FAILURE = PLANNED
"""A planned run stops at the first error and can be started again; an unplanned one runs to its end with errors [S].
For a test failover, its cleanup and commit nothing is documented: they go on, which is our choice."""

BOOT_ORDERED = MOVES
"""Operations that start machines group by group and run actions."""
