"""Documents as one self-contained HTML file: no script, nothing fetched, every text escaped by the template library."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from drconsole.render.drawing.report import Report
from drconsole.reports.writing.cells import GLYPHS
from drconsole.reports.writing.chart import Chart

LONGEST_WORD, SHORT = 24, 14
"""Letters of a word that any column has room for, and of a cell that stands on one line."""
FIRST_PAGE = 2
"""Parts before the picture: what a reader of one page needs."""


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("drconsole.reports.writing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["classes"] = classes
    return environment.get_template("document.html")


def tone(cell: str) -> str:
    """Return the class of a cell: how its first sign is meant; empty = it has none."""
    severity = GLYPHS.get(cell[:1]) if cell[1:2] == " " else None
    return "" if severity is None else severity.value


def classes(cell: str) -> str:
    """Return the classes of a cell: its tone, and how wide it is."""
    long = max(map(len, cell.replace("-", " ").split()), default=0) > LONGEST_WORD
    width = "long" if long else "short" if len(cell) <= SHORT else ""
    return " ".join(filter(None, (tone(cell), width)))


def as_html(report: Report, chart: Chart | None = None) -> str:
    """Return the document. ``chart`` stands behind the first page."""
    return _template().render(report=report, chart=chart, first_page=FIRST_PAGE) + "\n"
