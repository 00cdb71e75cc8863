"""Words that were searched for, in drawn lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drconsole.console.widgets.view import Part

FOUND = "loud"
"""Style of what was found."""


def lit(parts: Iterable[Part], wanted: str) -> Iterator[Part]:
    """Yield the parts of a line, with what was searched for in reverse video, whatever its case; empty = nothing."""
    for text, style in parts:
        lowered = text.lower()
        if not wanted or len(lowered) != len(text):  # a letter that is longer in lower case would move the others
            yield text, style
            continue
        start = 0
        while (at := lowered.find(wanted.lower(), start)) >= 0:
            yield text[start:at], style
            yield text[at : at + len(wanted)], FOUND
            start = at + len(wanted)
        yield text[start:], style
