"""What the console's tests share: a thousand consoles read the same style sheets and themes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from support.idle import wait_by_the_loop
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.theme import Theme

from drconsole.console import theme
from drconsole.settings.bundled import data_path

_READ: dict[tuple[Any, ...], list[RuleSet]] = {}


@pytest.fixture(autouse=True, scope="session")
def sheets_are_read_once() -> Any:
    """A text with the same variables gives the same rules in every app; each app alone would read it twice."""
    read = Stylesheet._parse_rules

    def read_once(sheet: Stylesheet, *told: Any, **more: Any) -> list[RuleSet]:
        key = (told, tuple(more.items()), tuple(sheet._variables.items()))
        if key not in _READ:
            _READ[key] = read(sheet, *told, **more)
        return _READ[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", read_once)
        yield


@pytest.fixture(autouse=True, scope="session")
def bundled_themes_are_read_once() -> Any:
    """Each console reads and checks all of them once its first frame stands."""
    read = theme.read_theme
    bundled = data_path("themes")
    kept = cache(read)

    def read_once(path: Path) -> Theme:
        return (kept if path.parent == bundled else read)(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(theme, "read_theme", read_once)
        yield


keys_are_waited_for_by_the_loop = pytest.fixture(autouse=True, scope="session")(wait_by_the_loop)
