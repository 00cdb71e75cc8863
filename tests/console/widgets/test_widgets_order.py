"""Order, filter and fitting of a table's cells, against lists made anew."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from drconsole.console.widgets.table.order import RowOrder, rank
from drconsole.console.widgets.view import differing, fitted
from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.marks import Severity

TEXTS = st.text(alphabet="ab12 é会✓", max_size=12)


@given(TEXTS, st.integers(0, 20), st.booleans())
def test_fitted_text_is_exactly_as_wide_as_asked(text, width, right):
    assert cell_len(fitted(text, width, right=right)) == width


@given(st.lists(st.tuples(TEXTS, st.sampled_from([None, *Severity]), st.booleans()), max_size=6))
def test_any_cells_of_a_column_can_be_sorted(cells):
    sorted(rank(*cell) for cell in cells)


def test_amounts_sort_by_size_and_names_as_people_count():
    spans = ["2 h", "31 s", "not reported", "7 min 31 s", "-5 s"]
    assert sorted(spans, key=lambda text: rank(text, None, True)) == [
        "-5 s",
        "31 s",
        "7 min 31 s",
        "2 h",
        "not reported",
    ]
    assert sorted(["vm10", "VM9", "vm1"], key=lambda text: rank(text, None, False)) == ["vm1", "VM9", "vm10"]


KEYS = st.sampled_from("abcdef")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("show"), st.lists(KEYS, unique=True)),
        st.tuples(st.just("change"), st.dictionaries(KEYS, st.one_of(st.none(), st.integers(0, 9)))),
        st.tuples(st.just("filter"), st.sampled_from(["", "1", "a"])),
        st.tuples(st.just("sort"), st.sampled_from([None, 0, 1])),
    ),
    max_size=12,
)


@given(STEPS)
def test_the_order_is_that_of_a_list_made_anew(steps):
    columns = (
        Column("Key", lambda each: Cell(each["key"])),
        Column("N", lambda each: Cell(str(each["n"])), number=True),
    )
    order = RowOrder(columns, lambda each: each["key"], lambda key, each: ((key, None), (str(each["n"]), None)))
    held: dict[str, dict[str, Any]] = {}
    words, column = "", None
    for what, value in steps:
        if what == "show":
            held = {key: {"key": key, "n": 0} for key in value}
            order.replace(list(held.values()))
        elif what == "change":
            made = {key: None if n is None else {"key": key, "n": n} for key, n in value.items()}
            for key, each in made.items():
                held.pop(key, None) if each is None else held.__setitem__(key, each)
            order.change(made)
        elif what == "filter":
            words = value
            order.narrow(value)
        else:
            column = value
            order.arrange(value, False)
        wanted = [each for each in held.values() if words in f"{each['key']} {each['n']}"]
        if column is not None:
            wanted.sort(key=lambda each: each["key"] if column == 0 else each["n"])
        assert [order.at(place)[1] for place in range(len(order))] == wanted
        assert all(order.place(key) == (wanted.index(each) if each in wanted else None) for key, each in held.items())


def test_only_the_cells_between_the_first_and_the_last_difference():
    old = Strip([Segment("aaa"), Segment("会b"), Segment("ccc")])
    assert differing(old, old) is None
    assert differing(old, Strip([Segment("aaa"), Segment("会b"), Segment("ccc")])) is None
    assert differing(old, Strip([Segment("aaa"), Segment("会x"), Segment("ccc")])) == (3, 6)
    assert differing(old, Strip([Segment("aaa"), Segment("会b"), Segment("ccx")])) == (8, 9)
    assert differing(old, Strip([Segment("xaa"), Segment("会b"), Segment("ccx")])) == (0, 9)


def test_the_gravest_comes_first():
    order = [Severity.BAD, Severity.WARN, Severity.UNKNOWN, Severity.OK, Severity.IDLE]
    assert sorted(order[2:] + order[:2], key=lambda severity: rank("x", severity, False)) == order
