"""Dialog in which somebody breaks the glass: does without approval what needs it, for a reason that everybody reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.dialogs.base.field import Field
from drconsole.render.rows.entries import Entry
from drconsole.render.words.marks import Severity

LOUD = (
    "Nobody else has looked at this. It is told on every screen while it lasts, it stands in the journal, and on top of"
    " the report, with your name and this reason.",
    "A proposal is the usual way: esc goes back to it.",
)
KEYS = "enter goes on  esc breaks nothing"


class GlassDialog(Dialog[str | None]):
    """Reason, typed twice; result: the reason, or None = no glass is broken. Nothing starts here."""

    field_first = True
    hint = KEYS
    field_hints: ClassVar[Mapping[str, str]] = {"reason": KEYS, "again": KEYS}

    def fields(self) -> ComposeResult:
        yield Field("reason", "Reason:")
        yield Field("again", "The same again:")

    def on_mount(self) -> None:
        self.head("break the glass?", "", "‼ WITHOUT APPROVAL")
        self.say("")
        self.show([Entry(line) for line in LOUD])
        self.query_one("#reason", Input).focus()

    @on(Input.Submitted, "#reason")
    def _reason(self) -> None:
        if self.value("reason").strip():
            self.action_focus_field("again")
        else:
            self.say("no glass is broken: give a reason", Severity.WARN)

    @on(Input.Submitted, "#again")
    def _again(self) -> None:
        if not self.value("reason").strip():
            self.action_focus_field("reason")
        elif self.value("reason").strip() == self.value("again").strip():
            self.dismiss(self.value("reason").strip())
        else:
            self.query_one("#again", Input).value = ""
            self.say("no glass is broken: the second time it is not the same", Severity.BAD)
