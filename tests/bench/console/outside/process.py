"""What a process has used, as the kernel accounts for it: CPU time of all its threads, and memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

KIB = 1024


def cpu_seconds(pid: int) -> float:
    """CPU seconds of a process so far, threads that have ended too, to the nanosecond (clock_getcpuclockid(3))."""
    return time.clock_gettime((~pid << 3) | 2)


def states(pid: int) -> dict[int, str]:
    """State of each thread of a process, as proc(5) has it: ``S`` waits, ``T`` is stopped, ``R`` runs or waits for a
    processor, ``D`` waits for a disk."""
    found = {}
    for task in Path(f"/proc/{pid}/task").glob("[0-9]*"):
        with suppress(OSError):
            found[int(task.name)] = (task / "stat").read_text().rpartition(")")[2].split()[0]
    return found


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB."""

    resident: float
    """RSS: pages shared with other processes count in full."""
    shared_out: float | None
    """PSS: of a page that several share each has its part; None = the kernel does not say."""
    peak: float
    """The most that was ever resident."""


def memory(pid: int) -> Memory:
    status = _fields(Path(f"/proc/{pid}/status"))
    try:
        pss = _fields(Path(f"/proc/{pid}/smaps_rollup")).get("Pss")
    except OSError:
        pss = None
    return Memory(status["VmRSS"] / KIB, None if pss is None else pss / KIB, status["VmHWM"] / KIB)


def _fields(file: Path) -> dict[str, float]:
    """The lines ``Name:  123 kB``, in KiB."""
    found = {}
    for line in file.read_text().splitlines():
        name, _, value = line.partition(":")
        number, _, unit = value.strip().partition(" ")
        if unit == "kB":
            found[name] = float(number)
    return found


@dataclass(frozen=True, slots=True)
class Ran:
    """A process from its start to its end: seconds, MiB, what it printed and how it ended."""

    wall: float
    cpu: float
    peak: float
    out: bytes
    code: int


def ran(argv: Sequence[str], environment: Mapping[str, str]) -> Ran:
    """Run a command without a terminal; its children that it waited for are counted with it."""
    start = time.perf_counter()
    process = subprocess.Popen(
        argv, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    with process.stdout:
        out = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Ran(
        time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / KIB, out, process.returncode
    )


def imported(argv: Sequence[str], environment: Mapping[str, str]) -> set[str]:
    """The top-level names of all modules that a command line of Python imports."""
    told = subprocess.run([argv[0], "-X", "importtime", *argv[1:]], env=environment, capture_output=True, text=True)
    names = (line.rpartition("|")[2].strip() for line in told.stderr.splitlines() if line.startswith("import time:"))
    return {name.partition(".")[0] for name in names}
