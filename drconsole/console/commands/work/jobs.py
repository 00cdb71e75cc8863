"""Commands on a job: hold, resume, cancel and retry it, and answer what it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.console.context import Command, Console, press
from drconsole.console.state.led import led_by_another
from drconsole.console.state.looking import held_back
from drconsole.console.state.model.jobs import job_known
from drconsole.console.state.model.targets import target_row
from drconsole.records.foreign import is_foreign
from drconsole.records.tables import JOBS
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.words import Grain, counted
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.render.jobs.jobs import AS_A_WHOLE
from drconsole.render.words.text import clean, words

if TYPE_CHECKING:
    from drconsole.console.state.typed import Typed
    from drconsole.records.rows.work.jobs import JobRow


def job_here(app: Console) -> str | None:
    """Return the job under the cursor or of the page, else the job on the target under the cursor; None = no job."""
    job = app.here.job() if app.here is not None else None
    if job is None and (target := app.target()) is not None:
        row = target_row(app.model, target)
        job = row["current_job"] if row is not None else None
    return job


def jobs_marked(app: Console) -> list[str]:
    """Return the jobs on the plans and items whose lines are marked, each once."""
    marked = app.here.marked() if app.here is not None else ()
    rows = (target_row(app.model, target) for target in marked)
    return list(dict.fromkeys(job for row in rows if row is not None and (job := row["current_job"])))


class JobCommand(Command):
    """Command on one job"""

    dangerous = True
    argument = "job"
    action = ""
    """Name of the action in a job's ``allowed_actions``."""
    acts = True
    """Whether it changes something at a vault: then its operator has to be armed there."""

    def why_not(self, app: Console) -> str | None:
        job = job_here(app)
        return "" if job is None else self.why_not_to(app, job)

    def why_not_to(self, app: Console, job: str) -> str | None:
        """Return why the command cannot run on this job; None = it can."""
        row = job_known(app.model, job)
        if row is None:
            return f"job {clean(job)} is not known"
        if self.action not in row["allowed_actions"]:
            return why_not_allowed(row)
        if led := _not_ours(app, row, self.action):
            return led
        held = held_back(app.model, app.session) if self.acts else None
        return held.why if held is not None else None

    async def run(self, app: Console, argument: str = "") -> None:
        await self.act(app, self._job(app, argument))

    async def run_typed(self, app: Console, typed: Typed) -> None:
        await self.act(app, self._job(app, typed.subject), typed.comment)

    def _job(self, app: Console, said: str) -> str:
        """Return the job that is named, else the one under the cursor. Raises ``BadInput``, ``Refused``."""
        job = said or job_here(app)
        if job is None:
            raise Refused("not-now", f"{self.title}: on which job?", advice="put the cursor on one, or name it")
        if job_known(app.model, job) is None:
            advice = nearest(job, (clean(row["id"]) for row in app.model.rows(JOBS)))
            raise BadInput("unknown-job", f"there is no job '{clean(job)}'", place="job", advice=advice)
        if (why := self.why_not_to(app, job)) is not None:
            raise Refused("not-now", why)
        return job

    async def act(self, app: Console, job: str, comment: str = "") -> None:
        """Run the command on a job that allows it. Raises ``DrError``."""
        raise TypeError(f"{type(self).__name__} has no act")


def _not_ours(app: Console, row: JobRow, action: str) -> str:
    """Return who leads a job and how to get its lead, where this action is not our user's; empty = it may be."""
    led, way = led_by_another(app.model, app.session.pid, row, action), press(app, "lead")
    return f"{led}: {way} to ask for the lead, or to take it" if led and way else led


def why_not_allowed(row: JobRow) -> str:
    """Return why an action that a job does not offer cannot be done."""
    name = f"job {clean(row['id'])}"
    if is_foreign(row):
        return f"{name} was started outside of drconsole: you can only read it"
    if row["ended_at"]:
        return f"{name} has ended: {words(row['state']).lower()}"
    if row["held"]:
        return f"{name} is held"
    return f"{name} is {words(row['state_description'] or row['state']).lower()}"


class HoldJob(JobCommand):
    """Let steps under way finish and begin no new one, with a reason; resume goes on"""

    id = "hold"
    title = "Hold job"
    keys = ("H",)
    bar = "hold"
    verb = "job hold {job}"
    action = "hold"
    acts, several = False, True

    def why_not_to(self, app: Console, job: str) -> str | None:
        row = app.model.row(JOBS, job)
        if row is not None and not row["ended_at"] and row["grain"] != Grain.STEP:
            return AS_A_WHOLE
        return super().why_not_to(app, job)

    def why_not(self, app: Console) -> str | None:
        if app.here is None or not app.here.marked():
            return super().why_not(app)
        return None if jobs_marked(app) else "no job runs on what is marked"

    async def run(self, app: Console, argument: str = "") -> None:
        """Hold one job; of marked lines all their jobs, after a question. Raises ``DrError``."""
        jobs = [] if argument else jobs_marked(app)
        if len(jobs) < 2:
            await super().run(app, argument or next(iter(jobs), ""))
        else:
            await self._several(app, jobs)

    async def run_typed(self, app: Console, typed: Typed) -> None:
        job = self._job(app, typed.subject)
        await (self._hold(app, [job], typed.comment) if typed.comment else self.act(app, job))

    async def _several(self, app: Console, jobs: list[str]) -> None:
        """Hold these jobs if the operator wants it; each that cannot be held is told, and keeps none from it."""
        refused = {job: why for job in jobs if (why := self.why_not_to(app, job)) is not None}
        lines = [f"job {clean(job)}: {refused.get(job, 'no new step begins')}" for job in jobs]
        held = [job for job in jobs if job not in refused]
        reason = await self._reason(app, f"hold {counted(len(held), 'job')}?", lines)
        if reason is not None and held:
            await self._hold(app, held, reason)

    async def act(self, app: Console, job: str, comment: str = "") -> None:
        row = app.model.row(JOBS, job)
        what = f"{clean(row['operation'])} of {clean(row['target'])}" if row is not None else ""
        reason = await self._reason(app, f"hold job {clean(job)}?", [what])
        if reason is not None:
            await self._hold(app, [job], reason)

    async def _reason(self, app: Console, title: str, lines: list[str]) -> str | None:
        """Return why the operator holds what the lines say; None = nothing is to be held."""
        from drconsole.console.dialogs.jobs.hold import HoldDialog

        reason: str | None = await app.push_screen_wait(HoldDialog(title, lines))
        return reason

    async def _hold(self, app: Console, jobs: list[str], reason: str) -> None:
        from drconsole.link import messages

        for job in jobs:
            await app.ask(messages.HoldJob(job, reason))
            app.session.held.add(job)
        which = f"job {jobs[0]} is" if len(jobs) == 1 else f"jobs {', '.join(jobs)} are"
        app.say(f"{which} held: steps under way finish, no new one begins")


class ResumeJob(JobCommand):
    """Go on with a held job; asks first where somebody else put it on hold"""

    id = "resume"
    title = "Resume job"
    keys = ("R",)
    bar = "resume"
    verb = "job resume {job}"
    action = "resume"

    async def act(self, app: Console, job: str, comment: str = "") -> None:
        from drconsole.link import messages

        if not await self._asked(app, job):
            app.say(f"job {job} stays held")
            return
        await app.ask(messages.ResumeJob(job, comment))
        app.session.held.discard(job)
        app.say(f"job {job} goes on")

    async def _asked(self, app: Console, job: str) -> bool:
        """Return whether the operator resumes what was not held from here, knowing who held it, when and why."""
        from drconsole.console.dialogs.confirm import ConfirmDialog
        from drconsole.render.jobs.jobs import hold_text

        row = app.model.row(JOBS, job)
        if row is None or row["hold"] is None or job in app.session.held:
            return True
        lines = [f"It was {hold_text(row)}.", "The steps that are due begin at once."]
        answer: bool | None = await app.push_screen_wait(
            ConfirmDialog(f"resume job {clean(job)}?", lines, yes="resume")
        )
        return answer is True


class CancelJob(JobCommand):
    """End a job for good; first shows what that leaves behind, and offers to hold it instead"""

    id = "cancel"
    title = "Cancel job"
    keys = ("X",)
    bar = "cancel"
    verb = "job cancel {job} --confirm {target}"
    action = "cancel"

    async def act(self, app: Console, job: str, comment: str = "") -> None:
        from drconsole.console.dialogs.jobs.cancel import CancelDialog

        dialog = CancelDialog(job)
        dialog.begin_with(comment=comment)
        done = await app.push_screen_wait(dialog)
        if done == "hold":
            app.session.held.add(job)
            app.say(f"job {job} is held, not cancelled")
        elif done == "cancel":
            app.say(f"job {job} is being cancelled: steps under way finish", job=job)


class RetryJob(JobCommand):
    """Start a failed job again, as a new job, where its operation offers that"""

    id = "retry"
    title = "Retry job"
    bar = "retry"
    verb = "job retry {job}"
    action = "retry"

    async def act(self, app: Console, job: str, comment: str = "") -> None:
        from drconsole.console.dialogs.jobs.retry import RetryDialog

        dialog = RetryDialog(job)
        dialog.begin_with(comment=comment)
        new = await app.push_screen_wait(dialog)
        if new is not None:
            app.open(JOBS, new)


class AnswerTask(Command):
    """Say the outcome of a task that waits for a person: a manual action, or a step of unknown outcome"""

    id = "answer"
    title = "Answer"
    keys = ("a",)
    bar = "answer"
    verb = "job answer {job} {task} --outcome done --comment TEXT"
    dangerous = True
    argument = "job"

    def why_not(self, app: Console) -> str | None:
        job = job_here(app)
        why = self.why_not_to(app, job)
        return "" if why and job is None else why

    def why_not_to(self, app: Console, job: str | None) -> str | None:
        """Return why nothing of this job, or of any, can be answered; None = something can."""
        if app.model.asking(job):
            row = app.model.row(JOBS, job) if job is not None else None
            if row is not None and (led := _not_ours(app, row, "answer")):
                return led
            held = held_back(app.model, app.session)
            return held.why if held is not None else None
        return f"job {clean(job)} waits for no answer" if job else "nothing waits for an answer"

    async def run(self, app: Console, argument: str = "") -> None:
        await self._open(app, argument)

    async def run_typed(self, app: Console, typed: Typed) -> None:
        await self._open(app, typed.subject, typed)

    async def _open(self, app: Console, said: str, typed: Typed | None = None) -> None:
        from drconsole.console.dialogs.jobs.answer import AnswerDialog

        job = said or job_here(app)
        if (why := self.why_not_to(app, job)) is not None:
            raise Refused("not-waiting", why)
        dialog = AnswerDialog(job)
        if typed is not None:
            dialog.begin_with(comment=typed.comment, key=typed.key_file)
            if job and typed.task and typed.outcome:
                dialog.chosen = (job, typed.task, typed.outcome)
        answered = await app.push_screen_wait(dialog)
        if answered is not None:
            app.say(f"answered: {answered}")


COMMANDS: tuple[Command, ...] = (HoldJob(), ResumeJob(), CancelJob(), AnswerTask(), RetryJob())
