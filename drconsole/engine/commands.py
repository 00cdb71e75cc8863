"""Commands: each changes something, once, and is answered after its commit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from drconsole.engine.core import fold
from drconsole.engine.keyring import FIELD, KEY_OUTCOMES, asks_for_key, sent_again, take_again, waiting_for_key
from drconsole.engine.previews import finding_json, fresh, item_names
from drconsole.engine.queries import clock_json, looked
from drconsole.engine.rows import RESTARTABLE, RESTARTED, consequence_json, job_row
from drconsole.engine.state import GO_ON_OUTCOMES, MANUAL_OUTCOMES, Job, State
from drconsole.engine.targets import request_of, resolve_item
from drconsole.providers.port import Rehearsal
from drconsole.recovery import cancel, prerequisites
from drconsole.recovery import events as ev
from drconsole.recovery.digest import difference
from drconsole.recovery.errors import BadInput, Refused
from drconsole.recovery.estate import EstateView
from drconsole.recovery.secret import PLACE, EncryptionKey
from drconsole.recovery.state_rows import Phase
from drconsole.recovery.states import classify
from drconsole.recovery.steps import FAMILY, Family
from drconsole.recovery.tasks import Consequence, Finding, Preview, Request
from drconsole.recovery.words import Direction, Grain, Level
from drconsole.store.entries import Intent

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine
    from drconsole.link.peer import Peer

Answer = dict[str, Any]

FASTEST = 1e5
"""Of a clock: about a day a second. One forgotten at a higher speed would soon leave the calendar (our choice)."""


KEY_CAME = "the encryption key came with a command that was sent again"


def actor_of(peer: Peer | None) -> str:
    return peer.actor if peer is not None else "unknown"


async def obey(engine: Engine, peer: Peer, kind: str, body: dict[str, Any], request_id: str) -> Answer:
    """Carry a command out once, whatever is sent again. Raises ``DrError``."""
    if (earlier := engine.journal.answer(request_id)) is not None:
        job = engine.state.jobs.get(str(earlier.get("id")))
        if job is None:
            return dict(earlier)
        await _key_after_all(engine, job, body, actor_of(peer))
        return job_row(job)
    return await COMMANDS[kind](engine, body, actor_of(peer), request_id)


async def _key_after_all(engine: Engine, job: Job, body: Answer, actor: str) -> None:
    """A command that is sent again to the next engine brings the key that went with the last one."""
    if sent_again(engine.keyring, job, body):
        waiting = [ev.TaskAnswered(job.id, task, KEY_OUTCOMES[0], KEY_CAME) for task in waiting_for_key(job)]
        if waiting:
            await engine.record(*waiting, actor=actor)


async def _start(engine: Engine, body: Answer, actor: str, request_id: str) -> Answer:
    request, name = request_of(body, engine.estate.view)
    _confirmed(body.get("confirm"), name)
    _accepting(engine)
    shown = engine.previews.get(body["digest"], engine.wall()) if body.get("digest") else None
    if shown is not None:
        request = _same_request(request, shown)
        _key_again(request, body.get(FIELD))
    preview = await fresh(engine, request, frozen=shown.points if shown else None)
    if shown is not None and (changed := difference(shown, preview)):
        raise Refused(
            "changed-since-preview",
            "what would run is no longer what was shown",
            place="--digest",
            advice="preview again and confirm what it shows now",
            extra={"difference": changed},
        )
    if shown is not None:
        # Minutes move with the clock and are in no digest: the job is measured against what was confirmed.
        preview = replace(preview, forecast=shown.forecast)
    return await _create(
        engine,
        preview,
        name,
        body.get("accept") or (),
        actor,
        Intent(request_id, actor, "StartJob", {}),
        secret=body.get(FIELD),
    )


async def _create(
    engine: Engine,
    preview: Preview,
    name: str,
    accept: Sequence[str],
    actor: str,
    intent: Intent,
    retry_of: str | None = None,
    secret: EncryptionKey | None = None,
) -> Answer:
    view = engine.estate.view
    names = item_names(view, preview)
    blocking = _blocking(preview, accept)
    if blocking:
        raise Refused(
            "not-ready",
            f"{len(blocking)} prerequisite{'s' if len(blocking) > 1 else ''} not met: {blocking[0].message}",
            place=f"{preview.request.operation} {name}",
            advice=blocking[0].recommended_action,
            extra={"findings": [finding_json(finding, names) for finding in blocking]},
        )
    if accept and not preview.request.options.comment:
        raise Refused(
            "comment-missing",
            "a finding was accepted without a comment",
            place="--comment",
            advice="say why it may be passed; it is journaled",
        )
    _accepting(engine)
    for key in preview.qualified:
        if key in engine.state.busy:
            raise Refused("item-busy", f"{names[key]} is in job {engine.state.busy[key]}", advice="wait for its end")
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
    )
    # The answer is what a resend gets, and has to go into the transaction that makes the job.
    answer = _row_of_new(engine, created, actor)
    if secret is not None:
        engine.keyring.keep(created.job, secret)
    await engine.create_job(created, actor, replace(intent, answer=answer))
    return answer


def _blocking(preview: Preview, accept: Sequence[str]) -> Sequence[Finding]:
    """What stands in the way; what nobody may accept comes before words that accept what is not there."""
    try:
        return prerequisites.unaccepted(preview.findings, accept)
    except BadInput:
        firm = [f for f in preview.findings if f.level == Level.ERROR and not f.overridable]
        if firm:
            return firm
        raise


def _row_of_new(engine: Engine, created: ev.JobCreated, actor: str) -> Answer:
    scratch = State()
    fold(scratch, ev.Recorded(created, engine.wall(), engine.provider.clock.now(), actor))
    return job_row(scratch.jobs[created.job])


def _same_request(request: Request, shown: Preview) -> Request:
    """What was shown is what runs; other words beside its digest are a mistake."""
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
            place="--digest",
            advice="repeat the words of the preview, or preview again",
        )
    return _with_comment(was, asked.options.comment)


def _key_again(request: Request, key: EncryptionKey | None) -> None:
    """What was shown with a key needs it once more: a preview keeps none."""
    if request.options.certificate is not None and key is None:
        raise Refused(
            "encryption-key-missing",
            f"the encryption key {request.options.certificate.thumbprint} was shown and is not given",
            place=PLACE,
            advice="give it again with --encryption-key FILE: a preview keeps no key",
        )


def _with_comment(request: Request, comment: str) -> Request:
    return replace(request, options=replace(request.options, comment=comment))


def _confirmed(said: str | None, name: str) -> None:
    if said != name:
        raise Refused(
            "not-confirmed",
            f"'{said}' is not the target's name" if said else "the target's name was not given",
            place="--confirm",
            advice=f"repeat it: --confirm '{name}'",
        )


def _accepting(engine: Engine) -> None:
    if engine.draining:
        raise Refused("draining", "the engine is draining and begins nothing new", advice="start an engine again later")


def _job(engine: Engine, job_id: str) -> Job:
    job = engine.state.jobs.get(job_id)
    if job is not None:
        return job
    ended = next((r.event for r in engine.journal.load("all") if _ends(r.event, job_id)), None)
    if isinstance(ended, ev.JobEnded):
        raise Refused(
            "job-ended", f"job {job_id} has ended: {ended.state}", place="job", advice="drconsole jobs lists them"
        )
    raise Refused("no-open-job", f"there is no job '{job_id}'", place="job", advice="drconsole jobs lists them")


def _ends(event: ev.Event, job_id: str) -> bool:
    return isinstance(event, ev.JobEnded) and event.job == job_id


async def _hold(engine: Engine, body: Answer, actor: str, request_id: str) -> Answer:
    job = _job(engine, body["job"])
    if job.cancelling or job.held or job.complete:
        doing = "held" if job.held else "ending" if job.complete else "being cancelled"
        raise Refused("not-to-be-held", f"job {job.id} is {doing} already")
    if job.created.grain is not Grain.STEP:
        raise Refused(
            "remote-job",
            f"job {job.id} runs at the provider as one piece, which cannot be held between its steps",
            advice="let it end; cancelling it can leave items without replication",
        )
    return await _job_event(engine, job, ev.JobHeld(job.id, body["comment"]), actor, request_id, "HoldJob")


async def _resume(engine: Engine, body: Answer, actor: str, request_id: str) -> Answer:
    job = _job(engine, body["job"])
    if not job.held:
        raise Refused("not-held", f"job {job.id} is not held")
    return await _job_event(engine, job, ev.JobResumed(job.id, body["comment"]), actor, request_id, "ResumeJob")


async def _cancel(engine: Engine, body: Answer, actor: str, request_id: str) -> Answer:
    job = _job(engine, body["job"])
    if job.cancelling or job.complete:
        raise Refused("not-to-be-cancelled", f"job {job.id} is ending already")
    left = consequences(job, engine.estate.view)
    if body.get("confirm") != job.created.target_name:
        names = job.created.item_names
        raise Refused(
            "not-confirmed",
            _cancel_is_final(body.get("confirm")),
            place="--confirm",
            advice=f"{_instead_of_cancel(job)}, or repeat the name: --confirm '{job.created.target_name}'",
            extra={
                "consequences": [{**consequence_json(c, names), "loses_replication": c.loses_replication} for c in left]
            },
        )
    event = ev.JobCancelRequested(job.id, left, body["comment"])
    return await _job_event(engine, job, event, actor, request_id, "CancelJob")


def _cancel_is_final(said: str | None) -> str:
    wrong = f"'{said}' is not the target's name; " if said else ""
    return f"{wrong}a cancel is final: read what it would leave behind"


def _instead_of_cancel(job: Job) -> str:
    if job.created.grain is Grain.STEP:
        return f"drconsole job hold {job.id} begins nothing new and can be resumed"
    return "let it end: the provider runs it as one piece"


def consequences(job: Job, view: EstateView) -> tuple[Consequence, ...]:
    """Per item what a cancel at this moment leaves behind."""
    tasks = job.tasks
    return cancel.consequences(
        job.created.tree,
        {task_id: task.state for task_id, task in tasks.items() if task.node is None},
        [task_id for task_id, task in tasks.items() if task.begun],
        job.created.qualified,
        job.created.request.operation,
        job.created.item_names,
        [task.node for task in tasks.values() if task.node is not None],
        _ways(job, view),
    )


def _ways(job: Job, view: EstateView) -> dict[str, tuple[Family, Direction]]:
    """Each item's kind, and which way this job takes it: as it was confirmed, whatever stands in the status by now."""
    direction = job.created.request.options.direction or Direction.PRIMARY_TO_RECOVERY
    known = [key for key in job.created.qualified if key in view.items]
    return {key: (FAMILY[view.items[key].scenario], direction) for key in known}


async def _retry(engine: Engine, body: Answer, actor: str, request_id: str) -> Answer:
    """Restart of an ended job that offers it: the same operation and options, evaluated anew."""
    if body["job"] in engine.state.jobs:
        raise Refused("not-ended", f"job {body['job']} has not ended", advice="drconsole watch follows it")
    story = [r.event for r in engine.journal.load("all") if getattr(r.event, "job", None) == body["job"]]
    created = next((event for event in story if isinstance(event, ev.JobCreated)), None)
    if created is None:
        raise BadInput("unknown-job", f"there is no job '{body['job']}'", place="job")
    if created.request.operation not in RESTARTABLE:
        raise Refused(
            "no-restart",
            f"a {created.request.operation} job is not restarted",
            place=f"job {body['job']}",
            advice=f"drconsole next {created.target_name} says what can be done now",
        )
    ended = next((event.state for event in story if isinstance(event, ev.JobEnded)), None)
    if ended not in RESTARTED:
        raise Refused("no-restart", f"job {created.job} ended {ended}", place=f"job {created.job}")
    _accepting(engine)
    request = _with_comment(created.request, body["comment"] or created.request.options.comment)
    preview = await fresh(engine, request)
    return await _create(
        engine,
        preview,
        created.target_name,
        created.accepted,
        actor,
        Intent(request_id, actor, "RetryJob", {}),
        retry_of=created.job,
    )


async def _answer(engine: Engine, body: Answer, actor: str, request_id: str) -> Answer:
    job = _job(engine, body["job"])
    task = job.tasks.get(body["task"])
    if task is None or body["task"] not in job.waiting:
        waiting = ", ".join(job.waiting) or "nothing"
        raise Refused(
            "not-waiting",
            f"task '{body['task']}' of job {job.id} does not wait for an answer",
            place="task",
            advice=f"what waits: {waiting}",
        )
    if body["outcome"] not in task.outcomes:
        raise Refused("no-such-answer", f"it takes {', '.join(task.outcomes)}", place="--outcome")
    if not body["comment"] and task.outcomes not in (MANUAL_OUTCOMES, GO_ON_OUTCOMES):
        raise Refused("comment-missing", "say what was seen", place="--comment", advice="it is the only evidence")
    take_again(engine.keyring, job, body["task"], body.get(FIELD))
    # One key serves all that waits for it.
    answered = waiting_for_key(job) if asks_for_key(job, body["task"]) else [body["task"]]
    event, *more = (ev.TaskAnswered(job.id, each, body["outcome"], body["comment"]) for each in answered)
    return await _job_event(engine, job, event, actor, request_id, "AnswerTask", *more)


async def _job_event(
    engine: Engine, job: Job, event: ev.Event, actor: str, request_id: str, kind: str, *more: ev.Event
) -> Answer:
    answer: Answer = {"id": job.id}
    await engine.record(event, *more, actor=actor, intent=Intent(request_id, actor, kind, answer))
    return job_row(job)


async def _validate(engine: Engine, body: Answer, actor: str, request_id: str) -> Answer:
    view = engine.estate.view
    key, name = resolve_item(body["item"], view)
    await looked(engine)
    status = view.statuses[key]
    if classify(view.items[key], status).phase not in (Phase.COMMIT_PENDING, Phase.COMMITTED):
        raise Refused(
            "not-failed-over",
            f"{name} is not failed over ({status.protection_state_description})",
            place=name,
            advice="validate a machine after its failover and before its commit",
        )
    if key in engine.state.busy:
        raise Refused("item-busy", f"{name} is in job {engine.state.busy[key]}", advice="wait for its end")
    event = ev.ValidationRecorded(key, body["result"], body["comment"], status.failover_point_id)
    answer: Answer = {"item": name, "result": body["result"], "comment": body["comment"], "operator": actor}
    engine.touch_estate([("item", key)])
    await engine.record(event, actor=actor, intent=Intent(request_id, actor, "Validate", answer))
    return answer


async def _set_clock(engine: Engine, body: Answer, actor: str, request_id: str) -> Answer:
    rehearsal = _rehearsal(engine)
    if (speed := body.get("speed")) is not None:
        if speed != "max" and float(speed) > FASTEST:
            raise BadInput("bad-speed", f"a clock cannot go at {speed:g}", advice=f"at most {FASTEST:g}, or max")
        rehearsal.set_speed(None if speed == "max" else float(speed))
    if (paused := body.get("paused")) is not None:
        (rehearsal.pause if paused else rehearsal.resume)()
    clock = engine.provider.clock
    engine.tell_world()
    answer = clock_json(engine)
    event = ev.ClockSet(clock.speed, clock.paused)
    await engine.record(event, actor=actor, intent=Intent(request_id, actor, "SetClock", answer))
    return answer


def _rehearsal(engine: Engine) -> Rehearsal:
    rehearsal = engine.provider.rehearsal
    if rehearsal is None:
        raise Refused("clock-not-ours", f"the clock of {engine.provider.name} is not ours to set")
    return rehearsal


COMMANDS: dict[str, Callable[[Engine, Answer, str, str], Awaitable[Answer]]] = {
    "StartJob": _start,
    "HoldJob": _hold,
    "ResumeJob": _resume,
    "CancelJob": _cancel,
    "RetryJob": _retry,
    "AnswerTask": _answer,
    "Validate": _validate,
    "SetClock": _set_clock,
}
"""``Drain`` and ``Stop`` are the process's own."""
