"""Which cases of a long test are passed at every run; the others are `slow`, and CI passes them too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def quick(values: Iterable[Any], *kept: Any) -> list[Any]:
    """The values of a parameter, with all but the kept ones marked as slow."""
    values = list(values)
    assert set(kept) <= set(values), f"no such case: {set(kept) - set(values)}"
    parts = [value if isinstance(value, tuple) else (value,) for value in values]
    marks = [() if value in kept else (pytest.mark.slow,) for value in values]
    return [pytest.param(*part, marks=mark) for part, mark in zip(parts, marks, strict=True)]
