"""Guide after its check: what is next is never an operation that ``check`` refuses.

The guide goes by the state of the items. Whether the way is free (the primary site, the machines that were looked at,
networks) is the check's to say, and it is asked the same question here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drconsole.recovery.checks.points.chosen import IN_USE, MISSING, UNREADABLE
from drconsole.recovery.checks.prerequisites import Checked, check
from drconsole.recovery.checks.qualify import qualify
from drconsole.recovery.guide.guide import Guide, seen_of
from drconsole.recovery.states.states import direction_of
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.look import Look, stepwise
from drconsole.recovery.types.remedies import Act, Option, Remedy, Target, target_in
from drconsole.recovery.types.words import Direction, Level, Operation, TargetType
from drconsole.recovery.types.work.tasks import Finding, Request, RunOptions

_DIRECTION = "direction-to-choose"
_SAID = {"test-network-not-chosen": Option.NETWORK, "encryption-key-missing": Option.ENCRYPTION_KEY}
"""What is missing until the operator says it: the remedy leaves a place for it."""
_NOT_ASKED = frozenset({MISSING, UNREADABLE, IN_USE})
"""Recovery points are read when somebody previews, not for a guide."""
_ACCEPTED = frozenset({"test-failover-missing", "test-failover-old", "test-failover-outdated"})
"""Where a failover is what brings an item out of its state, it cannot be tested first: the remedy accepts that."""


def let_through(found: Guide, look: Look, target_type: TargetType, key: str) -> Guide:
    """The guide as it is where check lets its operation through, with all that it needs said; else what stands in the
    way, and the check that says more. The look's estate must be whole: with its networks, sites and plans."""
    operation = found.next_operation
    if operation is None:
        return found
    kind, target = (TargetType.ITEM, found.item_key) if found.item_key is not None else (target_type, key)
    if kind is TargetType.ITEM and _at_its_only_point(found, look, target):
        return _without_another_point(found, target_in(look.view.items, kind, target))
    # What the provider takes on is not asked, nor are the points of many read: both are a preview's.
    look = replace(seen_of(look, target_type, key), points={}, grain_of=stepwise)
    view = look.view

    def ask(direction: Direction | None) -> Checked:
        request = Request(operation, target, kind, RunOptions(direction=direction))
        return check(request, look, qualify(request, look), {})

    said: list[tuple[Option, str | None]] = []
    checked = ask(None)
    if found.due is not None and any(_kind(finding) == _DIRECTION for finding in checked.findings):
        way = direction_of(view.items[found.due], view.statuses[found.due], operation)
        said, checked = [(Option.DIRECTION, way.value)], ask(way)
    blocking = [one for one in checked.findings if one.level == Level.ERROR and _kind(one) not in _NOT_ASKED]
    said += [(option, None) for option in dict.fromkeys(_SAID[_kind(one)] for one in blocking if _kind(one) in _SAID)]
    accepted = dict.fromkeys(_kind(one) for one in blocking if one.overridable and _kind(one) in _ACCEPTED)
    said += [(Option.ACCEPT, kind_of) for kind_of in accepted]
    walls = [one for one in blocking if _kind(one) not in _SAID and _kind(one) not in accepted]
    if walls:
        return _stopped(found, operation, kind, view, target, walls)
    return replace(found, remedies=tuple(_with(one, said) for one in found.remedies))


def _with(remedy: Remedy, said: Sequence[tuple[Option, str | None]]) -> Remedy:
    """With what else must be said of the run."""
    have = {option for option, _ in remedy.options}
    more = (pair for pair in said if pair[0] is Option.ACCEPT or pair[0] not in have)
    return replace(remedy, options=(*remedy.options, *more)) if remedy.act is Act.RUN else remedy


def _at_its_only_point(found: Guide, look: Look, key: str) -> bool:
    """Return whether it was led to another recovery point, and was read to have none."""
    another = any((Option.POINT, None) in remedy.options for remedy in found.remedies)
    read, status = look.points.get(key), look.view.statuses.get(key)
    if not another or read is None or read.error is not None or status is None:
        return False
    at = (status.failover_point_id or "").casefold()
    return all(point.id.casefold() == at for point in read.points if point.processed)


def _without_another_point(found: Guide, item: Target) -> Guide:
    return replace(
        found,
        next_operation=None,
        why=f"{found.why}; it has no other: mend the machine there and validate it again; do not commit before",
        remedies=(Remedy(Act.VALIDATE, target=item),),
    )


def _stopped(
    found: Guide, operation: Operation, kind: TargetType, view: EstateView, target: str, walls: Sequence[Finding]
) -> Guide:
    aim = target_in(view.items if kind is TargetType.ITEM else view.plans, kind, target)
    said = " ".join(dict.fromkeys(f"{one.message} {one.recommended_action}".strip() for one in walls[:3]))
    by_hand = (remedy for remedy in found.remedies if remedy.act is Act.OUTSIDE)
    first = (remedy for one in walls[:3] for remedy in one.remedies if remedy.act in (Act.OUTSIDE, Act.RUN))
    firm = any(not one.overridable for one in walls)
    return replace(
        found,
        next_operation=None,
        why=f"{found.why}; before that: {said}",
        remedies=(Remedy(Act.CHECK, operation, aim), *dict.fromkeys((*first, *by_hand))),
        alternatives=found.alternatives if firm else (operation, *found.alternatives),
    )


def _kind(finding: Finding) -> str:
    return finding.id.split(":", 1)[0]
