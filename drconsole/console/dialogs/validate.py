"""Validating a failed-over item: its address, its point, logging in, and what was found."""

from __future__ import annotations

import contextlib
import shlex
import signal
import subprocess
import sys
import termios
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.dialogs.base import Field
from drconsole.console.dialogs.sending import SendingDialog
from drconsole.console.state.model import Changed
from drconsole.console.state.places import label_of, role_text
from drconsole.console.widgets.sheet import Sheet
from drconsole.recovery.types.errors import BadInput
from drconsole.recovery.types.targets import by_key
from drconsole.render.entries import Entry, entry, heading
from drconsole.render.marks import Severity
from drconsole.render.text import clean, utc, words

LOG_IN = "log-in"
REAL = frozenset({"LIVE", "EXERCISE"})
"""Modes whose machines are machines: only there a command is given their addresses."""


def log_in_words(template: str, address: str | None, item: str) -> list[str]:
    """The words of the command behind "Log in"; the placeholders are put in after it was split, never by a shell.

    Raises ``BadInput``: no address, a command that is none, or data that would become an option of it.
    """
    place = "log_in"
    try:
        template_words = shlex.split(template)
    except ValueError as error:
        raise BadInput("bad-log-in", f"the command is not well-formed: {error}", place=place) from None
    if not template_words:
        raise BadInput("bad-log-in", "no command is configured", place=place)
    if not address and any("{address}" in word for word in template_words):
        raise BadInput("no-address", f"the address of {clean(item)} is not known", place=place)
    made = []
    for word in template_words:
        put = word.replace("{address}", address or "").replace("{item}", item)
        if put != word and ((put.startswith("-") and not word.startswith("-")) or not _harmless(put)):
            raise BadInput("bad-log-in", f"{clean(put)!r} cannot be a word of the command", place=place)
        made.append(put)
    return made


def _harmless(word: str) -> bool:
    return not any(unicodedata.category(letter) in ("Cc", "Cf") for letter in word)


def at_the_terminal(argv: Sequence[str], item: str, address: str | None) -> str:
    """Say what runs, where and how one comes back; run it; wait for enter. Returns the outcome in words."""
    at = f" at {clean(address)}" if address else ""
    _tell(f"drconsole: running {shlex.join(argv)} on {clean(item)}{at}; leave it (exit, or ^D) to come back")
    seen = run_log_in(argv)
    _forget_typed()
    _tell(f"drconsole: {clean(seen)}; press enter to go back to the console")
    with contextlib.suppress(OSError, ValueError), _interrupts_are_its_own():
        sys.stdin.readline()
    _forget_typed()
    return seen


def _tell(text: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"\r\n{text}\r\n")
        sys.stdout.flush()


def _forget_typed() -> None:
    """What was typed for the command is no key of the console."""
    with contextlib.suppress(OSError, ValueError, termios.error):
        termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def run_log_in(argv: Sequence[str]) -> str:
    """Run it in the terminal and wait; its outcome in words. Never raises for what the command does."""
    shown = shlex.join(argv)
    try:
        with _interrupts_are_its_own():
            code = subprocess.run(argv, check=False, shell=False).returncode  # noqa: S603
    except (OSError, ValueError) as error:
        return f"'{shown}' could not be run: {error}"
    return f"'{shown}' ended with exit code {code}" if code >= 0 else f"'{shown}' was ended by signal {-code}"


@contextlib.contextmanager
def _interrupts_are_its_own() -> Iterator[None]:
    """Ctrl+c ends what runs in the terminal, not the console behind it; a handler is not inherited, ignoring is."""
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class ValidateDialog(SendingDialog[str | None]):
    """Dismissed with ``ok`` or ``failed`` when that was recorded, else None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "log_in", show=False),
        Binding("c", "focus_field('comment')", show=False),
    ]
    hint = "l log in  space: ok or failed  c comment, enter there records  tab next  esc back"
    field_hints: ClassVar[Mapping[str, str]] = {
        "comment": "enter records it  tab next  up, down read the page  esc back"
    }
    undone = "not recorded"

    def __init__(self, item: str) -> None:
        super().__init__()
        self.item = item
        self.result = ""
        self.evidence: list[str] = []

    @property
    def row(self) -> Mapping[str, Any]:
        return self.console_app.model.row("item", self.item) or {}

    def fields(self) -> ComposeResult:
        yield Field("comment", "What you looked at, then enter:")

    def on_mount(self) -> None:
        name = label_of(self.console_app.model, ("item", self.item))
        self.head(f"validate {name}", role_text(self.console_app.model, ("item", self.item)))
        self.say("")
        self._draw()

    def follow(self, changed: Changed) -> None:
        super().follow(changed)
        if self.item in changed.get("item", ()):
            self._draw()

    def _draw(self) -> None:
        row, session = self.row, self.console_app.session
        point = row.get("failover_recovery_point")
        point = point if isinstance(point, Mapping) else {"id": point} if point else {}
        validated = row.get("validation") or {}
        lines = [
            heading("Machine"),
            Entry(f"State:    {clean(row.get('protection_state_description') or row.get('protection_state'))}"),
            Entry(f"Name:     {clean(self._machine())}"),
            Entry(f"Address:  {clean(row.get('address') or 'not known')}"),
            Entry(f"Point:    {utc(point.get('time'), clean(point.get('id') or 'not known'))} {_consistency(point)}"),
        ]
        if validated:
            lines.append(
                Entry(f"So far:   {clean(validated.get('result'))}: {clean(validated.get('comment'))}", hang=10)
            )
        lines += [
            heading("Look at it"),
            Entry(f"l  log in: {clean(session.log_in)}{self._only_simulated()}", act=LOG_IN, hang=3),
            *(entry(f"   {clean(seen)}", Severity.NOTE) for seen in self.evidence),
            heading("What you found"),
        ]
        for result, text in (("ok", "ok: it works"), ("failed", "failed: it does not")):
            lines.append(Entry(f"{'(•)' if result == self.result else '( )'}  {text}", act=result))
        self.show(lines)

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        if message.entry.act == LOG_IN:
            self.action_log_in()
        elif self.sending is None:
            self.result = message.entry.act
            self._draw()
            self.say(f"chosen: {self.result}, not recorded yet; c: write what you looked at", Severity.NOTE)

    def action_log_in(self) -> None:
        """The console steps aside, and offers the outcome as evidence: a person may write it otherwise."""
        row = self.row
        address = str(row["address"]) if row.get("address") else None
        try:
            argv = log_in_words(self.console_app.session.log_in, address, self._machine())
            if self._only_simulated():
                self._seen(f"simulated log in, nothing was run: {shlex.join(argv)}")
                return
            with self.app.suspend():
                seen = at_the_terminal(argv, self._machine(), address)
        except BadInput as error:
            self.say(f"not logged in: {error.message}", Severity.BAD)
            return
        except SuspendNotSupported:
            self.say("not logged in: this terminal cannot be handed over", Severity.BAD)
            return
        self._seen(seen)

    def _machine(self) -> str:
        """The name of the machine where it runs now, which is not always its item's (28175)."""
        return str(self.row.get("machine") or self.row.get("name") or self.item)

    def _only_simulated(self) -> str:
        """Why nothing is run: the address of a simulated machine is nobody's, or on this network somebody else's."""
        mode = self.console_app.model.mode()
        if mode in REAL or "{address}" not in self.console_app.session.log_in:
            return ""
        return f" ({mode.lower()}: it is shown, not run)"

    def _seen(self, seen: str) -> None:
        self.evidence.append(seen)
        comment = self.query_one("#comment", Input)
        comment.value = f"{comment.value.strip()} {clean(seen)}".strip()
        self._draw()
        self.say("offered as evidence in the comment: what did you see?", Severity.NOTE)

    @on(Input.Submitted, "#comment")
    def _record(self) -> None:
        if self.send_again():
            return
        comment = self.value("comment").strip()
        if not self.result:
            self.say("not recorded: say ok or failed first (space on it)", Severity.BAD)
        elif not comment:
            self.say("not recorded: say what you looked at", Severity.BAD)
        else:
            self.send("Validate", {"item": by_key("item", self.item), "result": self.result, "comment": comment})

    def done(self, answer: Mapping[str, Any]) -> None:
        self.dismiss(self.result)


def _consistency(point: Mapping[str, Any]) -> str:
    return words(point["consistency"]).lower() if point.get("consistency") else ""
