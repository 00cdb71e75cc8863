"""Task rows become the nested tree of the contract."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.whole import whole

from drconsole.records.rows.work.jobs import JobRow, TaskNode, TaskRow
from drconsole.recovery.types.words import RunState
from drconsole.render.jobs import tree


def row(key: str, parent: str | None, position: int, state: str = "NotStarted", **more: Any) -> dict[str, Any]:
    return whole(TaskRow, id=key, parent=parent, position=position, name=key, state=state, **more)


def test_children_stand_under_their_parent_in_order() -> None:
    rows = [row("c2", "g", 3), row("g", None, 1), row("c1", "g", 2), row("first", None, 0)]
    found = tree.assemble(rows)
    assert [task["id"] for task in found] == ["first", "g"]
    assert [task["id"] for task in found[1]["tasks"]] == ["c1", "c2"]


def test_row_fields_are_kept_and_its_place_is_not() -> None:
    given = row("a", None, 0, item="vm1")
    (task,) = tree.assemble([given])
    assert task == {**{name: given[name] for name in given if name not in ("parent", "position")}, "tasks": []}


def test_of_one_position_the_order_given_is_kept() -> None:
    rows = [row(key, None, 0) for key in ("z", "a", "m")]
    assert [task["id"] for task in tree.assemble(rows)] == ["z", "a", "m"]


parents = st.lists(st.one_of(st.none(), st.integers(0, 12)), max_size=10)


@given(parents, st.randoms(use_true_random=False))
def test_every_row_comes_out_once_whatever_the_parents(given_parents: list[int | None], random: Any) -> None:
    rows = [row(str(n), None if p is None else str(p), n) for n, p in enumerate(given_parents)]
    random.shuffle(rows)
    found = [task["id"] for _, task in tree.walk(tree.assemble(rows))]
    assert sorted(found) == sorted(str(n) for n in range(len(given_parents)))


@given(st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(random: Any) -> None:
    rows = [row("g", None, 0), row("a", "g", 1), row("b", "g", 2), row("c", "b", 3)]
    expected = tree.assemble(rows)
    random.shuffle(rows)
    assert tree.assemble(rows) == expected


def test_counts_are_of_leaves() -> None:
    tasks = tree.assemble(
        [
            row("g", None, 0, "InProgress"),
            row("a", "g", 1, "Succeeded"),
            row("b", "g", 2, "Suspended"),
            row("c", "g", 3, "Other", state_description="Skipped"),
            row("d", "g", 4, "SomethingNew"),
        ]
    )
    assert tree.ended(tasks) == (2, 4)
    assert [task["id"] for task in tree.in_state(tasks, RunState.SUSPENDED)] == ["b"]


def test_latest_time_compares_times_and_not_texts() -> None:
    job = whole(JobRow, started_at="2026-03-01T10:00:00Z")
    tasks = tree.assemble(
        [
            row("a", None, 0, started_at="2026-03-01T10:05:00.5Z"),
            row("b", None, 1, started_at="2026-03-01T12:04:00+02:00"),
        ]
    )
    assert tree.latest_time(job, tasks) == "2026-03-01T10:05:00.5Z"
    assert tree.latest_time(whole(JobRow), ()) is None


def test_a_branch_of_a_held_job_is_held_unless_something_in_it_is_under_way() -> None:
    def node(state: str, *below: TaskNode) -> TaskNode:
        return whole(TaskNode, state=state, state_description="", tasks=list(below))

    rests = node("InProgress", node("InProgress", node("Succeeded"), node("NotStarted")))
    runs = node("InProgress", node("InProgress"), node("NotStarted"))
    waits = node("InProgress", node("Suspended"))
    found = tree.paused([rests, runs, waits])
    assert [each["state_description"] for each in found] == ["Held", "", ""]
    assert found[0]["tasks"][0]["state_description"] == "Held"
    assert rests["state_description"] == "", "the rows themselves stay as they are"
