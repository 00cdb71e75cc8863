"""Dialog that starts a failed job again: how it ended, a comment, and a typed name."""

from __future__ import annotations

from drconsole.console.dialogs.base.typed_name import JobDialog
from drconsole.link.messages import RetryJob
from drconsole.records.rows.work.jobs import JobRow
from drconsole.render.jobs.jobs import error_text
from drconsole.render.rows.entries import Entry, entry, heading
from drconsole.render.words.marks import Severity, run_mark
from drconsole.render.words.text import clean


class RetryDialog(JobDialog[JobRow]):
    """Failed job with its errors; result: the id of the new job, else None."""

    hint = "j/k read  c comment  n name, enter there starts it again  tab next  esc back"
    enter_hint = "starts it again"
    sending_text = "starting ..."
    not_done_text = "nothing was started"
    name_prompt = "To start it again"

    def on_mount(self) -> None:
        row = self.row
        if row is None:
            self.head(f"retry job {clean(self.job)}")
            self.show([Entry("? the store has no such job", "unknown")])
            return
        self.head(f"retry job {clean(self.job)}", f"{clean(row['operation'])} of {clean(row['target'])}")
        self.say("")
        mark = run_mark(row["state"], row["state_description"])
        lines = [
            entry(f"{mark.text(True)}  is how the job ended", mark.severity),
            Entry("The same operation starts with the same options, as a new job."),
            Entry("The engine first checks its prerequisites, and refuses it if one is not met."),
        ]
        if errors := row["errors"]:
            lines.append(heading("What went wrong"))
            lines += [entry(error_text(error), Severity.BAD) for error in errors]
        self.show(lines)

    def confirmed(self) -> None:
        self.send(RetryJob(self.job, self.comment))

    def done(self, answer: JobRow) -> None:
        self.dismiss(answer["id"])
