"""A drawn screen as text: its lines, and for each line which of its cells look how.

One file holds a screen at each size, so that a changed screen is a readable difference::

    == 80x24
     SIMULATION  contoso  1 Overview ...         <- as many lines as the size says
    -- looks
    1: 0-12 note@panel+bold+reverse, 14-21 ...   <- cells from, up to (not with): their name, see frame_roles.py
    4-6: 2-9 good                                <- lines that look the same

Cells that are not marked in any way are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from frame_roles import GROUNDS, PLAIN, name
from textual.strip import Strip

SIZES = {"80x24": (80, 24), "120x40": (120, 40), "200x60": (200, 60)}
DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")
"""A digest holds the paths of the plan's scripts, and so where this checkout lies."""
LOOKS = "-- looks"

Run = tuple[int, int, str]
"""Cells from, up to, and the name of their look."""


@dataclass(frozen=True)
class Frame:
    lines: tuple[str, ...]
    """Without the blanks at their ends."""
    runs: tuple[tuple[Run, ...], ...]
    """Of each line."""

    def look_at(self, y: int, x: int) -> str:
        return next((named for start, end, named in self.runs[y] if start <= x < end), PLAIN)


Drawn = Sequence[Strip]
"""A screen in one theme, as Textual composed it."""


def frame_of(drawn: Sequence[Drawn]) -> Frame:
    """The frame of a screen that was drawn in each theme. A theme that changes a letter is an error."""
    texts = [[strip.text for strip in screen] for screen in drawn]
    others = [pair for text in texts for pair in zip(texts[0], text, strict=True) if pair[0] != pair[1]]
    assert not others, f"a theme has changed more than colours: {others[0]}"
    lines = tuple(DIGEST.sub("0123456789abcdef", text) for text in texts[0])
    runs = tuple(tuple(_runs(line, list(each))) for line, *each in zip(lines, *drawn, strict=True))
    return Frame(tuple(line.rstrip() for line in lines), runs)


def _runs(line: str, strips: Sequence[Strip]) -> Iterator[Run]:
    """Cells that look the same. What a blank's letter would look like is not seen: it goes with its neighbours."""
    ends = [list(accumulate(len(text) for text, _, _ in strip)) for strip in strips]
    looks = [[style for _, style, _ in strip] for strip in strips]
    pieces: list[Run] = []
    start = 0
    for end in sorted({end for each in ends for end in each} - {0}):
        named = name(tuple(look[bisect_right(of, start)] for look, of in zip(looks, ends, strict=True)))
        pieces += _without_blanks(line, start, end, named) if _unseen(named) else [(start, end, named)]
        start = end
    joined: list[Run] = []
    for start, end, named in pieces:
        if named == PLAIN:
            continue
        before = joined[-1] if joined else (0, 0, PLAIN)
        between = line[before[1] : start]
        if named == before[2] and (not between or (not between.strip() and _unseen(named))):
            joined[-1] = (before[0], end, named)
        else:
            joined.append((start, end, named))
    yield from joined


def _without_blanks(line: str, start: int, end: int, named: str) -> list[Run]:
    """The piece without the blanks at its ends; nothing where it is all blank."""
    text = line[start:end]
    first = start + len(text) - len(text.lstrip(" "))
    return [(first, start + len(text.rstrip(" ")), named)] if text.strip(" ") else []


def _unseen(named: str) -> bool:
    ground = named.partition("@")[2].partition("+")[0]
    return (not ground or ground == GROUNDS[0]) and not re.search("reverse|underline|strike", named)


def written(frames: Mapping[str, Frame]) -> str:
    """The frames of a screen, by size, as the text of their file."""
    parts: list[str] = []
    for size, frame in frames.items():
        parts += [f"== {size}", *frame.lines, LOOKS, *_written_looks(frame.runs)]
    return "\n".join(parts) + "\n"


def _written_looks(runs: Sequence[Sequence[Run]]) -> Iterable[str]:
    for same, group in groupby(enumerate(runs, start=1), key=lambda each: each[1]):
        numbers = [number for number, _ in group]
        which = f"{numbers[0]}-{numbers[-1]}" if len(numbers) > 1 else f"{numbers[0]}"
        if same:
            yield f"{which}: " + ", ".join(f"{start}-{end} {named}" for start, end, named in same)


def read(text: str) -> dict[str, Frame]:
    """The frames of a file, by size."""
    rest, frames = text.splitlines(), {}
    while rest:
        size = rest.pop(0).removeprefix("== ")
        _, height = SIZES[size]
        lines, runs = tuple(rest[:height]), [()] * height
        assert rest[height] == LOOKS, f"{size} has not {height} lines"
        del rest[: height + 1]
        while rest and not rest[0].startswith("== "):
            which, _, said = rest.pop(0).partition(": ")
            first, _, last = which.partition("-")
            for number in range(int(first), int(last or first) + 1):
                runs[number - 1] = tuple(_read_run(each) for each in said.split(", "))
        frames[size] = Frame(lines, tuple(runs))
    return frames


def _read_run(said: str) -> Run:
    cells, _, named = said.partition(" ")
    start, _, end = cells.partition("-")
    return int(start), int(end), named
