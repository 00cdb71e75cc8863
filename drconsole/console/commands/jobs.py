"""Commands on a running job, and the validation after it."""

from __future__ import annotations

from typing import Any

from drconsole.console.context import Command, Console
from drconsole.console.state.targets import target_named, target_row
from drconsole.records.view import Row, active_side, item_keys
from drconsole.recovery.types.errors import BadInput, Refused
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.words import Grain, Location
from drconsole.render.text import clean, words


def job_here(app: Console) -> str | None:
    """The job under the cursor or of the screen, else the one that what is under the cursor is in."""
    job = app.here.job() if app.here is not None else None
    if job is None and (target := app.target()) is not None:
        job = (target_row(app.model, target) or {}).get("current_job")
    return str(job) if job else None


class JobCommand(Command):
    """Something that is done to a job"""

    dangerous = True
    argument = "job"
    action = ""
    """As the job's ``allowed_actions`` say it."""

    def why_not(self, app: Console) -> str | None:
        job = job_here(app)
        return "" if job is None else self.why_not_to(app, job)

    def why_not_to(self, app: Console, job: str) -> str | None:
        """Why it cannot be done to this job; None = it can."""
        row = app.model.row("job", job)
        if row is None:
            return f"job {clean(job)} is not known"
        return None if self.action in (row.get("allowed_actions") or ()) else _standing(row)

    async def run(self, app: Console, argument: str = "") -> None:
        job = argument or job_here(app)
        if job is None:
            raise Refused("not-now", f"{self.title}: which job?", advice="put the cursor on one, or name it")
        if app.model.row("job", job) is None:
            advice = nearest(job, (clean(row["id"]) for row in app.model.rows("job")))
            raise BadInput("unknown-job", f"there is no job '{clean(job)}'", place="job", advice=advice)
        if (why := self.why_not_to(app, job)) is not None:
            raise Refused("not-now", why)
        await self.act(app, job)

    async def act(self, app: Console, job: str) -> None:
        """Do it to this job, which allows it. Raises ``DrError``."""
        raise TypeError(f"{type(self).__name__} has no act")


def _standing(row: Row) -> str:
    name = f"job {clean(row['id'])}"
    if row.get("ended_at"):
        return f"{name} has ended: {words(row.get('state')).lower()}"
    if row.get("origin") == "foreign":
        return f"{name} was begun elsewhere: it can only be looked at"
    if row.get("held"):
        return f"{name} is held"
    return f"{name} is {words(row.get('state_description') or row.get('state')).lower()}"


class HoldJob(JobCommand):
    """Begin nothing new; what is under way goes to its end, and resume goes on"""

    id = "hold"
    title = "Hold job"
    keys = ("H",)
    bar = "hold"
    verb = "job hold {job}"
    action = "hold"

    def why_not_to(self, app: Console, job: str) -> str | None:
        row = app.model.row("job", job)
        if row is not None and not row.get("ended_at") and str(row.get("grain") or Grain.STEP) != Grain.STEP:
            return "the provider runs it as one piece, which cannot be held between its steps"
        return super().why_not_to(app, job)

    async def act(self, app: Console, job: str) -> None:
        await app.ask("HoldJob", {"job": job, "comment": ""})
        app.say(f"job {job} is held: nothing new is begun, what is under way goes to its end")


class ResumeJob(JobCommand):
    """Go on with a held job"""

    id = "resume"
    title = "Resume job"
    keys = ("R",)
    bar = "resume"
    verb = "job resume {job}"
    action = "resume"

    async def act(self, app: Console, job: str) -> None:
        await app.ask("ResumeJob", {"job": job, "comment": ""})
        app.say(f"job {job} goes on")


class CancelJob(JobCommand):
    """End a job for good: shows first what that leaves behind, and offers hold"""

    id = "cancel"
    title = "Cancel job"
    keys = ("X",)
    bar = "cancel"
    verb = "job cancel {job} --confirm {target}"
    action = "cancel"

    async def act(self, app: Console, job: str) -> None:
        from drconsole.console.dialogs.jobs.cancel import CancelDialog

        done = await app.push_screen_wait(CancelDialog(job))
        if done == "hold":
            app.say(f"job {job} is held, not cancelled")
        elif done == "cancel":
            app.say(f"job {job} is being cancelled: what is under way goes to its end", job=job)


class RetryJob(JobCommand):
    """Begin a failed job again as a new one, where its operation offers that"""

    id = "retry"
    title = "Retry job"
    bar = "retry"
    verb = "job retry {job}"
    action = "retry"

    async def act(self, app: Console, job: str) -> None:
        from drconsole.console.dialogs.jobs.retry import RetryDialog

        new = await app.push_screen_wait(RetryDialog(job))
        if new is not None:
            app.open("job:JobScreen", new)


class AnswerTask(Command):
    """What waits for a person: a manual action, or a step whose outcome nobody knows"""

    id = "answer"
    title = "Answer"
    keys = ("a",)
    bar = "answer"
    verb = "job answer {job} {task} --outcome done --comment TEXT"
    dangerous = True
    argument = "job"

    def why_not(self, app: Console) -> str | None:
        gates = [row for row in app.model.rows("gate") if row.get("outcomes")]
        job = job_here(app)
        if job is None:
            return None if gates else ""
        return None if any(gate.get("job") == job for gate in gates) else f"job {clean(job)} waits for no answer"

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.jobs.answer import AnswerDialog, waits

        job = argument or job_here(app)
        if not waits(app.model, job):
            raise Refused(
                "not-waiting", f"job {clean(job)} waits for no answer" if job else "nothing waits for an answer"
            )
        said = await app.push_screen_wait(AnswerDialog(job))
        if said is not None:
            app.say(f"answered: {said}")


class Validate(Command):
    """Say whether a failed-over machine works: log in, look, record; of a plan one machine after the other"""

    id = "validate"
    title = "Validate"
    keys = ("V",)
    bar = "validate"
    verb = "validate {item} --result ok --comment TEXT"
    dangerous = True
    argument = "target"

    def why_not(self, app: Console) -> str | None:
        target = app.target()
        if target is None or (row := target_row(app.model, target)) is None:
            return ""
        return (
            None if self.items(app, target) else f"{app.model.label(target[0], row)} is not failed over, or is in a job"
        )

    def items(self, app: Console, target: tuple[str, str]) -> list[str]:
        """Keys of those that can be validated; of a plan first the ones that nobody has validated."""
        row = target_row(app.model, target) or {}
        keys = item_keys(row) if target[0] == "plan" else [target[1]]
        rows = {key: item for key in keys if (item := app.model.row("item", key)) is not None and _failed_over(item)}
        return sorted(rows, key=lambda key: bool(rows[key].get("validation")))

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.validation.dialog import ValidateDialog

        target = target_named(app.model, argument) if argument else app.target()
        items = self.items(app, target) if target is not None else []
        if not items:
            raise Refused("not-failed-over", "nothing here is failed over and out of a job")
        recorded = 0
        for item in items:
            if len(items) > 1 and recorded and (app.model.row("item", item) or {}).get("validation"):
                break
            if await app.push_screen_wait(ValidateDialog(item)) is None:
                break
            recorded += 1
        if recorded:
            app.say(f"{recorded} validation{'s' if recorded > 1 else ''} recorded")


def _failed_over(item: Any) -> bool:
    """As far as its row tells; the engine decides."""
    there = active_side(item) is Location.RECOVERY or "commit" in (item.get("allowed_operations") or ())
    return there and not item.get("current_job")


COMMANDS: tuple[Command, ...] = (HoldJob(), ResumeJob(), CancelJob(), AnswerTask(), RetryJob(), Validate())
