"""Every screen and dialog is as its stored frames say, at each size, in each theme.

``make pictures`` writes the frames anew.
"""

from __future__ import annotations

import difflib
import os

import pytest
from frame_store import path_of, stored_names
from frame_text import SIZES, written
from shots import drawn
from shots_all import SHOTS

WRITES = bool(os.environ.get("DRCONSOLE_WRITE_PICTURES"))


@pytest.mark.parametrize("name", SHOTS)
async def test_it_is_as_it_is_stored(name: str) -> None:
    now = written(await drawn(SHOTS[name]))
    path = path_of(name)
    if WRITES:
        path.write_text(now, encoding="utf-8")
    assert path.exists(), f"there is no {path.name}: make pictures writes it"
    before = path.read_text(encoding="utf-8")
    if before != now:
        pytest.fail(f"{path.name} is no longer what is drawn\n{_difference(before, now)}", pytrace=False)


def test_nothing_is_stored_that_is_not_drawn() -> None:
    left = stored_names() - set(SHOTS)
    if WRITES:
        for name in left:
            path_of(name).unlink()
    else:
        assert left == set(), "make pictures removes them"


def _difference(before: str, now: str) -> str:
    """The lines that differ, size by size."""
    parts = []
    for size in SIZES:
        old, new = _part(before, size), _part(now, size)
        parts += difflib.unified_diff(old, new, f"stored {size}", f"drawn {size}", lineterm="", n=0)
    return "\n".join(parts)


def _part(text: str, size: str) -> list[str]:
    return text.partition(f"== {size}\n")[2].partition("\n== ")[0].splitlines()
