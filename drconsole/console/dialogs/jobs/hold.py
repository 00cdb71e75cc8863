"""Dialog that asks why jobs are held: whoever finds them held later reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.dialogs.base.field import Field
from drconsole.console.widgets.sheet import Sheet
from drconsole.render.rows.entries import Entry
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

KEYS = "enter holds, with or without a reason  esc holds nothing"
SAFE = "Steps under way finish; no new one begins before somebody resumes it. Job page and journal keep the reason."


class HoldDialog(Dialog[str | None]):
    """Reason of a hold; result: the reason, which may be empty, or None = nothing is held."""

    field_first = True
    hint = KEYS
    field_hints: ClassVar[Mapping[str, str]] = {"comment": KEYS}

    def __init__(self, title: str, lines: Sequence[str], no_reason: str = "") -> None:
        """``lines``: what is held, a line each; ``no_reason``: name that ends another page, typed here by mistake."""
        super().__init__()
        self.no_reason = no_reason
        self.title_text, self.lines = title, [Entry(clean(line)) for line in lines]

    def fields(self) -> ComposeResult:
        yield Field("comment", "Reason (may stay empty):")

    def on_mount(self) -> None:
        self.head(self.title_text)
        self.say("")
        self.show([*self.lines, Entry(SAFE)])
        self.query_one("#comment", Input).focus()

    @on(Sheet.Passed)
    def _passed(self, message: Sheet.Passed) -> None:
        if message.key == "enter":
            self._hold()

    @on(Input.Submitted, "#comment")
    def _hold(self) -> None:
        reason = self.value("comment").strip()
        # The first letters of the name may have been the keys that led here.
        if self.no_reason and reason and self.no_reason.casefold().endswith(reason.casefold()):
            self.say(f"nothing was held: '{clean(reason)}' ends the name of what would be cancelled", Severity.BAD)
        else:
            self.dismiss(reason)
