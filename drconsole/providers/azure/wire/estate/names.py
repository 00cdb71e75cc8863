"""Names that stay unique: our rows are found by name, and the service's friendly names may be given twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that asks for a name: ``wanted``, or ``wanted (apart)`` where another one wants the same."""

    id: str
    wanted: str
    apart: str


def unique(things: Iterable[Named]) -> dict[str, str]:
    """Id -> name. The same things get the same names, in whatever order they come."""
    known = {thing.id: thing for thing in things}
    wishes = Counter(thing.wanted for thing in known.values())
    with_more = {
        key: thing.wanted if wishes[thing.wanted] == 1 else f"{thing.wanted} ({thing.apart})"
        for key, thing in sorted(known.items())
    }
    return _numbered(with_more)


def _numbered(names: Mapping[str, str]) -> dict[str, str]:
    taken = Counter(names.values())
    seen: Counter[str] = Counter()
    found = {}
    for key, name in names.items():
        seen[name] += 1
        found[key] = name if taken[name] == 1 else f"{name} {seen[name]}"
    return found
