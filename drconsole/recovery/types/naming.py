"""What somebody may have meant by a word that names nothing: the same for command line, console and engine. Pure."""

from __future__ import annotations

from collections.abc import Iterable

SEARCHED = 20_000
"""Names that a wrong word is compared with at most."""
LISTED = 12
"""Names of which all are listed where none is near."""


def near(said: str, known: Iterable[str]) -> str:
    """``did you mean shop or shop-db?``; nothing where none is near."""
    import difflib

    folded = {name.casefold(): name for name in sorted(set(known))}
    found = difflib.get_close_matches(said.casefold(), list(folded)[:SEARCHED], n=3, cutoff=0.5)
    return "did you mean " + " or ".join(folded[name] for name in found) + "?" if found else ""


def nearest(said: str, known: Iterable[str]) -> str:
    """The nearest ones, else all of a short list, else nothing."""
    names = sorted(set(known))
    return near(said, names) or ("known: " + ", ".join(names) if 0 < len(names) <= LISTED else "")
