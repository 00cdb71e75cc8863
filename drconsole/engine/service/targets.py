"""Targets in a command's words: which plan or item is meant, with which options, as a request. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drconsole.link.messages import Check, Preview, StartJob
from drconsole.recovery.types.errors import BadInput
from drconsole.recovery.types.estate import EstateView, Plan
from drconsole.recovery.types.naming import near
from drconsole.recovery.types.remedies import Act, Option, Remedy, Target, choose, target_in
from drconsole.recovery.types.tasks import Certificate, Request, RunOptions
from drconsole.recovery.types.words import PointChoice, TargetType

NAMED = 8
"""Items that an advice names."""


def resolve(words: str, view: EstateView) -> tuple[TargetType, str, str]:
    """(type, key, name) of a target: ``NAME``, ``plan:NAME`` or ``item:NAME``.

    Raises:
        BadInput: no such target, or a name that both a plan and an item have.
    """
    prefix, _, rest = words.partition(":")
    if rest and prefix in (TargetType.PLAN, TargetType.ITEM):
        wanted = TargetType(prefix)
        key = _key(view, wanted, rest)
        if key is None:
            raise _unknown(words, rest, view)
        return wanted, key, rest
    plan, item = _key(view, TargetType.PLAN, words), _key(view, TargetType.ITEM, words)
    if plan is not None and item is not None:
        raise BadInput(
            "ambiguous-target",
            f"'{words}' is a recovery plan and a replicated item",
            place="target",
            advice=f"say plan:{words} or item:{words}",
        )
    if plan is not None:
        return TargetType.PLAN, plan, words
    if item is not None:
        return TargetType.ITEM, item, words
    raise _unknown(words, words, view)


def resolve_item(words: str, view: EstateView) -> tuple[str, str]:
    """(key, name) of a replicated item. Raises ``BadInput``; for a recovery plan with its items."""
    name = words.removeprefix("item:")
    key = _key(view, TargetType.ITEM, name)
    if key is not None:
        return key, name
    plan = None if name != words else _key(view, TargetType.PLAN, words.removeprefix("plan:"))
    if plan is not None:
        raise _not_one_item(view.plans[plan], view)
    raise _unknown(words, name, view, plans=False)


def _key(view: EstateView, kind: TargetType, name: str) -> str | None:
    """Names are not unique in every provider's world; a key always is and may be said too."""
    pool: Mapping[str, Any] = view.plans if kind is TargetType.PLAN else view.items
    if name in pool and pool[name].name == name:
        return name
    found = [key for key, thing in pool.items() if thing.name == name]
    if len(found) > 1:
        raise BadInput(
            "ambiguous-target",
            f"{len(found)} have the name '{name}'",
            place="target",
            advice=f"say one of their keys: {', '.join(sorted(found)[:5])}",
        )
    if found:
        return found[0]
    return name if name in pool else None


def _not_one_item(plan: Plan, view: EstateView) -> BadInput:
    names = [view.items[key].name if key in view.items else key for key in plan.items]
    return BadInput(
        "plan-not-item",
        f"'{plan.name}' is a recovery plan, and this is asked of one replicated item",
        place="item",
        advice=f"name one of its items: {', '.join(names[:NAMED])}{', ...' if len(names) > NAMED else ''}",
        extra={"plan": plan.name, "items": names},
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
    message: StartJob | Check | Preview, view: EstateView, certificate: Certificate | None = None
) -> tuple[Request, str]:
    """The request and the target's name; ``certificate`` is that of the key that came with it. Raises ``BadInput``."""
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
        comment=said.comment or (message.comment if isinstance(message, StartJob) else ""),
        certificate=certificate,
    )
    name = (view.plans if kind is TargetType.PLAN else view.items)[key].name
    return Request(message.operation, key, kind, options), name
