"""Start of an engine that outlives its starter: in its own session, stdio on a log file, cwd ``/``.

A process that keeps the terminal as its output dies at its next line once the terminal is gone;
one in the terminal's session dies with it.
"""

from __future__ import annotations

import contextlib
import os
import site
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from drconsole.recovery.types.data import dataclass
from drconsole.settings.environment import ENCRYPTION_PASSWORD
from drconsole.settings.state import StatePaths, umask_for

LOG_LIMIT = 8 << 20
"""Bytes; a larger log is put aside as ``engine.log.1``, before the next start and while an engine runs."""
_TAIL = 4096

EXIT_LOCKED = 75
"""Exit code of an engine that found another one on this state (EX_TEMPFAIL of sysexits(3)): its starter may try
again."""


@dataclass(slots=True)
class Spawned:
    """Engine process that was started, with its part of the log."""

    process: subprocess.Popen[bytes]
    log: Path
    log_start: int
    """Where this engine's part of the log begins."""

    def exit_code(self) -> int | None:
        """Return how it ended, a signal as a negative number; None while it runs."""
        return self.process.poll()

    def wait(self, seconds: float) -> None:
        """Wait until it has ended, or ``seconds`` have passed."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)

    def last_lines(self, count: int = 5) -> list[str]:
        """Return what it said last."""
        try:
            with self.log.open("rb") as log:
                end = log.seek(0, os.SEEK_END)
                log.seek(max(self.log_start, end - _TAIL))
                text = log.read().decode("utf-8", "replace")
        except OSError:
            return []
        return [line for line in text.splitlines() if line.strip()][-count:]


def engine_argv(paths: StatePaths, speed: str | float | None = None) -> list[str]:
    """Return the command that is the engine of this state."""
    argv = [sys.executable, "-m", "drconsole.engine.process.entry", "--state", str(paths.folder)]
    return argv if speed is None else [*argv, "--speed", str(speed)]


def spawn(paths: StatePaths, argv: Sequence[str]) -> Spawned:
    """Start an engine and return at once. Raises ``OSError``."""
    if _size(paths.log) > LOG_LIMIT:
        put_aside(paths.log)
    mode = 0o666 & ~umask_for(paths.folder)
    log = os.open(paths.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, mode)
    try:
        start = os.fstat(log).st_size
        process = subprocess.Popen(  # noqa: S603 - our own command
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_environment(),
            start_new_session=True,
            close_fds=True,
        )
    finally:
        os.close(log)
    return Spawned(process, paths.log, start)


def _environment() -> dict[str, str]:
    """Return our environment without the password, which is the command's own, and with the way back to a checkout that
    is found only because it is the current folder.
    """
    root = str(Path(__file__).resolve().parents[2])
    environment = dict(os.environ)
    environment.pop(ENCRYPTION_PASSWORD, None)
    if root not in {*site.getsitepackages(), site.getusersitepackages()}:
        old = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join([root, *([old] if old else [])])
    return environment


def put_aside(log: Path) -> None:
    """Give a log its other name. Who has it open goes on writing to it."""
    with contextlib.suppress(FileNotFoundError):
        log.replace(log.with_name("engine.log.1"))


def _size(log: Path) -> int:
    with contextlib.suppress(FileNotFoundError):
        return log.stat().st_size
    return 0
