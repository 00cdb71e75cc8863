"""The one word for where an item stands: of all that is true of it the worst wins.

A list has room for one word, and a machine that runs nowhere must not look like a healthy one there. ``Stand`` is
ordered by gravity; ``RULES`` says when each applies, worst first, and the first that applies is the word.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import StrEnum

from drconsole.recovery.states.assessments.flag_kinds import REPLICATES, FlagKind
from drconsole.recovery.states.row import Phase
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Health


class Stand(StrEnum):
    """Words of an item's row, worst first."""

    RUNS_TWICE = "runs-twice"
    MUST_NOT_RUN = "must-not-run"
    """The machine that a failover left behind was seen running."""
    RUNS_NOWHERE = "runs-nowhere"
    FAILED = "failed"
    """A failover could not be completed."""
    UNKNOWN = "unknown"
    UNPROTECTED = "unprotected"
    CRITICAL = "critical"
    """Replication health is critical, or replication counts as stopped."""
    UNDER_WAY = "under-way"
    NO_NETWORK = "no-network"
    TEST_OPEN = "test-open"
    NOT_COMMITTED = "not-committed"
    SWITCHED_OFF = "switched-off"
    """It replicates, and the machine that it replicates from is off."""
    WARNING = "warning"
    """Replication health is a warning, or its RPO is above its objective."""
    FAILED_OVER = "failed-over"
    """Committed, and replicated nowhere yet."""
    SYNCING = "syncing"
    FAILED_BACK = "failed-back"
    PROTECTED = "protected"


GRAVITY: dict[Stand, int] = {stand: number for number, stand in enumerate(Stand)}
"""0 is the worst: what lists are ordered by."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts that the rules look at."""

    phase: Phase
    flags: Collection[str] = ()
    """``FlagKind`` and ``network``."""
    busy: bool = False
    """A job of ours or of the service works on it."""
    broken: bool = False
    """The machine that must stay down was seen running."""
    seen_down: bool = False
    """At least one of its two machines was seen not to run, and none was seen running."""
    health: str = Health.NORMAL
    """Health of its replication."""
    off: bool = False
    """The machine that it replicates from was seen switched off."""
    late: bool = False
    """Its RPO was above its objective when the provider looked."""


def _phase(*phases: Phase) -> Callable[[Facts], bool]:
    return lambda facts: facts.phase in phases


def _idle(rule: Callable[[Facts], bool]) -> Callable[[Facts], bool]:
    """Only while no job works on it: in the middle of a failover a machine is down on both sides for a while."""
    return lambda facts: not facts.busy and rule(facts)


def _nowhere(facts: Facts) -> bool:
    return FlagKind.RUNS_NOWHERE in facts.flags or (FlagKind.NO_AUTHORITY in facts.flags and facts.seen_down)


def _not_known(facts: Facts) -> bool:
    """Its state is not known here, or nobody can say which side counts; one that is unprotected says that instead."""
    nobody = FlagKind.NO_AUTHORITY in facts.flags and facts.phase is not Phase.UNPROTECTED
    return facts.phase is Phase.UNKNOWN or nobody


def _critical(facts: Facts) -> bool:
    critical = facts.phase in REPLICATES and facts.health == Health.CRITICAL
    return critical or FlagKind.REPLICATION_STOPPED in facts.flags


RULES: tuple[tuple[Stand, Callable[[Facts], bool]], ...] = (
    (Stand.RUNS_TWICE, lambda facts: FlagKind.TWO_AUTHORITIES in facts.flags),
    (Stand.MUST_NOT_RUN, lambda facts: facts.broken),
    (Stand.RUNS_NOWHERE, _idle(_nowhere)),
    (Stand.FAILED, _idle(_phase(Phase.FAILOVER_FAILED))),
    (Stand.UNKNOWN, _idle(_not_known)),
    (Stand.UNPROTECTED, _idle(_phase(Phase.UNPROTECTED))),
    (Stand.CRITICAL, _idle(_critical)),
    (Stand.UNDER_WAY, lambda facts: facts.busy or facts.phase is Phase.BUSY),
    (Stand.NO_NETWORK, lambda facts: "network" in facts.flags),
    (Stand.TEST_OPEN, _phase(Phase.TEST_OPEN)),
    (Stand.NOT_COMMITTED, _phase(Phase.COMMIT_PENDING)),
    (Stand.SWITCHED_OFF, lambda facts: facts.off),
    (Stand.WARNING, lambda facts: facts.phase in REPLICATES and (facts.health == Health.WARNING or facts.late)),
    (Stand.FAILED_OVER, _phase(Phase.COMMITTED)),
    (Stand.SYNCING, _phase(Phase.SYNCING)),
    (Stand.FAILED_BACK, _phase(Phase.FAILED_BACK)),
    (Stand.PROTECTED, _phase(Phase.PROTECTED)),
)


def stand_of(facts: Facts) -> Stand:
    """The word for these facts. Total: every phase has a rule that applies by itself."""
    return next((stand for stand, applies in RULES if applies(facts)), Stand.UNKNOWN)
