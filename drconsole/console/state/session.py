"""Session of one operator at the console: the state folder, the user, the settings, and questions to the engine."""

from __future__ import annotations

import contextlib
import os
import pwd
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.console.state.screens import FIRST
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.errors import Refused
from drconsole.settings.config.checked import Checked
from drconsole.settings.list_looks import Looks
from drconsole.settings.state import StatePaths

if TYPE_CHECKING:
    # Not for the first frame: they take long to import.
    from drconsole.console.state.typed import ShellLine
    from drconsole.console.state.wish import Wish
    from drconsole.link.messages import AnswerRow, Message

QUERY_SECONDS = 20.0
"""Seconds to wait for the answer to a query."""
COMMAND_SECONDS = 30.0
"""Seconds to wait for the answer to a command."""


def operator() -> str:
    """Return the user's name, for display; the engine asks the kernel who gives a command."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"uid {os.geteuid()}"


def own_uids() -> frozenset[int]:
    """Return every uid that may be this operator's, as far as this process knows: the engine asks the kernel."""
    uids = {os.geteuid()}
    with contextlib.suppress(OSError, ValueError):
        uids.add(int(Path("/proc/self/loginuid").read_text()))  # of nobody, where nobody logged in
    return frozenset(uids)


@dataclass(slots=True)
class Session:
    """Sitting of one operator at the console."""

    paths: StatePaths
    read_only: bool = False
    state_of: str = ""
    """Owner of the state, where that is somebody else: the console is read-only then, unless its user has a seat of the
    incident room that commands; empty = it is ours."""
    seatless: bool = False
    """Whether it is read-only for want of such a seat alone: once it is given, this console commands."""
    screen: str = FIRST
    """Screen on which the console opens."""
    over_ssh: bool = field(default_factory=lambda: "SSH_CONNECTION" in os.environ)
    operator: str = field(default_factory=operator)
    first_start: bool = False
    """Whether the state was empty, and the example estate contoso was loaded."""
    log_in: str = "ssh {address}"
    """Command behind "Log in"; ``{address}`` and ``{item}`` are filled in."""
    theme: str = "drconsole"
    checked: Checked = field(default_factory=Checked)
    """The user's config file as it was read, with what is wrong in it."""
    said: list[str] = field(default_factory=list)
    """Lines given on the ``:`` line, oldest first."""
    shell: ShellLine | None = None
    """Reader of the command line's own words behind ``:``; None = the console has only words of its own."""
    looks: Looks = field(default_factory=Looks)
    """How this operator wants to see lists."""
    held: set[str] = field(default_factory=set)
    """Jobs that this sitting has put on hold: a resume of those asks nothing."""
    mouse: bool = False
    """Whether the console takes the mouse; without it the terminal itself selects text."""
    pid: int = field(default_factory=os.getpid)
    name: str = ""
    """Name of the state, where it is not the user's usual one."""
    wish: Wish | None = None
    """What is to be done once the console has ended; None = nothing."""
    uids: frozenset[int] = field(default_factory=own_uids)
    """Every uid that may be this operator's: the account's, and that of who logged in."""
    warned: tuple[frozenset[str], float] | None = None
    """Jobs of which the operator was told that they go on without the console, and when (app's clock)."""

    def ask(self, message: Message[AnswerRow], request_id: str | None = None) -> AnswerRow:
        """Ask the engine and wait for its answer; call it on a thread.

        Raises ``DrError``: ``Refused``, ``NoEngine``, or ``OutcomeUnknown`` for a command without an answer.
        """
        from drconsole.link.client import Client
        from drconsole.link.messages import COMMANDS

        command = message.kind in COMMANDS
        if command and self.read_only:
            raise read_only_refusal(self.state_of)
        with Client.connect(self.paths, timeout=5.0, client="console") as client:
            seconds = COMMAND_SECONDS if command else QUERY_SECONDS
            return client.ask(message, timeout=seconds, request_id=request_id)


def why_read_only(state_of: str) -> tuple[str, str]:
    """Return why a console only reads, and what to do about it."""
    if state_of:
        return f"this state belongs to {state_of}", f"ask {state_of}"
    return "this console was opened read-only", "open a console without --read-only"


def read_only_refusal(state_of: str) -> Refused:
    """Return the refusal of a command by a console that only reads."""
    why, advice = why_read_only(state_of)
    return Refused("read-only", why, advice=advice)
