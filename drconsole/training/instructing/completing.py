"""Ways in which a fault that an instructor types may go on: its kind, its fields, and what each may hold. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drconsole.documents.definition import CLEARED_BY, FAULT_KINDS, PARAM_WORDS, FaultKind
from drconsole.training.instructing.fitting import Machine, misfit, steps_now

Line = tuple[str, str]
"""A word, and what it is."""
_OTHERS = {"point": ("newest",), "cleared_by": tuple(str(word) for word in CLEARED_BY), **PARAM_WORDS}
"""Field -> what it may hold, where that is not of the estate."""


def completed(said: str, machines: Sequence[Machine]) -> Iterator[Line]:
    """Yield how ``said`` may go on, each time all of it with what it is.

    Only what fits now is offered: machines at which the kind finds something, and the steps that come next there.
    """
    kind, blank, rest = said.partition(" ")
    if not blank:
        yield from ((name, one.what) for name, one in FAULT_KINDS.items())
        return
    known = FAULT_KINDS.get(kind)
    if known is None:
        return
    before, _, word = f" {rest}".rpartition(" ")
    lead = f"{kind}{before} " if before else f"{kind} "
    values = dict(pair.partition("=")[::2] for pair in before.split())
    name, equals, _ = word.partition("=")
    if not equals:
        yield from ((f"{lead}{field}=", "needed" if field in needs(known) else "") for field in _fields(known, values))
    elif name in known.fields or name == "cleared_by":
        yield from ((f"{lead}{name}={value}", what) for value, what in _values(name, kind, values, machines))


def needs(kind: FaultKind) -> frozenset[str]:
    """Return the fields that a kind needs, or of which it needs one."""
    return frozenset(field for one_of in kind.needs for field in one_of)


def _fields(kind: FaultKind, said: dict[str, str]) -> list[str]:
    """Return the fields that are not said yet, those that are needed first."""
    left = [field for field in (*kind.fields, "cleared_by") if field not in said]
    if {"item", "plan"} & said.keys():
        left = [field for field in left if field not in ("item", "plan")]
    return sorted(left, key=lambda field: (field not in needs(kind), field))


def _values(name: str, kind: str, said: dict[str, str], machines: Sequence[Machine]) -> Iterator[Line]:
    if name == "item":
        names = [one.name for one in machines]
        for one in machines:
            if not misfit(kind, one) and not set(one.name) & set(" '\""):
                yield one.name if names.count(one.name) == 1 else one.key, _about(one)
    elif name == "step":
        of = [one for one in machines if said.get("item") in (None, one.key, one.name)]
        steps = dict.fromkeys(step for one in of for step in steps_now(one))
        yield from ((step, "") for step in steps)
    else:
        yield from ((word, "") for word in _OTHERS.get(name, ()))


def _about(machine: Machine) -> str:
    next_step = machine.to_come[0] if machine.to_come else ""
    return f"{machine.operation}: {next_step}" if next_step else machine.operation or machine.scenario
