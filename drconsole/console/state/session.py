"""Session, one sitting at the console: which state, who sits there, what they may, and how the engine is asked."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from drconsole.console.state.screens import FIRST
from drconsole.link.client import Client
from drconsole.link.messages import COMMANDS, message_of
from drconsole.recovery.types.errors import DrError, Refused
from drconsole.render.remedies import from_anywhere, pressed
from drconsole.settings.config.check import Checked
from drconsole.settings.state import StatePaths

QUERY_SECONDS = 20.0
COMMAND_SECONDS = 30.0


def operator() -> str:
    """Who sits here; the engine asks the kernel instead."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"uid {os.geteuid()}"


@dataclass(slots=True)
class Session:
    paths: StatePaths
    read_only: bool = False
    screen: str = FIRST
    over_ssh: bool = field(default_factory=lambda: "SSH_CONNECTION" in os.environ)
    operator: str = field(default_factory=operator)
    first_start: bool = False
    """The state was empty, and contoso was loaded for it."""
    log_in: str = "ssh {address}"
    """The command behind "Log in"; ``{address}`` and ``{item}`` are put in."""
    theme: str = "drconsole"
    checked: Checked = field(default_factory=Checked)
    """The user's config file as it was read, with what is wrong in it."""
    said: list[str] = field(default_factory=list)
    """Lines of the ``:`` line, oldest first."""
    warned: tuple[frozenset[str], float] | None = None
    """For which jobs, and when, the operator was told that they go on when the console is left."""

    def ask(self, kind: str, body: Mapping[str, Any] | None = None, request_id: str | None = None) -> dict[str, Any]:
        """Ask the engine and wait for its answer; to be called on a thread.

        Raises ``DrError``: what the engine refuses, ``NoEngine``, ``OutcomeUnknown`` for a command without an answer.
        """
        command = kind in COMMANDS
        if command and self.read_only:
            raise Refused(
                "read-only", "this console was opened read-only", advice="open another one without --read-only"
            )
        with Client.connect(self.paths, timeout=5.0, client="console") as client:
            seconds = COMMAND_SECONDS if command else QUERY_SECONDS
            return dict(client.ask(message_of(kind, body or {}), timeout=seconds, request_id=request_id))


def told(error: DrError) -> str:
    """A refusal in one line: what, where, and what would be right."""
    parts = [error.message]
    if error.place:
        parts.append(f"[{error.place}]")
    if advice := pressed(error.advice, error.extra.get("remedies") or (), from_anywhere):
        parts.append(f"- {advice}")
    return " ".join(parts)
