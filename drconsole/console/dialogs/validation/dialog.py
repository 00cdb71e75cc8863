"""Dialog that validates failed-over machines: all of a plan on one page, the evidence of one, and the result."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.dialogs.base.field import Field
from drconsole.console.dialogs.base.sending import SendingDialog
from drconsole.console.dialogs.confirm import ConfirmDialog
from drconsole.console.dialogs.validation.log_in import at_the_terminal, log_in_words
from drconsole.console.dialogs.validation.page import FAILED, ITEM, LOG_IN, OK, Result, Validation
from drconsole.console.state.model.model import Changed
from drconsole.console.state.model.targets import Target, label_of, target_line
from drconsole.console.widgets.sheet import Sheet
from drconsole.link.messages import Validate
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.refusal import told_with
from drconsole.records.rows.work.jobs import ValidatedRow
from drconsole.records.tables import ITEMS
from drconsole.recovery.types.estate.targets import by_key
from drconsole.recovery.types.words import counted
from drconsole.recovery.types.work.errors import SEEN_OTHERWISE, BadInput, DrError
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

REAL = frozenset({"LIVE", "EXERCISE"})
"""Modes with real machines: only there a command is run with their addresses."""
TO_CHOOSE = "1. o ok or x failed  2. c what did you check?"


class ValidateDialog(SendingDialog[ValidatedRow]):
    """Machines with their marks; result: the last one that was recorded, ``ok`` or ``failed``, else None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "log_in", show=False),
        Binding("o", "choose('ok')", show=False),
        Binding("x", "choose('failed')", show=False),
        Binding("c", "focus_field('comment')", show=False),
        Binding("asterisk", "mark_all", show=False),
    ]
    hint = "j/k move  o ok  x failed  c comment, enter there records  l log in  esc back"
    field_hints: ClassVar[Mapping[str, str]] = {"comment": "enter records it  up, down move  esc to the page"}
    not_done_text = "not recorded"
    result_keys = "ox"

    def __init__(self, items: Sequence[str], of: Target | None = None, *, left_out: int = 0) -> None:
        """``items``: keys of the machines, in their order; ``of``: what they belong to, None = they were marked.

        ``left_out``: machines that were marked with them and cannot be validated.
        """
        super().__init__()
        self.page = Validation(items, items[0])
        self.of = of or (ITEMS, items[0])
        self._left_out = left_out
        self._queue: list[str] = []
        """Keys of the machines whose result is still to be sent."""
        self._last: Result | None = None
        if self.page.several:
            self.hint = "j/k move  space mark  * all  o ok  x failed  c comment  l log in  esc back"

    @property
    def row(self) -> ItemRow | None:
        """Row of the machine that is looked at, as it is now; None = the provider no longer reports it."""
        return self.console_app.model.row(ITEMS, self.page.here)

    def fields(self) -> ComposeResult:
        yield Field("comment", TO_CHOOSE)

    def on_mount(self) -> None:
        model = self.console_app.model
        if model.row(ITEMS, self.page.here) is not None and self.page.said_of(model, self.page.here) is not None:
            self.page.here = self.page.next_open(model) or self.page.here
        self.say("")
        self._draw()
        self._look_at(self.page.here)

    def follow(self, changed: Changed) -> None:
        super().follow(changed)
        if not changed.get(ITEMS, frozenset()).isdisjoint(self.page.items):
            self._draw()

    def _draw(self) -> None:
        app, page = self.console_app, self.page
        done = f": {page.validated(app.model)} of {len(page.items)} validated" if page.several else ""
        marked = page.several and self.of[0] == ITEMS
        what = f"{len(page.items)} marked machines" if marked else f"{self.of[0]} {label_of(app.model, self.of)}"
        self.head(f"validate {what}{done}", self._left_out_text() if marked else target_line(app.model, self.of))
        self.show(page.entries(app.model, self._log_in_text()))
        self._label()

    def _label(self) -> None:
        """Say in front of the comment what it is for, and its key once its turn has come."""
        page, label = self.page, TO_CHOOSE
        if page.result is not None:
            label = f"{page.result.upper()} for {page.whose(self.console_app.model)}, what did you check?"
        field = self.query_one("#field-comment", Field)
        field.label.update(label)
        field.show_key(page.result is not None and not isinstance(self.focused, Input))

    def show_field_keys(self) -> None:
        self._label()

    def _left_out_text(self) -> str:
        """``13 marked machines are left out: not failed over, or in a job``; empty = all that is marked is here."""
        if not self._left_out:
            return ""
        verb = "is" if self._left_out == 1 else "are"
        return f"{counted(self._left_out, 'marked machine')} {verb} left out: not failed over, or in a job"

    def _look_at(self, key: str) -> None:
        """Show the evidence of a machine, with the cursor on ``ok``."""
        self.page.here = key
        self._draw()
        self.sheet.move([entry.act for entry in self.sheet.entries].index(OK) if self.row is not None else 0)

    # Choices

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        act, by_enter = message.entry.act, message.key == "enter"
        if self.sending is not None:
            self.say("the result was sent: wait for its outcome", Severity.UNKNOWN)
        elif act == LOG_IN:
            self.action_log_in()
        elif not act.startswith(ITEM):
            self.action_choose(OK if act == OK else FAILED)
            if by_enter:
                self.action_focus_field("comment")
        elif by_enter or not self.page.several:
            self._look_at(act.removeprefix(ITEM))
        else:
            self.page.marked ^= {act.removeprefix(ITEM)}
            self._draw()

    def action_mark_all(self) -> None:
        """Mark every machine that nobody has validated, and all where each has been; a second time none."""
        if self.page.several and self.sending is None:
            model = self.console_app.model
            wanted = {key for key in self.page.items if self.page.said_of(model, key) is None} or set(self.page.items)
            self.page.marked = set() if self.page.marked == wanted else wanted
            self._draw()

    def action_choose(self, result: Result) -> None:
        """Choose a result for the marked machines, else for the one under the cursor."""
        if self.sending is not None:
            return
        entry = self.sheet.current
        if not self.page.marked and entry is not None and entry.act.startswith(ITEM):
            self._look_at(entry.act.removeprefix(ITEM))
        self.page.result = result
        self._draw()
        acts = [each.act for each in self.sheet.entries]
        if result in acts:
            self.sheet.move(acts.index(result))  # enter, pressed next, acts on the line under the cursor
        whose = self.page.whose(self.console_app.model)
        self.say(f"{result} for {whose}, not recorded yet: press c, say what you checked, then enter", Severity.NOTE)

    def take_back(self) -> None:
        self.page.result = None
        self._draw()

    # Log-in

    def action_log_in(self) -> None:
        """Hand the terminal to the log-in command, and offer its outcome as a comment that the operator can edit."""
        address = self._address()
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

    def _log_in_text(self) -> str:
        """Return the command that would be run for the machine in view, else why there is none."""
        try:
            said = shlex.join(log_in_words(self.console_app.session.log_in, self._address(), self._machine()))
        except BadInput as error:
            return error.message
        return f"{clean(said)}{self._only_simulated()}"

    def _address(self) -> str | None:
        return self.row["address"] if self.row is not None else None

    def _machine(self) -> str:
        """Return the name of the machine where it runs now, which can differ from the item's (error 28175)."""
        row = self.row
        return (row["machine"] or row["name"]) if row is not None else self.page.here

    def _only_simulated(self) -> str:
        """Return why nothing is run: a simulated machine's address leads nowhere, or to another one on this network."""
        mode = self.console_app.model.mode()
        if mode in REAL or "{address}" not in self.console_app.session.log_in:
            return ""
        return f" ({mode.lower()}: it is shown, not run)"

    def _seen(self, seen: str) -> None:
        self.page.evidence.setdefault(self.page.here, []).append(seen)
        comment = self.query_one("#comment", Input)
        comment.value = f"{comment.value.strip()} {clean(seen)}".strip()
        self._draw()
        self.say("the comment now has this outcome: add what you saw", Severity.NOTE)

    # Recording

    @on(Input.Submitted, "#comment")
    def _record(self) -> None:
        if self.send_again():
            return
        if self.page.result is None:
            self.say("not recorded: choose ok or failed first (esc, then press o or x)", Severity.BAD)
        elif not self.value("comment").strip():
            self.say("not recorded: say what you checked", Severity.BAD)
        else:
            self._queue = self.page.targets()
            self._send_next()

    def _send_next(self, accept: str | None = None) -> None:
        """Send the result of the next machine; ``accept``: what is seen of it, which speaks against ok."""
        if self._queue and self.page.result is not None:
            said = (self.page.result, self.value("comment").strip(), accept)
            self.send(Validate(by_key(ITEMS, self._queue[0]), *said))

    def refused(self, error: DrError) -> None:
        """Ask where what is seen speaks against ok; else stop at the machine: those before it are recorded."""
        if error.code == SEEN_OTHERWISE and self._queue:
            lines = [error.message, "", "The engine records the validation with what was seen."]
            question = ConfirmDialog("record ok all the same?", lines, yes="record ok")
            self.app.push_screen(question, lambda yes: self._accepted(error, bool(yes)))
            return
        self._stop(error)

    def _accepted(self, error: DrError, yes: bool) -> None:
        if yes:
            self._send_next(accept=told_with(error)["seen"])
        else:
            self._stop(error)

    def _stop(self, error: DrError) -> None:
        self._queue = []
        self._draw()
        super().refused(error)

    def done(self, answer: ValidatedRow) -> None:
        """Note what was recorded, and go on with the next machine of these, then with the next open one."""
        page, model, result = self.page, self.console_app.model, self.page.result
        if not self._queue or result is None:
            return
        key = self._queue.pop(0)
        page.recorded[key] = (result, self.value("comment").strip())
        self._last = result
        page.marked.discard(key)
        of = f" ({page.validated(model)} of {len(page.items)})" if page.several else ""
        said = f"recorded: {page.label(model, key)} {result}{of}"
        if self._queue:
            self._send_next()
            return
        page.result = None
        page.here = key
        following = page.next_open(model)
        if following is None:
            self.console_app.say(said)  # while the page stays open it says so itself
            self.dismiss(self._last)
            return
        self.query_one("#comment", Input).value = ""
        self._look_at(following)
        self.sheet.focus()
        self.say(f"✓ {said}", Severity.OK)
