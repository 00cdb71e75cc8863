"""Faults that an instructor lets come: as words, and a table of those that a key brings."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import fields

from drconsole.documents.definition import FAULT_KINDS, FaultKind
from drconsole.link.messages import InjectedFault
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.naming import near
from drconsole.recovery.types.work.errors import BadInput
from drconsole.training.instructing.fitting import PLACE

_SECONDS = ("after", "duration")
_WHOLE = ("seconds", "times")
_NUMBERS = ("probability", "factor")
_KNOWN = frozenset(each.name for each in fields(InjectedFault))
_OWN = frozenset({"id", "cleared_by"})
"""Fields that every fault may have, beside those of its kind."""


def fault_of(text: str) -> InjectedFault:
    """Return the fault that words say: ``step-fails item=shop-db step=VmFailover code=28031 after=5m``.

    Fields are those of a fault in an estate document. Raises ``BadInput`` with the field and what would be right;
    items, plans and steps are the engine's to judge.
    """
    try:
        kind, *said = shlex.split(text) or [""]
    except ValueError:
        raise BadInput("bad-fault", "a quotation mark has no end", place=PLACE, advice="close it") from None
    known = FAULT_KINDS.get(kind)
    if known is None:
        advice = near(kind, FAULT_KINDS) or f"one of: {', '.join(FAULT_KINDS)}"
        raise BadInput("bad-fault", f"there is no fault {kind!r}", place=f"{PLACE} KIND", advice=advice)
    allowed = known.fields | _OWN
    values: dict[str, object] = {}
    for word in said:
        name, equals, value = word.partition("=")
        if not equals or not value:
            raise BadInput("bad-fault", f"{word!r} is no FIELD=VALUE", place=PLACE, advice="such as item=shop-db")
        if name not in allowed:
            # A field of another kind is no slip of the pen.
            close = "" if name in _KNOWN else near(name, allowed)
            advice = close or f"it takes: {', '.join(sorted(allowed))}"
            raise BadInput("bad-fault", f"a fault {kind} has no {name!r}", place=f"{PLACE} {name}", advice=advice)
        values[name] = _value(name, value)
    return InjectedFault(kind, **values)  # type: ignore[arg-type]


def _value(name: str, text: str) -> object:
    if name in _SECONDS:
        return float(seconds(text, f"{PLACE} {name}"))
    try:
        return int(text) if name in _WHOLE else float(text) if name in _NUMBERS else text
    except ValueError:
        raise BadInput("bad-fault", f"{text!r} is no number", place=f"{PLACE} {name}", advice="such as 3") from None


def seconds(text: str, place: str) -> int:
    """Return the seconds of ``90``, ``10m``, ``1h30m``. Raises ``BadInput``."""
    from pydantic_core import PydanticCustomError

    from drconsole.documents.checking.scalars import duration

    try:
        return duration(int(text) if text.isdecimal() else text)
    except PydanticCustomError as error:
        right = (error.context or {}).get("right", "")
        raise BadInput("bad-duration", error.message(), place=place, advice=right) from None


def kinds() -> Mapping[str, FaultKind]:
    """Return every kind of fault that there is, by its name."""
    return FAULT_KINDS


def words_of(fault: InjectedFault) -> str:
    """Return the words of a fault, as ``fault_of`` takes them."""
    said = [
        f"{each.name}={getattr(fault, each.name)}"
        for each in fields(fault)
        if each.name != "kind" and getattr(fault, each.name) is not None
    ]
    return " ".join([fault.kind, *said])


def told_of(fault: InjectedFault) -> str:
    """Return a fault as a debrief tells it: ``step-fails at shop-db (step VmFailover, times 1)``."""
    target = fault.item or fault.plan
    more = [
        f"{each.name.replace('_', ' ')} {getattr(fault, each.name)}"
        for each in fields(fault)
        if each.name not in ("kind", "item", "plan") and getattr(fault, each.name) is not None
    ]
    return fault.kind + (f" at {target}" if target else "") + (f" ({', '.join(more)})" if more else "")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Fault that a key brings. ``text``: what comes about, as the instructor reads it."""

    key: str
    text: str
    kind: str
    more: Mapping[str, object]
    of_item: bool = True
    """It strikes one item, which is picked; False = all of them, or the service itself."""
    failed_over: bool | None = None
    """Of use where an item has failed over (True), or has not (False); None = always."""


TROUBLES = (
    Trouble("1", "its agent is lost, data stops", "agent-lost", {}),
    Trouble("2", "its next step fails", "step-fails", {"step": "VmFailover", "code": "28031", "times": 1}),
    Trouble("3", "its steps take ten times as long", "slow-step", {"factor": 10.0}),
    Trouble("4", "its shutdown fails", "shutdown-fails", {}, failed_over=False),
    Trouble("4", "its source is powered on again", "source-returns", {}, failed_over=True),
    Trouble("5", "its newest recovery point is gone", "point-missing", {"point": "newest"}, failed_over=False),
    Trouble("5", "its target machine is shut down", "target-stopped", {}, failed_over=True),
    Trouble("6", "the link from the source is down", "link-down", {}, of_item=False),
    Trouble("7", "the service is silent for 5 min", "no-answer", {"on": "observe", "duration": 300.0}, of_item=False),
    Trouble("8", "the target has no cores left", "quota-short", {}, of_item=False),
)
"""Those of use at one time have keys of their own (our choice of what an instructor needs most)."""


def troubles(failed_over: bool) -> Sequence[Trouble]:
    """Return those of use, by key. ``failed_over``: whether an item has failed over."""
    return [one for one in TROUBLES if one.failed_over in (None, failed_over)]


def trouble(one: Trouble, item: str | None, step: str = "") -> InjectedFault:
    """Return the fault of a key, at this item. ``step``: the one that comes next there; empty = not known."""
    more: dict[str, object] = {**one.more, **({"item": item} if one.of_item else {})}
    if step and "step" in more:
        more["step"] = step
    return InjectedFault(one.kind, **more)  # type: ignore[arg-type]
