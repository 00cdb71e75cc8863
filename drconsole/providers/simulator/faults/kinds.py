"""Effects of faults on a request or a step: whom one hits, and how."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from drconsole.documents.definition import FAULT_KINDS
from drconsole.providers.simulator.service.naming import other_name
from drconsole.providers.simulator.service.problems import caused_by_fault, failure, problem
from drconsole.providers.simulator.state.rows.rows import FaultState, Run, TaskErrorRow
from drconsole.recovery.types.data import dataclass

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World


@dataclass(slots=True)
class Verdict:
    """Effect of faults on a step: how much slower it is, whether it fails, what it warns of."""

    factor: float = 1.0
    errors: list[TaskErrorRow] | None = None
    warnings: list[TaskErrorRow] = field(default_factory=list)


def verdict(world: World, run: Run, part: str) -> Verdict:
    """Return what faults make of a step; ``part``, as its row says: what a fault strikes by that names no step."""
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
        if spent(fault):
            continue
        fault.fired += 1
        world.touch(fault)
        yield fault


def spent(fault: FaultState) -> bool:
    """Return whether it has struck as often as it can."""
    times = fault.params.get("times")
    return times is not None and fault.fired >= times


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
