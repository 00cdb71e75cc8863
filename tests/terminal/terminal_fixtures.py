"""Fixtures of these tests; a plugin that each test module names, so that no other folder's conftest is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal_tools import Sitting


@pytest.fixture
def sitting(tmp_path: Path) -> Iterator[Sitting]:
    """An empty state; its consoles, its terminals and its engine end with the test."""
    made = Sitting(tmp_path)
    yield made
    made.end()
