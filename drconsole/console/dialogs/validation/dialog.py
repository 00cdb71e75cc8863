"""Dialog that validates a failed-over machine: its address, its recovery point, a log-in, and the result."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.dialogs.base.dialog import Field
from drconsole.console.dialogs.base.sending import SendingDialog
from drconsole.console.dialogs.validation.log_in import at_the_terminal, log_in_words
from drconsole.console.state.model import Changed
from drconsole.console.state.targets import label_of, target_line
from drconsole.console.widgets.sheet import Sheet
from drconsole.link.messages import Validate
from drconsole.records.rows.items import ItemRow
from drconsole.records.rows.jobs import ValidatedRow
from drconsole.records.tables import ITEMS
from drconsole.recovery.types.errors import BadInput
from drconsole.recovery.types.targets import by_key
from drconsole.render.entries import Entry, entry, heading
from drconsole.render.marks import Severity
from drconsole.render.text import clean, utc

LOG_IN = "log-in"
Result = Literal["ok", "failed"]
OK: Result = "ok"
RESULTS: Mapping[str, tuple[Result, str]] = {"o": (OK, "ok: it works"), "x": ("failed", "failed: it does not")}
"""Key -> result, and its text."""
REAL = frozenset({"LIVE", "EXERCISE"})
"""Modes with real machines: only there a command is run with their addresses."""


class ValidateDialog(SendingDialog[ValidatedRow]):
    """Machine with its evidence; result: ``ok`` or ``failed`` when that was recorded, else None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "log_in", show=False),
        Binding("o", "choose('ok')", show=False),
        Binding("x", "choose('failed')", show=False),
        Binding("c", "focus_field('comment')", show=False),
    ]
    hint = "l log in  o ok  x failed  c comment, enter there records  tab next  esc back"
    field_hints: ClassVar[Mapping[str, str]] = {
        "comment": "enter records it  tab next  up, down read the page  esc back"
    }
    not_done_text = "not recorded"

    def __init__(self, item: str, of: str = "") -> None:
        """``of``: which one it is of several, as in ``2 of 7``."""
        super().__init__()
        self.item = item
        self._of = of
        self.result: Result | None = None
        self.evidence: list[str] = []

    @property
    def row(self) -> ItemRow | None:
        """Row of the item as it is now; None = the provider no longer reports it."""
        return self.console_app.model.row(ITEMS, self.item)

    def fields(self) -> ComposeResult:
        yield Field("comment", "What did you check? Enter records it:")

    def on_mount(self) -> None:
        name = label_of(self.console_app.model, (ITEMS, self.item))
        title = f"validate {name}" + (f" ({self._of})" if self._of else "")
        self.head(title, target_line(self.console_app.model, (ITEMS, self.item)))
        self.say("")
        self._draw()
        self.sheet.move([entry.act for entry in self.sheet.entries].index(OK))

    def follow(self, changed: Changed) -> None:
        super().follow(changed)
        if self.item in changed.get(ITEMS, ()):
            self._draw()

    def _draw(self) -> None:
        session = self.console_app.session
        lines = self._machine_entries()
        lines += [
            heading("Look at it"),
            Entry(f"l  log in: {clean(session.log_in)}{self._only_simulated()}", act=LOG_IN, hang=3),
            *(entry(f"   {clean(seen)}", Severity.NOTE) for seen in self.evidence),
            heading("What you found"),
        ]
        for key, (result, text) in RESULTS.items():
            lines.append(Entry(f"{'(•)' if result == self.result else '( )'}  {key}  {text}", act=result, hang=8))
        self.show(lines)

    def _machine_entries(self) -> list[Entry]:
        row = self.row
        if row is None:
            return [heading("Machine"), Entry("? the provider no longer reports it", "unknown")]
        point, before = row["failover_recovery_point"], row["validation"]
        lines = [
            heading("Machine"),
            Entry(f"State:    {clean(row['protection_state_description'] or row['protection_state'])}"),
            Entry(f"Name:     {clean(self._machine())}"),
            Entry(f"Address:  {clean(row['address'] or 'not known')}"),
            Entry(f"Point:    {utc(point['time'], clean(point['id'])) if point is not None else 'not known'}"),
        ]
        if before is not None:
            lines.append(Entry(f"Before:   {clean(before['result'])}: {clean(before['comment'])}", hang=10))
        return lines

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        if message.entry.act == LOG_IN:
            self.action_log_in()
        else:
            self.action_choose(OK if message.entry.act == OK else "failed")

    def action_choose(self, result: Result) -> None:
        if self.sending is None:
            self.result = result
            self._draw()
            self.say(f"chosen: {self.result}, not recorded yet; press c, say what you checked", Severity.NOTE)

    def action_log_in(self) -> None:
        """Hand the terminal to the log-in command, and offer its outcome as a comment that the operator can edit."""
        address = self.row["address"] if self.row is not None else None
        try:
            argv = log_in_words(self.console_app.session.log_in, address, self._machine())
            if self._only_simulated():
                self.say(f"simulation: nothing was run; the command would be {shlex.join(argv)}", Severity.NOTE)
                return
            with self.app.suspend():
                seen = at_the_terminal(argv, self._machine(), address)
        except BadInput as error:
            self.say(f"not logged in: {error.message}", Severity.BAD)
            return
        except SuspendNotSupported:
            self.say("not logged in: this terminal cannot be handed to another program", Severity.BAD)
            return
        self._seen(seen)

    def _machine(self) -> str:
        """Return the name of the machine where it runs now, which can differ from the item's (error 28175)."""
        row = self.row
        return (row["machine"] or row["name"]) if row is not None else self.item

    def _only_simulated(self) -> str:
        """Return why nothing is run: a simulated machine's address leads nowhere, or to another one on this network."""
        mode = self.console_app.model.mode()
        if mode in REAL or "{address}" not in self.console_app.session.log_in:
            return ""
        return f" ({mode.lower()}: it is shown, not run)"

    def _seen(self, seen: str) -> None:
        self.evidence.append(seen)
        comment = self.query_one("#comment", Input)
        comment.value = f"{comment.value.strip()} {clean(seen)}".strip()
        self._draw()
        self.say("the comment now has this outcome: add what you saw", Severity.NOTE)

    @on(Input.Submitted, "#comment")
    def _record(self) -> None:
        if self.send_again():
            return
        comment = self.value("comment").strip()
        if self.result is None:
            self.say("not recorded: choose ok or failed first (on the page, press o or x)", Severity.BAD)
        elif not comment:
            self.say("not recorded: say what you checked", Severity.BAD)
        else:
            self.send(Validate(by_key(ITEMS, self.item), self.result, comment))

    def done(self, answer: ValidatedRow) -> None:
        self.dismiss(self.result)
