"""Which cases of a long test are passed at every run; the others are `slow`, and CI passes them too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def quick(values: Iterable[Any], *kept: Any, several: bool = False) -> list[Any]:
    """The values of a parameter, or of several, with all but the kept ones marked as slow."""
    values = list(values)
    assert all(value in values for value in kept), f"no such case among {values}: {kept}"
    marks = [() if value in kept else (pytest.mark.slow,) for value in values]
    parts = values if several else [(value,) for value in values]
    return [pytest.param(*part, marks=mark) for part, mark in zip(parts, marks, strict=True)]
