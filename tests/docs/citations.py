"""Names of sources as comments and docstrings write them: ``[S]``, ``[D:name]``, ``[azure-docs#81429]``."""

from __future__ import annotations

import re
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "docs" / "sources.md"
NAME = re.compile(r"(?<![\w\]`)\[])\[([A-Z]+(?:-[a-z]+)?|[A-Z]:[\w-]+|[a-z][\w-]*#\d+|sqlite:\w+|states)\](?!\()")
ISSUE = re.compile(r"\b([a-z][\w-]*) issue (\d+)")
ENTRY = re.compile(r'^\| <a id="([^"]+)"></a>\[([^\]]+)\] \|', re.MULTILINE)


def anchor(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def names_in(text: str) -> set[str]:
    """Every source that a text names, an issue in words as well."""
    return set(NAME.findall(text)) | {f"{repository}#{number}" for repository, number in ISSUE.findall(text)}


def entries() -> dict[str, str]:
    """Name of each entry of sources.md, and its anchor."""
    return {name: mark for mark, name in ENTRY.findall(SOURCES.read_text(encoding="utf-8"))}


def linked(page: str) -> str:
    """The page, with a definition of each name in it: Markdown then makes ``[S]`` a link to its entry."""
    names = sorted(set(NAME.findall(page)))
    return page + "".join(["\n", *(f"[{name}]: sources.md#{anchor(name)}\n" for name in names)])
