"""Parts that items take in a run: the one rule behind lists, ``next``, ``check``, console and start.

An item takes part, is passed by because nothing is to be done at it ("later plans skip what is already deployed"
[D:recovery-plan-overview]), or is left out because it cannot take part. What a plan allows is what its run would do
with those left out, so a list never says less than a check. The division is our choice.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

from drconsole.recovery.states.offered import not_offered
from drconsole.recovery.states.reasons import passed_by, why_not
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import (
    PLAN_OPERATIONS,
    Standing,
    active_side,
    allowed_standing,
    goes_on_at,
    phase_of,
    standing,
    way_of,
)
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.plans import Plan
from drconsole.recovery.types.words import MOVES, Direction, Operation, TargetType
from drconsole.recovery.types.work.tasks import Skipped

FINISHES = frozenset(
    {Operation.COMMIT, Operation.CHANGE_RECOVERY_POINT, Operation.RE_PROTECT, Operation.REVERSE_REPLICATE}
)
"""What is done to a failover that waits, or settles it."""
ASKS_DIRECTION = MOVES - {Operation.FAILBACK}
"""Operations that can go either way, so that the direction has to be said."""
ON_NO_SIDE = frozenset({Phase.UNPROTECTED, Phase.UNKNOWN})
"""Nothing of Site Recovery says on which side such a machine counts."""
NO_REPORT = "the provider does not report it"
OPEN_TEST = "its test failover is open"


class Part(StrEnum):
    """Part of one item in a run: what becomes of it."""

    TAKES_PART = "takes-part"
    DONE = "done"
    """Nothing is to be done at it."""
    OTHER_WAY = "other-way"
    """It would go in the other direction."""
    OTHER_RUN = "other-run"
    """It was failed over by the run of another plan."""
    NOT_OFFERED = "not-offered"
    """The operation does not exist for it."""
    BUSY = "busy"
    TEST_OPEN = "test-open"
    NOT_ALLOWED = "not-allowed"
    UNREPORTED = "unreported"


LEFT_OUT = frozenset({Part.OTHER_RUN, Part.BUSY, Part.TEST_OPEN, Part.NOT_ALLOWED, Part.UNREPORTED})
"""It should take part and cannot: said with its reason wherever the plan is shown."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Parts of a request on which it depends what becomes of its items."""

    operation: Operation
    kind: TargetType
    direction: Direction
    said: bool
    """Whether somebody said the direction."""


@lru_cache(maxsize=4096)
def part_of(at: Standing, asked: Asked, busy: bool = False, other_run: bool = False) -> Part:
    """Return what becomes of an item that stands so. ``busy``: a job of ours works on it; ``other_run``: its failover
    is that of another plan's run."""
    operation, plan, phase = asked.operation, asked.kind is TargetType.PLAN, phase_of(at)
    if plan and passed_by(at, operation) is not None:
        return Part.DONE
    if _missing(at, asked):
        return Part.NOT_OFFERED
    if busy or phase is Phase.BUSY:
        return Part.BUSY
    if phase is Phase.TEST_OPEN and operation is not Operation.CLEANUP_TEST_FAILOVER:
        return Part.TEST_OPEN
    if operation not in allowed_standing(at) and not (plan and goes_on_at(at, operation)):
        return Part.NOT_ALLOWED
    if operation in MOVES and way_of(at, operation) is not asked.direction:
        return Part.OTHER_WAY
    if plan and other_run and operation in FINISHES and phase is Phase.COMMIT_PENDING:
        return Part.OTHER_RUN
    return Part.TAKES_PART


def _missing(at: Standing, asked: Asked) -> bool:
    if not_offered(asked.operation, at.scenario, asked.direction, asked.kind) is None:
        return False
    elsewhere = any(not_offered(asked.operation, at.scenario, way, asked.kind) is None for way in Direction)
    return not (elsewhere and not asked.said)  # where it exists the other way, its state says more


def both_sides(stands: Iterable[Standing]) -> bool:
    """Return whether machines are active on both sides: then a run cannot guess which one to leave [S]. One that waits
    for its commit is active where it was failed over to, like any other."""
    return len({active_side(at) for at in stands if phase_of(at) not in ON_NO_SIDE}) > 1


Stand = tuple[Standing, bool, bool]
"""How an item stands, whether a job of ours works on it, whether the run of another plan failed it over."""


@dataclass(frozen=True, slots=True)
class PlanRun:
    """One run of a plan that is possible, and whom it would leave out."""

    operation: Operation
    left: Mapping[Part, tuple[Stand, ...]]
    """Those that should take part and cannot."""


@lru_cache(maxsize=1024)
def _runs(stands: frozenset[Stand]) -> tuple[PlanRun, ...]:
    """Return the possible runs over items that stand so, in the order of ``PLAN_OPERATIONS``. Cached: a plan's row is
    written after every step, and what it allows changes with few of them."""
    found = []
    standings = [at for at, _, _ in stands]
    for operation in PLAN_OPERATIONS:
        said = asks_direction(operation, standings)
        for direction in directions_of(operation, standings):
            asked = Asked(operation, TargetType.PLAN, direction, said)
            parts: dict[Part, list[Stand]] = {}
            for stand in stands:
                parts.setdefault(part_of(stand[0], asked, *stand[1:]), []).append(stand)
            if _can_run(operation, parts):
                left = {part: tuple(those) for part, those in parts.items() if part in LEFT_OUT}
                found.append(PlanRun(operation, left))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """A plan's items by the way they stand: many items, a handful of ways."""

    items: Mapping[Stand, tuple[str, ...]]
    unreported: tuple[str, ...]
    runs: tuple[PlanRun, ...]
    """Every run that the plan could have now, once for each direction."""


def _can_run(operation: Operation, parts: Container[Part]) -> bool:
    """Return whether somebody takes part and nothing stands in the way that nobody can accept: what does not exist, and
    a planned run of which one machine is not ready (error 25014)."""
    if Part.TAKES_PART not in parts or Part.NOT_OFFERED in parts:
        return False
    return operation is not Operation.PLANNED_FAILOVER or Part.NOT_ALLOWED not in parts


def asks_direction(operation: Operation, stands: Iterable[Standing]) -> bool:
    return operation in ASKS_DIRECTION and both_sides(stands)


def directions_of(operation: Operation, stands: Iterable[Standing]) -> tuple[Direction, ...]:
    """Return where a plan's items that have anything to do would go. What finishes or turns a failover around follows
    each item: its run counts as going out as soon as one of them does."""
    if operation is Operation.FAILBACK:
        return (Direction.RECOVERY_TO_PRIMARY,)
    todo = [at for at in stands if passed_by(at, operation) is None]
    sided = [at for at in todo if phase_of(at) not in ON_NO_SIDE]
    ways = {way_of(at, operation) for at in sided or todo}
    found = tuple(way for way in Direction if way in ways)
    return found if operation in MOVES else found[:1]


def plan_standing(
    plan: Plan, view: EstateView, busy: Mapping[str, str] | None = None, runs: Mapping[str, str] | None = None
) -> PlanStanding:
    """``busy`` maps an item's key to the job on it, ``runs`` to the key of the plan whose run failed it over."""
    found: dict[Stand, list[str]] = {}
    unreported = []
    for key in plan.items:
        item, status = view.items.get(key), view.statuses.get(key)
        if item is None or status is None:
            unreported.append(key)
            continue
        at = (standing(item, status), job_on(key, plan.key, busy) is not None, is_other_run(key, plan.key, runs))
        found.setdefault(at, []).append(key)
    return PlanStanding({at: tuple(keys) for at, keys in found.items()}, tuple(unreported), _runs(frozenset(found)))


def own_job(plan: str) -> str:
    """Return the key at which ``busy`` holds the job of a plan itself: one run of a plan at a time (error 532),
    whatever items it has."""
    return f"plan:{plan}"


def job_on(key: str, plan: str | None, busy: Mapping[str, str] | None) -> str | None:
    """The job that works on an item, or on the plan whose run is asked for."""
    found = (busy or {}).get(key)
    return found if found is not None or plan is None else (busy or {}).get(own_job(plan))


def is_other_run(key: str, plan: str, runs: Mapping[str, str] | None) -> bool:
    return (runs or {}).get(key, plan) != plan


def plan_allowed(
    plan: Plan, view: EstateView, busy: Mapping[str, str] | None = None, runs: Mapping[str, str] | None = None
) -> tuple[Operation, ...]:
    """Return what a run of the plan would do, those left out that cannot take part: what ``check`` says, without the
    findings that may be accepted. Unlike the provider's own list it never offers what no machine allows."""
    return allowed_where(plan_standing(plan, view, busy, runs))


def allowed_where(stands: PlanStanding) -> tuple[Operation, ...]:
    """``plan_allowed`` of a plan whose items stand so."""
    return tuple(dict.fromkeys(run.operation for run in stands.runs))


def left_out(
    plan: Plan,
    view: EstateView,
    busy: Mapping[str, str] | None = None,
    runs: Mapping[str, str] | None = None,
    only: Operation | None = None,
    stands: PlanStanding | None = None,
) -> tuple[Skipped, ...]:
    """The items that a run of what the plan allows would leave out, in plan order, each with its first reason. Of one
    operation only where that is said. ``stands``: how its items stand, where that is known already."""
    if stands is None:
        stands = plan_standing(plan, view, busy, runs)
    reasons: dict[str, str] = {}
    for run in stands.runs:
        if only not in (None, run.operation):
            continue
        reasons |= {key: NO_REPORT for key in stands.unreported if key not in reasons}
        for part, those in run.left.items():
            keys = [key for at in those for key in stands.items[at] if key not in reasons]
            reasons |= {key: said_left_out(part, key, run.operation, view, busy, runs, plan.key) for key in keys}
    return tuple(Skipped(key, reasons[key]) for key in plan.items if key in reasons) if reasons else ()


def said_left_out(
    part: Part,
    key: str,
    operation: Operation,
    view: EstateView,
    busy: Mapping[str, str] | None = None,
    runs: Mapping[str, str] | None = None,
    plan: str | None = None,
) -> str:
    """Return why an item is left out of a plan's run."""
    match part:
        case Part.BUSY:
            return f"an operation is in progress ({busy_with(key, view, busy, plan)})"
        case Part.TEST_OPEN:
            return OPEN_TEST
        case Part.OTHER_RUN:
            return f"it was failed over by the recovery plan {run_name(key, view, runs)}"
        case Part.UNREPORTED:
            return NO_REPORT
    return why_not(view.items[key], view.statuses[key], operation)


def busy_with(key: str, view: EstateView, busy: Mapping[str, str] | None, plan: str | None = None) -> str:
    job = job_on(key, plan, busy)
    return f"job {job}" if job is not None else str(view.statuses[key].current_scenario)


def run_name(key: str, view: EstateView, runs: Mapping[str, str] | None) -> str:
    plan = (runs or {}).get(key, "")
    return view.plans[plan].name if plan in view.plans else plan
