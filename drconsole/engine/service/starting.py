"""Starting a job, and restarting an ended one: confirmed, evaluated on a fresh look, durable before it is told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from drconsole.engine.decider.fold import fold
from drconsole.engine.decider.state import State
from drconsole.engine.projections.jobs import RESTARTABLE, RESTARTED, job_row
from drconsole.engine.projections.parts import about
from drconsole.engine.service import leading
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.previews import finding_json, fresh, item_names
from drconsole.engine.service.targets import request_of
from drconsole.link.messages import RetryJob, StartJob
from drconsole.records.rows.refusal import RefusalRow
from drconsole.records.rows.work.checks import DifferenceRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.checks import prerequisites
from drconsole.recovery.checks.qualify import target_of
from drconsole.recovery.steps.digest import Difference, difference
from drconsole.recovery.types.remedies import Act, Option, Remedy, choose
from drconsole.recovery.types.words import Grain, Level
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.recovery.types.work.secret import EncryptionKey
from drconsole.recovery.types.work.tasks import Finding, Preview, Request

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine

TO_CHOOSE = "direction-to-choose"


async def start(engine: Engine, message: StartJob, asked: Asked) -> JobRow:
    request, name = request_of(message, engine.estate.view, asked.certificate)
    _confirmed(message.confirm, name)
    _accepting(engine)
    shown = engine.previews.get(message.digest, engine.wall()) if message.digest else None
    if shown is not None:
        request = _same_request(request, shown)
        _key_again(request, asked.key)
    preview = await fresh(engine, request, frozen=shown.points if shown else None)
    if shown is not None and (changed := difference(shown, preview)):
        names = item_names(engine.estate.view, shown, preview)
        raise Refused(
            "changed-since-preview",
            "what would run is no longer what was shown",
            option=Option.DIGEST,
            advice="preview again and confirm what it shows now",
            extra=RefusalRow(difference=[_told(each, names) for each in changed]),
        )
    if shown is not None:
        # Minutes move with the clock and are in no digest: the job is measured against what was confirmed.
        preview = replace(preview, forecast=shown.forecast)
    return await _create(engine, preview, name, message.accept, asked)


def _told(changed: Difference, names: Mapping[str, str]) -> DifferenceRow:
    """Return what differs, an item with its name."""
    row: DifferenceRow = {"what": changed.what, "shown": changed.shown, "now": changed.now}
    return row if changed.item is None else {**row, **about(changed.item, names)}


async def _create(
    engine: Engine,
    preview: Preview,
    name: str,
    accept: Sequence[str],
    asked: Asked,
    retry_of: str | None = None,
    taken: str = "",
) -> JobRow:
    """Make the job of a preview. ``taken``: why its asker goes on with what another person led."""
    view = engine.estate.view
    names = item_names(view, preview)
    blocking = _blocking(preview, accept)
    if blocking:
        raise Refused(
            "not-ready",
            f"{len(blocking)} prerequisite{'s' if len(blocking) > 1 else ''} not met: {blocking[0].message}",
            place=f"{preview.request.operation} {name}",
            advice=blocking[0].recommended_action,
            remedies=blocking[0].remedies,
            extra=RefusalRow(findings=[finding_json(finding, names) for finding in blocking]),
        )
    if accept and not preview.request.options.comment.strip():
        raise Refused(
            "comment-missing",
            "a finding was accepted without a comment",
            option=Option.COMMENT,
            advice="say why it may be passed; it is journaled",
        )
    _accepting(engine)
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
        item_names=names,
        encrypted=preview.encrypted,
        token=_token(engine, asked.id),
        rto=preview.rto,
        answers=engine.provider.answers if preview.grain is not Grain.STEP else (),
    )
    # The answer is what a resend gets, and has to go into the transaction that makes the job.
    led = leading.begun(engine, created.job, asked.peer, taken)
    answer = _row_of_new(engine, created, asked.actor, *led)
    if asked.key is not None:
        engine.keyring.keep(created.job, asked.key)
    try:
        await engine.create_job(created, asked.actor, asked.answered(answer), *led)
    finally:
        if created.job not in engine.state.jobs:
            engine.keyring.drop(created.job)
    return answer


def _token(engine: Engine, request_id: str) -> str:
    """Derive a job's token from its command, so that a run on a stepped clock stays the same byte for byte."""
    return hashlib.sha256(f"{request_id} {engine.wall().isoformat()}".encode()).hexdigest()[:12]


def _blocking(preview: Preview, accept: Sequence[str]) -> Sequence[Finding]:
    """Return the findings in the way. One that nobody may accept counts before words that accept what is not there."""
    try:
        return prerequisites.unaccepted(preview.findings, accept)
    except BadInput:
        firm = [f for f in preview.findings if f.level == Level.ERROR and not f.overridable]
        if firm:
            return firm
        raise


def _row_of_new(engine: Engine, created: ev.JobCreated, actor: str, *more: ev.Event) -> JobRow:
    scratch = State()
    for event in (created, *more):
        fold(scratch, ev.Recorded(event, engine.wall(), engine.provider.clock.now(), actor))
    return job_row(scratch.jobs[created.job])


def _same_request(request: Request, shown: Preview) -> Request:
    """Return the request that was shown, with the new comment. Raises ``Refused`` for other words beside its digest."""
    asked, was = request, shown.request
    options = (asked.options.point, asked.options.point_id, asked.options.direction, asked.options.shutdown)
    shown_options = (was.options.point, was.options.point_id, was.options.direction, was.options.shutdown)
    differs = (asked.operation, asked.target, asked.target_type) != (was.operation, was.target, was.target_type) or any(
        said is not None and said != had for said, had in zip(options, shown_options, strict=True)
    )
    certificate = asked.options.certificate
    differs = differs or (certificate is not None and certificate != was.options.certificate)
    if differs or (asked.options.network is not None and asked.options.network != was.options.network):
        raise Refused(
            "digest-of-another",
            "the digest was shown for another operation, target or options",
            option=Option.DIGEST,
            advice="repeat the words of the preview, or preview again",
        )
    if any(finding.id == TO_CHOOSE for finding in shown.findings):
        # The direction that stands in what was shown was put in for it, and said by nobody.
        was = replace(was, options=replace(was.options, direction=asked.options.direction))
    return _with_comment(was, asked.options.comment)


def _key_again(request: Request, key: EncryptionKey | None) -> None:
    """Raise ``Refused`` where a key was shown and is not given again: a preview keeps none."""
    if request.options.certificate is not None and key is None:
        raise Refused(
            "encryption-key-missing",
            f"the encryption key {request.options.certificate.thumbprint} was shown and is not given",
            option=Option.ENCRYPTION_KEY,
            advice="give it again: a preview keeps no key",
            remedies=(choose(Option.ENCRYPTION_KEY),),
        )


def _with_comment(request: Request, comment: str) -> Request:
    return replace(request, options=replace(request.options, comment=comment))


def _confirmed(said: str | None, name: str) -> None:
    if said != name:
        raise Refused(
            "not-confirmed",
            f"'{said}' is not the target's name" if said else "the target's name was not given",
            option=Option.CONFIRM,
            advice="repeat it",
            remedies=(choose(Option.CONFIRM, name),),
        )


def _accepting(engine: Engine) -> None:
    if engine.draining:
        raise Refused("draining", "the engine is draining and begins nothing new", advice="start an engine again later")


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
    _accepting(engine)
    request = _with_comment(request, message.comment or request.options.comment)
    preview = await fresh(engine, request)
    return await _create(
        engine,
        preview,
        created.target_name,
        created.accepted,
        asked,
        retry_of=created.job,
        taken=taken,
    )
