"""Lookup of the plan or item that is meant by words that a person typed, and of the words that mean one and no other.

Only here is a name looked up. A name is not unique, and one thing's name may be another's key: words that fit two are
never taken for one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from drconsole.recovery.types.words import TargetType

if TYPE_CHECKING:
    from drconsole.recovery.types.estate.estate import EstateView

Known = Mapping[str, Mapping[str, str]]
"""``plan`` and ``item``, or one of them -> key -> name."""
Found = tuple[str, str]
"""(``plan`` or ``item``, key)."""


def by_key(kind: str, key: str) -> str:
    """Words that can only mean the thing of this key: what programs say."""
    return f"{kind}-key:{key}"


def candidates(words: str, known: Known) -> list[Found]:
    """All that ``NAME``, a key, ``plan:NAME``, ``item:NAME``, ``plan-key:KEY`` or ``item-key:KEY`` may mean."""
    prefix, _, rest = words.partition(":")
    for kind in known:
        if rest and prefix == f"{kind}-key":
            return [(kind, rest)] if rest in known[kind] else []
    kinds, word = ([prefix], rest) if rest and prefix in known else (list(known), words)
    return [(kind, key) for kind in kinds for key, name in known[kind].items() if word in (key, name)]


def without_prefix(words: str) -> str:
    """Return the name or key of a target without what says its kind."""
    for prefix in ("plan:", "item:", "plan-key:", "item-key:"):
        if words.startswith(prefix):
            return words.removeprefix(prefix)
    return words


def known_of(view: EstateView) -> dict[str, dict[str, str]]:
    """All plans and items of an estate."""
    plans = {key: plan.name for key, plan in view.plans.items()}
    return {TargetType.PLAN: plans, TargetType.ITEM: {key: item.name for key, item in view.items.items()}}


def said(kind: str, key: str, known: Known) -> str:
    """The shortest words that mean this and nothing else."""
    name = known[kind].get(key, key)
    for words in (name, key, f"{kind}:{name}", f"{kind}:{key}"):
        if candidates(words, known) == [(kind, key)]:
            return words
    return by_key(kind, key)
