"""Selection of the items of an operation: which qualify, which are skipped and why, what stands in the way.

What becomes of each item is said by ``taking_part``; here it gets its words. What should take part in a plan's run
and cannot is left behind with a warning, or with an error that can be accepted: one machine must not hold up nineteen
in a disaster, and must not be forgotten silently either.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from drconsole.recovery.checks.findings.maker import Maker, maker
from drconsole.recovery.states.offered import not_offered
from drconsole.recovery.states.reasons import nothing_to_do, why_not
from drconsole.recovery.states.states import active_side, classify, direction_of, goes_on, standing
from drconsole.recovery.states.taking_part import (
    ASKS_DIRECTION,
    NO_REPORT,
    ON_NO_SIDE,
    Asked,
    Part,
    asks_direction,
    busy_with,
    directions_of,
    is_other_run,
    job_on,
    part_of,
    run_name,
    said_left_out,
)
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.remedies import Act, Option, Remedy, Target, choose, target_in
from drconsole.recovery.types.words import Direction, Location, Operation, PointChoice, TargetType, counted
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.tasks import Finding, Request, Skipped


@dataclass(frozen=True, slots=True)
class Qualified:
    """Item keys in plan order, the skipped with a reason each, and what was found on the way."""

    items: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    findings: tuple[Finding, ...]
    direction: Direction
    make: Maker
    """What makes findings about the target's items."""


def target_of(request: Request, view: EstateView) -> Target:
    """The request's target, as a remedy names it."""
    return target_in(
        view.plans if request.target_type is TargetType.PLAN else view.items, request.target_type, request.target
    )


def target_items(request: Request, view: EstateView) -> tuple[str, ...]:
    """Keys of the items of the request's target. Raises ``BadInput`` for a target that does not exist."""
    if request.target_type is TargetType.PLAN and request.target in view.plans:
        return view.plans[request.target].items
    if request.target_type is TargetType.ITEM and request.target in view.items:
        return (request.target,)
    raise BadInput(
        "unknown-target",
        f"There is no {'recovery plan' if request.target_type is TargetType.PLAN else 'replicated item'} "
        f"{request.target}.",
        place="TARGET",
        advice="look at what there is",
        remedies=(Remedy(Act.LOOK, target=Target(TargetType.PLAN)), Remedy(Act.LOOK, target=Target(TargetType.ITEM))),
    )


def run_direction(request: Request, view: EstateView, busy: Container[str] = ()) -> Direction:
    """The direction a run takes: what was said, else where its items would go, those ahead that are not ``busy``.

    A mixed plan's direction must be said ("Change direction" decides the next run [S]); until then it is looked at
    as primary-to-recovery.
    """
    if request.options.direction is not None:
        return request.options.direction
    every = _reported(request, view)
    reported = {key: one for key, one in every.items() if key not in busy} or every
    if request.target_type is TargetType.ITEM and request.operation is not Operation.FAILBACK:
        ways = tuple(direction_of(*reported[key], request.operation) for key in reported)
    else:
        ways = directions_of(request.operation, (standing(*reported[key]) for key in reported))
    return ways[0] if ways else Direction.PRIMARY_TO_RECOVERY


def _reported(request: Request, view: EstateView) -> dict[str, tuple[Item, ItemStatus]]:
    keys = target_items(request, view)
    return {key: (view.items[key], view.statuses[key]) for key in keys if key in view.items and key in view.statuses}


def qualify(request: Request, look: Look) -> Qualified:
    """Sort the target's items. Raises ``BadInput`` for a target that does not exist."""
    view = look.view
    keys = target_items(request, view)
    direction = run_direction(request, view, look.busy)
    sorter = _Sorter(request, view, look.busy, look.known.runs, direction, maker(keys, view))
    verdicts = {key: sorter.verdict(key) for key in keys}
    items = tuple(key for key, verdict in verdicts.items() if verdict.reason is None)
    skipped = tuple(Skipped(key, verdict.reason) for key, verdict in verdicts.items() if verdict.reason is not None)
    found = {verdict.finding.id: verdict.finding for verdict in verdicts.values() if verdict.finding is not None}
    undecided = _undecided(request, view, sorter.make)
    if undecided is not None:
        found[undecided.id] = undecided
    if not items and request.target_type is TargetType.PLAN and "not-offered" not in found:
        nobody = nobody_qualifies(sorter.make, skipped, target_of(request, view))
        found[nobody.id] = nobody
    return Qualified(items, skipped, tuple(found.values()), direction, sorter.make)


def _undecided(request: Request, view: EstateView, make: Maker) -> Finding | None:
    """A run that moves machines cannot guess which side of a plan is the one to leave [S]."""
    if request.options.direction is not None or request.operation not in ASKS_DIRECTION:
        return None
    reported = _reported(request, view)
    if not asks_direction(request.operation, (standing(*reported[key]) for key in reported)):
        return None
    sides = []
    for side, way in (
        (Location.PRIMARY, Direction.PRIMARY_TO_RECOVERY),
        (Location.RECOVERY, Direction.RECOVERY_TO_PRIMARY),
    ):
        on = [item.name for item, status in reported.values() if _active_on(side, item, status)]
        sides.append(f"{', '.join(on)} would go {way.value}")
    return make("direction-to-choose", plan=view.plans[request.target].name, sides="; ".join(sides))


def _active_on(side: Location, item: Item, status: ItemStatus) -> bool:
    return active_side(status) is side and classify(item, status).phase not in ON_NO_SIDE


def nobody_qualifies(make: Maker, skipped: tuple[Skipped, ...], target: Target) -> Finding:
    reasons = sorted({entry.reason.rstrip(".") for entry in skipped}) or ["it has no machines"]
    more = f" (and {counted(len(reasons) - 3, 'more reason')})" if len(reasons) > 3 else ""
    due = (Remedy(Act.NEXT, target=target),)
    return make("nothing-qualifies", reason="; ".join(reasons[:3]) + more + ".", remedies=due)


@dataclass(frozen=True, slots=True)
class _Verdict:
    reason: str | None = None
    """Why it does not take part; None = it qualifies."""
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class _Sorter:
    request: Request
    view: EstateView
    busy: Mapping[str, str]
    runs: Mapping[str, str]
    direction: Direction
    make: Maker

    @property
    def plan(self) -> bool:
        return self.request.target_type is TargetType.PLAN

    def verdict(self, key: str) -> _Verdict:
        item, status = self.view.items.get(key), self.view.statuses.get(key)
        if item is None or status is None:
            return _Verdict(NO_REPORT, self.make("item-unknown", key, overridable=self.plan))
        asked = Asked(
            self.request.operation,
            self.request.target_type,
            self.direction,
            said=self.request.options.direction is not None,
        )
        other = self.plan and is_other_run(key, self.request.target, self.runs)
        return self._said(part_of(standing(item, status), asked, self._busy(key), other), item, status)

    @property
    def _plan_key(self) -> str | None:
        return self.request.target if self.plan else None

    def _busy(self, key: str) -> bool:
        return job_on(key, self._plan_key, self.busy) is not None

    def _said(self, part: Part, item: Item, status: ItemStatus) -> _Verdict:
        operation, key = self.request.operation, item.key
        match part:
            case Part.TAKES_PART if self.plan and goes_on(item, status, operation):
                here = item.target if self.direction is Direction.PRIMARY_TO_RECOVERY else item.source
                return _Verdict(None, self.make("goes-on", key, here=here))
            case Part.TAKES_PART:
                return _Verdict()
            case Part.DONE:
                return _Verdict(nothing_to_do(item, status, operation))
            case Part.NOT_OFFERED:
                reason = not_offered(operation, item.scenario, self.direction, self.request.target_type) or ""
                return _Verdict(reason, self.make("not-offered", operation=operation.value, reason=reason))
            case Part.OTHER_WAY:
                return self._other_way(item, direction_of(item, status, operation))
            case _:
                reason = said_left_out(part, key, operation, self.view, self.busy, self.runs, self._plan_key)
                return _Verdict(reason, self._left_out(part, item, status))

    def _other_way(self, item: Item, actual: Direction) -> _Verdict:
        reason = f"it would go {actual.value}, this run goes {self.direction.value}"
        if self.plan:
            return _Verdict(reason)
        found = self.make(
            "wrong-direction",
            item.key,
            actual=actual.value,
            wanted=self.direction.value,
            remedies=(choose(Option.DIRECTION, actual.value),),
        )
        return _Verdict(reason, found)

    def _left_out(self, part: Part, item: Item, status: ItemStatus) -> Finding:
        key = item.key
        match part:
            case Part.BUSY:
                what = busy_with(key, self.view, self.busy, self._plan_key)
                return self.make("busy", key, overridable=self.plan, what=what)
            case Part.TEST_OPEN:
                return self.make("test-failover-open", key, overridable=self.plan)
            case Part.OTHER_RUN:
                operation, plan = self.request.operation, run_name(key, self.view, self.runs)
                itself = Remedy(Act.RUN, operation, self.make.target(key), self._what_it_needs())
                return self.make("other-run", key, operation=operation.value, plan=plan, remedies=(itself,))
        return self.make(self._state_kind(item, status), key, reason=why_not(item, status, self.request.operation))

    def _what_it_needs(self) -> tuple[tuple[Option, str | None], ...]:
        """The options without which the same cannot be asked for one machine: a change of the point needs the point."""
        if self.request.operation is not Operation.CHANGE_RECOVERY_POINT:
            return ()
        point = self.request.options.point
        return ((Option.POINT, None if point in (None, PointChoice.CUSTOM) else point.value),)

    def _state_kind(self, item: Item, status: ItemStatus) -> str:
        operation = self.request.operation
        if not self.plan:
            cleanup = operation is Operation.CLEANUP_TEST_FAILOVER and nothing_to_do(item, status, operation)
            return "no-open-test-failover" if cleanup else "state-not-allowed"
        return "not-ready-for-planned" if operation is Operation.PLANNED_FAILOVER else "left-behind"
