"""Queries: answered from fresh looks at the provider, changing nothing."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from drconsole import __version__
from drconsole.engine.decider import warned
from drconsole.engine.decider.state import Job
from drconsole.engine.execution.arming import place_row
from drconsole.engine.execution.books import clock_row
from drconsole.engine.execution.keyring import asks_for_key
from drconsole.engine.projections.jobs import gate_row, job_row, waits_json
from drconsole.engine.projections.parts import stamp
from drconsole.engine.projections.reported import service_event_row
from drconsole.engine.projections.room.agreed import poll_row
from drconsole.engine.projections.room.proposals import proposal_row
from drconsole.engine.projections.standing import debts, owed_rows, side_rows
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.previewing.previews import (
    ALWAYS_LOOKED_AT,
    check_json,
    finding_json,
    fresh,
    known_now,
    look_of,
    preview_json,
)
from drconsole.engine.service.previewing.targets import request_of, resolve, resolve_item
from drconsole.engine.service.rehearsing import repairs
from drconsole.engine.service.room.approvals import leave
from drconsole.link.messages import Check, Doctor, Next, Preview, RecoveryPoints, Status
from drconsole.providers.port import Unreachable
from drconsole.records.objectives import objective_of
from drconsole.records.rows.doctor import DoctorRow
from drconsole.records.rows.estate.points import PointRow, PointsRow
from drconsole.records.rows.status import RunningJobRow, StatusRow, ToldClockRow
from drconsole.records.rows.work.checks import CheckRow, GuideRow, NextRow, PreviewRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.waiting.waits import duties, waiting
from drconsole.recovery.guide import guide
from drconsole.recovery.guide.check import let_through
from drconsole.recovery.guide.failed import after_failure
from drconsole.recovery.states.assessments.loss import data_loss
from drconsole.recovery.types.estate.known import Known
from drconsole.recovery.types.estate.points import PointsRead, RecoveryPoint
from drconsole.recovery.types.remedies import Act, Option, Remedy, as_json
from drconsole.recovery.types.words import Operation, TargetType
from drconsole.recovery.types.work.errors import Refused
from drconsole.recovery.types.work.tasks import Finding
from drconsole.recovery.types.work.tasks import Preview as Evaluated

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine


async def looked(engine: Engine) -> None:
    """A fresh look at the inventory. Raises ``Refused`` when the provider does not answer."""
    try:
        await engine.look()
    except Unreachable as error:
        raise unreachable(error) from None


def unreachable(error: Unreachable) -> Refused:
    return Refused("provider-unreachable", f"the provider does not answer: {error}")


async def status(engine: Engine, message: Status, asked: Asked) -> StatusRow:
    return status_json(engine)


def status_json(engine: Engine) -> StatusRow:
    state, view = engine.state, engine.estate.view
    jobs = list(state.jobs.values())
    rows = [job_row(job) for job in jobs]
    gates = [gate_row(job, job.tasks[task]) for job in jobs for task in job.waiting]
    owed = owed_rows(state)
    proposed = list(map(proposal_row, state.approvals.lasting()))
    waits = waiting(
        rows,
        gates,
        owed,
        side_rows(view, state),
        lambda: ((key, item.name) for key, item in view.items.items()),
        proposals=proposed,
        polls=[poll_row(poll) for poll in state.polls.values() if poll.open],
        wall=stamp(engine.wall()),
    )
    clock = clock_json(engine)
    told: StatusRow = {
        "mode": engine.provider.mode,
        "engine": {
            "running": True,
            "pid": os.getpid(),
            "epoch": engine.journal.epoch,
            "version": __version__,
            "since": stamp(engine.started_at),
            "draining": engine.draining,
            "rev": engine.revision,
            "blocked": engine.journal.blocked,
        },
        "clock": clock,
        "estate": view.name,
        "provider": engine.provider.name,
        "counts": {
            "items": len(view.items),
            "plans": len(view.plans),
            "jobs": len(engine.journal.keys("job")),
            "running_jobs": len(jobs),
            "steps_under_way": state.open_steps,
            "needs_a_person": len(waits),
        },
        "running_jobs": [running_job(row, clock["now"]) for row in rows],
        "needs_a_person": waits,
        "obligations": duties(owed),
        "test_debt": debts(view, state),
    }
    if engine.estate.events:
        told["events"] = list(map(service_event_row, engine.estate.events))
    if engine.estate.condition is not None:
        told["condition"] = engine.estate.condition
    if proposed:
        told["proposals"] = proposed
    if (place := place_row(engine.provider.place)) is not None:
        told["arming"] = {"place": place, "armed": engine.arming.rows(engine.wall())}
    return told


def running_job(job: JobRow, now: str | None) -> RunningJobRow:
    return {
        "id": job["id"],
        "operation": job["operation"],
        "target": job["target"],
        "state": job["state"],
        "state_description": job["state_description"],
        "started_at": job["started_at"],
        "forecast": job["forecast"],
        "lead": job["lead"],
        "objective": objective_of(job, now),
    }


def clock_json(engine: Engine) -> ToldClockRow:
    clock = clock_row(engine.provider.clock)
    return {
        "now": clock["now"],
        "speed": clock["speed"],
        "paused": clock["paused"],
        "ours": engine.provider.rehearsal is not None,
        "wall_jump": engine.wall_jump,
    }


async def check(engine: Engine, message: Check, asked: Asked) -> CheckRow:
    evaluated, name, needed = await _evaluated(engine, message, asked)
    found = check_json(evaluated, engine.estate.view)
    few = _too_few(engine, needed)
    # Beside the preview's own: who sits in the room is nothing that runs, and in no digest.
    return {**found, "target": name, "findings": [*found["findings"], *([finding_json(few, {})] if few else ())]}


def _too_few(engine: Engine, number: int) -> Finding | None:
    """Return a warning where ``number`` approvals are needed, and too few people can give them."""
    if not number:
        return None
    # With the first rule of a room: it brings what changes a policy, too.
    from drconsole.engine.service.room.approvals.policy import too_few

    return too_few(engine, number)


async def preview(engine: Engine, message: Preview, asked: Asked) -> PreviewRow:
    evaluated, name, needed = await _evaluated(engine, message, asked)
    shown = engine.previews.keep(evaluated, engine.wall())
    return {**preview_json(shown, engine.estate.view), "target": name, "approvals_needed": needed}


async def _evaluated(engine: Engine, message: Check | Preview, asked: Asked) -> tuple[Evaluated, str, int]:
    """Return a run on a fresh look, its target's name, and how many approvals it needs."""
    request, name = request_of(message, engine.estate.view, asked.certificate)
    return await fresh(engine, request), name, leave.to_run(engine, request).needed


async def points(engine: Engine, message: RecoveryPoints, asked: Asked) -> PointsRow:
    """Return the points of an item, and what each loses as its source stands now."""
    await looked(engine)
    key, name = resolve_item(message.item, engine.estate.view)
    read = (await _points(engine, [key]))[key]
    if read.error is not None:
        raise Refused("points-unreadable", f"the recovery points of {name} could not be read: {read.error}", place=name)
    now = engine.provider.clock.now()
    status = engine.estate.view.statuses[key]
    item = engine.estate.view.items[key]

    def row(point: RecoveryPoint) -> PointRow:
        return {
            "id": point.id,
            "time": stamp(point.time),
            "consistency": point.consistency,
            "multi_vm": point.multi_vm,
            "processed": point.processed,
            "data_loss": data_loss(point.time, item, status, now),
        }

    newest_first = sorted(read.points, key=lambda p: (p.time, p.id), reverse=True)
    return {"item": name, "key": key, "as_of": stamp(read.as_of), "points": [row(point) for point in newest_first]}


async def next_step(engine: Engine, message: Next, asked: Asked) -> NextRow:
    view = engine.estate.view
    kind, key, name = resolve(message.target, view)
    await looked(engine)
    view = engine.estate.view
    keys = view.plans[key].items if kind is TargetType.PLAN else (key,)
    # What is next and the check of it go by the same look at the machines.
    look = look_of(engine, await _known(engine, None, keys))
    view = look.view
    found = guide.next_step(look, kind, key)
    if found.next_operation is not None:
        if found.next_operation in ALWAYS_LOOKED_AT:
            look = replace(look, known=await _known(engine, found.next_operation, keys))
        one = found.item_key or (key if kind is TargetType.ITEM else None)
        if found.next_operation is Operation.CHANGE_RECOVERY_POINT and one is not None:
            look = replace(look, points=await _points(engine, [one]))
        found = let_through(found, look, kind, key)
    found = after_failure(found, look, kind, key)
    jobs = [job for job in engine.state.jobs.values() if any(engine.state.busy.get(k) == job.id for k in keys)]
    open_task = next(((job, task) for job in jobs for task in job.waiting), None)
    if open_task is not None:
        job, task = open_task
        why = f"job {job.id} waits for a person: {job.tasks[task].why}"
        found = replace(found, next_operation=None, why=why, remedies=(answer_to(job, task),))
    return {
        **guide_json(found, kind, name),
        "repairs": [as_json(one) for one in repairs(engine, keys)],
        "waits_for": [waits_json(job.tasks[task]) for job in jobs for task in job.waiting],
        "warnings": [
            {"key": k, "item": view.items[k].name if k in view.items else k, **warning}
            for k in keys
            for warning in warned.of_item(engine.state, k)
        ],
    }


def answer_to(job: Job, task: str) -> Remedy:
    """Return the answer that a waiting task asks for: the outcome itself where only one is taken."""
    if not asks_for_key(job, task):
        taken = job.tasks[task].outcomes
        return Remedy(Act.ANSWER, job=job.id, task=task, outcome=taken[0] if len(taken) == 1 else None)
    return Remedy(Act.ANSWER, options=((Option.ENCRYPTION_KEY, None),), job=job.id, task=task, outcome="retry")


async def _points(engine: Engine, keys: Sequence[str]) -> dict[str, PointsRead]:
    try:
        return await engine.points(keys)
    except Unreachable as error:
        raise unreachable(error) from None


async def _known(engine: Engine, operation: Operation | None, keys: Sequence[str]) -> Known:
    try:
        return await known_now(engine, operation, keys)
    except Unreachable as error:
        raise unreachable(error) from None


def guide_json(found: guide.Guide, kind: TargetType, name: str) -> GuideRow:
    return {
        "target": name,
        "target_type": kind,
        "stands": found.stands,
        "next_operation": found.next_operation,
        "why": found.why,
        "remedies": [as_json(one) for one in found.remedies],
        "alternatives": list(found.alternatives),
        "left_out": [{"key": one.key, "name": one.name, "reason": one.reason} for one in found.left_out],
    }


async def diagnose(engine: Engine, message: Doctor, asked: Asked) -> DoctorRow:
    if (who := engine.journal.blocked) is not None:
        # The writer cannot be asked while it waits.
        return {"ok": False, "problems": [f"the store cannot be written, it is locked: {who}"], "checks": {}}
    # Here, and not above: it brings signatures, the chain and a fold of its own, which an engine's start does not need.
    from drconsole.engine.service import doctor

    facts = await asyncio.to_thread(engine.journal.facts)
    found = await asyncio.to_thread(doctor.examine_with, facts)
    needed = max((rule.needed for rule in engine.state.approvals.rules.values()), default=0)
    few = _too_few(engine, needed) if engine.state.room else None
    return found if few is None else {**found, "owed": [*found.get("owed", ()), f"approvals: {few.message}"]}
