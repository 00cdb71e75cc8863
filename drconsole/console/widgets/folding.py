"""Paragraphs broken to the width of a sheet."""

from __future__ import annotations

import textwrap


def folded(paragraph: str, width: int, hang: int) -> list[str]:
    """Wrap a paragraph to lines; its own line ends are kept."""
    lines: list[str] = []
    for number, part in enumerate(paragraph.split("\n")):
        deeper = 2 if number else hang
        indent = " " * min(len(part) - len(part.lstrip()) + deeper, max(0, width - 10))
        lines += textwrap.wrap(
            part, max(10, width), subsequent_indent=indent, drop_whitespace=True, break_on_hyphens=False
        ) or [""]
    return lines
