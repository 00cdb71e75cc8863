"""A dialog whose decision needs a comment line and the target's name typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.dialogs.base.dialog import Field
from drconsole.console.dialogs.base.sending import SendingDialog
from drconsole.render.marks import Severity
from drconsole.render.text import clean

Result = TypeVar("Result")

NEEDS_COMMENT = "an accepted finding needs a comment that says why"


class NamedDialog(SendingDialog[Result]):
    """Enter on the comment goes to the name, enter on the right name calls ``confirmed``."""

    asks = "To confirm"
    enters: ClassVar[str] = "confirms"
    """What enter on the right name does."""

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.field_hints = {
            "comment": "enter goes on to the name  tab next  up, down read the page  esc back",
            "name": f"enter {cls.enters}  tab next  up, down read the page  esc back",
            "key": "enter reads the file and previews with it  tab next  esc back",
        }

    @property
    def name_of_target(self) -> str:
        """What is to be typed."""
        raise TypeError(f"{type(self).__name__} has no name to type")

    @property
    def comment(self) -> str:
        return self.value("comment").strip()

    def fields(self) -> ComposeResult:
        yield Field("comment", "Comment:")
        yield Field("name", f"{self.asks}, type {clean(self.name_of_target)} and press enter:")

    def why_not_confirmed(self) -> str:
        """What is in the way, in one clause; nothing = it is confirmed."""
        typed = self.value("name")
        if typed == self.name_of_target:
            return ""
        return f"'{clean(typed)}' is not the target's name" if typed else "the target's name was not typed"

    def confirmed(self) -> None:
        """Nothing is in the way any more: send it."""
        raise TypeError(f"{type(self).__name__} confirms nothing")

    @on(Input.Submitted, "#comment")
    def _comment_written(self) -> None:
        self.action_focus_field("name")

    @on(Input.Submitted, "#name")
    def _name_typed(self) -> None:
        if self.send_again():
            return
        if why := self.why_not_confirmed():
            self.say(f"{self.undone}: {why}", Severity.BAD)
            if why == NEEDS_COMMENT:
                self.action_focus_field("comment")
        else:
            self.confirmed()


class JobDialog(NamedDialog[Result]):
    """About one job. As everywhere the page has the keys first: what is marked is what they are for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "focus_field('comment')", show=False),
        Binding("n", "focus_field('name')", show=False),
    ]

    def __init__(self, job: str) -> None:
        super().__init__()
        self.job = job

    @property
    def row(self) -> Mapping[str, Any]:
        return self.console_app.model.row("job", self.job) or {}

    @property
    def name_of_target(self) -> str:
        return str(self.row.get("target") or self.job)
