"""Dialog of the doctor: whether store and journal are sound, and every check with its result."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from drconsole.console.context import error_line
from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.link.messages import Doctor
from drconsole.recovery.types.remedies import Act
from drconsole.recovery.types.work.errors import DrError, NoEngine
from drconsole.render.estate.doctor import check_text
from drconsole.render.rows.entries import Entry, entry, heading
from drconsole.render.words.command_lines import line_of
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

WITHOUT = f"Without an engine: {line_of(Act.EXAMINE)} looks at the files themselves."


class DoctorDialog(Dialog[None]):
    """Report of the engine's examination of its store, with problems first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("r", "examine", show=False)]
    hint = "j/k read  r examine again  esc back"

    def on_mount(self) -> None:
        self.head("doctor: are store and journal sound?", f"state folder {self.console_app.session.paths.folder}")
        self.action_examine()

    def action_examine(self) -> None:
        self.say("the engine examines its store and its journal ...", Severity.BUSY)
        self.run_worker(self._examine(), group="look", exclusive=True)

    async def _examine(self) -> None:
        try:
            found = await self.console_app.ask(Doctor())
        except DrError as error:
            # An older report may no longer be true: do not leave it on the screen.
            why = clean(error_line(self.console_app, error))
            self.show([entry(f"? not examined: {why}", Severity.UNKNOWN), *_without(error)], top=True)
            self.say("not examined", Severity.UNKNOWN)
            return
        lines = [heading("Checks"), *(Entry(check_text(*check)) for check in found["checks"].items())]
        if problems := found["problems"]:
            lines = [heading("Problems"), *_problems(problems), *lines]
        self.show(lines, top=True)
        if found["ok"]:
            self.say("✓ sound", Severity.OK)
        else:
            self.say("✗ NOT SOUND", Severity.BAD)


def _problems(problems: list[str]) -> list[Entry]:
    return [entry(f"✗ {clean(problem)}", Severity.BAD) for problem in problems]


def _without(error: DrError) -> list[Entry]:
    return [Entry(WITHOUT)] if isinstance(error, NoEngine) else []
