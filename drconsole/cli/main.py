"""Entry of the program. Ctrl-C while the rest is still being read is no fault either."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from drconsole.cli.exit_codes import INTERRUPTED
from drconsole.cli.shell.hidden import COMPLETE


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit code. Raises nothing but ``SystemExit(0)`` after a help text."""
    try:
        given = sys.argv[1:] if words is None else words
        if given and given[0] == COMPLETE:
            # Somebody has pressed tab and waits: the rest of the program is not read.
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
