"""From the words on a command line to a request: which plan or item is meant, with which options. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from drconsole.engine.keyring import certificate_of
from drconsole.recovery.errors import BadInput
from drconsole.recovery.estate import EstateView
from drconsole.recovery.tasks import Request, RunOptions
from drconsole.recovery.words import Direction, Operation, PointChoice, TargetType


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
    """(key, name) of a replicated item. Raises ``BadInput``."""
    name = words.removeprefix("item:")
    key = _key(view, TargetType.ITEM, name)
    if key is None:
        raise _unknown(words, name, view)
    return key, name


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


def _unknown(words: str, name: str, view: EstateView) -> BadInput:
    known = [plan.name for plan in view.plans.values()] + [item.name for item in view.items.values()]
    near = difflib.get_close_matches(name, known[:20000], n=3)
    advice = f"did you mean {' or '.join(near)}?" if near else "drconsole plans and drconsole items list what there is"
    return BadInput(
        "unknown-target",
        f"there is no recovery plan or replicated item '{words}'",
        place="target",
        advice=advice,
    )


def request_of(body: Mapping[str, Any], view: EstateView) -> tuple[Request, str]:
    """The request and the target's name. Raises ``BadInput``."""
    kind, key, _ = resolve(body["target"], view)
    said = body.get("options") or {}
    point = PointChoice(said["point"]) if said.get("point") else None
    if said.get("point_id") and point not in (None, PointChoice.CUSTOM):
        raise BadInput(
            "point-id-without-custom",
            f"a point's id was given, and the choice is {point}",
            place="--point-id",
            advice="say --point custom with it, or leave it out",
        )
    if said.get("point_id"):
        point = PointChoice.CUSTOM
    elif point is PointChoice.CUSTOM:
        raise BadInput(
            "custom-without-point-id",
            "custom needs the point's id",
            place="--point-id",
            advice="drconsole points ITEM lists them",
        )
    options = RunOptions(
        point=point,
        point_id=said.get("point_id"),
        direction=Direction(said["direction"]) if said.get("direction") else None,
        shutdown=said.get("shutdown"),
        network=said.get("network"),
        comment=said.get("comment") or body.get("comment") or "",
        certificate=certificate_of(body),
    )
    name = (view.plans if kind is TargetType.PLAN else view.items)[key].name
    return Request(Operation(body["operation"]), key, kind, options), name
