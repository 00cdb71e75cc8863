"""Fixtures of these tests; a plugin that each test module names, so that no other folder's conftest is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e_state import Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """An empty state; its engine and all that was started for it end with the test."""
    made = Place(tmp_path)
    yield made
    made.clear()
