"""Stored frames as pictures: ``python frame_svg.py FOLDER`` writes each at every size in every theme, as SVG.

Where ``rsvg-convert`` is installed, ``python frame_svg.py FOLDER --png NAME...`` makes these also as PNG.
"""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from frame_roles import THEMES, look
from frame_store import stored, stored_names
from frame_text import SIZES, Frame

WIDE, HIGH, BASE = 8.4, 17, 13
"""Of a cell, in pixels; and from its top to the line on which letters stand."""
WORDS = re.compile(r"\S+(?: \S+)*")
"""What is drawn in one piece; what stands behind wider blanks begins at its own cell."""
TERMINAL = {"ink": "#e0e0e0", "ground": "#000000"}
"""Colours of a terminal that stand in where a theme leaves them to it."""
STYLE = "font-family: 'DejaVu Sans Mono', Menlo, Consolas, monospace; font-size: 14px; white-space: pre"


def svg(frame: Frame, size: tuple[int, int], theme: str) -> str:
    """A frame in a theme."""
    width, height = size[0] * WIDE, size[1] * HIGH
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height}" style="{STYLE}">',
        f'<rect width="100%" height="100%" fill="{_look("foreground", theme)[1]}"/>',
    ]
    for y, line in enumerate(frame.lines):
        text = line.ljust(size[0])
        marks = sorted({0, size[0], *(at for start, end, _ in frame.runs[y] for at in (start, end))})
        for start, end in pairwise(marks):
            parts += _run(text[start:end], start, y, frame.look_at(y, start), theme)
    return "\n".join([*parts, "</svg>", ""])


def _look(named: str, theme: str) -> tuple[str, str, frozenset[str]]:
    ink, ground, flags = look(named, theme)
    ink, ground = (
        TERMINAL[what] if value == "default" else value for what, value in (("ink", ink), ("ground", ground))
    )
    return (ground, ink, flags) if "reverse" in flags else (ink, ground, flags)


def _run(text: str, x: int, y: int, named: str, theme: str) -> list[str]:
    ink, ground, flags = _look(named, theme)
    made = []
    left, top, width = x * WIDE, y * HIGH, len(text) * WIDE
    if ground != _look("foreground", theme)[1]:
        made.append(f'<rect x="{left:g}" y="{top}" width="{width:g}" height="{HIGH}" fill="{ground}"/>')
    more = ' font-weight="bold"' if "bold" in flags else ""
    more += ' text-decoration="underline"' if "underline" in flags else ""
    more += ' opacity="0.6"' if "dim" in flags else ""
    for said in WORDS.finditer(text):
        at, length = (x + said.start()) * WIDE, len(said[0]) * WIDE
        made.append(
            f'<text x="{at:g}" y="{top + BASE}" textLength="{length:g}" fill="{ink}"{more}>{escape(said[0])}</text>'
        )
    return made


def draw_all(folder: Path, png: tuple[str, ...] = ()) -> int:
    """Write all pictures into a folder; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name in sorted(stored_names()):
        for size, frame in stored(name).items():
            for theme in THEMES:
                target = folder / f"{name}-{size}-{theme}.svg"
                target.write_text(svg(frame, SIZES[size], theme))
                count += 1
                if name in png:
                    subprocess.run(["rsvg-convert", "-o", target.with_suffix(".png"), target], check=True)
    return count


if __name__ == "__main__":
    where, _, *names = [*sys.argv[1:], ""]
    print(f"{draw_all(Path(where), tuple(names))} pictures in {where}")
