"""Authority over an item: which side holds the valid data, which way replication runs, where neither is sure.

Sources: the states of a replicated item [states], [S] (replication stops before a failover, and a cancelled one
cannot be started again). That a source must stay down after a failover is what operators learnt from
machines that ran twice ([project-pegaprox#806]); a planned one shuts it down, and keeps nobody from starting it.
Disabling replication removes the replicated item, never a machine (row own-2 [states]): what
counted counts on, and what had to stay down must stay down until something was *seen* that ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from drconsole.recovery.states.assessments.flag_kinds import REPLICATES as REPLICATES
from drconsole.recovery.states.assessments.flag_kinds import FlagKind
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.rows import ROWS
from drconsole.recovery.states.states import active_side, authority, classify
from drconsole.recovery.types.data import dataclass, replace
from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus
from drconsole.recovery.types.estate.known import ABSENT, NOTHING, OTHER, POWERED, SOURCE, TARGET, Known
from drconsole.recovery.types.words import Health, Location

_GOES_ON = frozenset({"TestFailover", "TestFailoverCleanup", "EnableProtection", "RepairVMReplication"})
"""Scenarios under way that leave replication running."""
_LANDED = frozenset({Phase.COMMIT_PENDING, Phase.COMMITTED})
HALF_REMOVED = "DisablingProtection"
"""Its replication was being disabled, and that stopped half way."""
REMOVED = frozenset({"Unprotected", HALF_REMOVED})
"""Its replication was disabled: the service forgets the item, and says nothing of its machines any more."""
_LANDED_STATES = frozenset(row.protection_state for row in ROWS if row.phase in _LANDED)
CUT_OFF = "UnprotectedStatesBegin"
"""Replication was stopped and could not go on (a cancelled failover): nobody turned it off on purpose."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that the item's state does not say: not exactly one side counts, or replication may have stopped."""

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


def sides(item: Item, status: ItemStatus, known: Known = NOTHING) -> tuple[str, str]:
    """(the site whose copy counts, the other one)."""
    here = _seen_to_count(item, status, known) or authority(item, status)
    return here, item.target if here == item.source else item.source


def _seen_to_count(item: Item, status: ItemStatus, known: Known) -> str | None:
    """Go by what is owed where replication was removed, since the service's state tells nothing there, then by what was
    seen to run."""
    if status.protection_state not in REMOVED:
        return None
    down = known.stays_down.get(item.key)
    if down is not None:
        return item.target if down == SOURCE else item.source
    alone = runs_alone(known, item.key)
    return None if alone is None else {SOURCE: item.source, TARGET: item.target}[alone]


def runs_alone(known: Known, key: str) -> str | None:
    """The probe of the one machine that was seen running while the other was seen not to; None = not so."""
    for probe, other in ((SOURCE, TARGET), (TARGET, SOURCE)):
        if known.of(key, probe) == POWERED[probe] and known.of(key, other) not in ("", POWERED[other]):
            return probe
    return None


def does_not_run(item: Item, status: ItemStatus, known: Known = NOTHING) -> bool:
    """A failover waits for its commit, and the machine that it made does not run. What was seen of the machine itself
    says more than the health that the service reports."""
    if classify(item, status).phase is not Phase.COMMIT_PENDING:
        return False
    probe = TARGET if sides(item, status)[0] == item.target else SOURCE
    seen = known.of(item.key, probe)
    return seen != POWERED[probe] if seen else status.failover_health is Health.CRITICAL


def replication(item: Item, status: ItemStatus) -> Replication | None:
    """From where to where it replicates; None = it does not, or nobody can say while an operation is under way."""
    phase = classify(item, status).phase
    if phase in REPLICATES or (phase is Phase.BUSY and status.current_scenario in _GOES_ON):
        return Replication(*sides(item, status))
    return None


def in_words(item: Item, status: ItemStatus, known: Known = NOTHING) -> str:
    """``Oslo counts; replicates from Oslo to Azure``: a line for a screen."""
    here, _ = sides(item, status, known)
    way = replication(item, status)
    if way is not None:
        return f"{here} counts; replicates from {way.origin} to {way.destination}"
    if classify(item, status).phase is Phase.BUSY:
        return f"the valid copy was at {here}; {status.current_scenario} is under way"
    return f"{here} counts; replicates nowhere"


def flags(item: Item, status: ItemStatus, known: Known = NOTHING) -> tuple[Flag, ...]:
    """Return a flag where no side or both sides count, as far as it can be seen; what was not looked at is not
    claimed."""
    source, target = known.of(item.key, SOURCE), known.of(item.key, TARGET)
    phase = classify(item, status).phase
    if source == POWERED[SOURCE] and target == POWERED[TARGET]:
        return (Flag(FlagKind.TWO_AUTHORITIES, _two(item, status, known)),)
    if text := _not_sure(item, status, phase, known):
        return (Flag(FlagKind.NO_AUTHORITY, text),)
    if text := _runs_nowhere(item, status, phase, known):
        return (Flag(FlagKind.RUNS_NOWHERE, text),)
    if item.key in known.cancelled and phase in REPLICATES:
        return (Flag(FlagKind.REPLICATION_STOPPED, cancelled_words(known.left_off[item.key])),)
    return ()


def _two(item: Item, status: ItemStatus, known: Known) -> str:
    here, other = sides(item, status, known)
    return (
        f"the machine runs at {item.source} and at {item.target}: what is written at {other} is lost, the valid "
        f"copy is at {here}; shut it down at {other} and keep it down"
    )


def _not_sure(item: Item, status: ItemStatus, phase: Phase, known: Known) -> str:
    """Say why nobody knows which side counts; empty = one is known."""
    source, target = known.of(item.key, SOURCE), known.of(item.key, TARGET)
    if phase is Phase.FAILOVER_FAILED:
        return "its failover could not be completed: neither side is sure until it is run again"
    if phase is Phase.UNKNOWN:
        return f"its state {status.protection_state} is not known here: which copy is valid cannot be said"
    seen_to_run = POWERED[SOURCE] == source or POWERED[TARGET] == target
    if phase is Phase.UNPROTECTED and status.protection_state == CUT_OFF and not seen_to_run:
        return "its replication was cut off in the middle: see which machine runs before anybody uses one"
    return ""


def _runs_nowhere(item: Item, status: ItemStatus, phase: Phase, known: Known) -> str:
    """Say why the machine of the side that counts does not run; empty = it runs, or was not looked at."""
    here, _ = sides(item, status, known)
    probe = TARGET if here == item.target else SOURCE
    down = known.of(item.key, probe) not in ("", POWERED[probe])
    removed = phase is Phase.UNPROTECTED and item.key in known.stays_down
    if ((phase in _LANDED or removed) and down) or does_not_run(item, status, known):
        return f"it failed over to {here}, and its machine does not run there: nothing serves"
    if item.key in known.left_off and known.of(item.key, probe) != POWERED[probe]:
        return left_off_words(known.left_off[item.key], here, item.key in known.cancelled)
    return ""


def left_off_words(job: str, site: str, cancelled: bool, who: str = "it") -> str:
    """Return what is to be said of a machine that was shut down for a failover which then did not come."""
    down = f"{who} was shut down at {site} by job {job}, not failed over, and nothing serves"
    if cancelled:
        return f"{down}: power it on at {site}. The job was cancelled, and {_STOPPED}"
    return f"{down}: run the failover again, or power it on at {site}"


def cancelled_words(job: str, whose: str = "its failover") -> str:
    """Return what is to be said of a machine that runs, and whose failover was cancelled in progress.

    The item may say "Protected": of a failover in progress it is said that its replication was stopped, and cannot be
    started again [S]; that stands until it was seen to replicate (our choice).
    """
    return f"{whose} (job {job}) was cancelled in progress, and {_STOPPED}"


_STOPPED = "replication counts as stopped: see that it replicates, else disable it and enable it again"


def may_owe(status: ItemStatus) -> bool:
    """Return whether it is worth asking for its duty: of thousands of items hardly any has one."""
    return status.protection_state in _LANDED_STATES


def second_machine(item: Item, status: ItemStatus) -> bool:
    """Return whether it has failed over before, so that two machines of it may be there to run."""
    phase = classify(item, status).phase
    return active_side(status) is Location.RECOVERY or phase in (*_LANDED, Phase.FAILED_BACK, Phase.FAILOVER_FAILED)


def duty(item: Item, status: ItemStatus) -> Duty | None:
    """After a failover, planned or not: the machine that was failed over from must stay down, until the item is
    turned around or failed back. None = the state tells of nothing that is owed; what was owed before is not over by
    that (``over``)."""
    if not may_owe(status) or classify(item, status).phase not in _LANDED:
        return None
    if active_side(status) is Location.RECOVERY:
        return Duty(item.source, SOURCE)
    return Duty(item.target, TARGET)


def settled(item: Item, status: ItemStatus) -> bool:
    """Return whether its state says for certain whether something is owed: not in the middle of an operation, not where
    the state is unknown or was cut off."""
    phase = classify(item, status).phase
    if phase in (Phase.BUSY, Phase.UNKNOWN, Phase.FAILOVER_FAILED):
        return False
    return phase is not Phase.UNPROTECTED or status.protection_state != CUT_OFF


def as_seen(view: EstateView, keys: Iterable[str], known: Known) -> EstateView:
    """The estate with what was seen of these items' machines put in where the service's health says otherwise: whether
    a machine that failed over runs is told by a look at it."""
    changed: dict[str, ItemStatus] = {}
    for key in keys:
        item, status = view.items.get(key), view.statuses.get(key)
        if item is None or status is None or classify(item, status).phase is not Phase.COMMIT_PENDING:
            continue
        down = does_not_run(item, status, known)
        if down is not (status.failover_health is Health.CRITICAL):
            changed[key] = replace(status, failover_health=Health.CRITICAL if down else Health.NORMAL)
    return replace(view, statuses={**view.statuses, **changed}) if changed else view


@dataclass(frozen=True, slots=True)
class Held:
    """A machine that must stay down, and what was seen: of it, and of the one that took over."""

    site: str
    probe: str
    seen: str
    runs: str

    @property
    def other_runs(self) -> bool:
        """The one that took over was seen running."""
        return self.runs == POWERED[OTHER[self.probe]]

    @property
    def alone(self) -> bool:
        """It runs, and the other one was seen not to."""
        other = POWERED[OTHER[self.probe]]
        return self.seen == POWERED[self.probe] and self.runs not in ("", other)


@dataclass(frozen=True, slots=True)
class End:
    """A row of what ends a duty."""

    applies: Callable[[Held, str, Phase | None], bool]
    """Whether it applies. It is given what is held, where the item replicates to (empty = nowhere), and its phase (None
    = not reported)."""
    why: str
    source: str


ENDS: tuple[End, ...] = (
    End(
        lambda held, to, phase: to == held.site,
        "it replicates from {origin} to {site}",
        "transitions from rows 9, 10, 12, 14, 15, 16 and 22 [states]: re-protect, reverse replicate",
    ),
    End(
        lambda held, to, phase: phase is Phase.FAILED_BACK,
        "it was failed back",
        "row 20 [states]: the commit of a failback deleted the machine in Azure",
    ),
    End(
        lambda held, to, phase: held.alone,
        "the machine at {site} was seen running, and the one that took over was seen not to",
        "Our choice: evidence of both machines",
    ),
    End(
        lambda held, to, phase: held.seen == ABSENT and not (phase is Phase.UNPROTECTED and held.other_runs),
        "the machine at {site} was looked for and is gone",
        "Our choice: evidence that there is nothing left to keep down. Where replication was removed and the one that "
        "took over runs, it is remembered: nothing else tells which copy is valid",
    ),
)
"""What ends the duty to keep a machine down once the item's state does not name it any more: evidence, never the
removal of what it hung on."""


def over(item: Item | None, status: ItemStatus | None, held: Held) -> str | None:
    """Return why a machine need not stay down any more; None = it must."""
    to, origin, phase = "", "", None
    if item is not None and status is not None:
        if not settled(item, status) or duty(item, status) is not None:
            return None
        way, phase = replication(item, status), classify(item, status).phase
        to, origin = ("", "") if way is None else (way.destination, way.origin)
    return next((end.why.format(site=held.site, origin=origin) for end in ENDS if end.applies(held, to, phase)), None)
