"""Page of the console as a document."""

from __future__ import annotations

import csv
import io
import json

import pytest

from drconsole.render.drawing.report import Form, Part, Report, document, form_of

JOBS = Part("Jobs", ("Job", "State"), [["j1", "✓ Succeeded"], ["j-äß", 'a, "b"']])
PAGE = Report("Jobs", {"mode": "SIMULATION"}, [JOBS, Part("", lines=["Next: look", "  at it"])])


@pytest.mark.parametrize(
    ("name", "form"), [("a.json", Form.JSON), ("A.CSV", Form.CSV), ("a.txt", Form.TEXT), ("json", Form.TEXT)]
)
def test_the_ending_of_a_file_says_its_form(name: str, form: Form) -> None:
    assert form_of(name) is form


def test_text_has_what_holds_for_all_then_each_part_with_columns_in_line() -> None:
    assert document(PAGE, Form.TEXT).splitlines() == [
        "SIMULATION  Jobs",
        "mode: SIMULATION",
        "",
        "Jobs",
        "Job   State",
        "j1    ✓ Succeeded",
        'j-äß  a, "b"',
        "",
        "Next: look",
        "  at it",
    ]


def test_csv_has_the_table_and_reads_back_as_it_was() -> None:
    read = list(csv.reader(io.StringIO(document(PAGE, Form.CSV))))
    assert read == [[*JOBS.columns, "Mode"], *([*row, "SIMULATION"] for row in JOBS.rows)]
    lines = Report("Log", parts=[Part("", lines=["one, two"])])
    assert list(csv.reader(io.StringIO(document(lines, Form.CSV)))) == [["text"], ["one, two"]]


def test_json_has_each_part_and_the_row_that_the_page_is_about() -> None:
    whole = Report("job j1", PAGE.about, PAGE.parts, row={"id": "j1", "tasks": []})
    read = json.loads(document(whole, Form.JSON))
    assert read["row"] == {"id": "j1", "tasks": []}
    assert read["mode"] == "SIMULATION"
    assert read["parts"][0]["rows"][0] == {"Job": "j1", "State": "✓ Succeeded"}
    assert read["parts"][1]["lines"] == ["Next: look", "  at it"]
