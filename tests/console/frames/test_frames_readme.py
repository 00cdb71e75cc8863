"""The README's pictures of the console are of stored frames, which a real console has drawn."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from frame_roles import THEMES
from frame_store import stored
from frame_svg import svg
from frame_text import SIZES

PICTURES = Path(__file__).parents[2] / "pictures"
OF_FRAMES = {"job-running": "job-running", "training": "coach-overview"}
"""Picture -> the frame that it is of."""


@pytest.mark.parametrize("name", OF_FRAMES)
def test_a_picture_of_the_readme_is_of_the_stored_frame(name: str) -> None:
    drawn = svg(stored(OF_FRAMES[name])["120x40"], SIZES["120x40"], THEMES[0])
    picture = PICTURES / f"{name}.svg"
    if os.environ.get("DRCONSOLE_WRITE_PICTURES"):
        picture.write_text(drawn, encoding="utf-8")
    assert picture.read_text(encoding="utf-8") == drawn


def test_each_picture_stands_in_the_readme() -> None:
    readme = (PICTURES.parents[1] / "README.md").read_text(encoding="utf-8")
    assert [name for name in OF_FRAMES if f"](tests/pictures/{name}.svg)" not in readme] == []
