"""Which side of an item counts, and which way its replication runs, at every moment; and where neither is sure.

Sources: the states of a replicated item, "Failover in Site Recovery" [S] (replication stops before a failover, and a
cancelled one cannot be started again). That a source must stay down after a failover is what operators learnt from
machines that ran twice (project-pegaprox issue 806); a planned one shuts it down, and keeps nobody from starting it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drconsole.recovery.states.rows import ROWS, Phase
from drconsole.recovery.states.states import active_side, authority, classify
from drconsole.recovery.types.estate import Item, ItemStatus
from drconsole.recovery.types.known import NOTHING, POWERED, SOURCE, TARGET, Known
from drconsole.recovery.types.words import Health, Location

_REPLICATES = frozenset({Phase.PROTECTED, Phase.TEST_OPEN, Phase.SYNCING})
_GOES_ON = frozenset({"TestFailover", "TestFailoverCleanup", "EnableProtection", "RepairVMReplication"})
"""Scenarios under way that leave replication running."""
_LANDED = frozenset({Phase.COMMIT_PENDING, Phase.COMMITTED})
_LANDED_STATES = frozenset(row.protection_state for row in ROWS if row.phase in _LANDED)
CUT_OFF = "UnprotectedStatesBegin"
"""Replication was stopped and could not go on (a cancelled failover): nobody turned it off on purpose."""


class FlagKind(StrEnum):
    NO_AUTHORITY = "no-authority"
    TWO_AUTHORITIES = "two-authorities"


@dataclass(frozen=True, slots=True)
class Flag:
    """A state in which not exactly one side counts."""

    kind: FlagKind
    text: str


@dataclass(frozen=True, slots=True)
class Replication:
    origin: str
    destination: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A machine that must stay down: at this site, seen by this probe."""

    site: str
    probe: str
    runs_at: str
    """The site of the machine that took over from it."""
    runs_probe: str


def sides(item: Item, status: ItemStatus) -> tuple[str, str]:
    """(the site whose copy counts, the other one)."""
    here = authority(item, status)
    return here, item.target if here == item.source else item.source


def replication(item: Item, status: ItemStatus) -> Replication | None:
    """From where to where it replicates; None = it does not, or nobody can say while an operation is under way."""
    phase = classify(item, status).phase
    if phase in _REPLICATES or (phase is Phase.BUSY and status.current_scenario in _GOES_ON):
        return Replication(*sides(item, status))
    return None


def in_words(item: Item, status: ItemStatus) -> str:
    """``Oslo counts; replicates from Oslo to Azure``: a line for a screen."""
    here, _ = sides(item, status)
    way = replication(item, status)
    if way is not None:
        return f"{here} counts; replicates from {way.origin} to {way.destination}"
    if classify(item, status).phase is Phase.BUSY:
        return f"{here} counted last; {status.current_scenario} is under way"
    return f"{here} counts; replicates nowhere"


def flags(item: Item, status: ItemStatus, known: Known = NOTHING) -> tuple[Flag, ...]:
    """Where no side or both sides count, as far as it can be seen; what was not looked at is not claimed."""
    source, target = known.of(item.key, SOURCE), known.of(item.key, TARGET)
    phase = classify(item, status).phase
    if source == POWERED[SOURCE] and target == POWERED[TARGET]:
        return (Flag(FlagKind.TWO_AUTHORITIES, _two(item, status)),)
    text = _nobody(item, status, phase, source, target)
    return (Flag(FlagKind.NO_AUTHORITY, text),) if text else ()


def _two(item: Item, status: ItemStatus) -> str:
    here, other = sides(item, status)
    return (
        f"the machine runs at {item.source} and at {item.target}: what is written at {other} is lost, {here} counts; "
        f"shut it down at {other} and keep it down"
    )


def _nobody(item: Item, status: ItemStatus, phase: Phase, source: str, target: str) -> str:
    here, _ = sides(item, status)
    if phase is Phase.FAILOVER_FAILED:
        return "its failover could not be completed: neither side is sure until it is run again"
    if phase is Phase.UNKNOWN:
        return f"its state {status.protection_state} is not known here: which side counts cannot be said"
    if phase is Phase.UNPROTECTED and status.protection_state == CUT_OFF and POWERED[SOURCE] != source:
        if target != POWERED[TARGET]:
            return "its replication was cut off in the middle: see which machine runs before anybody uses one"
        return ""
    down = (source, target)[here == item.target] not in ("", POWERED[SOURCE], POWERED[TARGET])
    critical = phase is Phase.COMMIT_PENDING and status.failover_health is Health.CRITICAL
    if (phase in _LANDED and down) or critical:
        return f"it failed over to {here}, and its machine does not run there: nothing serves"
    return ""


def may_owe(status: ItemStatus) -> bool:
    """Whether it is worth asking for its duty: of thousands of items hardly any has one."""
    return status.protection_state in _LANDED_STATES


def second_machine(item: Item, status: ItemStatus) -> bool:
    """Whether it has failed over before, so that two machines of it may be there to run."""
    phase = classify(item, status).phase
    return active_side(status) is Location.RECOVERY or phase in (*_LANDED, Phase.FAILED_BACK, Phase.FAILOVER_FAILED)


def duty(item: Item, status: ItemStatus) -> Duty | None:
    """After a failover, planned or not: the machine that was failed over from must stay down, until the item is
    turned around, failed back or given up. None = nothing is owed."""
    if not may_owe(status) or classify(item, status).phase not in _LANDED:
        return None
    if active_side(status) is Location.RECOVERY:
        return Duty(item.source, SOURCE, item.target, TARGET)
    return Duty(item.target, TARGET, item.source, SOURCE)


def settled(item: Item, status: ItemStatus) -> bool:
    """Whether its state says for certain whether something is owed: not in the middle of an operation, not where the
    state is unknown or was cut off."""
    phase = classify(item, status).phase
    if phase in (Phase.BUSY, Phase.UNKNOWN, Phase.FAILOVER_FAILED):
        return False
    return phase is not Phase.UNPROTECTED or status.protection_state != CUT_OFF


def why_over(item: Item | None, status: ItemStatus | None) -> str:
    """Why nothing is owed any more."""
    if item is None or status is None:
        return "the provider no longer reports it"
    phase = classify(item, status).phase
    if phase is Phase.UNPROTECTED:
        return "its replication was disabled"
    way = replication(item, status)
    return "it was failed back" if way is None else f"it replicates from {way.origin} to {way.destination}"
