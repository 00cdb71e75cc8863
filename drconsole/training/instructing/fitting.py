"""Faults that fit a machine as it stands now: steps that its operations run, and what can still happen to it. Pure.

An instructor's fault that can strike nowhere would be taken by the world and never come: here it is told at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from drconsole.documents.building.step_names import steps_run_by
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.naming import near
from drconsole.recovery.types.words import Operation, Scenario
from drconsole.recovery.types.work.errors import BadInput

if TYPE_CHECKING:
    # Completion of a shell reads this at a press of tab.
    from drconsole.link.messages import InjectedFault

PLACE = "--inject"
LATER = "after=10m lets a fault come later, when it may fit"
SHUTDOWN = "VmShutdownVmOnPrimary"
"""Step at which a shutdown fails."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Machine as an instructor's fault may find it."""

    key: str
    name: str
    scenario: str
    allowed: tuple[str, ...] = ()
    """Operations that may begin now."""
    source_powered: bool | None = None
    target_powered: bool | None = None
    no_network: bool = False
    """Whether it came up without network or address."""
    operation: str = ""
    """Operation of the job that works on it; empty = none does."""
    to_come: tuple[str, ...] = ()
    """Steps of that job that have not ended, in their order."""
    passed: tuple[str, ...] = ()
    """Steps of that job that have ended."""


_AMISS: Mapping[str, tuple[Callable[[Machine], bool], str]] = {
    "source-off": (lambda one: one.source_powered is False, "its machine at the source is off already"),
    "target-stopped": (lambda one: one.target_powered is not True, "no machine of it runs at the target"),
    "target-started": (lambda one: one.target_powered is True, "its machine at the target runs already"),
    "network-mended": (lambda one: not one.no_network, "its machine has its network and its address"),
    "shutdown-fails": (
        lambda one: SHUTDOWN in one.passed and SHUTDOWN not in one.to_come,
        "the shutdown is over in the job that runs",
    ),
}
"""Kind of a fault -> when it finds nothing to strike at, and why."""


def misfit(kind: str, machine: Machine) -> str:
    """Return why a fault of a kind would find nothing at a machine now; empty = it fits."""
    amiss, why = _AMISS.get(kind, (lambda _: False, ""))
    return why if amiss(machine) else ""


def steps_of(machine: Machine) -> frozenset[str]:
    """Return the steps that any operation of a machine runs."""
    return steps_run_by([Scenario(machine.scenario)], plans=False)


def steps_now(machine: Machine) -> tuple[str, ...]:
    """Return the steps at which a fault would strike next: those to come of the job that runs, else those of the
    operations that may begin now."""
    run = steps_of(machine)
    if machine.operation:
        return tuple(step for step in machine.to_come if step in run)
    allowed = {Operation(word) for word in machine.allowed if word in set(Operation)}
    return tuple(sorted(steps_run_by([Scenario(machine.scenario)], plans=False, operations=allowed)))


def check(fault: InjectedFault, machines: Sequence[Machine]) -> None:
    """Check that a fault can strike at the machine that it names, as that stands now.

    A machine that does not exist, or a name that two have, is the engine's to refuse; so is a fault of a plan or of all
    machines, of which some may fit. What comes ``after`` a while may find everything otherwise. Raises ``BadInput``.
    """
    named = [one for one in machines if fault.item in (one.key, one.name)]
    if len(named) != 1:
        return
    (machine,) = named
    if fault.step is not None:
        _check_step(fault.step, machine, later=fault.after is not None)
    if fault.after is None and (why := misfit(fault.kind, machine)):
        fits = [one.name for one in machines if not misfit(fault.kind, one)]
        advice = f"it fits: {', '.join(sorted(fits))}" if fits else f"it fits no machine now; {LATER}"
        message = f"a fault {fault.kind} finds nothing at {machine.name!r}: {why}"
        raise BadInput("no-fit", message, place=f"{PLACE} item", advice=advice)


def _check_step(step: str, machine: Machine, *, later: bool) -> None:
    run, now = steps_of(machine), steps_now(machine)
    if step not in run:
        message = f"no operation of {machine.name!r} ({machine.scenario}) runs the step {step!r}"
        close = near(step, run)
        advice = f"{close} " if close else ""
        raise BadInput("no-fit", message, place=f"{PLACE} step", advice=f"{advice}its next steps: {_told(now or run)}")
    if machine.operation and step in machine.passed and step not in machine.to_come and not later:
        message = f"the step {step!r} of {machine.name!r} has passed in the {machine.operation} that runs"
        advice = f"still to come: {_told(now)}" if now else f"none is to come; {LATER}"
        raise BadInput("no-fit", message, place=f"{PLACE} step", advice=advice)


def _told(steps: Sequence[str] | frozenset[str]) -> str:
    return ", ".join(sorted(steps) if isinstance(steps, frozenset) else steps)
