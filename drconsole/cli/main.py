"""The way in, and nothing else: Ctrl-C while the rest is still being read is no fault either."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.cli.exits import INTERRUPTED


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line; returns its exit code and raises nothing but ``SystemExit(0)`` after a help text."""
    try:
        from drconsole.cli.line import run

        return run(words)
    except KeyboardInterrupt:
        return INTERRUPTED
