"""Scripts of recovery plans as prerequisites: what is wrong with a file that a run would execute.

Linux starts a file that is there, may be executed, and is a program or names an interpreter that is there in its first
line (execve(2)). All of that was seen by the engine on its own machine and is given here. A script that cannot be
started does not hold up an unplanned failover, which goes on without it, nor a test; a planned run would stop at it,
with machines shut down already [D:hyper-v-vmm-recovery-script]. So the first is an error that can be accepted, for a
disaster must not wait for a script, and the second one that cannot: an unplanned failover is always left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from drconsole.recovery.types.plans import Action
from drconsole.recovery.types.scripts import ScriptFault, ScriptSeen
from drconsole.recovery.types.tasks import Finding, TaskKind, TaskTree
from drconsole.recovery.types.words import Level


@dataclass(frozen=True, slots=True)
class _Kind:
    message: str
    causes: str
    action: str


_KINDS: dict[ScriptFault, _Kind] = {
    ScriptFault.MISSING: _Kind(
        "There is no script {path} ({actions}).",
        "It was moved or deleted, or the share that it is on is not mounted on the engine's machine.",
        "Bring it back or mount the share",
    ),
    ScriptFault.NOT_A_FILE: _Kind(
        "The script {path} is no file ({actions}).", "Something else stands at its path.", "Put the script there"
    ),
    ScriptFault.NOT_EXECUTABLE: _Kind(
        "The script {path} cannot be executed by the engine's user ({actions}).",
        "Its mode has no x for that user, a folder above it cannot be entered, or its file system is mounted noexec.",
        "chmod +x {path}",
    ),
    ScriptFault.UNREADABLE: _Kind(
        "The script {path} cannot be read: {detail} ({actions}).",
        "Its mode forbids it, or its disk or share does not answer.",
        "Let the engine's user read it",
    ),
    ScriptFault.LINE_ENDS: _Kind(
        "The first line of the script {path} ends with a carriage return: its interpreter {detail} would not be "
        "found ({actions}).",
        "It was saved with the line ends of Windows (CRLF).",
        "Save it with LF: sed -i 's/\\r$//' {path}",
    ),
    ScriptFault.NO_INTERPRETER: _Kind(
        "The script {path} is no program and names no interpreter in its first line ({actions}).",
        "It is empty, or its first two bytes are not #! (a byte order mark may stand before them).",
        "Begin it with a line like #!/bin/sh",
    ),
    ScriptFault.INTERPRETER_MISSING: _Kind(
        "The interpreter {detail} of the script {path} is not there or cannot be executed ({actions}).",
        "It is not installed on the engine's machine, or not on the PATH of the engine.",
        "Install it, or name another one in the first line",
    ),
    ScriptFault.NOT_SEEN: _Kind(
        "The script {path} could not be looked at: {detail} ({actions}).",
        "The share that it is on does not answer.",
        "See to its disk or share",
    ),
}

_STOPS = "; a planned run stops at a script that fails. In a disaster run failover instead."
_GOES_ON = "; accepted, the run tries it, fails there and goes on without its work."


def scripts_of(tree: TaskTree) -> dict[str, list[Action]]:
    """The paths of the scripts that a run would execute, each with its actions; skipped ones are not executed."""
    found: dict[str, list[Action]] = {}
    for task in tree.tasks:
        if task.kind is TaskKind.SCRIPT and task.skipped is None and task.action is not None:
            found.setdefault(task.action.path, []).append(task.action)
    return found


def findings(tree: TaskTree, seen: Mapping[str, ScriptSeen]) -> Iterator[Finding]:
    """An error for each script of a run that cannot be started. ``seen`` is by path; nothing in it = nobody looked."""
    for path, actions in scripts_of(tree).items():
        state = seen.get(path)
        if state is None or state.fault is None:
            continue
        kind = _KINDS[state.fault]
        words = {"path": path, "detail": state.detail, "actions": _names(actions)}
        yield Finding(
            id=f"{state.fault}:{path}",
            level=Level.ERROR.value,
            message=kind.message.format(**words),
            overridable=not tree.stop_on_failure,
            possible_causes=kind.causes.format(**words),
            recommended_action=kind.action.format(**words) + (_STOPS if tree.stop_on_failure else _GOES_ON),
        )


def contents(tree: TaskTree, seen: Mapping[str, ScriptSeen]) -> dict[str, str]:
    """Path -> the content that was seen there, or why there is none: of every script that the run would execute."""
    return {
        path: state.content or str(state.fault or ScriptFault.NOT_SEEN)
        for path in scripts_of(tree)
        if (state := seen.get(path)) is not None
    }


def _names(actions: Iterable[Action]) -> str:
    return "action " + ", ".join(dict.fromkeys(f"'{action.name}'" for action in actions))
