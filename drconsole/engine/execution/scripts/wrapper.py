"""The process around one script of a recovery plan: so that it runs once, whatever dies meanwhile.

``python -m drconsole.engine.execution.scripts.wrapper FOLDER`` is started in a session of its own. The folder is one
attempt. Whoever creates ``claim`` there decides: the wrapper, and then the script runs; or an engine
that looks after a crash and finds none, and then a wrapper that comes late does nothing. The outcome
is ``result.json``, put in place by a rename. Standard library alone, and ``claims``: it must start fast and live long.

The script writes into a pipe that the wrapper reads, so that no process of the script, however long it lives, writes
to the disk without end. What the script leaves running in its process group ends with it.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drconsole.engine.execution.scripts.claims import claim, process_start, write_result

OUTPUT_LIMIT = 64 * 1024
"""Bytes of a script's output that are kept: the last ones."""
ABORTED = "aborted"
"""Reason of a script that ended because it was told to."""

OUTPUT_FILE = 4 * 1024 * 1024
"""Bytes that ``output`` may hold while a script runs: beyond it starts anew with the last ``OUTPUT_LIMIT``. One that
writes without end must not fill the disk that the journal is on."""
LOOK = 0.25
"""Seconds between looks whether the script has ended, while others hold its output."""

GRACE = 10.0
"""Seconds between SIGTERM and SIGKILL."""
LEFT_GRACE = 2.0
"""The same for what a script that ended has left running in its process group."""
VARIABLE_LIMIT = 96 * 1024
"""Bytes of one variable of the environment: Linux starts no program with one longer than 128 KiB. What is longer is
left out, and stands in the context on standard input."""
DRAIN = 1.0
"""Seconds in which what was written before the end is still read."""


def _kill(process: subprocess.Popen[bytes], number: int) -> None:
    """Signal the script's whole process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Return whether it ended. It is not reaped here: its id, which is its group's, is nobody else's until then."""
    try:
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def _group_lives(group: int) -> bool:
    """Return whether any process but zombies is left in a process group."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[2]) == group and fields[0] != "Z":
                    return True
    return False


class _Output:
    """The end of what a script writes: in memory, and in a file of a bounded length for who looks meanwhile."""

    def __init__(self, path: Path, pipe: int) -> None:
        self._path = path
        self._pipe = pipe
        self._open = True
        self._tail = bytearray()
        self._length = 0
        """Length of the file, in bytes."""
        os.set_blocking(pipe, False)
        path.write_bytes(b"")

    def wait(self, seconds: float) -> None:
        """Take what is written, at the latest return after so long."""
        if not self._open:
            time.sleep(seconds)
        elif select.select([self._pipe], [], [], seconds)[0]:
            self._take()

    def drain(self, seconds: float) -> None:
        """Take what was written before the end. Who writes on is not waited for."""
        end = time.monotonic() + seconds
        while self._open and time.monotonic() < end and select.select([self._pipe], [], [], 0)[0]:
            self._take()

    def text(self) -> str:
        return self._tail.decode("utf-8", "replace")

    def _take(self) -> None:
        with contextlib.suppress(BlockingIOError):
            data = os.read(self._pipe, OUTPUT_LIMIT)
            if not data:
                self._open = False
                return
            self._tail += data
            del self._tail[:-OUTPUT_LIMIT]
            # A full disk costs the copy in the file, not the outcome.
            with contextlib.suppress(OSError):
                self._keep(data)

    def _keep(self, data: bytes) -> None:
        anew = self._length + len(data) > OUTPUT_FILE
        with self._path.open("wb" if anew else "ab") as file:
            file.write(self._tail if anew else data)
            self._length = file.tell()


def run(folder: Path) -> int:
    """Claim the attempt, run the script within its limit and leave its outcome."""
    order = json.loads((folder / "order.json").read_text())
    aborted: list[int] = []
    running: list[subprocess.Popen[bytes]] = []

    def abort(number: int, frame: object) -> None:
        if any(process.returncode is not None or _has_ended(process) for process in running):
            return  # it ended by itself: what it did is done
        aborted.append(number)
        signal.setitimer(signal.ITIMER_REAL, GRACE)
        for process in running:
            _kill(process, signal.SIGTERM)

    def give_up(number: int, frame: object) -> None:
        for process in running:
            if process.returncode is None:
                _kill(process, signal.SIGKILL)

    # Before the claim: from there on somebody may tell it to end.
    signal.signal(signal.SIGALRM, give_up)
    signal.signal(signal.SIGTERM, abort)
    if not claim(folder, {"pid": os.getpid(), "start": process_start(os.getpid())}):
        return 0
    if aborted:
        write_result(folder, {"rc": None, "why": ABORTED, "output": ""})
        return 0
    reading, writing = os.pipe()
    output = _Output(folder / "output", reading)
    try:
        process = _begin(folder, order, writing)
    except OSError as error:
        write_result(folder, {"rc": None, "why": f"could not be started: {error}", "output": ""})
        return 0
    finally:
        os.close(writing)
    running.append(process)
    if aborted:
        _kill(process, signal.SIGTERM)
    why = _wait(process, order["timeout"], output)
    if aborted:
        why = ABORTED  # whatever its exit code: a script that cleans up has not done its work
    _end_group(process, output)
    signal.setitimer(signal.ITIMER_REAL, 0)
    output.drain(DRAIN)
    os.close(reading)  # whoever escaped from the group writes to nobody from here on
    write_result(folder, {"rc": process.returncode, "why": why, "output": output.text()})
    return 0


def _begin(folder: Path, order: Mapping[str, Any], output: int) -> subprocess.Popen[bytes]:
    """Start the script with its context. Raises ``OSError`` where it cannot be started."""
    context = json.dumps(order["context"])
    with (folder / "context.json").open("w+") as source:
        source.write(context)
        source.flush()
        source.seek(0)
        return subprocess.Popen(  # noqa: S603 - the plan's own script, named by its author
            order["command"],
            stdin=source,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=order["cwd"],
            env={**os.environ, **_variables({**order["environment"], "DRCONSOLE_CONTEXT": context})},
            start_new_session=True,
        )


def _variables(said: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in said.items() if len(os.fsencode(value)) < VARIABLE_LIMIT}


def _wait(process: subprocess.Popen[bytes], limit: float, output: _Output) -> str:
    """Wait for the end and enforce the limit of time; says why it was ended, or nothing. It is not reaped."""
    if _ends_within(process, limit or math.inf, output):
        return ""
    _kill(process, signal.SIGTERM)
    if not _ends_within(process, GRACE, output):
        _kill(process, signal.SIGKILL)
        _ends_within(process, math.inf, output)
    return f"ended after its limit of {limit} s"


def _ends_within(process: subprocess.Popen[bytes], seconds: float, output: _Output) -> bool:
    end = time.monotonic() + seconds
    while not _has_ended(process):
        if (left := end - time.monotonic()) <= 0:
            return False
        output.wait(min(left, LOOK))
    return True


def _end_group(process: subprocess.Popen[bytes], output: _Output) -> None:
    """End what the script left running in its process group, and reap the script."""
    end = time.monotonic() + LEFT_GRACE
    _kill(process, signal.SIGTERM)
    while _group_lives(process.pid):
        if (over := time.monotonic() - end) >= LEFT_GRACE:
            break  # not even SIGKILL ends what hangs in the kernel
        if over >= 0:
            _kill(process, signal.SIGKILL)
        output.wait(min(LOOK, 0.05))
    process.wait()


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
