"""Dialog that puts an alarm aside for a while, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.dialogs.base.field import Field
from drconsole.console.dialogs.base.sending import SendingDialog
from drconsole.link.messages import ShelveAlarm
from drconsole.records.rows.alarms import AlarmRow, ShelvedRow
from drconsole.render.estate.alarms import action_text, alarm_mark, consequences_text, owner_text, shelf_text, whom_text
from drconsole.render.rows.entries import Entry, entry
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import prose

MINUTES = 20
"""Minutes that stand in the field first (our choice)."""
RULES = (
    "It stands apart and rings no bell for at most 30 minutes, and returns by itself; at once when it is graver, or "
    "about a machine that it is not about now. Who, why and until when are journaled."
)


class ShelveDialog(SendingDialog[ShelvedRow]):
    """Shelving of one alarm; result: what was done, in words, else None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "focus_field('minutes')", show=False),
        Binding("c", "focus_field('comment')", show=False),
    ]
    hint = "j/k read  t minutes  c reason, enter there shelves it  esc back"
    field_hints: ClassVar[Mapping[str, str]] = {
        "minutes": "1 to 30, enter goes on to the reason  esc to the page",
        "comment": "enter shelves it  esc to the page",
    }
    not_done_text = "nothing was shelved"

    def __init__(self, alarm: AlarmRow) -> None:
        super().__init__()
        self.alarm = alarm

    def fields(self) -> ComposeResult:
        yield Field("minutes", "Minutes:", value=str(MINUTES))
        yield Field("comment", "Reason:")

    def on_mount(self) -> None:
        self.say("")
        alarm = self.alarm
        self.head("shelve an alarm")
        mark = alarm_mark(alarm)
        told = [
            entry(f"{mark.text(True)}  {prose(alarm['cause'])}", mark.severity),
            Entry(f"{action_text(alarm)} ({owner_text(alarm)})"),
            *(Entry(text) for text in (whom_text(alarm), consequences_text(alarm)) if text),
            Entry(RULES, "dim"),
        ]
        self.show(told)

    @on(Input.Submitted, "#minutes")
    def _next(self) -> None:
        self.action_focus_field("comment")

    @on(Input.Submitted, "#comment")
    def _do_it(self) -> None:
        if self.send_again():
            return
        minutes, comment = self.value("minutes").strip(), self.value("comment").strip()
        if not (minutes.isascii() and minutes.isdecimal() and 1 <= int(minutes) <= 30):
            self.say(f"{self.not_done_text}: it takes 1 to 30 minutes", Severity.BAD)
            return
        if not comment:
            self.say(f"{self.not_done_text}: it takes a reason", Severity.BAD)
            return
        days = self.console_app.session.checked.config.console.drill_days
        try:
            self.send(ShelveAlarm(self.alarm["id"], int(minutes) * 60, comment, days))
        except ValueError as error:
            self.say(f"{self.not_done_text}: {error}", Severity.BAD)

    def done(self, answer: ShelvedRow) -> None:
        self.dismiss(shelf_text(answer))
