"""Faults as they come in, from a definition or in a rehearsal: what one may say, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from drconsole.documents.definition import (
    CLEARED_BY,
    FAULT_KINDS,
    LATEST_LANDING,
    NEVER_STRUCK,
    NOT_OF_QUESTIONS,
    PARAM_WORDS,
    Fault,
    FaultKind,
)
from drconsole.providers.simulator.state.moments import SECOND
from drconsole.providers.simulator.state.rows.rows import FaultState
from drconsole.providers.simulator.steps.steps import STEP_NAMES
from drconsole.recovery.types.naming import near
from drconsole.recovery.types.work.errors import BadInput

_MOST = 3650 * 86400
"""Seconds, and what else is a number: ten years, as in a document (our choice)."""


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _MOST


def _word(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _landing(value: Any) -> bool:
    return _number(value) and value <= LATEST_LANDING


_POSSIBLE: Mapping[str, Callable[[Any], bool]] = {
    "times": _count,
    "code": _word,
    "point": _word,
    "factor": _number,
    "seconds": _landing,
    **{name: words.__contains__ for name, words in PARAM_WORDS.items()},
}
"""A test for the value of each parameter that a kind of fault may have."""
FIELDS = ("id", "kind", "item", "plan", "step", "after", "duration", "probability", "params", "cleared_by")


def check(fault: Mapping[str, Any]) -> None:
    """Raises ``BadInput`` for a fault that does not exist, with what would be right."""
    name = fault.get("kind")
    kind = FAULT_KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        advice = near(str(name), FAULT_KINDS) or f"one of {', '.join(FAULT_KINDS)}"
        raise _wrong("kind", f"there is no fault '{name}'", advice)
    for said in fault:
        if said not in FIELDS:
            raise _wrong(said, f"a fault has no '{said}'", near(said, FIELDS) or f"fields are {', '.join(FIELDS)}")
    params = fault.get("params") or {}
    if not isinstance(params, Mapping):
        raise _wrong("params", "params is not a mapping", "name: value")
    for param, value in params.items():
        if param not in kind.params:
            takes = ", ".join(sorted(kind.params)) or "none"
            raise _wrong(f"params.{param}", f"{name} has no '{param}'", f"it takes {takes}")
        if not _POSSIBLE[param](value):
            limit = f"at most {LATEST_LANDING} seconds" if name == "late-landing" else "see the estate documents"
            raise _wrong(f"params.{param}", f"{value!r} is not possible", limit)
    for param in sorted(kind.needed_params):
        if param not in params:
            raise _wrong(f"params.{param}", f"{name} needs '{param}'", "")
    _check_step(fault, kind)
    if params.get("on") == "observe":
        for said in sorted(NOT_OF_QUESTIONS):
            if fault.get(said) is not None or said in params:
                raise _wrong(said, f"no-answer on observe has no '{said}'", "it holds from after for duration")
    if (cleared := fault.get("cleared_by")) is not None and cleared not in CLEARED_BY:
        raise _wrong("cleared_by", f"{cleared!r} clears nothing", f"one of {', '.join(CLEARED_BY)}")
    for number in ("after", "duration", "probability"):
        value = fault.get(number)
        if value is not None and (not _number(value) or (number == "probability" and value > 1)):
            raise _wrong(number, f"{value!r} is not possible", "a number of seconds; a probability is at most 1")


def _check_step(fault: Mapping[str, Any], kind: FaultKind) -> None:
    step = fault.get("step")
    if step is None and kind.needs_step:
        raise _wrong("step", f"{fault['kind']} needs a step", "a task name such as VmFailover")
    if step is not None and "step" not in kind.fields:
        raise _wrong("step", f"{fault['kind']} is not about a step", "leave it out")
    if step is not None and step in NEVER_STRUCK:
        raise _wrong("step", f"no fault can strike at '{step}': {NEVER_STRUCK[step]}", "another step")
    if step is not None and step not in STEP_NAMES:
        advice = near(step, STEP_NAMES) or f"one of {', '.join(sorted(STEP_NAMES))}"
        raise _wrong("step", f"this world has no step '{step}'", advice)


def _wrong(field: str, message: str, advice: str) -> BadInput:
    return BadInput("bad-fault", message, place=f"fault.{field}", advice=advice)


def from_definition(fault: Fault, begins: int) -> FaultState:
    """A fault of the estate document; its times count from the world's beginning.

    Raises ``BadInput`` as ``check`` does: a definition need not have come from a document that was checked.
    """
    check({name: getattr(fault, name) for name in FIELDS})
    return FaultState(
        id=fault.id,
        kind=fault.kind,
        item=fault.item,
        plan=fault.plan,
        step=fault.step,
        starts_at=begins + round((fault.after or 0) * SECOND),
        ends_at=_end(begins, fault.after, fault.duration),
        probability=fault.probability,
        params=dict(fault.params),
        cleared_by=fault.cleared_by,
    )


def _end(begins: int, after: float | None, duration: float | None) -> int | None:
    return None if duration is None else begins + round(((after or 0) + duration) * SECOND)


def from_mapping(fault: Mapping[str, Any], ident: str, now: int) -> FaultState:
    """A fault of a rehearsal; its times count from now. ``check`` has passed it."""
    after, duration = fault.get("after"), fault.get("duration")
    return FaultState(
        id=ident,
        kind=fault["kind"],
        item=fault.get("item"),
        plan=fault.get("plan"),
        step=fault.get("step"),
        starts_at=now + round((after or 0) * SECOND),
        ends_at=_end(now, after, duration),
        probability=fault.get("probability"),
        params=dict(fault.get("params") or {}),
        cleared_by=fault.get("cleared_by"),
    )
