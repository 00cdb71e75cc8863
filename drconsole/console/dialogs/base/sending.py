"""Base of dialogs that send one command to the engine exactly once, and report its real outcome."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import field
from typing import Generic

from textual.widgets import Input

from drconsole.console.context import error_line
from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.link.messages import AnswerRow, Message
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.errors import DrError, NoEngine, OutcomeUnknown
from drconsole.render.words.marks import Severity

RESEND_AFTER = (0.5, 2.0)
"""Seconds before a command with an unknown outcome is sent again by itself; after the last time a person decides."""


@dataclass(slots=True)
class Sending(Generic[AnswerRow]):
    """Command on its way. Its id makes the engine carry it out once, however often it is sent."""

    message: Message[AnswerRow]
    request_id: str = field(default_factory=lambda: secrets.token_hex(16))
    unknown: bool = False
    """Whether it was sent without an answer: the engine may have carried it out."""


class SendingDialog(Dialog[str | None], Generic[AnswerRow]):
    """Dialog that ``send``s a command; the engine's answer calls ``done`` or ``refused``. Its result is a word."""

    confirms = True
    sending_text = "sending ..."
    not_done_text = "nothing was done"
    """Result to report when the engine refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.sending: Sending[AnswerRow] | None = None
        """Command that was sent and has no answer yet."""
        self._warned = ""
        """Comment of which the operator was warned that leaving discards it."""

    def send(self, message: Message[AnswerRow]) -> None:
        """Send a command under a new id."""
        self._start(Sending(message))

    def send_again(self) -> bool:
        """Send the same command under the same id if its outcome is unknown; return whether one is on its way."""
        if self.sending is None:
            return False
        if self.sending.unknown:
            self._start(self.sending)
        return True

    def _start(self, sending: Sending[AnswerRow]) -> None:
        self.sending = sending
        self.say(self.sending_text, Severity.BUSY)
        self.run_worker(self._send(sending), group="send", exclusive=True)

    async def _send(self, sending: Sending[AnswerRow]) -> None:
        for pause in (*RESEND_AFTER, None):
            try:
                answer = await self.console_app.ask(sending.message, sending.request_id)
            except (OutcomeUnknown, NoEngine) as error:
                sending.unknown = sending.unknown or isinstance(error, OutcomeUnknown)
                if not sending.unknown:
                    self.sending = None
                    self.say(f"{self.not_done_text}: {error_line(self.console_app, error)}", Severity.BAD)
                    return
                self.say(f"UNKNOWN: {error.message}; asking again, it is done once at most", Severity.UNKNOWN)
            except DrError as error:
                self.sending = None
                self.refused(error)
                return
            else:
                self.sending = None
                self.done(answer)
                return
            if pause is not None:
                await asyncio.sleep(pause)
        self.say(
            f"The outcome of {sending.message.kind} is UNKNOWN. Press enter to ask again (nothing is done twice), or"
            " esc to leave and look at the jobs and the journal.",
            Severity.UNKNOWN,
        )

    def done(self, answer: AnswerRow) -> None:
        """Handle the answer: the engine has recorded the command."""
        raise TypeError(f"{type(self).__name__} has no done")

    def refused(self, error: DrError) -> None:
        """Handle a refusal: the engine has answered that nothing was done."""
        self.say(f"{self.not_done_text}: {error_line(self.console_app, error)}", Severity.BAD)

    def action_close(self) -> None:
        """Close the dialog; with a comment in its field only after a warning."""
        written = "".join(field.value for field in self.query("#comment").results(Input)).strip()
        if written and written != self._warned and self.sending is None:
            self._warned = written
            self.say("press esc again to leave: the comment is then discarded", Severity.WARN)
            return
        if self.sending is not None:
            self.console_app.say(
                f"the outcome of {self.sending.message.kind} is UNKNOWN: look at the jobs before you repeat it",
                bad=True,
            )
        self.dismiss(None)
