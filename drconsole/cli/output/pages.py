"""Lines of a page for people: names beside values, and trees."""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.cli.output.output import Output
from drconsole.render.jobs.jobs import Line


def fields(output: Output, pairs: Iterable[tuple[str, str]]) -> None:
    """Print names with their values beside them, in two columns."""
    known = list(pairs)
    width = max(len(name) for name, _ in known)
    for name, value in known:
        output.text(f"{name.ljust(width)}  {value}")


def lines(output: Output, tree: Iterable[Line]) -> None:
    """Print a tree, a line a node."""
    for line in tree:
        output.text(line.plain(output.unicode))
