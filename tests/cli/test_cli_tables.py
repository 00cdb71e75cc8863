"""Tables on a terminal of any width: columns go, words and names stay whole."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.whole import whole

from drconsole.cli.output import tables
from drconsole.records.rows.estate.items import ItemRow, ShownItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.estate.points import PointRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.render.rows import records

ALLOWED = ["test-failover", "planned-failover", "disable-replication"]
ITEM = whole(
    ShownItemRow,
    **{
        **whole(ItemRow),
        "name": "shop-web-01",
        "protection_state_description": "Initial replication is in progress",
        "rpo": 450.0,
        "replication_group": "shop-core",
        "validation": {"result": "ok"},
        "allowed_operations": ALLOWED,
    },
)
TIME = "2026-03-02T07:57:55Z"
PLAN = whole(
    PlanRow,
    name="shop",
    source="Seattle",
    target="Azure West US 2",
    items=[{"key": "a", "name": "a"}],
    allowed_operations=ALLOWED,
    last_test_failover=TIME,
)
JOB = whole(
    JobRow,
    id="j2-1",
    operation="planned-failover",
    target="warehouse",
    state="PartiallySucceeded",
    started_at=TIME,
    ended_at=TIME,
)
POINT = whole(
    PointRow,
    id="80b6e272-7016-4bf7-9c76-0000005a269f",
    time=TIME,
    data_loss=136.0,
    consistency="ApplicationConsistent",
    multi_vm=True,
)
CASES: list[tuple[tuple[records.Column[Any], ...], dict[str, Any]]] = [
    (records.ITEMS, ITEM),
    (records.PLANS, PLAN),
    (records.JOBS, JOB),
    (records.POINTS, POINT),
]


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def drawn(columns: tuple[records.Column[Any], ...], record: dict[str, Any], monkeypatch: Any, width: int = 80) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    return tables.draw(columns, [record] * 3, Terminal())


STYLE = re.compile("\x1b\\[[0-9;]*m")


def words_of(columns: tuple[records.Column[Any], ...], record: dict[str, Any]) -> set[str]:
    (row,) = records.cells(columns, [record])
    return {word for cell in row for word in cell.plain(True).split()}


@pytest.mark.parametrize(("columns", "record"), CASES, ids=["items", "plans", "jobs", "points"])
@pytest.mark.parametrize("width", [60, 80, 100, 240])
def test_words_stay_whole_and_what_is_left_out_is_said(
    columns: tuple[records.Column[Any], ...], record: dict[str, Any], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = drawn(columns, record, monkeypatch, width)
    table, _, left_out = text.partition("left out at")
    gone = {column.title for column in columns if column.title in left_out}
    shown = tuple(column for column in columns if column.title not in gone)
    assert words_of(shown, record) <= set(STYLE.sub(" ", table).split())
    assert all(column.wide for column in columns if column.title in gone)
    assert bool(gone) == bool(left_out)
    if width == 240:
        assert not gone


@pytest.mark.parametrize(("columns", "record"), CASES, ids=["items", "plans", "jobs", "points"])
def test_eighty_columns_are_enough(
    columns: tuple[records.Column[Any], ...], record: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    table = drawn(columns, record, monkeypatch).partition("left out at")[0]
    plain = STYLE.sub("", table)
    assert max(map(len, plain.splitlines())) <= 80


def test_a_dumb_terminal_loses_the_same_kind_of_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "dumb")
    text = tables.draw(records.ITEMS, [ITEM], Terminal())
    assert "left out at 60 columns" in text
    assert "shop-web-01" in text


def test_a_pipe_gets_every_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    text = tables.draw(records.ITEMS, [ITEM], io.StringIO())
    assert "ALLOWED" in text
    assert "left out" not in text


@given(st.lists(st.text("ab c", min_size=1, max_size=60), min_size=1, max_size=6), st.integers(1, 200))
def test_no_column_is_narrower_than_its_longest_word(texts: list[str], width: int) -> None:
    columns = [records.Column(f"C{at}", lambda record: records.Cell("")) for at in range(len(texts))]
    row = [records.Cell(text) for text in texts]
    found = tables.widths_for(columns, [row], width)
    assert all(room >= max(map(len, (*text.split(), "C0"))) for room, text in zip(found, texts, strict=True))
    needed = sum(max(map(len, (*text.split(), "C0"))) for text in texts) + tables.GAP * len(texts)
    assert sum(found) + tables.GAP * len(texts) <= max(width, needed)


def test_the_rightmost_goes_first() -> None:
    columns = [records.Column(name, lambda record: records.Cell(""), wide=name != "A") for name in "ABCD"]
    rows = [[records.Cell("x" * 10)] * 4]
    shown, gone = tables.narrowed(columns, rows, 30, wraps=True)
    assert [column.title for column in shown] == ["A", "B"]
    assert [column.title for column in gone] == ["C", "D"]
