"""A dialog that sends one command about a job or an item, once, and says truly what became of it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from textual.widgets import Input

from drconsole.console.dialogs.base.dialog import Dialog
from drconsole.console.state.session import told
from drconsole.recovery.types.errors import DrError, NoEngine, OutcomeUnknown
from drconsole.render.marks import Severity

RESEND_AFTER = (0.5, 2.0)
"""Seconds before a command is sent again by itself when its outcome is unknown; then a person decides."""

Result = TypeVar("Result")


@dataclass(slots=True)
class Sending:
    """One decision of a person. However often it is sent, its id lets it happen once."""

    kind: str
    body: Mapping[str, Any]
    request_id: str = field(default_factory=lambda: secrets.token_hex(16))
    unknown: bool = False
    """It was sent and no answer came: it may have been done."""


class SendingDialog(Dialog[Result]):
    """``send`` a command; ``done`` or ``refused`` is called with the engine's answer."""

    doing = "sending ..."
    undone = "nothing was done"
    """What is true after a refusal."""

    def __init__(self) -> None:
        super().__init__()
        self.sending: Sending | None = None
        """What was sent and has no answer yet."""
        self._warned = ""
        """The comment of which was told that leaving forgets it."""

    def send(self, kind: str, body: Mapping[str, Any]) -> None:
        self._go(Sending(kind, body))

    def send_again(self) -> bool:
        """If something is on its way or unknown: the same once more, under the same id, where that helps."""
        if self.sending is None:
            return False
        if self.sending.unknown:
            self._go(self.sending)
        return True

    def _go(self, sending: Sending) -> None:
        self.sending = sending
        self.say(self.doing, Severity.BUSY)
        self.run_worker(self._send(sending), group="send", exclusive=True)

    async def _send(self, sending: Sending) -> None:
        for pause in (*RESEND_AFTER, None):
            try:
                answer = await self.console_app.ask(sending.kind, sending.body, sending.request_id)
            except (OutcomeUnknown, NoEngine) as error:
                sending.unknown = sending.unknown or isinstance(error, OutcomeUnknown)
                if not sending.unknown:
                    self.sending = None
                    self.say(f"{self.undone}: {told(error)}", Severity.BAD)
                    return
                self.say(f"UNKNOWN: {error.message}; asking again under the same id", Severity.UNKNOWN)
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
            f"UNKNOWN what became of {sending.kind}. enter here asks again under the same id, nothing is done twice;"
            " esc leaves: look at Jobs and at the journal",
            Severity.UNKNOWN,
        )

    def done(self, answer: Mapping[str, Any]) -> None:
        """The engine has committed it."""
        raise TypeError(f"{type(self).__name__} has no done")

    def refused(self, error: DrError) -> None:
        """The engine has answered: it was not done."""
        self.say(f"{self.undone}: {told(error)}", Severity.BAD)

    def action_close(self) -> None:
        """What was written is not lost to one key too many: it is asked for once."""
        written = "".join(field.value for field in self.query("#comment").results(Input)).strip()
        if written and written != self._warned and self.sending is None:
            self._warned = written
            self.say("esc once more leaves, and forgets the comment that was written", Severity.WARN)
            return
        if self.sending is not None:
            self.console_app.say(
                f"what became of {self.sending.kind} is UNKNOWN: look before you send it again", bad=True
            )
        self.dismiss(None)
