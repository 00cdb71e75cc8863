"""Reading back: what a receiver types of the lines that matter most, compared leniently, but compared. Pure.

Who takes over says in their own words what they have read (FAA Order JO 7110.65, position relief: errors come from what
was believed to be known). Case, accents, order and a slip of the finger do not count; a name and how it stands do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import permutations

from drconsole.recovery.types.handing_over import ReadBack
from drconsole.room.handover.lines import Line

MOST = 3
"""Lines that are read back."""
_WORD = re.compile(r"[^\W_]+")


def most_important(lines: Iterable[Line]) -> tuple[ReadBack, ...]:
    """Return what is to be read back: of the lines that bind the three that matter most, in their order.

    Of lines that the same words say, as where two tasks of one name wait, it is one.
    """
    bind = sorted((line for line in lines if line.binds), key=lambda line: line.rank)
    apart = {line.words: line for line in reversed(bind)}
    first = sorted(apart.values(), key=bind.index)[:MOST]
    return tuple(ReadBack(line.key, line.prompt, line.words) for line in first)


def wrong(asked: Sequence[ReadBack], said: Sequence[str]) -> list[int]:
    """Return which of what was asked no answer says, by their places from 0; [] = all of it was read back.

    Two that ask the same may be answered in either order; one answer counts for one line, however often it is typed.
    """
    answers = list({" ".join(_words(each)): each for each in said}.values())
    answers += [""] * (len(asked) - len(answers))
    best: list[int] | None = None
    for order in permutations(range(len(answers)), len(asked)):
        missed = [place for place, at in enumerate(order) if not says(answers[at], asked[place])]
        if best is None or len(missed) < len(best):
            best = missed
    return best or []


def missed(asked: Sequence[ReadBack], said: Sequence[str]) -> list[str]:
    """Return what was asked and no answer says, each with what the answer in its place lacks; [] = nothing."""
    answers = [*said, *[""] * (len(asked) - len(said))]
    return [f"{asked[place].prompt} ({_lacking(asked[place], answers[place])})" for place in wrong(asked, said)]


def _lacking(asked: ReadBack, answer: str) -> str:
    """Return what an answer lacks, without saying it: the first words of a line are names, the next its state."""
    had = _words(answer)
    if not had:
        return "not answered"
    named, *state = (any(_has(had, wanted) for wanted in group) for group in asked.words)
    if named and all(state):
        return "answered twice with the same words"
    if named:
        return "the name is there, how it stands is not"
    return "how it stands is there, the name is not" if state and all(state) else "neither its name nor how it stands"


def says(answer: str, asked: ReadBack) -> bool:
    """Return whether an answer has one of each group of words."""
    had = _words(answer)
    return all(any(_has(had, wanted) for wanted in group) for group in asked.words)


def _words(text: str) -> list[str]:
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return _WORD.findall(plain.casefold())


def _has(had: Sequence[str], wanted: str) -> bool:
    """Return whether all words of what is wanted are there: ``ledger-db`` is two, typed with or without a hyphen."""
    parts = _words(wanted)
    if not parts:
        return False
    return all(any(_alike(word, part) for word in had) for part in parts) or "".join(parts) in had


def _alike(word: str, wanted: str) -> bool:
    """Return whether a word is the one that is wanted, one slip in five letters or more let pass."""
    if word == wanted:
        return True
    if len(wanted) < 5 or abs(len(word) - len(wanted)) > 1 or any(each.isdigit() for each in wanted):
        return False
    return _one_slip(word, wanted)


def _one_slip(one: str, other: str) -> bool:
    """Return whether one letter less, more or other, or two that changed places, makes one word of the other."""
    if len(one) == len(other):
        places = [at for at in range(len(one)) if one[at] != other[at]]
        if len(places) == 1:
            return True
        swapped = len(places) == 2 and places[1] == places[0] + 1
        return swapped and one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
