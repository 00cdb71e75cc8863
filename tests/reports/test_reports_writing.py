"""Foreign text in documents: whatever it holds, it is shown as it is and makes nothing else."""

from __future__ import annotations

import csv
import html
import io
import re

from hypothesis import given
from hypothesis import strategies as st
from support.documents import HtmlSeen, markdown_cells, markdown_kinds

from drconsole.render.drawing.report import Part, Report
from drconsole.render.words.text import clean
from drconsole.reports.writing.html import as_html, tone
from drconsole.reports.writing.markdown import as_markdown
from drconsole.reports.writing.values import as_csv

SIGNS = "<>&\"'|`*_~[]()#!\\{}$@=+-1.) \t\n\r\x00\x1b\x07:/wé\u202e"
FOREIGN = st.text(st.sampled_from(SIGNS), min_size=1, max_size=40) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</td></table><h1>x",
        "[a](http://x)",
        "http://x.test",
        "www.x.test",
        "a|b",
        "![](x)",
        "1. x",
    ]
)
KINDS = {"heading", "paragraph", "bullet_list", "list_item", "table", "text", "strong"}

TAGS = {"html", "head", "meta", "title", "style", "body", "header", "main", "section", "div", "ul", "li"}
TAGS |= {"p", "h1", "h2", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"}


def document(text: str) -> Report:
    said = clean(text)
    table = Part("Table", ("One", "Two"), [(said, "x"), ("y", said)])
    return Report(said, {"mode": "LIVE", "about": said}, [table, Part(said, lines=[said, "end"])])


@given(FOREIGN)
def test_markdown_keeps_its_shape(text: str) -> None:
    written = as_markdown(document(text))
    assert markdown_kinds(written) <= KINDS
    rows = markdown_cells(written)
    assert [len(row) for row in rows] == [2, 2, 2]
    assert " ".join(rows[1][0].split()) == " ".join(clean(text).split())


@given(FOREIGN)
def test_html_keeps_its_shape_and_text(text: str) -> None:
    seen = HtmlSeen.of(as_html(document(text)))
    assert seen.faults == []
    assert seen.tags <= TAGS
    assert seen.attributes <= {"lang", "charset", "http-equiv", "content", "name", "class", "scope"}
    assert clean(text).strip() in seen.text


@given(FOREIGN)
def test_in_html_each_cell_of_a_wide_table_has_the_title_of_its_column(text: str) -> None:
    """On a narrow screen a row becomes a block, and the heads of the columns are not shown."""
    said = clean(text)
    written = as_html(Report("of", {"mode": "LIVE"}, [Part("Table", ("One", said, "Three"), [("a", "b", said)])]))
    seen = HtmlSeen.of(written)
    assert seen.faults == []
    assert seen.tags <= TAGS
    assert seen.attributes <= {"lang", "charset", "http-equiv", "content", "name", "class", "scope", "data-column"}
    titles = re.findall('<td data-column="([^"]*)"', written)
    assert [html.unescape(title) for title in titles] == ["One", said, "Three"]
    assert "attr(data-column)" in written


@given(FOREIGN)
def test_csv_has_one_cell_for_it_and_no_formula(text: str) -> None:
    ((cell, number),) = list(csv.reader(io.StringIO(as_csv(("a", "b"), [(text, -1.5)]))))[1:]
    assert not cell.startswith(("=", "+", "-", "@"))
    assert cell.removeprefix("'") == clean(text).removeprefix("'")
    assert number == "-1.5", "a number is no text"


def test_a_cell_is_marked_by_its_first_sign_alone() -> None:
    assert (tone("✗ NOT MET"), tone("✓ met"), tone("✗NOT"), tone("met ✓"), tone("")) == ("bad", "ok", "", "", "")
