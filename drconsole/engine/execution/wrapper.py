"""The process around one script of a recovery plan: so that it runs once, whatever dies meanwhile.

``python -m drconsole.engine.execution.wrapper FOLDER`` is started in a session of its own. The folder is one
attempt. Whoever creates ``claim`` there decides: the wrapper, and then the script runs; or an engine
that looks after a crash and finds none, and then a wrapper that comes late does nothing. The outcome
is ``result.json``, put in place by a rename. Standard library only: it must start fast and live long.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OUTPUT_LIMIT = 64 * 1024
"""Bytes of a script's output that are kept: the last ones."""
ABORTED = "aborted"
"""Why a script ended that was told to."""

OUTPUT_FILE = 4 * 1024 * 1024
"""Bytes that ``output`` may hold while a script runs: beyond it starts anew with the last ``OUTPUT_LIMIT``. One that
writes without end must not fill the disk that the journal is on."""
LOOK = 0.25
"""Seconds between looks at that."""

GRACE = 10.0
"""Seconds between SIGTERM and SIGKILL."""
BOOT = Path("/proc/sys/kernel/random/boot_id")


def process_start(pid: int) -> str | None:
    """Boot and start time of a process, so that a pid used again is not taken for it; None = gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = BOOT.read_text().strip()
    except OSError:
        return None
    return None if fields[0] == "Z" else f"{boot}/{fields[19]}"


def runs(owner: Mapping[str, Any]) -> bool:
    """Whether the process that made a claim is there; one of before this version named no boot."""
    now, then = process_start(owner["pid"]), str(owner["start"])
    return now is not None and then in (now, now.rpartition("/")[2])


def _sync_folder(folder: Path) -> None:
    """Names are durable only once their folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def claim(folder: Path, who: dict[str, Any]) -> bool:
    """Decide this attempt; False = somebody else has."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".claim-")
    with os.fdopen(handle, "w") as file:
        json.dump(who, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(name, folder / "claim")
    except FileExistsError:
        return False
    finally:
        os.unlink(name)
    # After a power cut a script that ran must not look as if nobody had begun it.
    for level in (folder, folder.parent, folder.parent.parent):
        _sync_folder(level)
    return True


def write_result(folder: Path, result: dict[str, Any]) -> None:
    """Put the outcome in place, whole or not at all, and durable."""
    temporary = folder / ".result.tmp"
    with temporary.open("w") as file:
        json.dump(result, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, folder / "result.json")
    _sync_folder(folder)


def _kill(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _tail(path: Path) -> bytes:
    """The end of what was written; nothing where the script removed the file."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - OUTPUT_LIMIT))
            return file.read()
    except FileNotFoundError:
        return b""


def _bound(path: Path) -> None:
    """Start the file anew where it has grown too long; what is appended goes on behind."""
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > OUTPUT_FILE:
            tail = _tail(path)
            os.truncate(path, 0)
            with path.open("ab") as file:
                file.write(tail)


def run(folder: Path) -> int:
    """Claim the attempt, run the script within its limit and leave its outcome."""
    order = json.loads((folder / "order.json").read_text())
    aborted: list[int] = []
    running: list[subprocess.Popen[bytes]] = []

    def abort(number: int, frame: object) -> None:
        if any(process.returncode is not None for process in running):
            return  # it ended by itself: what it did is done
        aborted.append(number)
        signal.setitimer(signal.ITIMER_REAL, GRACE)
        for process in running:
            _kill(process, signal.SIGTERM)

    def give_up(number: int, frame: object) -> None:
        for process in running:
            _kill(process, signal.SIGKILL)

    # Before the claim: from there on somebody may tell it to end.
    signal.signal(signal.SIGALRM, give_up)
    signal.signal(signal.SIGTERM, abort)
    if not claim(folder, {"pid": os.getpid(), "start": process_start(os.getpid())}):
        return 0
    context = json.dumps(order["context"])
    environment = {**os.environ, **order["environment"], "DRCONSOLE_CONTEXT": context}
    with (folder / "output").open("ab") as output, (folder / "context.json").open("w+") as source:
        source.write(context)
        source.flush()
        source.seek(0)
        if aborted:
            write_result(folder, {"rc": None, "why": ABORTED, "output": ""})
            return 0
        try:
            process = subprocess.Popen(  # noqa: S603 - the plan's own script, named by its author
                order["command"],
                stdin=source,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=order["cwd"],
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            write_result(folder, {"rc": None, "why": f"could not be started: {error}", "output": ""})
            return 0

        running.append(process)
        if aborted:
            _kill(process, signal.SIGTERM)
        why = _wait(process, order["timeout"], folder / "output")
        if aborted:
            why = ABORTED  # whatever its exit code: a script that cleans up has not done its work
        signal.setitimer(signal.ITIMER_REAL, 0)
    write_result(folder, {"rc": process.returncode, "why": why, "output": _text(folder / "output")})
    return 0


def _text(path: Path) -> str:
    return _tail(path).decode("utf-8", "replace")


def _wait(process: subprocess.Popen[bytes], limit: float, output: Path) -> str:
    """Wait for the end, enforce the limits of time and output; says why it was ended, or nothing."""
    if _ends_within(process, limit or math.inf, output):
        return ""
    _kill(process, signal.SIGTERM)
    if not _ends_within(process, GRACE, output):
        _kill(process, signal.SIGKILL)
        process.wait()
    return f"ended after its limit of {limit} s"


def _ends_within(process: subprocess.Popen[bytes], seconds: float, output: Path) -> bool:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(min(left, LOOK))
            return True
        _bound(output)
    return process.poll() is not None


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
