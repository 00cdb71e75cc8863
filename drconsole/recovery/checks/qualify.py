"""Who takes part in an operation: which items qualify, which are skipped and why, what stands in the way.

A plan passes by what is already done ("later plans skip what is already deployed", recovery plan overview). What
should take part and cannot is left behind with a warning, or with an error that can be accepted: one machine must
not hold up nineteen in a disaster, and must not be forgotten silently either. The division is our choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drconsole.recovery.checks.finding_kinds import KINDS
from drconsole.recovery.states.offered import not_offered
from drconsole.recovery.states.rows import Phase
from drconsole.recovery.states.states import allowed_operations, classify, direction_of, goes_on, nothing_to_do, why_not
from drconsole.recovery.types.errors import BadInput
from drconsole.recovery.types.estate import EstateView, Item, ItemStatus
from drconsole.recovery.types.tasks import Finding, Request, Skipped
from drconsole.recovery.types.words import Direction, Level, Operation, TargetType, counted

_MOVES = frozenset({Operation.TEST_FAILOVER, Operation.FAILOVER, Operation.PLANNED_FAILOVER, Operation.FAILBACK})


@dataclass(frozen=True, slots=True)
class Qualified:
    """Item keys in plan order, the skipped with a reason each, and what was found on the way."""

    items: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    findings: tuple[Finding, ...]
    direction: Direction


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes findings with stable ids: ``kind`` or ``kind:label``; the label is the item's name where it is unique."""

    labels: Mapping[str, str]
    names: Mapping[str, str]

    def __call__(
        self,
        kind: str,
        item: str | None = None,
        *,
        about: str = "",
        level: Level | None = None,
        overridable: bool | None = None,
        **words: object,
    ) -> Finding:
        row = KINDS[kind]
        label = self.labels.get(item, item) if item is not None else about
        known = {"name": self.names.get(item, item) if item is not None else "", **words}
        return Finding(
            id=f"{kind}:{label}" if label else kind,
            level=(level or row.level).value,
            message=row.message.format(**known),
            overridable=row.overridable if overridable is None else overridable,
            item=item,
            possible_causes=row.causes.format(**known),
            recommended_action=row.action.format(**known),
        )


def maker(keys: Iterable[str], view: EstateView) -> Maker:
    names = {key: view.items[key].name if key in view.items else key for key in keys}
    seen: dict[str, int] = {}
    for name in names.values():
        seen[name] = seen.get(name, 0) + 1
    return Maker({key: name if seen[name] == 1 else key for key, name in names.items()}, names)


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
        advice="drconsole plans and drconsole items list what there is",
    )


def run_direction(request: Request, view: EstateView) -> Direction:
    """The direction a run takes: what was said, else where its items would go.

    A mixed plan's direction must be said ("Change direction" decides the next run [S]); until then it is looked at
    as primary-to-recovery.
    """
    if request.options.direction is not None:
        return request.options.direction
    if request.operation is Operation.FAILBACK:
        return Direction.RECOVERY_TO_PRIMARY
    ways = set(ways_of(request, view).values())
    only_back = ways == {Direction.RECOVERY_TO_PRIMARY}
    return Direction.RECOVERY_TO_PRIMARY if only_back else Direction.PRIMARY_TO_RECOVERY


def ways_of(request: Request, view: EstateView) -> dict[str, Direction]:
    """Which way each item that has anything to do would go, by its key."""
    found = {}
    for key in target_items(request, view):
        item, status = view.items.get(key), view.statuses.get(key)
        if item is None or status is None:
            continue
        if request.target_type is TargetType.ITEM or nothing_to_do(item, status, request.operation) is None:
            found[key] = direction_of(item, status, request.operation)
    return found


def qualify(request: Request, view: EstateView, busy: Mapping[str, str] | None = None) -> Qualified:
    """Sort the target's items. ``busy`` maps an item's key to the job that works on it.

    Raises ``BadInput`` for a target that does not exist.
    """
    keys = target_items(request, view)
    direction = run_direction(request, view)
    sorter = _Sorter(request, view, busy or {}, direction, maker(keys, view))
    verdicts = {key: sorter.verdict(key) for key in keys}
    items = tuple(key for key, verdict in verdicts.items() if verdict.reason is None)
    skipped = tuple(Skipped(key, verdict.reason) for key, verdict in verdicts.items() if verdict.reason is not None)
    found = {verdict.finding.id: verdict.finding for verdict in verdicts.values() if verdict.finding is not None}
    undecided = _undecided(request, view, sorter.make)
    if undecided is not None:
        found[undecided.id] = undecided
    if not items and request.target_type is TargetType.PLAN and "not-offered" not in found:
        nobody = nobody_qualifies(sorter.make, skipped)
        found[nobody.id] = nobody
    return Qualified(items, skipped, tuple(found.values()), direction)


def _undecided(request: Request, view: EstateView, make: Maker) -> Finding | None:
    """A run that moves machines cannot guess which side of a plan is the one to leave [S]."""
    if request.options.direction is not None or request.operation not in _MOVES - {Operation.FAILBACK}:
        return None
    ways = ways_of(request, view)
    if len(set(ways.values())) < 2:
        return None
    sides = [
        f"{', '.join(view.items[key].name for key in ways if ways[key] is way)} would go {way.value}"
        for way in Direction
    ]
    return make("direction-to-choose", plan=view.plans[request.target].name, sides="; ".join(sides))


def nobody_qualifies(make: Maker, skipped: tuple[Skipped, ...]) -> Finding:
    reasons = sorted({entry.reason.rstrip(".") for entry in skipped}) or ["it has no machines"]
    more = f" (and {counted(len(reasons) - 3, 'more reason')})" if len(reasons) > 3 else ""
    return make("nothing-qualifies", reason="; ".join(reasons[:3]) + more + ".")


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
    direction: Direction
    make: Maker

    @property
    def plan(self) -> bool:
        return self.request.target_type is TargetType.PLAN

    def verdict(self, key: str) -> _Verdict:
        item, status = self.view.items.get(key), self.view.statuses.get(key)
        if item is None or status is None:
            return _Verdict("the provider does not report it", self.make("item-unknown", key, overridable=self.plan))
        done = nothing_to_do(item, status, self.request.operation) if self.plan else None
        if done is not None:
            return _Verdict(done)
        return self._missing(item) or self._in_the_way(item, status) or self._state(item, status) or _Verdict()

    def _missing(self, item: Item) -> _Verdict | None:
        operation, kind = self.request.operation, self.request.target_type
        reason = not_offered(operation, item.scenario, self.direction, kind)
        if reason is None:
            return None
        elsewhere = any(not_offered(operation, item.scenario, way, kind) is None for way in Direction)
        if elsewhere and self.request.options.direction is None:
            return None  # its state says more than "not in this direction"
        found = self.make("not-offered", operation=operation.value, reason=reason)
        return _Verdict(reason, found)

    def _in_the_way(self, item: Item, status: ItemStatus) -> _Verdict | None:
        phase = classify(item, status).phase
        if item.key in self.busy or phase is Phase.BUSY:
            what = f"job {self.busy[item.key]}" if item.key in self.busy else str(status.current_scenario)
            found = self.make("busy", item.key, overridable=self.plan, what=what)
            return _Verdict(f"an operation is in progress ({what})", found)
        if phase is Phase.TEST_OPEN and self.request.operation is not Operation.CLEANUP_TEST_FAILOVER:
            return _Verdict(
                "its test failover is open", self.make("test-failover-open", item.key, overridable=self.plan)
            )
        return None

    def _state(self, item: Item, status: ItemStatus) -> _Verdict | None:
        operation = self.request.operation
        if self.plan and goes_on(item, status, operation):
            here = item.target if self.direction is Direction.PRIMARY_TO_RECOVERY else item.source
            if direction_of(item, status, operation) is self.direction:
                return _Verdict(None, self.make("goes-on", item.key, here=here))
        elif operation not in allowed_operations(item, status):
            reason = why_not(item, status, operation)
            return _Verdict(reason, self.make(self._state_kind(item, status), item.key, reason=reason))
        actual = direction_of(item, status, operation)
        if operation not in _MOVES or actual is self.direction:
            return None
        reason = f"it would go {actual.value}, this run goes {self.direction.value}"
        if self.plan:
            return _Verdict(reason)
        found = self.make("wrong-direction", item.key, actual=actual.value, wanted=self.direction.value)
        return _Verdict(reason, found)

    def _state_kind(self, item: Item, status: ItemStatus) -> str:
        operation = self.request.operation
        if not self.plan:
            cleanup = operation is Operation.CLEANUP_TEST_FAILOVER and nothing_to_do(item, status, operation)
            return "no-open-test-failover" if cleanup else "state-not-allowed"
        return "not-ready-for-planned" if operation is Operation.PLANNED_FAILOVER else "left-behind"
