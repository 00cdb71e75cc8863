"""Command on the lead of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.console.commands.work.jobs import JobCommand, why_not_allowed
from drconsole.console.context import Command, Console
from drconsole.console.state.led import own_key
from drconsole.records.tables import JOBS
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.console.state.typed import Typed


class LeadOfJob(JobCommand):
    """See who leads a job; ask for its lead, take it with a reason, or give it"""

    id = "lead"
    title = "Lead of the job"
    keys = ("W",)
    bar = "lead"
    verb = "lead {job}"

    def why_not_to(self, app: Console, job: str) -> str | None:
        row = app.model.row(JOBS, job)
        if row is None:
            return f"job {clean(job)} is not known"
        if row["ended_at"]:
            return why_not_allowed(row)
        no_room = row.get("lead") is None and not own_key(app.model, app.session.pid)
        return "no incident room is set: nobody leads a job" if no_room else None

    def in_bar(self, app: Console) -> bool:
        return self.works(app) is True

    async def run_typed(self, app: Console, typed: Typed) -> None:
        chosen = f"give {typed.task}" if typed.outcome == "give" else typed.outcome
        await self.act(app, self._job(app, typed.subject), typed.comment, chosen)

    async def act(self, app: Console, job: str, comment: str = "", chosen: str = "") -> None:
        from drconsole.console.dialogs.jobs.lead import LeadDialog

        dialog = LeadDialog(job, chosen)
        dialog.begin_with(comment=comment)
        if (said := await app.push_screen_wait(dialog)) is not None:
            app.say(f"job {job}: {said}")


COMMANDS: tuple[Command, ...] = (LeadOfJob(),)
