"""Targets in a command's words: which plan or item is meant, with which options, as a request. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.link.messages import Check, Preview, Propose, StartJob
from drconsole.records.rows.refusal import RefusalRow
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.plans import Plan
from drconsole.recovery.types.estate.targets import Found, Known, candidates, known_of, said
from drconsole.recovery.types.naming import near
from drconsole.recovery.types.remedies import Act, Option, Remedy, Target, choose, target_in
from drconsole.recovery.types.words import PointChoice, TargetType
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.tasks import Certificate, Request, RunOptions

NAMED = 8
"""Items that an advice names."""


def resolve(words: str, view: EstateView) -> tuple[TargetType, str, str]:
    """(type, key, name) of a target: ``NAME``, ``plan:NAME`` or ``item:NAME``, or its key.

    Raises:
        BadInput: no such target, or words that fit several.
    """
    known = known_of(view)
    found = candidates(words, known)
    if not found:
        raise _unknown(words, words.partition(":")[2] or words, view)
    kind, key = _the_one(words, found, known)
    return TargetType(kind), key, known[kind][key]


def resolve_item(words: str, view: EstateView) -> tuple[str, str]:
    """(key, name) of a replicated item. Raises ``BadInput``; for a recovery plan with its items."""
    known = known_of(view)
    items = candidates(words, {TargetType.ITEM: known[TargetType.ITEM]})
    if items:
        key = _the_one(words, items, known)[1]
        return key, known[TargetType.ITEM][key]
    plans = candidates(words, {TargetType.PLAN: known[TargetType.PLAN]})
    if plans:
        raise _not_one_item(view.plans[_the_one(words, plans, known)[1]], view)
    raise _unknown(words, words.removeprefix("item:"), view, plans=False)


def _the_one(words: str, found: Sequence[Found], known: Known) -> Found:
    """Raises ``BadInput`` where there are several: each is told with words that mean only it."""
    if len(found) == 1:
        return found[0]
    kinds = {kind for kind, _ in found}
    ways = [said(kind, key, known) for kind, key in found[:NAMED]]
    more = f", and {len(found) - NAMED} more" if len(found) > NAMED else ""
    if len(kinds) == len(found):
        message, advice = f"'{words}' is a recovery plan and a replicated item", f"say {' or '.join(ways)}"
    else:
        message, advice = f"'{words}' may mean {len(found)} of them", f"say which: {', '.join(ways)}{more}"
    raise BadInput("ambiguous-target", message, place="target", advice=advice)


def _not_one_item(plan: Plan, view: EstateView) -> BadInput:
    known = known_of(view)
    names = [said(TargetType.ITEM, key, known) for key in plan.items]
    return BadInput(
        "plan-not-item",
        f"'{plan.name}' is a recovery plan, and this is asked of one replicated item",
        place="item",
        advice=f"name one of its items: {', '.join(names[:NAMED])}{', ...' if len(names) > NAMED else ''}",
        extra=RefusalRow(plan=plan.name, items=names),
    )


def _unknown(words: str, name: str, view: EstateView, *, plans: bool = True) -> BadInput:
    known = [plan.name for plan in view.plans.values()] if plans else []
    known += [item.name for item in view.items.values()]
    close = near(name, known)
    kinds = (TargetType.PLAN, TargetType.ITEM) if plans else (TargetType.ITEM,)
    return BadInput(
        "unknown-target",
        f"there is no {'recovery plan or ' if plans else ''}replicated item '{words}'",
        place="target",
        advice=close or "look at what there is",
        remedies=() if close else [Remedy(Act.LOOK, target=Target(kind)) for kind in kinds],
    )


def request_of(
    message: StartJob | Propose | Check | Preview, view: EstateView, certificate: Certificate | None = None
) -> tuple[Request, str]:
    """Return the request and the target's name. Raises ``BadInput``.

    ``certificate``: of the encryption key that came with the message.
    """
    kind, key, _ = resolve(message.target, view)
    said, point = message.options, message.options.point
    if said.point_id and point not in (None, PointChoice.CUSTOM):
        raise BadInput(
            "point-id-without-custom",
            f"a point's id was given, and the choice is {point}",
            option=Option.POINT_ID,
            advice="say custom with it, or leave it out",
            remedies=(choose(Option.POINT, PointChoice.CUSTOM.value),),
        )
    if said.point_id:
        point = PointChoice.CUSTOM
    elif point is PointChoice.CUSTOM:
        raise BadInput(
            "custom-without-point-id",
            "custom needs the point's id",
            option=Option.POINT_ID,
            advice="look at them",
            remedies=(Remedy(Act.POINTS, target=target_in(view.items, TargetType.ITEM, key)),),
        )
    options = RunOptions(
        point=point,
        point_id=said.point_id,
        direction=said.direction,
        shutdown=said.shutdown,
        network=said.network,
        comment=said.comment or (message.comment if isinstance(message, StartJob | Propose) else ""),
        certificate=certificate,
    )
    name = (view.plans if kind is TargetType.PLAN else view.items)[key].name
    return Request(message.operation, key, kind, options), name
