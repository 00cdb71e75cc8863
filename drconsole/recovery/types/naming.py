"""Suggestions for a word that names nothing: the same for documents, command line, console and engine. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

COMPARED = 2_000
"""Names that a wrong word is compared with letter by letter: of more, those that begin and end most like it."""
_BETWEEN = re.compile(r"[^0-9a-z]+")
NAMED = 3
"""Names of which one was meant, as they are told at most."""
SLIPS = ((12, 3), (6, 2), (2, 1))
"""Characters of the longer of two words, and how many slips of the pen they may be apart from there on (our choice)."""
SHORTEST = 3
"""Characters of a word's beginning that say which word is meant; one more where the word goes on behind the name's (our
choice)."""
LISTED = 12
"""Names of which all are listed where none is near."""


class Named(Protocol):
    """Anything that has a name."""

    @property
    def name(self) -> str: ...


def near(said: str, known: Iterable[str]) -> str:
    """Return ``did you mean shop or shop-db?``; empty where none is near.

    A name is near which is one to three slips of the pen away, by the length of the longer (``SLIPS``): a letter too
    many, one too few, another one, or two neighbours swapped. Where there is none, one is near whose words hold all
    words that were said, or the other way round; a word holds its beginning, and what is a slip away. Capitals do not
    count. Of names that are so many slips away, those with the fewest are told; names that begin as was said go before
    those that hold it elsewhere. What merely has letters in common is not near: a suggestion that was not meant leads
    further away than none.
    """
    folded = {name.casefold(): name for name in sorted(set(known))}
    word = said.casefold()
    names = _most_alike(word, folded)
    slips = {name: apart for name in names if (apart := _slips(word, name)) is not None}
    found = [name for name in names if slips.get(name) == min(slips.values())] if slips else []
    begun = [name for name in names if len(word) >= SHORTEST and name.startswith(word)]
    found = found or begun or [name for name in names if _holds(word, name)]
    return "did you mean " + " or ".join(folded[name] for name in found[:NAMED]) + "?" if found else ""


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


def _slips(one: str, other: str) -> int | None:
    """Return by how many slips two words differ (optimal string alignment); None = by more than they may."""
    longest = max(len(one), len(other))
    most = next((slips for length, slips in SLIPS if longest >= length), 0)
    if abs(len(one) - len(other)) > most:
        return None
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, here in enumerate(one, start=1):
        last, row, older = row, [i], before
        for j, there in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (here != there))
            if i > 1 and j > 1 and here == other[j - 2] and one[i - 2] == there:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1] if row[-1] <= most else None


def _holds(said: str, name: str) -> bool:
    """Return whether all words of one stand in the other, whichever has more."""
    mine, others = _words(said), _words(name)
    if not mine or not others:
        return False
    return all(any(_meant(word, name) for name in others) for word in mine) or all(
        any(_meant(word, name) for word in mine) for name in others
    )


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text) if word]


def _meant(word: str, name: str) -> bool:
    """Return whether a word that was said means a word of a name."""
    begins = len(word) >= SHORTEST and name.startswith(word)
    goes_on = len(name) > SHORTEST and word.startswith(name)
    return begins or goes_on or _slips(word, name) is not None


def _common(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    number = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        number += 1
    return number
