"""Suggestions for a word that names nothing: the same for documents, command line, console and engine. Pure."""

from __future__ import annotations

from collections.abc import Iterable

COMPARED = 2_000
"""Names that a wrong word is compared with letter by letter: of more, those that begin and end most like it."""
NEARLY = 0.1
"""Likeness (from 0 to 1) by which a further name may stand behind the nearest one, to be named beside it."""
LISTED = 12
"""Names of which all are listed where none is near."""


def near(said: str, known: Iterable[str]) -> str:
    """Return ``did you mean shop or shop-db?``; empty where none is near."""
    from difflib import SequenceMatcher, get_close_matches

    folded = {name.casefold(): name for name in sorted(set(known))}
    word = said.casefold()
    found = get_close_matches(word, _most_alike(word, folded), n=3, cutoff=0.5)
    likeness = [SequenceMatcher(None, name, word).ratio() for name in found]
    found = [name for name, like in zip(found, likeness, strict=True) if like > likeness[0] - NEARLY]
    return "did you mean " + " or ".join(folded[name] for name in found) + "?" if found else ""


def nearest(said: str, known: Iterable[str]) -> str:
    """Return the nearest ones, else all of a short list, else nothing."""
    names = sorted(set(known))
    return near(said, names) or ("known: " + ", ".join(names) if 0 < len(names) <= LISTED else "")


def _most_alike(word: str, names: Iterable[str]) -> list[str]:
    found = list(names)
    if len(found) <= COMPARED:
        return found
    # Comparing with each of 100,000 names takes seconds; counting letters at both ends, a tenth of one.
    import heapq

    back = word[::-1]
    return heapq.nlargest(COMPARED, found, key=lambda name: _common(word, name) + _common(back, name[::-1]))


def _common(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    number = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        number += 1
    return number
