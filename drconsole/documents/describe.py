"""Description of a document in one line, for lists of documents; nothing is checked, and pydantic is not imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from drconsole.documents.definition import SPLIT_EVERY
from drconsole.documents.names import range_size
from drconsole.documents.reading.file import read_text
from drconsole.documents.reading.reader import read_document

_COUNTED = ("sites", "networks", "policies", "items", "replication_groups", "plans", "runbooks", "faults")


class Description(NamedTuple):
    """Name, story and sizes of a document."""

    name: str
    story: str
    """Its first line."""
    counts: dict[str, int]
    """By section; templates and split plans count as what they stand for."""


def describe(path: Path) -> Description:
    """Describe the document in a file. Raises ``DocumentFaults`` where it cannot be read or is not YAML."""
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
    split = entry.get("split") if isinstance(entry, dict) else None
    if isinstance(split, dict):
        return _plans(split)
    count = entry.get("count") if isinstance(entry, dict) else None
    return count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else 1


def _plans(split: dict[str, Any]) -> int:
    """Return how many plans a split makes of its items; nothing of it is checked yet."""
    items, every = split.get("items"), split.get("every", SPLIT_EVERY)
    if not isinstance(items, list) or not isinstance(every, int) or every < 1:
        return 1
    members = sum(range_size(text) for text in items if isinstance(text, str))
    return -(-members // every)
