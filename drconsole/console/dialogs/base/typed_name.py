"""Base of dialogs that take a comment, and ask for the target's name as a confirmation."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.widgets import Input

from drconsole.console.context import Console
from drconsole.console.dialogs.base.field import LONGEST, Field, Line
from drconsole.console.dialogs.base.sending import SendingDialog
from drconsole.console.key_queue import BURST
from drconsole.console.widgets.view import WidgetMessage
from drconsole.link.messages import AnswerRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.tables import JOBS
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

NAME_HINT = "enter {enter}  shift+tab comment  up, down read the page  esc to the page"
NOT_TAKEN = "what came with it was not taken"
NEEDS_COMMENT = "an accepted finding needs a comment that gives the reason"


class NameLine(Line):
    """Input of the target's name. Where a page gave it the focus, not a key of its own, keys still count at first."""

    arrived = False
    """Whether the page gave it the focus: until something is written, a letter that fits no name is a key."""

    class Meant(WidgetMessage["NameLine"]):
        """Message that a key of the dialog was pressed in the empty field."""

        def __init__(self, line: NameLine, key: str) -> None:
            super().__init__(line)
            self.key = key

    refused_at: float | None = None
    """Time of a wrong name, or of the last key that came in one go with it; None = that is over."""

    class Dropped(WidgetMessage["NameLine"]):
        """Message that a key was not taken: it came in one go with a wrong name."""

    def _on_key(self, event: Key) -> None:  # type: ignore[override]  # Textual calls that of Input after it
        if self._comes_with_a_wrong_name(event):
            event.stop()
            event.prevent_default()
            self.post_message(self.Dropped(self))
            return
        dialog = self.screen
        if not self.arrived or self.value or not event.character or not isinstance(dialog, TypedNameDialog):
            return
        if event.character in dialog.meant and not dialog.name_of_target.startswith(event.character):
            event.stop()
            event.prevent_default()
            self.arrived = event.character == "r"
            self.post_message(self.Meant(self, event.character))

    def _comes_with_a_wrong_name(self, event: Key) -> bool:
        """Return whether a key belongs to text of several lines, one of which may be the name."""
        if self.refused_at is None:
            return False
        now = cast("Console", self.app).monotonic()
        goes_on = now - self.refused_at < BURST and (event.is_printable or event.key == "enter")
        self.refused_at = now if goes_on else None
        return goes_on


class NameField(Field):
    """Field for the target's name."""

    def line(self, value: str, name: str) -> Input:
        return NameLine(value, id=name, compact=True, select_on_focus=False, max_length=LONGEST)


class TypedNameDialog(SendingDialog[AnswerRow], Generic[AnswerRow]):
    """Dialog with a comment and a name; enter on the right name calls ``confirmed``."""

    meant: ClassVar[str] = "nc"
    """Keys of the dialog that are taken as such in the empty field of the name."""

    name_prompt = "To confirm"
    needs_comment: ClassVar[tuple[str, ...]] = (NEEDS_COMMENT,)
    """What may be missing that stands in the field of the comment."""
    enter_hint: ClassVar[str] = "confirms"
    """Effect of enter on the right name, as the hint says it."""

    _right, _before = "", ""
    """What is said of the right name, and what was said before it."""

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.field_hints = {
            "comment": "enter goes on to the name  up, down read the page  esc to the page",
            "suspect": "10:15 (UTC), or 20 min ago; empty = none  enter marks it  esc to the page",
            "key": "tab completes the path  enter previews with this file  esc to the page",
        }

    @property
    def name_of_target(self) -> str:
        """Name to type."""
        raise TypeError(f"{type(self).__name__} has no name to type")

    @property
    def enter_does(self) -> str:
        """Effect of enter on the right name, as it is now."""
        return self.enter_hint

    def field_hint(self, name: str) -> str:
        return NAME_HINT.format(enter=self.enter_does) if name == "name" else super().field_hint(name)

    @property
    def comment(self) -> str:
        """Comment as it is written now."""
        return self.value("comment").strip()

    def fields(self) -> ComposeResult:
        yield Field("comment", "Comment:")
        yield NameField("name", f"{self.name_prompt}, type {clean(self.name_of_target)}:")

    def why_not_confirmed(self) -> str:
        """Return what is missing, in one clause; empty = it is confirmed."""
        typed = self.value("name")
        if typed == self.name_of_target:
            return ""
        return f"'{clean(typed)}' is not the target's name" if typed else "the target's name was not typed"

    def confirmed(self) -> None:
        """Send the command: nothing is missing."""
        raise TypeError(f"{type(self).__name__} confirms nothing")

    @on(NameLine.Meant)
    def _key_meant(self, message: NameLine.Meant) -> None:
        self.press_meant(message.key)

    @on(NameLine.Dropped)
    def _dropped(self) -> None:
        if not self.said.endswith(NOT_TAKEN):
            self.say(f"{self.said}; {NOT_TAKEN}", Severity.BAD)

    def press_meant(self, key: str) -> None:
        """Do what a key of ``meant`` does; the name's field has the focus already."""
        if key == "c":
            self.action_focus_field("comment")

    @on(Input.Changed, "#name")
    def _name_changed(self, message: Input.Changed) -> None:
        """Say what enter does as soon as the right name stands there, and no more once it does not."""
        if message.value == self.name_of_target:
            if self.sending is None and self.said != self._right:
                why, self._before = self.why_not_confirmed(), self.said
                self._right = (
                    f"The name is right, but {why}." if why else f"The name is right: enter {self.enter_does}."
                )
                self.say(self._right, Severity.WARN)
        elif self._right and self.said == self._right:
            self.say(self._before)

    @on(Input.Submitted, "#comment")
    def _comment_written(self) -> None:
        self.action_focus_field("name")

    @on(Input.Submitted, "#name")
    def _name_typed(self) -> None:
        if self.send_again():
            return
        if why := self.why_not_confirmed():
            self.say(f"{self.not_done_text}: {why}", Severity.BAD)
            if self.value("name") != self.name_of_target:
                # What is typed next would be written behind the wrong name.
                line = self.query_one("#name", NameLine)
                line.value, line.refused_at = "", self.console_app.monotonic()
            if why in self.needs_comment:
                self.action_focus_field("comment")
        else:
            self.confirmed()


class JobDialog(TypedNameDialog[AnswerRow], Generic[AnswerRow]):
    """Dialog about one job. Its sheet has the focus at first, as in every dialog."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "focus_field('comment')", show=False),
        Binding("n", "focus_field('name')", show=False),
    ]

    def __init__(self, job: str) -> None:
        super().__init__()
        self.job = job

    @property
    def row(self) -> JobRow | None:
        """Row of the job as it is now; None = the store has no such job."""
        return self.console_app.model.row(JOBS, self.job)

    @property
    def name_of_target(self) -> str:
        row = self.row
        return row["target"] if row is not None and row["target"] else self.job
