"""Where frames are stored, a file a screen or dialog."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from frame_text import Frame, read

STORED = Path(__file__).parents[1] / "snapshots"


def path_of(name: str) -> Path:
    return STORED / f"{name}.txt"


def stored_names() -> set[str]:
    return {path.stem for path in STORED.glob("*.txt")}


@cache
def stored(name: str) -> dict[str, Frame]:
    """The frames of a screen or dialog, by size."""
    return read(path_of(name).read_text(encoding="utf-8"))
