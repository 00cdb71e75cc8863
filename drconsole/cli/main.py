"""Entry of the program. Ctrl-C while the rest is still being read is no fault either."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from drconsole.cli.exit_codes import INTERRUPTED
from drconsole.cli.shell.hidden import COMPLETE


def program() -> NoReturn:
    """Run the command line that this process was started with, and end the process."""
    code: int | None = None

    def end_beside_threads() -> None:
        # A thread that still listens to the engine is not waited for: it may be waiting itself. While the interpreter
        # is taken apart, such a thread can crash the process, and the exit code says nothing of the command any more.
        threading = sys.modules.get("threading")
        if code is not None and threading and any(thread.daemon for thread in threading.enumerate()):
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(AttributeError, OSError, ValueError):
                    stream.flush()
            os._exit(code)

    # Registered first, it runs last: once other exit handlers have run, and all other threads have ended.
    atexit.register(end_beside_threads)
    code = main()
    sys.exit(code)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit code. Raises nothing but ``SystemExit(0)`` after a help text."""
    try:
        given = sys.argv[1:] if words is None else words
        if given and given[0] == COMPLETE:
            # Somebody has pressed tab and waits: the rest of the program is not imported.
            from drconsole.cli.shell.names import complete

            return complete(given[1:])
        # Nothing that is imported is garbage: looking for some is a tenth of the time until the first answer.
        gc.disable()
        from drconsole.cli.line import run

        try:
            return run(words)
        finally:
            gc.enable()
    except KeyboardInterrupt:
        return INTERRUPTED
