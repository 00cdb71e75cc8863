"""Dialog that asks why a proposal is rejected: who made it reads the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from drconsole.console.dialogs.base.field import Field
from drconsole.console.dialogs.base.sending import SendingDialog
from drconsole.console.state.room.proposing import wall_now
from drconsole.link.messages import Reject
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.render.room.proposals import proposal_lines
from drconsole.render.rows.entries import Entry
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

KEYS = "enter rejects it  esc leaves it as it is"


class RejectDialog(SendingDialog[ProposalRow]):
    """Reason of a rejection, and the rejection; result: the proposal's id once it is rejected, else None."""

    field_first = True
    hint = KEYS
    field_hints: ClassVar[Mapping[str, str]] = {"comment": KEYS}
    sending_text = "rejecting ..."
    not_done_text = "not rejected"

    def __init__(self, row: ProposalRow) -> None:
        super().__init__()
        self.row, self.proposal = row, row["id"]

    def fields(self) -> ComposeResult:
        yield Field("comment", "Reason, for who asked:")

    def on_mount(self) -> None:
        self.head(f"reject proposal {clean(self.row['id'])}?", "", "‼ A rejection is final.")
        self.say("")
        self.show([Entry(line if isinstance(line, str) else line[0]) for line in proposal_lines(self.row, wall_now())])
        self.query_one("#comment", Input).focus()

    @on(Input.Submitted, "#comment")
    def _reject(self) -> None:
        if self.send_again():
            return
        if reason := self.value("comment").strip():
            self.send(Reject(self.row["id"], reason))
        else:
            self.say("not rejected: give a reason, which is what they go on with", Severity.WARN)

    def done(self, answer: ProposalRow) -> None:
        self.dismiss(answer["id"])
