"""Suspected corruptions: since when an operator suspects one, by plan or item, as long as the console is open."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from drconsole.console.context import Console, Target

_SUSPECTS: WeakKeyDictionary[Console, dict[Target, str]] = WeakKeyDictionary()


def suspect(app: Console, targets: Iterable[Target], since: str | None) -> None:
    """Note since when a corruption of these targets is suspected; None = it is no longer."""
    known = _SUSPECTS.setdefault(app, {})
    for target in targets:
        if since is None:
            known.pop(target, None)
        else:
            known[target] = since


def suspected_of(app: Console, target: Target) -> str | None:
    """Return since when a corruption of a target is suspected; None = nobody has said so."""
    return _SUSPECTS.get(app, {}).get(target)
