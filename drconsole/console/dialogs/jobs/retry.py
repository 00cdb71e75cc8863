"""Beginning a failed job again: what is begun, and a comment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drconsole.console.dialogs.base.typed_name import JobDialog
from drconsole.render.entries import Entry, entry, heading
from drconsole.render.jobs import error_text
from drconsole.render.marks import Severity, run_mark
from drconsole.render.text import clean


class RetryDialog(JobDialog[str | None]):
    """Dismissed with the new job's id, else None."""

    hint = "j/k read  c comment  n name, enter there starts it again  tab next  esc back"
    enters = "starts it again"
    doing = "starting ..."
    undone = "nothing was started"
    asks = "To start it again"

    def on_mount(self) -> None:
        row = self.row
        self.head(f"retry job {clean(self.job)}", f"{clean(row.get('operation'))} of {clean(row.get('target'))}")
        self.say("")
        mark = run_mark(row.get("state"), row.get("state_description"))
        lines = [
            entry(f"{mark.text(True)}  it ended so", mark.severity),
            Entry("The same operation with the same options, evaluated anew, as a new job."),
            Entry("The engine checks its prerequisites first and refuses it if they are not met."),
        ]
        errors = row.get("errors") or ()
        if errors:
            lines.append(heading("What went wrong"))
            lines += [entry(error_text(error), Severity.BAD) for error in errors]
        self.show(lines)

    def confirmed(self) -> None:
        self.send("RetryJob", {"job": self.job, "comment": self.comment})

    def done(self, answer: Mapping[str, Any]) -> None:
        self.dismiss(str(answer["id"]))
