"""Process that outlives the console of an exercise: it removes what an exercise that is over leaves behind.

A terminal that is closed ends its console within moments, perhaps by a signal that nothing survives. The engine of the
exercise is a process of its own, and would run on.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

TRIES = 20
PAUSE = 0.5
"""Seconds between two tries while another command begins or ends an exercise."""


@contextlib.contextmanager
def removed_once_over(folder: Path) -> Iterator[None]:
    """See to it that the states of an exercise which is over go, however this process ends.

    ``folder``: that of the exercise. An exercise that is not over goes on.
    """
    argv = [sys.executable, "-m", "drconsole.training.session.closing", str(folder)]
    nothing = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 - our own command
        argv, stdin=subprocess.PIPE, stdout=nothing, stderr=nothing, start_new_session=True
    ) as waiting:
        yield
        waiting.kill()  # who comes as far as here removes them himself


def wait_and_remove(folder: Path) -> None:
    """Wait until the console has ended, which holds the other end of our input; then remove the states."""
    sys.stdin.buffer.read()
    # Imported only now: until then this process is small.
    from drconsole.recovery.types.work.errors import DrError, Refused
    from drconsole.training.session.folder import ExerciseFolder, one_at_a_time
    from drconsole.training.session.starting import remove

    exercise = ExerciseFolder(folder)
    for _ in range(TRIES):
        try:
            attempt = exercise.attempt()
            if attempt is None or attempt.ended is None:
                return
            with one_at_a_time():
                remove(exercise)
            return
        except Refused:
            time.sleep(PAUSE)
        except (DrError, OSError):
            return


if __name__ == "__main__":
    wait_and_remove(Path(sys.argv[1]))
