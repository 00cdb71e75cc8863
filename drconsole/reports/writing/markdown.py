"""Documents as Markdown in which foreign text is text: it makes no markup, no link and no column. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from drconsole.render.drawing.report import Report
from drconsole.render.words.text import clean

_MARKUP = re.compile(r"[\\`*_\[\]|~#@$!{}]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LINKS = re.compile(r"(?i)(:)(?=//)|(?<=www)(\.)")
_BEGINS = re.compile(r"^(?:[-+=]|\d+(?=[.)]))")


def plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    marked = _MARKUP.sub(lambda found: "\\" + found[0], clean(text))
    marked = _LINKS.sub(lambda found: "\\" + found[0], marked)
    return "".join(_ENTITIES.get(sign, sign) for sign in marked)


def line(text: str) -> str:
    """Return text that begins a line: a sign that would begin a list is none."""
    told = plain(text.lstrip())
    return _BEGINS.sub(lambda found: f"&#{ord(found[0])};" if len(found[0]) == 1 else f"{found[0]}&#8203;", told)


def as_markdown(report: Report) -> str:
    """Return the document; the first line says how real it is."""
    lines = [f"**{plain(report.mode)}**", "", f"# {plain(report.title)}", ""]
    lines += [f"- {plain(name)}: {plain(value)}" for name, value in report.about.items() if name != "mode"]
    for part in report.parts:
        lines += ["", f"## {plain(part.title)}", *_table(part.columns, part.rows)]
        if part.lines:
            lines += ["", *(f"- {line(each)}" for each in part.lines)]
    return "\n".join(lines) + "\n"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return []
    return ["", _row(columns), _row(["---"] * len(columns)), *(_row([plain(cell) for cell in row]) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
