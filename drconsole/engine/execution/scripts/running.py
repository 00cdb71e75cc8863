"""Scripts of recovery plans: local executables, begun once, their truth found again after a crash."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from drconsole.engine.execution.scripts.claims import Claim, Result, claim, runs, sync_folder
from drconsole.engine.execution.scripts.files import seen_of
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.plans import Action
from drconsole.recovery.types.scripts import ScriptSeen
from drconsole.recovery.types.work.errors import Refused

ORDER = "order.json"
LEFT_BEHIND = ("context.json", "output")
"""What a wrapper makes after its claim."""

POLL = 0.05
POLL_LONGEST = 0.5
"""Seconds on the wall's clock between looks at a running script."""


class Truth(StrEnum):
    ABSENT = "absent"
    """The attempt never ran. Once this was said it never will: its key is barred."""
    RUNNING = "running"
    DONE = "done"
    LOST = "lost"
    """The attempt was started and left no outcome: nobody can say how far it came."""


@dataclass(frozen=True, slots=True)
class ScriptState:
    truth: Truth
    ok: bool = False
    why: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One attempt of one script."""

    key: str
    action: Action
    context: Mapping[str, object] = field(default_factory=dict)


class Scripts(Protocol):
    """Runs scripts: ``LocalScripts`` as processes, a test double in memory on virtual time."""

    async def prepare(self, order: Order) -> str:
        """Make a place for its attempt, durably, and say where it is: from here on a place that is gone says nothing.
        Raises as ``start``."""

    def prepared(self, key: str) -> None:
        """Note that an attempt was prepared by an engine before this one."""

    async def start(self, order: Order) -> None: ...
    async def truth(self, key: str) -> ScriptState:
        """Return what became of it. ABSENT also bars it: a wrapper that comes late does not run the script."""

    def left(self, key: str) -> bool:
        """Return whether anything of this attempt is there; unlike ``truth``, it bars nothing."""

    async def wait(self, key: str) -> ScriptState: ...
    async def abort(self, key: str) -> None: ...
    def copy_to(self, root: Path) -> None:
        """Copy what attempts have left. Raises ``Refused`` while one runs: its copy would never end."""

    async def look(self, paths: Sequence[str]) -> dict[str, ScriptSeen]:
        """Return what there is at these paths now."""


def environment_of(context: Mapping[str, object]) -> dict[str, str]:
    """Return the context as environment variables: ``recovery_plan`` -> ``DRCONSOLE_RECOVERY_PLAN``."""
    return {
        f"DRCONSOLE_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in context.items()
    }


def folder_name(key: str) -> str:
    """Return the name of a key's folder. It ends with a digest of the key, so that no two keys share one."""
    if "#" not in key:  # of a job from before tokens, whose folder may be there
        return re.sub(r"[^A-Za-z0-9._-]+", "_", key)
    plain = re.sub(r"[^A-Za-z0-9.-]+", "_", key)[:120]
    return f"{plain}_{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def result_of(root: Path, key: str) -> bool | None:
    """Return whether this attempt succeeded, as its folder says; None = there is none, or it left no outcome."""
    try:
        result = json.loads((root / folder_name(key) / "result.json").read_text())
        return bool(result["rc"] == 0 and not result["why"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


class LocalScripts:
    """Scripts on this machine, each attempt in a folder of its own under ``root``."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._prepared: set[str] = set()
        """Keys of attempts whose folder was there."""

    def _folder(self, key: str) -> Path:
        return self._root / folder_name(key)

    def prepared(self, key: str) -> None:
        self._prepared.add(key)

    async def prepare(self, order: Order) -> str:
        """Raises ``OSError`` where it cannot be made, ``FileExistsError`` where the attempt is another's."""
        folder = self._folder(order.key)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _unclaimed(folder):
            raise FileExistsError(errno.EEXIST, "an earlier run under the same key was begun", str(folder))
        what = {
            "command": [order.action.path, *order.action.arguments],
            "context": dict(order.context),
            "environment": environment_of(order.context),
            "timeout": order.action.timeout,
            "cwd": str(Path(order.action.path).parent),
        }
        temporary = folder / ".order.tmp"
        with temporary.open("w") as file:
            json.dump(what, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, folder / ORDER)
        for level in (folder, folder.parent, folder.parent.parent):
            sync_folder(level)
        self._prepared.add(order.key)
        return str(folder)

    async def start(self, order: Order) -> None:
        """Raises ``OSError`` where it cannot be started, ``FileExistsError`` where the attempt is another's."""
        if order.key not in self._prepared:
            await self.prepare(order)
        folder = self._folder(order.key)
        log = (self._root / "wrapper.log").open("ab")
        with log:
            subprocess.Popen(  # noqa: ASYNC220, S603 - returns at once; our own interpreter and module
                [sys.executable, "-m", "drconsole.engine.execution.scripts.wrapper", str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                close_fds=True,
            )

    async def truth(self, key: str) -> ScriptState:
        folder = self._folder(key)
        if (ended := self._result(folder)) is not None:
            return ended
        if self._trace_is_gone(key, folder):
            return ScriptState(Truth.LOST, why=f"what it left in {folder} is gone: whether it ran is not known")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if claim(folder, {"void": True}):
            return ScriptState(Truth.ABSENT)
        owner = _owner(folder)
        if owner.get("void"):
            return ScriptState(Truth.ABSENT)
        if runs(owner):
            return ScriptState(Truth.RUNNING)
        # It may have ended between the two looks.
        return self._result(folder) or ScriptState(Truth.LOST, why="its process is gone and left no outcome")

    def left(self, key: str) -> bool:
        return self._folder(key).exists()

    async def wait(self, key: str) -> ScriptState:
        folder, pause = self._folder(key), POLL
        unclaimed = 0.0
        while True:
            if (ended := self._result(folder)) is not None:
                return ended
            if (folder / "claim").exists() or unclaimed > 30 or self._trace_is_gone(key, folder):
                state = await self.truth(key)
                if state.truth is not Truth.RUNNING:
                    return state
            else:
                unclaimed += pause
            await asyncio.sleep(pause)
            pause = min(POLL_LONGEST, pause * 1.5)

    async def abort(self, key: str) -> None:
        folder = self._folder(key)
        if self._trace_is_gone(key, folder):
            return  # nobody knows its process any more
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Not come up yet: it never will.
        if claim(folder, {"void": True}):
            return
        owner = _owner(folder)
        if not owner.get("void") and runs(owner):
            os.kill(owner["pid"], signal.SIGTERM)

    def copy_to(self, root: Path) -> None:
        running = [folder.name for folder in self._root.glob("*/") if _may_run(folder)]
        if running:
            raise Refused(
                "script-runs",
                f"a script of a plan runs ({running[0]})",
                advice="wait until it has ended, which takes seconds as a rule",
            )
        if self._root.is_dir():
            shutil.copytree(self._root, root, symlinks=True)

    def _trace_is_gone(self, key: str, folder: Path) -> bool:
        """Return whether an attempt that was prepared, and may have run, is not there any more, or only in part.

        Its claim is the last that is made before the script runs: where the script left anything and the claim is
        missing, somebody took it away.
        """
        if (folder / "claim").exists():
            return False
        if any((folder / name).exists() for name in LEFT_BEHIND):
            return not (folder / "claim").exists()  # it may have come between the two looks
        return key in self._prepared and not (folder / ORDER).exists()

    async def look(self, paths: Sequence[str]) -> dict[str, ScriptSeen]:
        return dict(zip(paths, await asyncio.gather(*(seen_of(path) for path in paths)), strict=True))

    @staticmethod
    def _result(folder: Path) -> ScriptState | None:
        try:
            result: Result = json.loads((folder / "result.json").read_text())
        except FileNotFoundError:
            return None
        code = result["rc"]
        why = result["why"] or ("" if code == 0 else f"exit code {code}")
        return ScriptState(Truth.DONE, ok=code == 0 and not result["why"], why=why, output=result["output"])


def _may_run(folder: Path) -> bool:
    """Return whether an attempt was ordered, and neither barred nor ended."""
    if (folder / "result.json").exists():
        return False
    if not (folder / "claim").exists():
        return (folder / ORDER).exists()
    owner = _owner(folder)
    return not owner.get("void") and runs(owner)


def _owner(folder: Path) -> Claim:
    owner: Claim = json.loads((folder / "claim").read_text())
    return owner


def _unclaimed(folder: Path) -> bool:
    """Return whether no wrapper runs this attempt: nobody has claimed it, or it was barred, which it stays."""
    try:
        return bool(_owner(folder).get("void"))
    except FileNotFoundError:
        return True
