"""Subject of the guide: one item and what is known of it, and what may be asked of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from drconsole.recovery.states.assessments import powered
from drconsole.recovery.states.assessments.authority import CUT_OFF, HALF_REMOVED, does_not_run, flags, sides
from drconsole.recovery.states.assessments.flag_kinds import FlagKind
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import active_side, direction_of
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.estate.known import ABSENT, NOTHING, POWERED, SOURCE, TARGET, Known
from drconsole.recovery.types.estate.look import ACCEPTED_AGE
from drconsole.recovery.types.families import H2A, V2A
from drconsole.recovery.types.words import PLANNED, Direction, Location, Operation

OP = Operation


@dataclass(frozen=True, slots=True)
class Subject:
    """One item and what is known of it beside its status."""

    item: Item
    status: ItemStatus
    allowed: tuple[Operation, ...]
    phase: Phase
    now: datetime
    validation: str | None
    job: str | None
    held: bool = False
    """Its job is held: nothing new begins until somebody resumes it."""
    accepted_age: timedelta = ACCEPTED_AGE
    known: Known = NOTHING

    @property
    def back(self) -> bool:
        """Return whether the failover that it stands in went back to the primary side."""
        return direction_of(self.item, self.status, OP.COMMIT) is Direction.RECOVERY_TO_PRIMARY

    @property
    def away(self) -> bool:
        """Return whether it is active on its recovery side."""
        return active_side(self.status) is Location.RECOVERY


def in_phase(phase: Phase) -> Callable[[Subject], bool]:
    return lambda subject: subject.phase is phase


def allows(phase: Phase, operation: Operation) -> Callable[[Subject], bool]:
    return lambda subject: subject.phase is phase and operation in subject.allowed


def pending(validation: str | None) -> Callable[[Subject], bool]:
    return lambda subject: subject.phase is Phase.COMMIT_PENDING and subject.validation == validation


def down(subject: Subject) -> bool:
    return does_not_run(subject.item, subject.status, subject.known)


def _counting(subject: Subject) -> str:
    """The probe of the machine that counts."""
    return TARGET if sides(subject.item, subject.status)[0] == subject.item.target else SOURCE


def unseen(subject: Subject) -> bool:
    """It waits for a validation, and the machine that counts was asked for just now and nothing answered."""
    return pending(None)(subject) and _counting(subject) in subject.known.silent.get(subject.item.key, ())


def stopped(subject: Subject) -> bool:
    """Its failover is committed, and the machine that counts was seen not to run."""
    probe = _counting(subject)
    seen = subject.known.of(subject.item.key, probe)
    return subject.phase is Phase.COMMITTED and seen not in ("", ABSENT, POWERED[probe])


def goes_on(operation: Operation) -> Callable[[Subject], bool]:
    """A plan's subject only: an item alone is not let do it. A machine that is gone cannot be started."""
    return lambda subject: down(subject) and operation in subject.allowed and not gone(subject)


def left(operation: Operation) -> Callable[[Subject], bool]:
    """A planned run needs the machine that it shut down: where that one is gone, only a failover brings it up."""
    return lambda subject: (
        left_off(subject)
        and operation in subject.allowed
        and not (operation in PLANNED and subject.known.of(subject.item.key, _counting(subject)) == ABSENT)
    )


def stays_down(subject: Subject) -> bool:
    """Its replication was removed after a failover: the machine that it failed over from must still stay down, or
    the other one counts and nobody looked. Not where that one is down and the source runs: then it is plain which one
    counts."""
    key = subject.item.key
    here, there = subject.known.of(key, SOURCE), subject.known.of(key, TARGET)
    source_alone = here == POWERED[SOURCE] and there not in ("", POWERED[TARGET])
    away = key in subject.known.stays_down or _counts_there(subject)
    return subject.phase is Phase.UNPROTECTED and away and not source_alone


def _counts_there(subject: Subject) -> bool:
    """Return whether the machine at the recovery side is the one that counts, by its state and what was seen."""
    return sides(subject.item, subject.status, subject.known)[0] == subject.item.target


def runs_unprotected(subject: Subject) -> bool:
    """As ``stays_down``, or seen so: the machine at the recovery side is the one that counts, and was seen running."""
    removed = subject.phase is Phase.UNPROTECTED and OP.ENABLE_REPLICATION in subject.allowed
    return removed and _counts_there(subject) and subject.known.of(subject.item.key, TARGET) == POWERED[TARGET]


def runs_alone(subject: Subject) -> bool:
    """As ``runs_unprotected``, and the machine that it failed over from was looked for and is not there."""
    return runs_unprotected(subject) and subject.known.of(subject.item.key, SOURCE) == ABSENT


def barred(subject: Subject, operation: Operation) -> bool:
    """Return whether its state allows an operation that what was seen of its machines forbids: nothing to be
    offered."""
    if operation in (OP.COMMIT, OP.RE_PROTECT, OP.REVERSE_REPLICATE):
        return down(subject)
    if operation is OP.PLANNED_FAILOVER:
        return source_gone(subject)
    if operation is OP.RESYNCHRONIZE:
        return source_gone(subject) or switched_off(subject)
    return operation is OP.ENABLE_REPLICATION and (runs_unprotected(subject) or stays_down(subject))


def flagged(kind: FlagKind) -> Callable[[Subject], bool]:
    return lambda subject: any(one.kind is kind for one in flags(subject.item, subject.status, subject.known))


def left_off(subject: Subject) -> bool:
    """A job shut its machine down and did not fail it over, and nothing serves."""
    return subject.item.key in subject.known.left_off and flagged(FlagKind.RUNS_NOWHERE)(subject)


def gone(subject: Subject) -> bool:
    """The machine that counts was looked for, and is not there."""
    return subject.known.of(subject.item.key, _counting(subject)) == ABSENT


def source_gone(subject: Subject) -> bool:
    """It replicates by its state, and the machine that it replicates from was looked for and is not there."""
    return subject.phase is Phase.PROTECTED and gone(subject)


def cut_off(subject: Subject) -> bool:
    """Its failover was cancelled after replication had stopped, and neither of its machines was seen to run."""
    seen = {probe: subject.known.of(subject.item.key, probe) for probe in POWERED}
    return subject.status.protection_state == CUT_OFF and all(seen[probe] != runs for probe, runs in POWERED.items())


def half_removed(subject: Subject) -> bool:
    return subject.status.protection_state == HALF_REMOVED


def removed_elsewhere(subject: Subject) -> bool:
    """Nothing replicates it any more, and the provider removes no replication."""
    stopped = subject.phase is Phase.UNPROTECTED or half_removed(subject) or cut_off(subject)
    return stopped and OP.DISABLE_REPLICATION in subject.status.withheld


def switched_off(subject: Subject) -> bool:
    return subject.phase is Phase.PROTECTED and powered.switched_off(subject.item, subject.status)


def untested(subject: Subject) -> bool:
    last = subject.status.last_test_failover
    return OP.TEST_FAILOVER in subject.allowed and (last is None or subject.now - last > subject.accepted_age)


two_run = flagged(FlagKind.TWO_AUTHORITIES)


def commits_machine(subject: Subject) -> bool:
    return pending("ok")(subject) and subject.back and subject.item.scenario in H2A | V2A


def home(operation: Operation) -> Callable[[Subject], bool]:
    return lambda subject: subject.phase is Phase.PROTECTED and subject.away and operation in subject.allowed
