"""Steps on their way through the world: sent, landed, under way, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.providers.simulator.faults import kinds as faults
from drconsole.providers.simulator.items import keys, sides
from drconsole.providers.simulator.service.naming import plan_says, scenario_name
from drconsole.providers.simulator.service.problems import failure, problem
from drconsole.providers.simulator.state.moments import SECOND
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.rows import PlanState, Run, TaskErrorRow
from drconsole.providers.simulator.steps import requirements, steps
from drconsole.providers.simulator.steps.row import Change, Step
from drconsole.providers.simulator.steps.tables import PLAN_STEPS, RUNBOOK
from drconsole.recovery.types.estate.estate import Item
from drconsole.recovery.types.words import Operation, PointChoice

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

FAILS_WITHIN = (3, 120)
"""Seconds after which a step that fails gives up (recorded failed failovers: 0 to 162)."""
CANCELS_WITHIN = (2, 6)
"""Seconds until a cancelled step has stopped; one that ends earlier was too late to cancel."""


def row_of(world: World, run: Run) -> Step | None:
    """Return the row of the tables for a step under way."""
    if not run.item:
        return PLAN_STEPS.get(run.step)
    return steps.find(Operation(run.operation), run.step, sides.family_of(world, world.items[run.item]))


def why_refused(world: World, run: Run) -> list[TaskErrorRow] | None:
    """Return why the world says no to this step before doing anything; None = it takes it."""
    if not run.item:
        return None
    item, configured = world.items[run.item], world.configured[run.item]
    operation = Operation(run.operation)
    if run.owner is None and (other := _other_job(world, item, run)) is not None:
        return [problem("532", configured, other)]
    if why := requirements.wrong_way(operation, run.direction, item, configured):
        return [problem("OperationNotAllowed", configured, why)]
    extra = _needs_extra_step(world, item, configured)
    step = row_of(world, run)
    if step is None:
        return None
    if why := requirements.unmet(step, item, extra):
        return [problem(step.code, configured, why)]
    return keys.refusal(world, run, configured) if step.opens_data else None


def _needs_extra_step(world: World, item: ItemState, configured: Item) -> bool:
    return steps.needs_extra_step(configured, world.sites[sides.target_site(configured, item)].kind)


def _other_job(world: World, item: ItemState, run: Run) -> str | None:
    """The scenario of another job that works on the item."""
    for reference, scenario in item.busy.items():
        other = world.run_of_reference.get(reference)
        if other is None or other.job != run.job:
            return scenario
    return None


def refuse(world: World, run: Run, errors: list[TaskErrorRow], at: int) -> None:
    world.emit(at, run.item, "refused", run.key, f"{run.step}: {errors[0]['message']}")


def land(world: World, run: Run, at: int) -> bool:
    """The request is here: begin the step, or refuse it. Returns whether it has ended with that."""
    if run.state != "sent":
        return False
    run.started_at = at
    errors = why_refused(world, run)
    if errors is not None:
        refuse(world, run, errors, at)
        run.state, run.errors, run.ends_at = "failed", errors, at
        world.touch(run)
        return True
    run.state = "running"
    step = row_of(world, run)
    item = world.items[run.item] if run.item else None
    where: ItemState | PlanState | None = item or world.plan_states.get(run.target)
    if where is not None:
        run.attempt = where.attempts[run.step] = where.attempts.get(run.step, 0) + 1
        if run.owner is None:
            where.busy[run.reference] = _scenario_of(world, run)
        world.touch(where)
    took = _fate(world, run, step, item, at)
    if item is not None and (change := _change(step, run)):
        change(world, run, item, at)
    if not run.item and run.owner is None and step is not None and step.begins_plan:
        _plan_began(world, run)
    world.run_ends(run, at + took)
    return False


def _fate(world: World, run: Run, step: Step | None, item: ItemState | None, at: int) -> int:
    """Decide how the step ends; returns in how many microseconds."""
    configured = world.configured[run.item] if item is not None else None
    errors = _obstacle(world, run, step, item, at)
    part = step.part if step is not None else ""
    verdict = faults.verdict(world, run, part) if errors is None else faults.Verdict(errors=errors)
    errors = verdict.errors
    run.errors = verdict.warnings
    took = round(_seconds(world, run, step, item) * verdict.factor)
    if errors is not None:
        run.outcome = "failed"
        run.errors = errors
        took = min(took, world.draws.between(*FAILS_WITHIN, "fails", run.item, run.step, run.attempt))
    if run.timeout and took > run.timeout:
        took = run.timeout
        if run.outcome == "done":
            run.outcome, run.errors = "failed", [problem("Timeout", configured, run.runbook or run.step)]
    return took * SECOND


def _obstacle(world: World, run: Run, step: Step | None, item: ItemState | None, at: int) -> list[TaskErrorRow] | None:
    """Return what makes the step fail without any fault; None = nothing does."""
    if item is None:
        return _runbook_fails(world, run) if run.step == RUNBOOK else None
    if step is None:
        return None
    configured = world.configured[item.key]
    if step.check and (why := requirements.check(Operation(run.operation), item, configured)):
        return failure(requirements.check_code(step, item), configured, why, back=item.back)
    for code, stands_in_the_way in step.obstacles:
        why = stands_in_the_way(world, run, item, at)
        if why is not None:
            return failure(code, configured, why, back=item.back)
    return None


def _change(step: Step | None, run: Run) -> Change | None:
    """Return what changes since the step has come to this state; None = nothing."""
    if step is None:
        return None
    return {"running": step.begins, "done": step.does, "failed": step.fails, "cancelled": step.cancelled}[run.state]


def _runbook_fails(world: World, run: Run) -> list[TaskErrorRow] | None:
    runbook = world.runbooks.get(run.runbook or "")
    if runbook is None or runbook.outcome != "succeeded":
        return failure("RunbookFailed", None, run.runbook or "")
    return None


def _seconds(world: World, run: Run, step: Step | None, item: ItemState | None) -> int:
    """Return how long it takes where nothing slows it down, in whole seconds."""
    runbook = world.runbooks.get(run.runbook or "")
    if runbook is not None:
        return runbook.duration
    if step is None:
        return 1
    configured = world.configured[item.key] if item is not None else None
    return steps.seconds(
        step,
        configured,
        extra=item is not None and configured is not None and _needs_extra_step(world, item, configured),
        unprocessed=run.choice == PointChoice.LATEST and run.point is None,
        draws=world.draws,
        key=(run.item or run.target, run.operation, run.step, run.attempt),
    )


def end_if_due(world: World, run: Run, at: int) -> bool:
    """Its time has come, unless it was moved meanwhile. Returns whether it has ended."""
    if run.state != "running" or run.ends_at != at:
        return False
    run.state = run.outcome
    item = world.items[run.item] if run.item else None
    if item is not None:
        scenario, step = _scenario_of(world, run), row_of(world, run)
        if change := _change(step, run):
            change(world, run, item, at)
        item.busy.pop(run.reference, None)
        world.touch(item)
        completes = run.owner is None and run.state == "done" and step is not None and step.ends_plan
        plan = world.plan_states.get(run.target) if completes else None
        if plan is not None:
            plan_ended(world, plan, Operation(run.operation), scenario, at)
    else:
        _plan_step_ended(world, run, at)
    world.touch(run)
    return True


def cancel(world: World, run: Run, at: int) -> None:
    """Ask a step to stop. One that has almost ended, ends; one that was not yet there, never begins."""
    if run.state == "sent":
        run.state, run.ends_at = "cancelled", at
        world.touch(run)
        return
    stops = at + world.draws.between(*CANCELS_WITHIN, "cancel", run.item, run.step, run.attempt) * SECOND
    if run.state != "running" or run.ends_at is None or run.ends_at <= stops:
        return
    run.outcome, run.errors = "cancelled", []
    world.run_ends(run, stops)


# What the service remembers of a plan whose steps the engine runs


def _scenario_of(world: World, run: Run) -> str:
    """Return what the job is called that the step belongs to."""
    whole = run.target in world.plans
    key = run.item or world.plans[run.target].items[0]
    item = world.items[key]
    return scenario_name(Operation(run.operation), sides.family_of(world, item), item.back, plan=whole)


def _plan_began(world: World, run: Run) -> None:
    plan = world.plan_states.get(run.target)
    if plan is not None:
        plan.scenario = plan_says(_scenario_of(world, run))
        plan.status, plan.description = "InProgress", "InProgress"
        world.touch(plan)


def _plan_step_ended(world: World, run: Run, at: int) -> None:
    plan = world.plan_states.get(run.target)
    if plan is not None:
        plan.busy.pop(run.reference, None)
        world.touch(plan)
    step = PLAN_STEPS.get(run.step)
    if run.step == RUNBOOK:
        runbook = world.runbooks.get(run.runbook or "")
        run.output = runbook.output if runbook and run.state != "cancelled" else run.output
    if run.state == "done" and step is not None and step.emits:
        world.emit(at, "", step.emits, run.key, f"{run.target} {run.runbook or ''}".strip())
    elif run.step == RUNBOOK and run.state == "failed":
        world.emit(at, "", PLAN_STEPS[RUNBOOK].emits, run.key, f"{run.target} {run.runbook}: failed")
    completes = run.owner is None and run.state == "done" and step is not None and step.ends_plan
    if plan is not None and completes:
        plan_ended(world, plan, Operation(run.operation), _scenario_of(world, run), at)


def plan_ended(
    world: World, plan: PlanState, operation: Operation, scenario: str, at: int, status: str = "Succeeded"
) -> None:
    """A plan's run is over. A test stays open until it is cleaned up: the plan says so, not its job (recorded)."""
    plan.scenario = plan_says(scenario)
    plan.status, plan.description = status, "Completed" if status == "Succeeded" else status
    if operation is Operation.TEST_FAILOVER:
        if status != "Failed":
            plan.status, plan.description = "Suspended", "WaitingForStopTestFailover"
        plan.last_test = at
    elif operation in (Operation.FAILOVER, Operation.PLANNED_FAILOVER, Operation.FAILBACK):
        plan.last_failover = at
    world.touch(plan)
