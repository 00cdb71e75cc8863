"""Site Recovery's way from replication to fail-back as a table: the first row that applies is what is next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from drconsole.recovery.states.authority_flags import CUT_OFF, FlagKind, does_not_run, flags, sides
from drconsole.recovery.states.follow_up import unfinished
from drconsole.recovery.states.health import alarming
from drconsole.recovery.states.rows import H2A, V2A, Phase
from drconsole.recovery.states.states import PLANNED, WAY_OUT, active_side, direction_of, resync_needed
from drconsole.recovery.types.estate import Item, ItemStatus
from drconsole.recovery.types.known import ABSENT, NOTHING, POWERED, SOURCE, TARGET, Known
from drconsole.recovery.types.look import ACCEPTED_AGE
from drconsole.recovery.types.remedies import Act
from drconsole.recovery.types.words import Direction, Location, Operation

OP = Operation

ONE = {
    "it": "it",
    "them": "it",
    "its": "its",
    "has": "has",
    "is": "is",
    "was": "was",
    "does": "does",
    "runs": "runs",
    "counts": "counts",
    "replicates": "replicates",
    "machine": "machine",
    "source": "source",
    "of_it": "of it",
}
MANY = {
    "it": "they",
    "them": "them",
    "its": "their",
    "has": "have",
    "is": "are",
    "was": "were",
    "does": "do",
    "runs": "run",
    "counts": "count",
    "replicates": "replicate",
    "machine": "machines",
    "source": "sources",
    "of_it": "of each",
}
"""What ``Step.why`` says of one item, and of several."""


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
        """Whether the failover that it stands in went back to the primary side."""
        return direction_of(self.item, self.status, OP.COMMIT) is Direction.RECOVERY_TO_PRIMARY

    @property
    def away(self) -> bool:
        """Whether it is active on its recovery side."""
        return active_side(self.status) is Location.RECOVERY


class Point(Enum):
    """Which recovery point a change goes to."""

    ITS_OWN = "the one that the item has"
    ANOTHER = "one that the operator chooses"


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the way: the first that applies is what is next. Rows stand in order of urgency for a plan."""

    applies: Callable[[Subject], bool]
    operation: Operation | None
    why: str
    """A sentence; words in braces are those of ``ONE`` and ``MANY``."""
    act: Act | None = Act.RUN
    """What a person does here; None = nothing, but to wait."""
    point: Point | None = None
    """For a change of the recovery point."""


def _phase(phase: Phase) -> Callable[[Subject], bool]:
    return lambda subject: subject.phase is phase


def _allows(phase: Phase, operation: Operation) -> Callable[[Subject], bool]:
    return lambda subject: subject.phase is phase and operation in subject.allowed


def _pending(validation: str | None) -> Callable[[Subject], bool]:
    return lambda subject: subject.phase is Phase.COMMIT_PENDING and subject.validation == validation


def _down(subject: Subject) -> bool:
    return does_not_run(subject.item, subject.status, subject.known)


def _counting(subject: Subject) -> str:
    """The probe of the machine that counts."""
    return TARGET if sides(subject.item, subject.status)[0] == subject.item.target else SOURCE


def _stopped(subject: Subject) -> bool:
    """Its failover is committed, and the machine that counts was seen not to run."""
    probe = _counting(subject)
    seen = subject.known.of(subject.item.key, probe)
    return subject.phase is Phase.COMMITTED and seen not in ("", ABSENT, POWERED[probe])


def _goes_on(operation: Operation) -> Callable[[Subject], bool]:
    """A plan's subject only: an item alone is not let do it."""
    return lambda subject: _down(subject) and operation in subject.allowed


def _left(operation: Operation) -> Callable[[Subject], bool]:
    """A planned run needs the machine that it shut down: where that one is gone, only a failover brings it up."""
    return lambda subject: (
        _left_off(subject)
        and operation in subject.allowed
        and not (operation in PLANNED and subject.known.of(subject.item.key, _counting(subject)) == ABSENT)
    )


def _stays_down(subject: Subject) -> bool:
    """Its replication was removed after a failover: the machine that it failed over from must still stay down. Not
    where that one is down and the source runs: then it is plain which one counts."""
    key = subject.item.key
    here, there = subject.known.of(key, SOURCE), subject.known.of(key, TARGET)
    source_alone = here == POWERED[SOURCE] and there not in ("", POWERED[TARGET])
    return subject.phase is Phase.UNPROTECTED and key in subject.known.stays_down and not source_alone


def _runs_unprotected(subject: Subject) -> bool:
    """As ``_stays_down``, or seen so: the machine at the recovery side is the one that counts, and was seen running."""
    counts = sides(subject.item, subject.status, subject.known)[0] == subject.item.target
    removed = subject.phase is Phase.UNPROTECTED and OP.ENABLE_REPLICATION in subject.allowed
    return removed and counts and subject.known.of(subject.item.key, TARGET) == POWERED[TARGET]


def barred(subject: Subject, operation: Operation) -> bool:
    """Whether its state allows an operation that what was seen of its machines forbids: nothing to be offered."""
    if operation in (OP.COMMIT, OP.RE_PROTECT, OP.REVERSE_REPLICATE):
        return _down(subject)
    return operation is OP.ENABLE_REPLICATION and (_runs_unprotected(subject) or _stays_down(subject))


def _left_off(subject: Subject) -> bool:
    flagged = flags(subject.item, subject.status, subject.known)
    return subject.item.key in subject.known.left_off and any(flag.kind is FlagKind.NO_AUTHORITY for flag in flagged)


def cut_off(subject: Subject) -> bool:
    """Its failover was cancelled after replication had stopped, and neither of its machines was seen to run."""
    seen = {probe: subject.known.of(subject.item.key, probe) for probe in POWERED}
    return subject.status.protection_state == CUT_OFF and all(seen[probe] != runs for probe, runs in POWERED.items())


def _switched_off(subject: Subject) -> bool:
    return subject.phase is Phase.PROTECTED and not subject.away and subject.status.source_powered is False


def _untested(subject: Subject) -> bool:
    last = subject.status.last_test_failover
    return OP.TEST_FAILOVER in subject.allowed and (last is None or subject.now - last > subject.accepted_age)


def two_run(subject: Subject) -> bool:
    return any(flag.kind is FlagKind.TWO_AUTHORITIES for flag in flags(subject.item, subject.status, subject.known))


def _commits_machine(subject: Subject) -> bool:
    return _pending("ok")(subject) and subject.back and subject.item.scenario in H2A | V2A


def _home(operation: Operation) -> Callable[[Subject], bool]:
    return lambda subject: subject.phase is Phase.PROTECTED and subject.away and operation in subject.allowed


_HOMEWARDS = "{it} {runs} at the recovery site and {replicates} back: bring {them} home when that is due"

WAY: tuple[Step, ...] = (
    Step(
        lambda subject: subject.job is not None and subject.held,
        None,
        "{its} job is held, and nothing new begins: resume it",
        Act.RESUME,
    ),
    Step(lambda subject: subject.job is not None, None, "a job is under way: follow it to its end", Act.WATCH),
    Step(
        two_run,
        None,
        "two machines {of_it} run: shut down the one that must stay down, and keep it down",
        Act.LOOK,
    ),
    Step(
        lambda subject: subject.status.current_scenario == "EnableProtection",
        None,
        "{its} replication is being enabled: wait until {it} {is} protected",
        Act.WAIT,
    ),
    Step(_phase(Phase.BUSY), None, "an operation begun elsewhere is under way: wait for its end", Act.WAIT),
    Step(
        _phase(Phase.UNKNOWN),
        None,
        "{its} state is not known here: look at {them} in the provider's own console",
        Act.OUTSIDE,
    ),
    Step(
        _phase(Phase.FAILOVER_FAILED),
        OP.FAILOVER,
        "{its} failover could not be completed and neither side is sure: run it again (a planned failover as planned "
        "failover, which loses nothing)",
    ),
    Step(
        lambda subject: _left_off(subject) and subject.item.key in subject.known.cancelled,
        None,
        "{it} {was} shut down for a failover that was cancelled, and nothing serves: power {them} on again where {it} "
        "{was}. Replication counts as stopped: see that {it} {replicates}, else disable it and enable it anew",
        Act.LOOK,
    ),
    *(
        Step(
            _left(operation),
            operation,
            "{it} {was} shut down for a failover that stopped before {it} {was} failed over, and nothing serves: run "
            "it again, it goes on from there; or power {them} on again where {it} {was}",
        )
        for operation in (OP.PLANNED_FAILOVER, OP.FAILBACK, OP.FAILOVER)
    ),
    Step(
        lambda subject: _left_off(subject) and subject.phase is not Phase.UNPROTECTED,
        None,
        "{it} {was} shut down for a failover that stopped before {it} {was} failed over, and nothing serves: power "
        "{them} on again where {it} {was}",
        Act.LOOK,
    ),
    *(
        Step(
            _goes_on(operation),
            operation,
            "{it} {has} failed over, and the run stopped before {its} {machine} {was} started: mend what stopped it "
            "and run it again, it goes on from there. Should Site Recovery pass {them} by, start {them} there by hand: "
            "a look shows here when {it} {runs}",
        )
        for operation in (OP.PLANNED_FAILOVER, OP.FAILBACK)
    ),
    Step(
        lambda subject: _down(subject) and OP.CHANGE_RECOVERY_POINT not in subject.allowed,
        None,
        "{its} {machine} {does} not run where {it} {was} brought to, and no other recovery point can be chosen: start "
        "{them} there by hand and validate {them}; do not commit before {it} {runs}",
        Act.LOOK,
    ),
    Step(
        _stopped,
        None,
        "{its} {machine} {does} not run where {it} {was} failed over to, and nothing serves: start {them} there by "
        "hand, and keep the old one down",
        Act.LOOK,
    ),
    Step(
        lambda subject: _pending("failed")(subject) and OP.CHANGE_RECOVERY_POINT not in subject.allowed,
        None,
        "{its} validation failed, and no other recovery point can be chosen: mend the {machine} there and validate "
        "{them} again; do not commit before",
        Act.VALIDATE,
    ),
    Step(
        _down,
        OP.CHANGE_RECOVERY_POINT,
        "{its} {machine} at the target {does} not run: start {them} there by hand, or make {them} anew by a change of "
        "{its} recovery point; at the one that {it} {has} nothing more is lost",
        point=Point.ITS_OWN,
    ),
    Step(
        _pending("failed"),
        OP.CHANGE_RECOVERY_POINT,
        "{its} validation failed: go to another recovery point while there are any",
        point=Point.ANOTHER,
    ),
    Step(
        lambda subject: _pending(None)(subject) and unfinished(subject.item, subject.status) is not None,
        None,
        "{its} {machine} came up without a network or an address: put that right, then validate {them}",
        Act.LOOK,
    ),
    Step(
        _pending(None),
        None,
        "{it} {has} failed over and nobody has validated {them}: check the {machine} and record the result before you "
        "commit",
        Act.VALIDATE,
    ),
    Step(
        _commits_machine,
        OP.COMMIT,
        "{it} {is} back and validated: commit (this deletes {its} {machine} in Azure and the disks)",
    ),
    Step(_pending("ok"), OP.COMMIT, "{it} {is} validated: commit (this deletes all {its} recovery points)"),
    Step(
        _phase(Phase.TEST_OPEN),
        OP.CLEANUP_TEST_FAILOVER,
        "while {its} test failover is open nothing else is allowed; {it} {counts} as tested only after the cleanup",
    ),
    Step(
        _runs_unprotected,
        None,
        "{its} replication was removed after a failover: {it} {runs} unprotected at the recovery site and {counts}, "
        "and the old {source} must stay down. Protect {them} from there, as another item. To go back to the old "
        "{source} instead, shut down the {machine} at the recovery site first, then enable replication",
        Act.LOOK,
    ),
    Step(
        _stays_down,
        None,
        "{its} replication was removed after a failover, and the {machine} at the recovery site {was} not seen to run: "
        "decide which one counts of the two machines {of_it}, and see that only that one runs; where the old {source} "
        "{counts}, enable replication then",
        Act.LOOK,
    ),
    Step(
        _allows(Phase.UNPROTECTED, OP.ENABLE_REPLICATION),
        OP.ENABLE_REPLICATION,
        "nothing protects {them}: enable replication",
    ),
    Step(
        cut_off,
        OP.DISABLE_REPLICATION,
        "{its} failover was cut off: the {source} may be powered off, and nothing may be serving. First see which "
        "machine runs, and power on the {source} if none does. Replication was stopped and cannot go on: after that "
        "disable it, then enable it anew",
    ),
    Step(
        _phase(Phase.UNPROTECTED),
        OP.DISABLE_REPLICATION,
        "{its} replication was stopped and cannot go on: disable it, then enable it anew",
    ),
    Step(
        lambda subject: resync_needed(subject.status) and OP.RESYNCHRONIZE in subject.allowed,
        OP.RESYNCHRONIZE,
        "a disk is inconsistent: until it is resynchronized new recovery points cannot be trusted",
    ),
    Step(
        _allows(Phase.COMMITTED, OP.FAILBACK),
        OP.FAILBACK,
        "{it} {runs} at the recovery site: fail back when that is due",
    ),
    Step(
        _allows(Phase.COMMITTED, OP.RE_PROTECT),
        OP.RE_PROTECT,
        "{it} {runs} unprotected where {it} {was} failed over to: re-protect {them}",
    ),
    Step(
        _allows(Phase.COMMITTED, OP.REVERSE_REPLICATE),
        OP.REVERSE_REPLICATE,
        "{it} {runs} unprotected where {it} {was} failed over to: turn {its} replication around",
    ),
    Step(
        _phase(Phase.FAILED_BACK),
        OP.REVERSE_REPLICATE,
        "{it} {is} back and not protected: turn {its} replication around",
    ),
    Step(_phase(Phase.SYNCING), None, WAY_OUT[Phase.SYNCING], Act.WAIT),
    Step(
        _switched_off,
        None,
        "{its} {source} {is} switched off: nothing new is replicated, which is critical in the long run. Power {them} "
        "on if {it} should run; in a disaster run failover",
        Act.LOOK,
    ),
    Step(
        lambda subject: subject.phase is Phase.PROTECTED and alarming(subject.item.scenario, subject.status),
        None,
        "{its} replication is critical and protects nothing new: see that the {source} {runs}, read {its} health "
        "errors and mend what they name",
        Act.LOOK,
    ),
    Step(
        lambda subject: subject.phase is Phase.PROTECTED and _untested(subject),
        OP.TEST_FAILOVER,
        "{it} {was} not tested, or too long ago: a test failover disturbs nothing and shows what a failover will do",
    ),
    Step(_home(OP.FAILBACK), OP.FAILBACK, _HOMEWARDS),
    Step(_home(OP.PLANNED_FAILOVER), OP.PLANNED_FAILOVER, _HOMEWARDS),
    Step(_home(OP.FAILOVER), OP.FAILOVER, _HOMEWARDS),
    Step(lambda subject: True, None, "nothing is due; in a disaster run failover", None),
)
