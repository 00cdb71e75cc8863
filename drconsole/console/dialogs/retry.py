"""Beginning a failed job again: what is begun, and a comment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from drconsole.console.dialogs.base import Field
from drconsole.console.dialogs.sending import SendingDialog
from drconsole.console.dialogs.sheet import Entry, entry, heading
from drconsole.render.jobs import error_text
from drconsole.render.marks import Severity, run_mark
from drconsole.render.text import clean


class RetryDialog(SendingDialog[str | None]):
    """Dismissed with the new job's id, else None."""

    AUTO_FOCUS = "#name"
    hint = "type the name, enter starts it again  esc back, nothing started"
    doing = "starting ..."
    undone = "nothing was started"

    def __init__(self, job: str) -> None:
        super().__init__()
        self.job = job

    @property
    def row(self) -> Mapping[str, Any]:
        return self.console_app.model.row("job", self.job) or {}

    def fields(self) -> ComposeResult:
        yield Field("comment", "Comment:")
        yield Field("name", f"To start it again, type {clean(self.row.get('target'))} and press enter:")

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

    @on(Input.Submitted, "#comment")
    def _comment_written(self) -> None:
        self.query_one("#name", Input).focus()

    @on(Input.Submitted, "#name")
    def _name_typed(self) -> None:
        if self.send_again():
            return
        typed = self.value("name")
        if typed != self.row.get("target"):
            self.say(f"nothing was started: '{clean(typed)}' is not the target's name", Severity.BAD)
        else:
            self.send("RetryJob", {"job": self.job, "comment": self.value("comment").strip()})

    def done(self, answer: Mapping[str, Any]) -> None:
        self.dismiss(str(answer["id"]))
