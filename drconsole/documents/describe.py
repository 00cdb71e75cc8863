"""A document in one line, without checking it: for lists of documents. Imports no pydantic."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from drconsole.documents.yaml_safe import read_document, read_text

_COUNTED = ("sites", "networks", "policies", "items", "replication_groups", "plans", "runbooks", "faults")


class Description(NamedTuple):
    name: str
    story: str
    """Its first line."""
    counts: dict[str, int]
    """By section; templates count as what they stand for, a split plan as one."""


def describe(path: Path) -> Description:
    """Raises ``DocumentFaults`` where the file cannot be read or is not YAML; nothing else is checked."""
    data = read_document(read_text(path), str(path)).data
    name, story = data.get("name"), data.get("story")
    lines = story.strip().splitlines() if isinstance(story, str) else []
    return Description(
        name if isinstance(name, str) else path.stem,
        lines[0] if lines else "",
        {section: _size(data.get(section)) for section in _COUNTED},
    )


def _size(section: Any) -> int:
    return sum(_count(entry) for entry in section) if isinstance(section, list) else 0


def _count(entry: Any) -> int:
    count = entry.get("count") if isinstance(entry, dict) else None
    return count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else 1
