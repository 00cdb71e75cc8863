"""The README's picture of the console is of a stored frame, which a real run has drawn."""

from __future__ import annotations

import os
from pathlib import Path

from frame_roles import THEMES
from frame_store import stored
from frame_svg import svg
from frame_text import SIZES

PICTURE = Path(__file__).parents[2] / "pictures" / "job-running.svg"


def test_the_picture_of_the_readme_is_of_the_stored_frame() -> None:
    drawn = svg(stored("job-running")["120x40"], SIZES["120x40"], THEMES[0])
    if os.environ.get("DRCONSOLE_WRITE_PICTURES"):
        PICTURE.write_text(drawn, encoding="utf-8")
    assert PICTURE.read_text(encoding="utf-8") == drawn
