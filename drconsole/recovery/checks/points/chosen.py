"""The recovery point that each item gets by a choice, or the finding that says why it gets none.

Sources as for the choices (``choices``). The chosen points are frozen when the operator confirms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime

from drconsole.recovery.checks.points.choices import CUSTOM, MULTI_VM
from drconsole.recovery.states.assessments.loss import data_loss
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.estate.points import ChosenPoint, PointsRead, RecoveryPoint
from drconsole.recovery.types.families import H2A
from drconsole.recovery.types.remedies import Act, Option, Remedy, target_in
from drconsole.recovery.types.words import (
    Consistency,
    Health,
    Level,
    Operation,
    PointChoice,
    TargetType,
    difference,
)
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.tasks import Finding

_APP = frozenset({PointChoice.LATEST_APP_CONSISTENT, PointChoice.LATEST_MULTI_VM_APP_CONSISTENT})

MISSING = "recovery-point-missing"
UNREADABLE = "recovery-points-unreadable"
IN_USE = "recovery-point-in-use"


@dataclass(frozen=True, slots=True)
class _Case:
    """One call of ``choose``, with what its rules share."""

    choice: PointChoice
    point_id: str | None
    look: Look
    operation: Operation | None
    shutdown: bool | None
    common: Mapping[str, frozenset[datetime] | None] = field(default_factory=dict)
    """Replication group -> times of the points all its selected members share; None = one could not be read."""

    @property
    def view(self) -> EstateView:
        return self.look.view

    def loss(self, key: str, point: datetime) -> float:
        return data_loss(point, self.view.items.get(key), self.view.statuses.get(key), self.look.now)

    def name(self, key: str) -> str:
        return self.view.items[key].name if key in self.view.items else key


def choose(
    choice: PointChoice,
    point_id: str | None,
    items: Sequence[str],
    look: Look,
    *,
    operation: Operation | None = None,
    shutdown: bool | None = None,
) -> dict[str, ChosenPoint | Finding]:
    """The point each item would go to, or the finding that stands in its way (never overridable).

    ``items`` are those that would really run: the common point of a replication group is sought among them.
    Raises ``BadInput`` when ``custom`` comes without a point id, or a point id without ``custom``.
    """
    if (choice is PointChoice.CUSTOM) != (point_id is not None):
        raise BadInput(
            "point-id",
            "the custom choice and a point id go together",
            option=Option.POINT_ID,
            advice="say both, or no id",
            remedies=(CUSTOM, Remedy(Act.POINTS)),
        )
    common = _common_times(choice, items, look) if choice in MULTI_VM else {}
    case = _Case(choice, point_id, look, operation, shutdown, common)
    return {key: _choose_one(case, key) for key in items}


def _choose_one(case: _Case, key: str) -> ChosenPoint | Finding:
    read = case.look.points.get(key)
    if read is None or read.error is not None:
        why = read.error if read is not None else "they were not read"
        return _blocked(case, key, UNREADABLE, f"The recovery points of {case.name(key)} cannot be read: {why}.")
    found = _RULES[case.choice](case, key, read)
    if case.operation is Operation.CHANGE_RECOVERY_POINT and isinstance(found, ChosenPoint):
        return _really_a_change(case, key, found)
    return found


def _really_a_change(case: _Case, key: str, chosen: ChosenPoint) -> ChosenPoint | Finding:
    status = case.view.statuses.get(key)
    if status is None or chosen.id is None or status.failover_point_id is None:
        return chosen
    if chosen.id.casefold() != status.failover_point_id.casefold() or status.failover_health is Health.CRITICAL:
        return chosen  # a machine that does not run is made anew at the point that it has: nothing more is lost
    return _blocked(case, key, IN_USE, f"{case.name(key)} is already at this point ({_stamp(chosen.time)}).")


def _latest(case: _Case, key: str, read: PointsRead) -> ChosenPoint | Finding:
    """Data not yet in a point becomes one during the run; without any, no new point is made (2023 text)."""
    newest = _newest(_processed(read))
    unprocessed = read.unprocessed_until
    if newest is not None and _fetches_the_rest(case, key):
        least = max(newest.time, unprocessed or newest.time)
        note = "made during the run: the shutdown and the synchronization fetch what the source has not sent"
        note += (
            f"; if its source cannot be shut down, its latest recovery point is used, now that of {_stamp(newest.time)}"
        )
        return ChosenPoint(key, case.choice, None, least, None, data_loss=0.0, note=note)
    if newest is not None and unprocessed is not None and unprocessed <= newest.time:
        unprocessed = None
    if unprocessed is not None and _makes_no_point(case, key) and newest is not None:
        return _chosen(case, newest, note="without shutdown of a Hyper-V source its latest recovery point is used")
    if unprocessed is not None and not _makes_no_point(case, key):
        loss = case.loss(key, unprocessed)
        note = "made during the run from unprocessed data"
        if _falls_back(case, key) and newest is not None:
            note += _FALLBACK.format(time=_stamp(newest.time))
        return ChosenPoint(key, case.choice, None, unprocessed, None, data_loss=loss, note=note)
    if newest is None:
        return _missing(case, key, "has no recovery point yet")
    return _chosen(case, newest, note="nothing is unprocessed: no new point is made, the latest processed one is used")


_FALLBACK = "; if its source cannot be shut down, its latest recovery point is used, now that of {time}"


def _makes_no_point(case: _Case, key: str) -> bool:
    """Changing the point needs one that exists (the API takes its id). And [S]: "If you don't enable the option to
    shut down the VM, or if Site Recovery can't shut it down, the latest recovery point is used" (Hyper-V)."""
    if case.operation is Operation.CHANGE_RECOVERY_POINT:
        return True
    return _falls_back(case, key) and case.shutdown is False


def _fetches_the_rest(case: _Case, key: str) -> bool:
    """[S]: with the shutdown, Hyper-V also tries to synchronize on-premises data not yet sent. Foretold only of a
    source that is known to be reachable."""
    status = case.view.statuses.get(key)
    reachable = status is not None and status.source_reachable is True and status.agent_connected
    return _falls_back(case, key) and case.shutdown is True and reachable


def _falls_back(case: _Case, key: str) -> bool:
    """Return whether a source that stays up makes the run use the latest point there is (Hyper-V to Azure)."""
    return case.operation is Operation.FAILOVER and case.view.items[key].scenario in H2A


def _latest_processed(case: _Case, key: str, read: PointsRead) -> ChosenPoint | Finding:
    newest = _newest(_processed(read))
    return _chosen(case, newest) if newest else _missing(case, key, "has no processed recovery point")


def _latest_app(case: _Case, key: str, read: PointsRead) -> ChosenPoint | Finding:
    """Without an app-consistent point the item is refused. What Site Recovery does then is documented nowhere:
    refusing is our choice."""
    newest = _newest(point for point in _processed(read) if point.consistency is Consistency.APPLICATION)
    return _chosen(case, newest) if newest else _missing(case, key, "has no app-consistent recovery point")


def _multi_vm(case: _Case, key: str, read: PointsRead) -> ChosenPoint | Finding:
    """Members of a replication group go to the latest point they all share, the others to their own latest."""
    group = case.view.items[key].replication_group
    if group is None:
        return (_latest_app if case.choice in _APP else _latest_processed)(case, key, read)
    times = case.common[group]
    if times is None:
        return _missing(case, key, f"shares the group {group} with a machine whose recovery points cannot be read")
    if not times:
        return _missing(case, key, f"has no multi-VM recovery point in common with the others of the group {group}")
    latest = max(times)
    point = next(point for point in _eligible_in_group(case.choice, read) if point.time == latest)
    return _chosen(case, point, note=f"latest common point of the group {group}")


def _custom(case: _Case, key: str, read: PointsRead) -> ChosenPoint | Finding:
    wanted = (case.point_id or "").casefold()
    point = next((point for point in read.points if point.id.casefold() == wanted), None)
    if point is None:
        return _missing(case, key, f"has no recovery point {case.point_id}")
    if not point.processed:
        return _missing(case, key, f"cannot go to the point {point.id}: it is not processed yet")
    newest = _newest(_processed(read))
    older = (newest.time - point.time).total_seconds() if newest is not None else 0.0
    return _chosen(case, point, note=f"{difference(older)} older than its newest point" if older > 0 else "")


_RULES: dict[PointChoice, Callable[[_Case, str, PointsRead], ChosenPoint | Finding]] = {
    PointChoice.LATEST: _latest,
    PointChoice.LATEST_PROCESSED: _latest_processed,
    PointChoice.LATEST_APP_CONSISTENT: _latest_app,
    PointChoice.LATEST_MULTI_VM_PROCESSED: _multi_vm,
    PointChoice.LATEST_MULTI_VM_APP_CONSISTENT: _multi_vm,
    PointChoice.CUSTOM: _custom,
}


def _common_times(choice: PointChoice, items: Sequence[str], look: Look) -> dict[str, frozenset[datetime] | None]:
    common: dict[str, frozenset[datetime] | None] = {}
    for key in items:
        group = look.view.items[key].replication_group
        if group is None or common.get(group, frozenset()) is None:
            continue
        read = look.points.get(key)
        if read is None or read.error is not None:
            common[group] = None
            continue
        times = frozenset(point.time for point in _eligible_in_group(choice, read))
        before = common.get(group)
        common[group] = times if before is None else before & times
    return common


def _eligible_in_group(choice: PointChoice, read: PointsRead) -> list[RecoveryPoint]:
    return [
        point
        for point in _processed(read)
        if point.multi_vm and (choice not in _APP or point.consistency is Consistency.APPLICATION)
    ]


def _processed(read: PointsRead) -> list[RecoveryPoint]:
    return [point for point in read.points if point.processed]


def _newest(points: Iterable[RecoveryPoint]) -> RecoveryPoint | None:
    """By time: the order of Site Recovery's lists is not guaranteed. Of two at one time, the app-consistent one."""
    return max(
        points, key=lambda point: (point.time, point.consistency is Consistency.APPLICATION, point.id), default=None
    )


def _chosen(case: _Case, point: RecoveryPoint, note: str = "") -> ChosenPoint:
    loss = case.loss(point.item, point.time)
    return ChosenPoint(
        point.item, case.choice, point.id, point.time, point.consistency, point.multi_vm, data_loss=loss, note=note
    )


def _missing(case: _Case, key: str, what: str) -> Finding:
    return _blocked(case, key, MISSING, f"{case.name(key)} {what}.")


_ACTIONS = {
    MISSING: "Choose another recovery point.",
    UNREADABLE: "Wait until the provider answers, or look at its connection, and ask again.",
    IN_USE: "Choose another recovery point, or commit this one.",
}


def _blocked(case: _Case, key: str, kind: str, message: str) -> Finding:
    look = Remedy(Act.POINTS, target=target_in(case.view.items, TargetType.ITEM, key))
    return Finding(
        id=f"{kind}:{case.name(key)}",
        level=Level.ERROR.value,
        message=message,
        overridable=False,
        item=key,
        recommended_action=_ACTIONS[kind],
        remedies=() if kind == UNREADABLE else (look,),
    )


def _stamp(time: datetime | None) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}" if time is not None else "time not known"
