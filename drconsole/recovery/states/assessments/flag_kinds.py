"""Kinds of flags, and the phases that replicate: words of ``authority`` that rows and lists know, without its rules."""

from __future__ import annotations

from enum import StrEnum

from drconsole.recovery.states.row import Phase

REPLICATES = frozenset({Phase.PROTECTED, Phase.TEST_OPEN, Phase.SYNCING})
"""Phases in which the service says that the item replicates."""


class FlagKind(StrEnum):
    NO_AUTHORITY = "no-authority"
    """Nobody can say which side counts."""
    RUNS_NOWHERE = "runs-nowhere"
    """The side that counts is known, and its machine does not run there."""
    TWO_AUTHORITIES = "two-authorities"
    REPLICATION_STOPPED = "replication-stopped"
    """One side counts; its failover was cancelled in progress, and nothing was seen to replicate since."""
