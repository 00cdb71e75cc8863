"""The page about training: its tables of the language are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

from drconsole.console.state.screens import SCREENS
from drconsole.documents.definition import FAULT_KINDS
from drconsole.documents.estate import load_estate
from drconsole.training.lessons import known_in
from drconsole.training.predicates.fields import TABLES
from drconsole.training.predicates.parser import FUNCTIONS, parse_condition

ROOT = Path(__file__).parents[2]


def rows(name: str) -> list[list[str]]:
    page = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
    (table,) = re.findall(rf"<!-- tested: {name} -->\n(.*?)<!-- end -->", page, re.DOTALL)
    return [[cell.strip() for cell in line.strip("| \n").split("|")] for line in table.splitlines()[2:]]


def test_every_example_is_a_condition_and_every_function_has_one() -> None:
    known = known_in(load_estate(ROOT / "fixtures" / "estates" / "contoso.yaml"), SCREENS)
    examples = [example.strip("`") for _, example in rows("grammar")]
    for example in examples:
        parse_condition(example, known)
    assert {name for name in FUNCTIONS if any(f"{name}(" in example for example in examples)} == {*FUNCTIONS}


def test_every_field_stands_on_the_page() -> None:
    told = {table.strip("`"): re.findall(r"`(\w+)`", fields) for table, fields in rows("fields")}
    assert told == {table: list(fields) for table, fields in TABLES.items()}


def test_every_kind_of_fault_stands_on_the_page_with_its_fields() -> None:
    told = {
        kind.strip("`"): (
            what,
            tuple(tuple(re.findall(r"`(\w+)`", one)) for one in needs.split(", ")) if needs != "-" else (),
            set(re.findall(r"`(\w+)`", may)),
            clears.strip("`"),
        )
        for kind, what, needs, may, clears in rows("faults")
    }
    assert told == {name: (one.what, one.needs, one.allows, one.cleared_by) for name, one in FAULT_KINDS.items()}


def test_every_word_of_a_field_stands_on_the_page() -> None:
    told = {
        field.strip("`"): set(re.findall(r"`([^`]+)`", words))
        for fields, words in rows("words")
        for field in fields.split()
    }
    known = {f"{table}.{name}": field.words for table, fields in TABLES.items() for name, field in fields.items()}
    assert told == {field: set(words) for field, words in known.items() if words}
