"""Rules that hold of every frame, each as a function that returns what breaks it, a line a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator

from frame_text import SIZES, Frame
from rich.cells import cell_len

from drconsole.render.rows.stands import STAND_MARKS
from drconsole.render.words.marks import DESCRIPTION_MARKS, HEALTH_MARKS, LEVEL_MARKS, RUN_MARKS

STATES = {
    (mark.glyph, mark.word)
    for table in (STAND_MARKS, RUN_MARKS, DESCRIPTION_MARKS, LEVEL_MARKS, HEALTH_MARKS)
    for mark in table.values()
}
"""Glyph and word of each state."""
BOXES = {"┌": "┐└┘─│", "╔": "╗╚╝═║", "┏": "┓┗┛━┃", "╭": "╮╰╯─│"}
"""Upper left corner of a border -> the other three, its lines across, its lines down."""
BORDER = "".join({*"".join(first + others for first, others in BOXES.items())})
LOUD = ("warn", "bad", "unknown")
"""Roles of colours that want attention."""
SIGN = re.compile(r"[✗‼?◆⊘‖·]|[^\W\d]{3,}|[┃║━═╌░┼╏╭╰│]{2}|^[┃║│╏┏╔╭╰░]|\[[x ]\]")
"""What tells an abnormal state without a colour: a glyph, words, or a line that is drawn in another form."""


def too_wide(frame: Frame, size: str) -> Iterator[str]:
    width, height = SIZES[size]
    if len(frame.lines) != height:
        yield f"{len(frame.lines)} lines"
    yield from (f"{cell_len(line)} cells: {line}" for line in frame.lines if cell_len(line) > width)


def open_borders(frame: Frame, size: str) -> Iterator[str]:
    """Boxes without one of their four sides, and corners of no box."""
    width, height = SIZES[size]
    grid = [line.ljust(width) for line in frame.lines]
    used: set[tuple[int, int]] = set()
    for y in range(height):
        for x in range(width):
            if grid[y][x] in BOXES and (y, x) not in used:
                box = _box(grid, y, x, BOXES[grid[y][x]])
                if box is None:
                    yield f"line {y + 1}, cell {x + 1}: a box that is not closed"
                else:
                    used.update(box)
    corners = set("".join(first + others[:3] for first, others in BOXES.items()))
    for y in range(height):
        for x in range(width):
            if grid[y][x] in corners and (y, x) not in used:
                yield f"line {y + 1}, cell {x + 1}: a corner of no box"


def _box(grid: list[str], top: int, left: int, parts: str) -> set[tuple[int, int]] | None:
    """The corners of the box that begins here; None = it is not closed."""
    upper_right, lower_left, lower_right, _, down = parts
    right = grid[top].find(upper_right, left)
    bottom = next((y for y in range(top + 1, len(grid)) if grid[y][left] == lower_left), None)
    if right < 0 or bottom is None or grid[bottom][right] != lower_right:
        return None
    if any(grid[y][x] != down for y in range(top + 1, bottom) for x in (left, right)):
        return None
    return {(top, left), (top, right), (bottom, left), (bottom, right)}


def cut_states(frame: Frame, size: str) -> Iterator[str]:
    """State words of which only the beginning is there, and no ellipsis says so."""
    words = {glyph: [word for other, word in STATES if other == glyph] for glyph, _ in STATES}
    for number, line in enumerate(frame.lines, start=1):
        for glyph, known in words.items():
            for found in re.finditer(rf"(?<!\S){re.escape(glyph)} (\S+(?: \S+)*)", line):
                said = found[1].rstrip("│┃║ ").rstrip()
                if said not in known and any(word.startswith(said) for word in known):
                    yield f"line {number}: {glyph} {said}"


def hints(frame: Frame) -> list[str]:
    """Keys and what they do, of the last line inside a border."""
    lines = [line.strip(f"{BORDER} ") for line in frame.lines]
    last = next((line for line in reversed(lines) if line), "")
    return re.split(r"\s{2,}", last) if last else []


def cut_hints(frame: Frame, whole: Frame) -> Iterator[str]:
    """Hints of the last line that the largest size, where there is room for all, has otherwise; an ellipsis is fine."""
    known = set(hints(whole))
    yield from (hint for hint in hints(frame) if hint not in known and not hint.endswith("…"))


def told_by_colour(frame: Frame) -> Iterator[str]:
    """Text that is coloured as wanting attention, with no sign of it for who sees no colours.

    A text that goes on from the line above has its sign there.
    """
    loud_above: set[str] = set()
    for number, (line, runs) in enumerate(zip(frame.lines, frame.runs, strict=True), start=1):
        loud = {(ink(named), line.ljust(end)[start:end]) for start, end, named in runs if ink(named) in LOUD}
        for role, text in sorted(loud):
            if role not in loud_above and not SIGN.search(text):
                yield f"line {number}: {role}: {text.strip()}"
        loud_above = {role for role, _ in loud}


def bare_states(frame: Frame, size: str) -> Iterator[str]:
    """States in capitals that stand without their glyph: it is the first that is seen without colours."""
    for word in {word for _, word in STATES if word.isupper() and " " in word}:
        marked = tuple(f"{glyph} " for glyph, other in STATES if other == word)
        for number, line in enumerate(frame.lines, start=1):
            for found in re.finditer(rf"\b{word}\b", line):
                if not line[: found.start()].endswith(marked):
                    yield f"line {number}: {line.strip()}"


def ink(named: str) -> str:
    return re.split(r"[@+/]", named)[0]
