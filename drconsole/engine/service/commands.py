"""Commands: each changes something, once, and is answered after its commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.engine.decider.state import MANUAL_OUTCOMES, Job
from drconsole.engine.execution.keyring import (
    KEY_OUTCOMES,
    asks_for_key,
    sent_again,
    take_again,
    waiting_for_key,
)
from drconsole.engine.projections.jobs import job_row
from drconsole.engine.projections.parts import consequence_json
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.open_jobs import consequences, the_job
from drconsole.engine.service.queries import clock_json
from drconsole.engine.service.room.approvals import leave
from drconsole.link.answers import Answer
from drconsole.link.messages import AnswerTask, CancelJob, HoldJob, ResumeJob, SetClock
from drconsole.providers.port import Rehearsal
from drconsole.records.rows.refusal import RefusalRow
from drconsole.records.rows.status import ToldClockRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.remedies import Act, Option, Remedy, choose
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, NotPermitted, Refused
from drconsole.settings.speed import Speed

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine

FASTEST = 1e5
"""Highest speed of a clock: about a day a second. One forgotten at a higher speed would soon leave the calendar (our
choice)."""


KEY_CAME = "the encryption key came with a command that was sent again"


async def obeyed_before(engine: Engine, asked: Asked) -> Answer | None:
    """Return the earlier answer to a command of this id; None = it is new.

    Raises ``Refused`` for another command's id, ``NotPermitted`` for another person's.
    """
    earlier, taken = engine.journal.answer(asked.id), engine.journal.asked(asked.id)
    if earlier is None or taken is None:
        return None
    require_own_id(asked, taken.actor)
    # A store of before says of no command what was asked.
    if taken.kind != asked.kind or taken.asked not in (asked.digest, ""):
        raise Refused(
            "id-reused",
            "another command was taken under this id; this one was not carried out",
            place="id",
            advice="every command has an id of its own",
        )
    job = engine.state.jobs.get(str(earlier.get("id")))
    if job is None:
        return earlier
    await _key_after_all(engine, job, asked)
    return job_row(job)


def require_own_id(asked: Asked, actor: str) -> None:
    """Raise ``NotPermitted`` where another person, of this name in the journal, sent a command under the asker's id.

    Its answer is theirs alone.
    """
    if actor != asked.actor:
        raise NotPermitted(
            "id-of-another",
            "another person sent a command under this id; this one was not carried out",
            place="id",
            advice="every command has an id of its own",
        )


async def _key_after_all(engine: Engine, job: Job, asked: Asked) -> None:
    """A command that is sent again to the next engine brings the key that went with the last one."""
    if sent_again(engine.keyring, job, asked.key):
        waiting = [ev.TaskAnswered(job.id, task, KEY_OUTCOMES[0], KEY_CAME) for task in waiting_for_key(job)]
        if waiting:
            await engine.record(*waiting, actor=asked.actor)


async def hold(engine: Engine, message: HoldJob, asked: Asked) -> JobRow:
    job = the_job(engine, message.job)
    if job.cancelling or job.held or job.complete:
        doing = "held" if job.held else "ending" if job.complete else "being cancelled"
        raise Refused("not-to-be-held", f"job {job.id} is {doing} already")
    if job.created.grain is not Grain.STEP:
        raise Refused(
            "remote-job",
            f"job {job.id} runs at the provider as one piece, which cannot be held between its steps",
            advice="let it end; cancelling it can leave items without replication",
        )
    return await _job_event(engine, job, ev.JobHeld(job.id, message.comment), asked)


async def resume(engine: Engine, message: ResumeJob, asked: Asked) -> JobRow:
    job = the_job(engine, message.job)
    if not job.held:
        raise Refused("not-held", f"job {job.id} is not held")
    return await _job_event(engine, job, ev.JobResumed(job.id, message.comment), asked)


async def cancel_job(engine: Engine, message: CancelJob, asked: Asked) -> JobRow:
    job = the_job(engine, message.job)
    if job.cancelling or job.complete:
        raise Refused("not-to-be-cancelled", f"job {job.id} is ending already")
    left = consequences(job, engine.estate.view)
    need = leave.to_cancel(engine, job)
    if message.confirm != job.created.target_name:
        names = job.created.item_names
        advice, instead = _instead_of_cancel(job)
        raise Refused(
            "not-confirmed",
            _cancel_is_final(message.confirm),
            option=Option.CONFIRM,
            advice=advice,
            remedies=(choose(Option.CONFIRM, job.created.target_name), *instead),
            extra=RefusalRow(
                consequences=[consequence_json(c, names) for c in left],
                **({"needed": need.needed} if need.needed else {}),
            ),
        )
    words = leave.said(message)
    proposal = leave.require(engine, need, words)
    comment = message.comment or (proposal.made.comment if proposal is not None else "")
    approved = proposal.id if proposal is not None else ""
    event = ev.JobCancelRequested(job.id, left, comment, approved, words.break_glass)
    return await _job_event(engine, job, event, asked, *leave.used(engine, proposal, job.id))


def _cancel_is_final(said: str | None) -> str:
    wrong = f"'{said}' is not the target's name; " if said else ""
    return f"{wrong}a cancel is final: read what it would leave behind"


def _instead_of_cancel(job: Job) -> tuple[str, tuple[Remedy, ...]]:
    if job.created.grain is Grain.STEP:
        # The sentence goes on with the name that confirms, and then with the command that holds the job.
        words = "better hold it, which begins nothing new and can be resumed, than repeat the target's name"
        return words, (Remedy(Act.HOLD, job=job.id),)
    return "let it end: the provider runs it as one piece; to cancel it, repeat the target's name", ()


async def answer_task(engine: Engine, message: AnswerTask, asked: Asked) -> JobRow:
    job = the_job(engine, message.job)
    task = job.tasks.get(message.task)
    if task is None or message.task not in job.waiting:
        waiting = ", ".join(job.waiting) or "nothing"
        said = task.answer if task is not None else None
        first = f": {said.by} has answered '{said.text}'" if said is not None else ""
        raise Refused(
            "not-waiting",
            f"task '{message.task}' of job {job.id} does not wait for an answer{first}",
            place="task",
            advice=f"what waits: {waiting}",
        )
    if message.outcome not in task.outcomes:
        raise Refused("no-such-answer", f"it takes {', '.join(task.outcomes)}", option=Option.OUTCOME)
    if not message.comment.strip() and not set(task.outcomes) <= set(MANUAL_OUTCOMES):
        raise Refused("comment-missing", "say what was seen", option=Option.COMMENT, advice="it is the only evidence")
    take_again(engine.keyring, job, message.task, asked.key)
    # One key serves all that waits for it.
    answered = waiting_for_key(job) if asks_for_key(job, message.task) else [message.task]
    event, *more = (ev.TaskAnswered(job.id, each, message.outcome, message.comment) for each in answered)
    return await _job_event(engine, job, event, asked, *more)


async def _job_event(engine: Engine, job: Job, event: ev.Event, asked: Asked, *more: ev.Event) -> JobRow:
    await engine.record(event, *more, actor=asked.actor, intent=asked.answered({"id": job.id}))
    return job_row(job)


async def set_clock(engine: Engine, message: SetClock, asked: Asked) -> ToldClockRow:
    move_clock(engine, _rehearsal(engine), message.speed, message.paused)
    clock = engine.provider.clock
    if clock.speed is not None:
        engine.look_on()
    engine.tell_world()
    answer = clock_json(engine)
    event = ev.ClockSet(clock.speed, clock.paused)
    await engine.record(event, actor=asked.actor, intent=asked.answered(answer))
    return answer


def move_clock(engine: Engine, rehearsal: Rehearsal, speed: Speed | None, paused: bool | None) -> None:
    """Set speed and pause; None leaves it. Raises ``BadInput`` for a speed above ``FASTEST``; nothing is set then."""
    if speed is not None:
        if not isinstance(speed, str) and speed > FASTEST:
            raise BadInput("bad-speed", f"a clock cannot go at {speed:g}", advice=f"at most {FASTEST:g}, or max")
        rehearsal.set_speed(None if isinstance(speed, str) else float(speed))
    if paused is not None:
        (rehearsal.pause if paused else rehearsal.resume)()


def _rehearsal(engine: Engine) -> Rehearsal:
    rehearsal = engine.provider.rehearsal
    if rehearsal is None:
        raise Refused("clock-not-ours", f"the clock of {engine.provider.name} is not ours to set")
    return rehearsal
