"""OData filters of lists, as far as Site Recovery's clients send them: ``Name eq 'value'``, joined by ``and``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from drconsole.emulator.refusals import arm

_TERM = re.compile(r"^\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*$", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+(?=\w+\s+eq\s)", re.IGNORECASE)


def read(text: str | None, known: Collection[str]) -> Mapping[str, str]:
    """Name in lower case -> value. Refuses what is no such filter, and a name that this list has not."""
    if text is None or not text.strip():
        return {}
    found: dict[str, str] = {}
    for part in _AND.split(text.strip()):
        match = _TERM.match(part)
        if match is None:
            raise arm(400, "InvalidFilter", f"The filter '{part}' is not of the form: Name eq 'value'.")
        name = match[1].lower()
        if name not in {one.lower() for one in known}:
            raise arm(400, "InvalidFilter", f"This list has no filter '{match[1]}'; it has {', '.join(sorted(known))}.")
        found[name] = match[2].replace("''", "'")
    return found


def fits(filters: Mapping[str, str], facts: Mapping[str, str]) -> bool:
    """Return whether a thing with these facts passes; names and values without regard to case."""
    known = {name.lower(): value for name, value in facts.items()}
    return all(known[name].lower() == value.lower() for name, value in filters.items() if name in known)
