"""Starting a job, and restarting an ended one: confirmed, evaluated on a fresh look, durable before it is told."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from drconsole.engine.decider.fold import fold
from drconsole.engine.decider.state import State
from drconsole.engine.projections.jobs import RESTARTABLE, RESTARTED, job_row
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.previewing.confirming import (
    CHANGED,
    as_shown,
    require_accepting,
    require_confirmed,
    require_ready,
    with_comment,
)
from drconsole.engine.service.previewing.previews import fresh, item_names
from drconsole.engine.service.previewing.targets import request_of
from drconsole.engine.service.room import leading
from drconsole.engine.service.room.approvals import leave
from drconsole.link.messages import RetryJob, StartJob
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.checks import prerequisites
from drconsole.recovery.checks.qualify import target_of
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.recovery.types.work.tasks import Preview

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine

TO_CHOOSE = "direction-to-choose"


async def start(engine: Engine, message: StartJob, asked: Asked) -> JobRow:
    """Start what was asked for: what was previewed, or what was proposed and approved."""
    request, name = request_of(message, engine.estate.view, asked.certificate)
    require_confirmed(message.confirm, name)
    require_accepting(engine)
    said = leave.said(message)
    need = leave.to_run(engine, request)
    proposal = leave.require(engine, need, said)
    shown = leave.proposed(proposal, message.digest) if proposal is not None else _previewed(engine, message.digest)
    try:
        preview = await as_shown(engine, request, shown, asked)
    except Refused as error:
        if proposal is not None and error.code == CHANGED:
            raise leave.voided(engine, proposal, error) from None
        raise
    accept: Sequence[str] = message.accept
    if proposal is not None:
        preview = replace(preview, request=with_comment(preview.request, message.comment or proposal.made.comment))
        accept = proposal.made.accept
    return await _create(engine, preview, name, accept, asked, said)


def _previewed(engine: Engine, digest: str | None) -> Preview | None:
    return engine.previews.get(digest, engine.wall()) if digest else None


async def _create(
    engine: Engine,
    preview: Preview,
    name: str,
    accept: Sequence[str],
    asked: Asked,
    said: leave.Said,
    retry_of: str | None = None,
    taken: str = "",
) -> JobRow:
    """Make the job of a preview. ``taken``: why its asker goes on with what another person led."""
    require_ready(engine, preview, name, accept, preview.request.options.comment)
    require_accepting(engine)
    # Asked again: while the world was looked at, somebody may have used it, or changed what is needed.
    need = leave.to_run(engine, preview.request)
    proposal = leave.require(engine, need, said)
    # An item that another job works on is not among the qualified: the preview is evaluated in this turn of the loop.
    created = ev.JobCreated(
        job=engine.next_job_id(),
        request=preview.request,
        target_name=name,
        digest=preview.digest,
        grain=preview.grain,
        tree=preview.tree,
        qualified=preview.qualified,
        skipped=preview.skipped,
        points=preview.points,
        findings=preview.findings,
        accepted=prerequisites.resolve_accepted(preview.findings, accept),
        forecast=preview.forecast,
        predicted=preview.predicted,
        retry_of=retry_of,
        item_names=item_names(engine.estate.view, preview),
        encrypted=preview.encrypted,
        token=_token(engine, asked.id),
        rto=preview.rto,
        answers=engine.provider.answers if preview.grain is not Grain.STEP else (),
        proposal=proposal.id if proposal is not None else "",
        break_glass=said.break_glass,
    )
    # The answer is what a resend gets, and has to go into the transaction that makes the job.
    led = leading.begun(engine, created.job, asked.peer, taken)
    answer = _row_of_new(engine, created, asked.actor, *led)
    if asked.key is not None:
        engine.keyring.keep(created.job, asked.key)
    used = leave.used(engine, proposal, created.job)
    try:
        await engine.create_job(created, asked.actor, asked.answered(answer), *led, *used)
    finally:
        if created.job not in engine.state.jobs:
            engine.keyring.drop(created.job)
    return answer


def _token(engine: Engine, request_id: str) -> str:
    """Derive a job's token from its command, so that a run on a stepped clock stays the same byte for byte."""
    return hashlib.sha256(f"{request_id} {engine.wall().isoformat()}".encode()).hexdigest()[:12]


def _row_of_new(engine: Engine, created: ev.JobCreated, actor: str, *more: ev.Event) -> JobRow:
    scratch = State()
    for event in (created, *more):
        fold(scratch, ev.Recorded(event, engine.wall(), engine.provider.clock.now(), actor))
    return job_row(scratch.jobs[created.job])


def _not_ended(job: str, how: str) -> Refused:
    return Refused("not-ended", f"job {job} {how}", advice="follow it", remedies=(Remedy(Act.WATCH, job=job),))


async def retry(engine: Engine, message: RetryJob, asked: Asked) -> JobRow:
    """Restart of an ended job that offers it: the same operation and options, evaluated anew."""
    if message.job in engine.state.jobs:
        raise _not_ended(message.job, "has not ended")
    story = [recorded.event for recorded in engine.journal.story(message.job)]
    created = story[0] if story else None
    if not isinstance(created, ev.JobCreated):
        raise BadInput("unknown-job", f"there is no job '{message.job}'", place="job")
    request = created.request
    if request.operation not in RESTARTABLE:
        raise Refused(
            "no-restart",
            f"a {request.operation} job is not restarted",
            place=f"job {message.job}",
            advice="look at what can be done now",
            remedies=(Remedy(Act.NEXT, target=target_of(request, engine.estate.view)),),
        )
    ended = story[-1]
    if not isinstance(ended, ev.JobEnded):
        raise _not_ended(created.job, "is ending")
    if ended.state not in RESTARTED:
        raise Refused("no-restart", f"job {created.job} ended {ended.state}", place=f"job {created.job}")
    taken = leading.taken_on(engine, story, asked.peer, message.comment)
    require_accepting(engine)
    leave.require(engine, leave.to_run(engine, request), leave.Said())
    request = with_comment(request, message.comment or request.options.comment)
    preview = await fresh(engine, request)
    return await _create(
        engine,
        preview,
        created.target_name,
        created.accepted,
        asked,
        leave.Said(),
        retry_of=created.job,
        taken=taken,
    )
