"""Requests as they reach the world: what is asked, when it lands, what the asker hears."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drconsole.providers.port import Work
from drconsole.providers.simulator.advance import advance
from drconsole.providers.simulator.faults import kinds as faults
from drconsole.providers.simulator.items import sides
from drconsole.providers.simulator.remote.tree import PLAN_WIDE, parts
from drconsole.providers.simulator.service.allowing import offers
from drconsole.providers.simulator.service.operations import OPERATIONS
from drconsole.providers.simulator.service.problems import problem
from drconsole.providers.simulator.state.moments import SECOND
from drconsole.providers.simulator.state.rows.rows import Job, Run, TaskErrorRow
from drconsole.providers.simulator.steps import requirements, running
from drconsole.providers.simulator.steps.steps import find
from drconsole.providers.simulator.steps.tables import PLAN_STEPS
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.words import Grain, Operation, Scenario, TargetType

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

LATENCY = (0, 0, 0, 0, 0, 0, 1, 2)
"""Seconds from sending to landing, one of them by draw."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The answer to a request: a reference, a refusal, or nothing (``lost``; ``never``: not even an error)."""

    reference: str = ""
    refused: tuple[TaskErrorRow, ...] = ()
    silence: str = ""


def grain(world: World, operation: Operation, scenario: Scenario, target_type: TargetType) -> Grain | None:
    """Return how much of it this world does by itself; None = not at all."""
    if not offers(operation, scenario):
        return None
    if world.about.grain is not Grain.PLAN:
        return world.about.grain
    return Grain.PLAN if target_type is TargetType.PLAN and operation in PLAN_WIDE else Grain.ITEM


def receive(world: World, work: Work, now: int, certificate: Sequence[str] = ()) -> Heard:
    """A request is sent. It is not compared with any before: what is asked twice is done twice."""
    run = _as_run(world, work, now)
    run.certificate = list(certificate)
    if misunderstood := _not_understood(world, work):
        return Heard(refused=tuple(misunderstood))
    job = None if work.step is not None else _as_job(world, work, run)
    inside = parts(world, job) if job is not None else ()
    late = next(faults.matching(world, run, "late-landing", items=work.items, parts=inside), None)
    silent = next(faults.matching(world, run, "no-answer", "begin", work.items, inside), None)
    if late is not None:
        run.lands_at = now + round(float(late.params["seconds"]) * SECOND)
    elif work.step is not None and (errors := running.why_refused(world, run)):
        running.refuse(world, run, errors, now)
        return Heard(refused=tuple(errors))
    reference = _send_step(world, run) if job is None else _send_job(world, job, run)
    advance(world, now)
    if late is not None:
        return Heard(reference, silence=str(late.params.get("answer", "lost")))
    return Heard(reference, silence="lost" if silent is not None else "")


def _as_run(world: World, work: Work, now: int) -> Run:
    item = work.items[0] if len(work.items) == 1 else ""
    step = work.step or ""
    chosen = work.points.get(item)
    state = world.items.get(item)
    before = state.attempts.get(step or work.operation, 0) if state else len(world.jobs_of_key.get(work.key, ()))
    latency = world.draws.pick(LATENCY, "latency", item or work.target, work.operation, step, before)
    return Run(
        id=world.run_count + 1,
        reference="",
        key=work.key,
        job=work.job,
        operation=str(work.operation),
        target=work.target,
        step=step,
        item=item,
        sent_at=now,
        lands_at=now + latency * SECOND,
        direction=str(work.direction),
        choice=_choice(chosen)[0] or "latest",
        point=_choice(chosen)[1],
        shutdown=work.shutdown,
        network=work.network,
        comment=work.comment,
        runbook=work.runbook,
        timeout=work.timeout,
        attempt=before + 1,
    )


def _choice(chosen: ChosenPoint | None) -> list[str | None]:
    return ["latest", None] if chosen is None else [str(chosen.choice), chosen.id]


def _not_understood(world: World, work: Work) -> list[TaskErrorRow]:
    """Return what no world like this one would take, whatever its state."""
    unknown = [key for key in work.items if key not in world.items]
    known = world.plans if work.target_type is TargetType.PLAN else world.items
    if unknown or work.target not in known:
        return [problem("Stopped", None, f"there is no '{(*unknown, work.target)[0]}'")]
    if work.step is not None:
        return _step_not_understood(world, work)
    if world.about.grain is Grain.STEP:
        return [problem("Stopped", None, "this world takes single steps, not whole operations")]
    if not work.items:
        return [problem("Stopped", None, "no item takes part")]
    whole = work.target_type is TargetType.PLAN and work.operation in PLAN_WIDE
    if len(work.items) > 1 and not whole:
        return [problem("Stopped", None, f"{work.operation} is asked for one item at a time")]
    for key in work.items:
        if not offers(work.operation, world.configured[key].scenario):
            return [problem("Stopped", world.configured[key], f"{work.operation} is not supported for '{key}'")]
    return _wrong_way(world, work)


def _wrong_way(world: World, work: Work) -> list[TaskErrorRow]:
    for key in work.items:
        configured = world.configured[key]
        if why := requirements.wrong_way(work.operation, work.direction, world.items[key], configured):
            return [problem("OperationNotAllowed", configured, why)]
    return []


def _step_not_understood(world: World, work: Work) -> list[TaskErrorRow]:
    if world.about.grain is not Grain.STEP:
        return [problem("Stopped", None, "this world takes whole operations, not single steps")]
    if len(work.items) > 1:
        return [problem("Stopped", None, "a step is done on one item")]
    for key in work.items:
        if not offers(work.operation, world.configured[key].scenario):
            return [problem("Stopped", world.configured[key], f"{work.operation} is not supported for '{key}'")]
    name = work.step or ""
    families = [sides.family_of(world, world.items[key]) for key in work.items]
    known = [find(work.operation, name, family) for family in families] if families else [PLAN_STEPS.get(name)]
    if any(step is None or step.waits for step in known):
        return [problem("Stopped", None, f"{work.operation} has no step '{name}'")]
    return []


def _send_step(world: World, run: Run) -> str:
    run.reference = world.draws.guid("run", run.id)
    world.place(run)
    return run.reference


def _as_job(world: World, work: Work, run: Run) -> Job:
    """A plan's job is told by another id than the one it will have (49 of 49 recorded)."""
    number = world.job_count + 1
    return Job(
        id=world.draws.guid("job", number),
        alias=world.draws.guid("operation", number),
        number=number,
        key=work.key,
        operation=str(work.operation),
        target=work.target,
        target_type=str(work.target_type),
        items=list(work.items),
        points={key: _choice(chosen) for key, chosen in work.points.items()},
        sent_at=run.sent_at,
        lands_at=run.lands_at,
        direction=run.direction,
        shutdown=work.shutdown,
        network=work.network,
        comment=work.comment,
        certificate=run.certificate,
        stops=OPERATIONS[work.operation].planned,
    )


def _send_job(world: World, job: Job, run: Run) -> str:
    job.lands_at = run.lands_at
    world.place(job)
    return job.alias
