"""Line of a dialog's keys, drawn as the key bar of a page is: each key bold, and what it does plain."""

from __future__ import annotations

import re

from textual.content import Content

BETWEEN = "  "
KEY = re.compile(r"(?:up, down|shift\+tab|pg(?:up|dn)|enter|space|tab|esc|\d-\d|[A-Za-z*](?:/[A-Za-z])?)(?=[ :]|$)")
"""Name of a key, at the beginning of what it does."""
SECOND = re.compile(r"(?<=, )enter(?= )")
"""Key that follows on the first one, as in ``c comment, enter there records``."""


def keys_line(hint: str) -> Content:
    """Return a hint with its keys bold; its parts stand two blanks apart, each a key and what it does."""
    parts: list[str | tuple[str, str]] = []
    for number, part in enumerate(hint.split(BETWEEN)):
        parts.append(BETWEEN if number else "")
        at = 0
        for found in filter(None, (KEY.match(part), *SECOND.finditer(part))):
            parts += [part[at : found.start()], (found.group(), "bold")]
            at = found.end()
        parts.append(part[at:])
    return Content.assemble(*(each for each in parts if each))
