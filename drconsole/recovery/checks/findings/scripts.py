"""Findings on scripts of recovery plans that cannot be started. ``{then}``: what the run does at such a script."""

from __future__ import annotations

from drconsole.recovery.checks.findings.kind import E, Kind
from drconsole.recovery.types.scripts import ScriptFault

SCRIPT_KINDS: dict[str, Kind] = {
    ScriptFault.MISSING: Kind(
        E, True, "There is no script {path} ({actions}).",
        "It was moved or deleted, or the share that it is on is not mounted on the engine's machine.",
        "Bring it back or mount the share{then}",
    ),
    ScriptFault.NOT_A_FILE: Kind(
        E, True, "The script {path} is no file ({actions}).",
        "Something else stands at its path.",
        "Put the script there{then}",
    ),
    ScriptFault.NOT_EXECUTABLE: Kind(
        E, True, "The script {path} cannot be executed by the engine's user ({actions}).",
        "Its mode has no x for that user, a folder above it cannot be entered, or its file system is mounted noexec.",
        "chmod +x {path}{then}",
    ),
    ScriptFault.UNREADABLE: Kind(
        E, True, "The script {path} cannot be read: {detail} ({actions}).",
        "Its mode forbids it, or its disk or share does not answer.",
        "Let the engine's user read it{then}",
    ),
    ScriptFault.LINE_ENDS: Kind(
        E, True,
        "The first line of the script {path} ends with a carriage return: its interpreter {detail} would not be found "
        "({actions}).",
        "It was saved with the line ends of Windows (CRLF).",
        "Save it with LF: sed -i 's/\\r$//' {path}{then}",
    ),
    ScriptFault.NO_INTERPRETER: Kind(
        E, True, "The script {path} is no program and names no interpreter in its first line ({actions}).",
        "It is empty, or its first two bytes are not #! (a byte order mark may stand before them).",
        "Begin it with a line like #!/bin/sh{then}",
    ),
    ScriptFault.INTERPRETER_MISSING: Kind(
        E, True, "The interpreter {detail} of the script {path} is not there or cannot be executed ({actions}).",
        "It is not installed on the engine's machine, or not on the PATH of the engine.",
        "Install it, or name another one in the first line{then}",
    ),
    ScriptFault.NOT_SEEN: Kind(
        E, True, "The script {path} could not be looked at: {detail} ({actions}).",
        "The share that it is on does not answer.",
        "See to its disk or share{then}",
    ),
}  # fmt: skip
