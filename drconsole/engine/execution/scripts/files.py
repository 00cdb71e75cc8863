"""Looking at a script of a recovery plan on this machine: whether Linux would start it, and what is in it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import shlex
import shutil
import stat
import threading
from pathlib import Path

from drconsole.recovery.types.scripts import ScriptFault, ScriptSeen

LIMIT = 5.0
"""Seconds for a look at one script: a share whose server is gone lets its readers hang."""
FIRST_LINE = 4096
"""Bytes in which the first line is looked for; Linux itself reads 256."""
BLOCK = 1024 * 1024
ELF = b"\x7fELF"

_NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR})


async def seen_of(path: str) -> ScriptSeen:
    """Return what there is at a path, seen in a thread of its own, which may hang as long as it likes."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[ScriptSeen] = loop.create_future()

    def tell(seen: ScriptSeen) -> None:
        if not answer.done():
            answer.set_result(seen)

    def looking() -> None:
        seen = look(path)
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, seen)

    threading.Thread(target=looking, daemon=True, name="script-look").start()
    try:
        return await asyncio.wait_for(answer, LIMIT)
    except TimeoutError:
        return ScriptSeen(ScriptFault.NOT_SEEN, f"no answer within {LIMIT:.0f} s")


def look(path: str) -> ScriptSeen:
    """The same, at once; never raises for what is or is not there."""
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode):
            return ScriptSeen(ScriptFault.NOT_A_FILE)
        first, content = _read(path)
    except PermissionError as error:
        executable = os.access(path, os.X_OK)
        fault = ScriptFault.UNREADABLE if executable else ScriptFault.NOT_EXECUTABLE
        return ScriptSeen(fault, error.strerror or str(error))
    except OSError as error:
        fault = ScriptFault.MISSING if error.errno in _NOT_THERE else ScriptFault.UNREADABLE
        return ScriptSeen(fault, error.strerror or str(error))
    return ScriptSeen(*_fault(path, first), content)


def _read(path: str) -> tuple[bytes, str]:
    digest, first = hashlib.sha256(), b""
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            first = first or block[:FIRST_LINE]
            digest.update(block)
    return first, digest.hexdigest()


def _fault(path: str, first: bytes) -> tuple[ScriptFault | None, str]:
    if not os.access(path, os.X_OK):
        return ScriptFault.NOT_EXECUTABLE, ""
    if first.startswith(ELF):
        return None, ""
    if not first.startswith(b"#!"):
        return ScriptFault.NO_INTERPRETER, ""
    line = first[2:].split(b"\n", 1)[0]
    words = os.fsdecode(line).strip(" \t\r").split(None, 1)
    if not words:
        return ScriptFault.NO_INTERPRETER, ""
    if line.endswith(b"\r"):
        return ScriptFault.LINE_ENDS, words[0]
    missing = _missing(words, Path(path).parent)
    return (ScriptFault.INTERPRETER_MISSING, missing) if missing else (None, "")


def _missing(words: list[str], folder: Path) -> str:
    """The interpreter that a first line needs and that is not there; empty = all is there.

    A relative one is looked for from the script's folder, in which it is started. Linux hands all that follows the
    interpreter on as one argument, so ``env`` looks for a program of that whole name unless it is told to split it.
    """
    interpreter = folder / words[0]
    if not (interpreter.is_file() and os.access(interpreter, os.X_OK)):
        return words[0]
    if interpreter.name != "env" or len(words) < 2:
        return ""
    argument = words[1].strip()
    if argument.startswith(("-S", "--split-string")):
        with contextlib.suppress(ValueError):
            rest = shlex.split(argument.removeprefix("--split-string").removeprefix("-S").lstrip("= "))
            program = next((word for word in rest if not word.startswith("-") and "=" not in word), None)
            return "" if program is None or shutil.which(program) else program
        return ""
    if argument.startswith("-") or "=" in argument:
        return ""
    return "" if shutil.which(argument) else argument
