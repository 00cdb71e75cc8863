"""Commands about one job: follow it, hold, resume, cancel, retry, answer."""

from __future__ import annotations

import argparse

from drconsole.cli.commands.room.leave import broken_glass, proposed_instead
from drconsole.cli.commands.work.encryption_key import encryption_key
from drconsole.cli.context import Context
from drconsole.cli.following.follow import follow
from drconsole.cli.following.progress import JsonLines, progress
from drconsole.cli.lookup import job_ended, the_job
from drconsole.cli.output.show_jobs import show_job, show_result
from drconsole.link.messages import AnswerTask, CancelJob, HoldJob, Message, ResumeJob, RetryJob
from drconsole.records.objectives import with_objective
from drconsole.records.rows.work.jobs import JobRow, JobTree
from drconsole.recovery.types.words import Outcome, RunState
from drconsole.recovery.types.work.errors import OutcomeUnknown, Refused
from drconsole.render.jobs.asking import answers
from drconsole.render.jobs.jobs import waits_for_person
from drconsole.render.rows.records import CONSEQUENCES
from drconsole.render.words.command_lines import command
from drconsole.render.words.labels import labelled_about
from drconsole.render.words.text import clean

EXIT_WAITS = 5

EXIT_OF: dict[str, int] = {
    RunState.SUCCEEDED: 0,
    RunState.COMPLETED_WITH_INFORMATION: 0,
    RunState.FAILED: 1,
    RunState.PARTIALLY_SUCCEEDED: 1,
    RunState.CANCELLED: 1,
}


def exit_code(job: JobRow) -> int:
    """Return the exit code for a job that ended; a state that no table has is an outcome unknown."""
    return EXIT_OF.get(job["state"], OutcomeUnknown.exit_code)


def wait_for(context: Context, job: str) -> int:
    """Follow a job with progress on stderr until it ends or waits for a person; print the job, return the exit code."""
    mode = context.mode()
    try:
        found = follow(context, job, progress(context.output, mode), stop_at_person=True)
    except KeyboardInterrupt:
        return _left(context, job)
    if context.json:
        context.output.document(found)
    else:
        _show_end(context, found, mode)
    if found["ended_at"] is None and waits_for_person(found, found["tasks"]):
        context.output.note("it waits for a person:")
        for line in answers(found):
            context.output.note(context.output.here(line))
        context.output.note(context.output.here(f"then follow it on:  {command('watch', job)}"))
        return EXIT_WAITS
    return exit_code(found)


def watch(context: Context, args: argparse.Namespace) -> int:
    """Follow a job to its end, through every wait; with ``--json`` a line a change, the job itself as the last.

    Progress goes to stderr where people look at stdout; into a pipe or a file it goes to stdout, as the output.
    """
    _must_move(context, args.job)
    if not context.json:
        return _watch_for_people(context, args.job)
    try:
        found = follow(context, args.job, JsonLines(context.output), stop_at_person=False)
    except KeyboardInterrupt:
        return _left(context, args.job)
    except BrokenPipeError:
        return 0
    context.output.line(found)
    return exit_code(found)


def _must_move(context: Context, job: str) -> None:
    """Raise ``NoEngine`` for a job that is open while nobody carries it out; one that has ended needs no engine."""
    with context.store() as store:
        row = the_job(store, job)
    if not job_ended(row):
        with context.client():
            pass


def _watch_for_people(context: Context, job: str) -> int:
    mode = context.mode()
    try:
        found = follow(context, job, progress(context.output, mode, is_the_output=True), stop_at_person=False)
    except KeyboardInterrupt:
        return _left(context, job)
    _show_end(context, found, mode, said=context.output.out.isatty())
    return exit_code(found)


def _show_end(context: Context, job: JobTree, mode: str | None, *, said: bool = True) -> None:
    """Print all of it; on a terminal, where every step was seen to go by, only what came of a job that went well.

    ``said``: with what failed scripts said.
    """
    if context.output.out.isatty() and job["state"] == RunState.SUCCEEDED:
        show_result(context.output, job, mode)
    else:
        show_job(context.output, job, mode, said=said)


def _left(context: Context, job: str) -> int:
    return context.output.interrupted("the job goes on", advice=command("watch", job))


def hold(context: Context, args: argparse.Namespace) -> int:
    """Hold a job: nothing new of it is begun."""
    _tell(context, HoldJob(args.job, args.comment), "held: no new step begins; steps already started will finish")
    return 0


def resume(context: Context, args: argparse.Namespace) -> int:
    """Let a held job go on."""
    _tell(context, ResumeJob(args.job, args.comment), "resumed")
    return 0


def cancel(context: Context, args: argparse.Namespace) -> int:
    """Cancel a job. Without ``--confirm`` the engine refuses with what that would leave behind, item by item.

    Where it needs approval, it is proposed."""
    said = "cancelling: no new step begins; steps already started will finish"
    asked = CancelJob(args.job, args.confirm, args.comment, args.proposal, *broken_glass(context, args))
    try:
        found = _tell(context, asked, said)
    except Refused as error:
        return proposed_instead(context, error, asked)
    if not context.json and found["consequences"]:
        context.output.table(CONSEQUENCES, labelled_about(found["consequences"]))
    return 0


def retry(context: Context, args: argparse.Namespace) -> int:
    """Start an ended job again, as a new one."""
    _tell(context, RetryJob(args.job, args.comment), "started again as a new job")
    return 0


def answer(context: Context, args: argparse.Namespace) -> int:
    """Answer a task that waits for a person."""
    message = AnswerTask(args.job, args.task, Outcome(args.outcome), args.comment, encryption_key(args))
    _tell(context, message, "answered")
    return 0


def whole(context: Context, job: JobRow) -> JobTree:
    """Return a job that the engine answered with as ``jobs JOB`` has it: its tasks stand in the store."""
    with context.store() as store:
        return with_objective(store.with_tasks(job), store.now())


def _tell(context: Context, message: Message[JobRow], said: str) -> JobRow:
    found = context.ask(message)
    if context.json:
        context.output.document(whole(context, found))
    else:
        context.output.text(f"job {clean(found['id'])}: {said}")
    return found
