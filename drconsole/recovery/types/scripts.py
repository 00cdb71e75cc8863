"""Observation of a script of a recovery plan, on the engine's own machine."""

from __future__ import annotations

from enum import StrEnum

from drconsole.recovery.types.data import dataclass


class ScriptFault(StrEnum):
    """Reason why a script cannot be started: the kinds of finding."""

    MISSING = "script-missing"
    NOT_A_FILE = "script-not-a-file"
    NOT_EXECUTABLE = "script-not-executable"
    UNREADABLE = "script-unreadable"
    LINE_ENDS = "script-line-ends"
    NO_INTERPRETER = "script-no-interpreter"
    INTERPRETER_MISSING = "script-interpreter-missing"
    NOT_SEEN = "script-not-seen"


@dataclass(frozen=True, slots=True)
class ScriptSeen:
    """File that there is at a script's path. ``content`` is SHA-256 in hexadecimal digits; None = it was not read."""

    fault: ScriptFault | None = None
    detail: str = ""
    content: str | None = None
