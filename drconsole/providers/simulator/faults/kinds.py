"""Faults as data: which there are, whom one hits, and what it does to a request or a step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from drconsole.documents.definition import (
    FAULT_KINDS,
    LATEST_LANDING,
    NEVER_STRUCK,
    NOT_OF_QUESTIONS,
    PARAM_WORDS,
    STEP_NAMES,
    Fault,
    FaultKind,
)
from drconsole.providers.simulator.service.naming import other_name
from drconsole.providers.simulator.service.problems import caused_by_fault, failure, problem
from drconsole.providers.simulator.state.moments import SECOND
from drconsole.providers.simulator.state.rows import FaultState, Run, TaskErrorRow
from drconsole.recovery.types.errors import BadInput

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


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
FIELDS = ("id", "kind", "item", "plan", "step", "after", "duration", "probability", "params")

STRUCK = frozenset({*STEP_NAMES, "Runbook"})
"""Steps that a fault may strike."""


def check(fault: Mapping[str, Any]) -> None:
    """Raises ``BadInput`` for a fault that does not exist, with what would be right."""
    name = fault.get("kind")
    kind = FAULT_KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise _wrong("kind", f"there is no fault '{name}'", f"one of {', '.join(FAULT_KINDS)}")
    for said in fault:
        if said not in FIELDS:
            raise _wrong(said, f"a fault has no '{said}'", f"fields are {', '.join(FIELDS)}")
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
    if step is not None and step not in STRUCK:
        raise _wrong("step", f"this world has no step '{step}'", f"one of {', '.join(sorted(STRUCK))}")


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
    )


@dataclass(slots=True)
class Verdict:
    """What faults make of a step: how much slower it is, whether it fails, what it warns of."""

    factor: float = 1.0
    errors: list[TaskErrorRow] | None = None
    warnings: list[TaskErrorRow] = field(default_factory=list)


def verdict(world: World, run: Run, part: str) -> Verdict:
    """``part``: as the step's row says; what a fault that names no step strikes by."""
    result = Verdict()
    for fault in matching(world, run, "slow-step"):
        result.factor *= float(fault.params["factor"])
    result.errors = _failing(world, run, part)
    if result.errors is None:
        configured, back = world.configured.get(run.item), _goes_back(world, run)
        for fault in matching(world, run, "step-warns"):
            code = _code(fault)
            name = other_name(world.draws, configured.name, run.item) if configured else ""
            result.warnings.append(problem(code, configured, name, level="Warning", back=back))
    return result


def _goes_back(world: World, run: Run) -> bool:
    return bool(run.item) and world.items[run.item].back


def _failing(world: World, run: Run, part: str) -> list[TaskErrorRow] | None:
    configured, back = world.configured.get(run.item), _goes_back(world, run)
    for fault in matching(world, run, "step-fails"):
        return caused_by_fault(_code(fault), configured, back=back)
    if part == "shutdown":
        for _ in matching(world, run, "shutdown-fails"):
            return caused_by_fault("ShutdownFailed", configured, back=back)
    if part == "machine":
        for fault in matching(world, run, "point-missing"):
            if "point" not in fault.params:
                return failure("BookmarkNotFound", configured, run.point or "chosen", back=back)
    at = {"machine": "failover", "first-check": "prerequisites"}.get(part, "")
    for fault in matching(world, run, "quota-short", where=at) if at else ():
        return caused_by_fault(
            fault.params.get("code", "28031" if at == "failover" else "28044"), configured, back=back
        )
    return None


def _code(fault: FaultState) -> str:
    return str(fault.params.get("code") or FAULT_KINDS[fault.kind].usual_code)


def matching(
    world: World,
    run: Run,
    kind: str,
    where: str = "",
    items: Sequence[str] = (),
    parts: Collection[tuple[str, str]] = (),
) -> Iterator[FaultState]:
    """Active faults of this kind that hit this step now. One that is taken counts as fired.

    ``items``: whom a request for a whole operation is about; a fault of any of them hits it. ``parts``: step and item
    of what it would do; a fault at one of these steps hits it.
    """
    for fault in world.faults_of(kind):
        if fault.phase != "active" or not _at_step(fault, run, parts):
            continue
        if where and _place(fault) != where:
            continue
        if not (covers(world, fault, run) or fault.item in items) or not _falls(world, fault, run):
            continue
        times = fault.params.get("times")
        if times is not None and fault.fired >= times:
            continue
        fault.fired += 1
        world.touch(fault)
        yield fault


def _at_step(fault: FaultState, run: Run, parts: Collection[tuple[str, str]]) -> bool:
    if fault.step is None or fault.step == run.step:
        return True
    return any(step == fault.step and fault.item in (None, item) for step, item in parts)


def _place(fault: FaultState) -> str:
    """Return where it strikes, of the two places that its kind may have."""
    return str(fault.params.get("at", "failover") if fault.kind == "quota-short" else fault.params.get("on", "begin"))


def covers(world: World, fault: FaultState, run: Run) -> bool:
    if fault.item is not None:
        return fault.item == run.item
    if fault.plan is not None:
        return run.target == fault.plan or run.item in world.members(fault.plan)
    return True


def _falls(world: World, fault: FaultState, run: Run) -> bool:
    if fault.probability is None:
        return True
    return world.draws.share("fault", fault.id, run.item, run.step, run.attempt) < fault.probability
