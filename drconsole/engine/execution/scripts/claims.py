"""Claim and result of an attempt to run a script: files in its folder, each made whole or not at all, and durable.

Standard library only, as the wrapper, which makes them.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TypedDict

BOOT = Path("/proc/sys/kernel/random/boot_id")


def process_start(pid: int) -> str | None:
    """Boot and start time of a process, so that a pid used again is not taken for it; None = gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = BOOT.read_text().strip()
    except OSError:
        return None
    return None if fields[0] == "Z" else f"{boot}/{fields[19]}"


class Claim(TypedDict, total=False):
    """Process that runs an attempt, and its start; ``void``: none may run it any more."""

    pid: int
    start: str | None
    void: bool


class Result(TypedDict):
    """End of an attempt. ``rc``: exit code; None = it did not run to its end. ``why``: empty where nobody ended it."""

    rc: int | None
    why: str
    output: str


def runs(owner: Claim) -> bool:
    """Return whether the process that made a claim is there; one of before this version named no boot."""
    now, then = process_start(owner["pid"]), str(owner["start"])
    return now is not None and then in (now, now.rpartition("/")[2])


def sync_folder(folder: Path) -> None:
    """Names are durable only once their folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def claim(folder: Path, who: Claim) -> bool:
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
        sync_folder(level)
    return True


def write_result(folder: Path, result: Result) -> None:
    """Put the outcome in place, whole or not at all, and durable."""
    temporary = folder / ".result.tmp"
    with temporary.open("w") as file:
        json.dump(result, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, folder / "result.json")
    sync_folder(folder)
