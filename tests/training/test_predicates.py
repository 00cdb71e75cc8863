"""The predicate language: what is wrong is told with its column at load, and nothing can go wrong at run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drconsole.training.predicates.evaluate import evaluate, holds
from drconsole.training.predicates.fields import TABLES, Kind
from drconsole.training.predicates.lexer import LONGEST, PredicateFault
from drconsole.training.predicates.nodes import Node
from drconsole.training.predicates.parser import FUNCTIONS, Known, parse, parse_condition
from drconsole.training.predicates.scene import Scene

KNOWN = Known({"db", "web"}, {"shop"}, {"items", "plans", "points"})
BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)


def scene(**rows: Any) -> Scene:
    return Scene(BEGAN, datetime(2026, 3, 2, 9, tzinfo=UTC), **rows)


def job(operation: str, state: str, began: str, ended: str | None, loss: float | None = None) -> dict[str, Any]:
    used = {"point_used": {"data_loss": loss}}
    return {
        "operation": operation,
        "target": "shop",
        "state": state,
        "started_at": f"2026-03-02T08:{began}:00Z",
        "ended_at": ended and f"2026-03-02T08:{ended}:00Z",
        "items": [used, {"point_used": None}],
    }


SHOP = scene(
    items=[{"key": "k1", "name": "db", "stand": "failed-over"}, {"key": "k2", "name": "web", "stand": "failed"}],
    jobs=[job("failover", "Failed", "00", "05"), job("failover", "Succeeded", "10", "30", 45.0)],
    events={"job.cancel-requested": 2},
    looked=frozenset({"items"}),
)

TRUE = [
    'item("db").stand == "failed-over"',
    'item("db").stand in ["failed", "failed-over"]',
    'not item("web").stand == "failed-over"',
    'count(items) == 2 and count(items, stand == "failed") == 1',
    'count(items, stand == "failed" and name == "db") == 0 or false',
    'last_job("failover", "shop").state == "Succeeded"',
    'last_job("failover", "shop").duration == 20m',
    'last_job("failover", "shop").data_loss <= 45',
    'last_job("failover", "shop").started_at == 10m',
    'journal("job.cancel-requested") > 1',
    "elapsed() == 1h",
    'looked("items") and not looked("plans")',
    'item("db").validation == none',
    'item("db").stand != none',
    "(false or true) and (elapsed() > -1)",
]


@pytest.mark.parametrize("text", TRUE)
def test_what_is_so_holds(text: str) -> None:
    assert holds(parse_condition(text, KNOWN), SHOP)
    assert not holds(parse_condition(f"not ({text})", KNOWN), SHOP)


NOT_THERE = [
    'last_job("commit", "shop").state == "Succeeded"',
    'last_job("commit", "shop").state != "Succeeded"',
    'last_job("commit", "shop").duration < 1h',
    'item("db").point_at > 0',
    'item("db").validation in ["ok"]',
    'plan("shop").state == "protected"',
]


@pytest.mark.parametrize("text", NOT_THERE)
def test_what_is_not_there_compares_with_nothing(text: str) -> None:
    assert not holds(parse_condition(text, KNOWN), SHOP)


WRONG = [
    ('item("dp").stand == "failed"', 6, "Did you mean db"),
    ('item("zzzzz").stand == "failed"', 6, "db"),
    ('journal("foo") > 1', 9, "faults.cleared"),
    ('item("db").stant == "failed"', 12, "did you mean stand"),
    ('item("db").stand == "faild"', 21, "Did you mean failed"),
    ('item("db").stand == "running"', 21, "Known: critical, failed"),
    ('last_job("move", "shop").state == "Failed"', 10, "Known: change-recovery-point"),
    ("count(tasks) == 1", 7, "known: answers, gates"),
    ("time() > 3", 1, "known: count, elapsed"),
    ('item("db").health == "OK"', 12, "did you mean replication_health?"),
    ('item("db").stand == 3', 18, "one kind"),
    ('item("db").stand < "failed"', 18, "=="),
    ('item("db").stand in ["failed", 3]', 18, "one kind"),
    ('item("db").stand', 1, "Compare"),
    ("count(items, stand) == 1", 14, "Compare"),
    ("count(item) == 1", 7, "items"),
    ("count(items, count(jobs) == 1) == 1", 20, "one table"),
    ('journal("job.canceled") > 1', 9, "job."),
    ('looked("item")', 8, "items"),
    ('looked("items", "db")', 17, 'looked("points", ...)'),
    ('looked("points", "dp")', 18, "Did you mean db"),
    ('last_job("failovr", "shop").state == "Failed"', 10, "failover"),
    ("elapsed() > 15x", 13, ""),
    ("elapsed() >", 12, "number"),
    ('looked("items"', 15, ")"),
    ('looked("items") looked("plans")', 17, "and, or"),
    ('looked("items) and', 8, "Close"),
    ("not elapsed()", 5, "Compare"),
    ("true and elapsed()", 10, "Compare"),
    ("frob()", 1, ""),
    ("", 1, "number"),
    ("(" * 30 + "true" + ")" * 30, 21, "simply"),
    ("not " * 30 + "true", 81, "simply"),
    ("true or " * LONGEST, LONGEST + 1, "At most"),
]


@pytest.mark.parametrize(("text", "column", "right"), WRONG, ids=[text[:40] or "empty" for text, _, _ in WRONG])
def test_what_is_wrong_is_a_fault_with_its_column(text: str, column: int, right: str) -> None:
    with pytest.raises(PredicateFault) as caught:
        parse_condition(text, KNOWN)
    assert caught.value.column == column
    assert right in caught.value.right
    assert caught.value.message


_PIECES = ["(", ")", "not ", " and ", " or ", "==", "<", " in ", "[", "]", ",", '"db"', '"shop"', "3", "15m", "none"]
_PIECES += ["true", "stand", "state", ".", "items", "jobs", '"failed"', *FUNCTIONS]


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join) | st.text(max_size=40))
def test_any_text_is_a_fault_or_can_be_evaluated(text: str) -> None:
    try:
        node = parse(text, KNOWN)
    except PredicateFault as fault:
        assert 1 <= fault.column <= len(text) + 1
        return
    for each in (scene(), SHOP):
        evaluate(node, each)


_ANY = st.none() | st.text(max_size=5) | st.integers() | st.booleans() | st.dictionaries(st.text(max_size=3), st.text())


@given(st.sampled_from(sorted(TABLES)), st.data())
def test_any_row_can_be_read(table: str, data: st.DataObject) -> None:
    names = ("name", "stand", "state", "started_at", "ended_at", "validation", "options", "as_of", "replicated_until")
    row = {name: data.draw(_ANY) for name in names}
    rows: dict[str, Any] = {table: [row]}
    for field, known in TABLES[table].items():
        node: Node = parse(f"count({table}, {field} == none)", KNOWN)
        assert isinstance(evaluate(node, scene(**rows)), float)
        if known.kind is Kind.NUMBER:
            evaluate(parse(f"count({table}, {field} < 3)", KNOWN), scene(**rows))
