"""Fixtures of several tests of the engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.room import livable


@pytest.fixture
def behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Play against one life of an engine behind its socket."""
    return livable(tmp_path, monkeypatch)
