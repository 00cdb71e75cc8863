"""Scripts of recovery plans as prerequisites: what is wrong with a file that a run would execute.

Linux starts a file that is there, may be executed, and is a program or names an interpreter that is there in its first
line (execve(2)). All of that was seen by the engine on its own machine and is given here. A script that cannot be
started does not hold up an unplanned failover, which goes on without it, nor a test; a planned run would stop at it,
with machines shut down already [D:hyper-v-vmm-recovery-script]. So the first is an error that can be accepted, for a
disaster must not wait for a script, and the second one that cannot: an unplanned failover is always left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from drconsole.recovery.checks.findings.maker import Maker
from drconsole.recovery.types.estate.plans import Action
from drconsole.recovery.types.scripts import ScriptFault, ScriptSeen
from drconsole.recovery.types.work.tasks import Finding, TaskKind, TaskTree

_STOPS = "; a planned run stops at a script that fails. In a disaster run failover instead."
_GOES_ON = "; accepted, the run tries it, fails there and goes on without its work."


def scripts_of(tree: TaskTree) -> dict[str, list[Action]]:
    """The paths of the scripts that a run would execute, each with its actions; skipped ones are not executed."""
    found: dict[str, list[Action]] = {}
    for task in tree.tasks:
        if task.kind is TaskKind.SCRIPT and task.skipped is None and task.action is not None:
            found.setdefault(task.action.path, []).append(task.action)
    return found


def findings(make: Maker, tree: TaskTree, seen: Mapping[str, ScriptSeen]) -> Iterator[Finding]:
    """An error for each script of a run that cannot be started. ``seen`` is by path; nothing in it = nobody looked."""
    for path, actions in scripts_of(tree).items():
        state = seen.get(path)
        if state is None or state.fault is None:
            continue
        yield make(
            state.fault,
            about=path,
            overridable=not tree.stop_on_failure,
            path=path,
            detail=state.detail,
            actions=_names(actions),
            then=_STOPS if tree.stop_on_failure else _GOES_ON,
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
