"""Lists by window: what SQL orders, searches and counts is what plain Python would."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drconsole.records.listed import ItemLine, item_line, sort_name
from drconsole.records.rows.estate.items import ItemRow
from drconsole.store.reading.lists import HeldItems
from drconsole.store.sqlite import sqlite3
from drconsole.store.tables import listing
from drconsole.store.tables.listing import ORDERS, Order

NAMES = st.sampled_from(["web-1", "web-2", "web-10", "DB", "db-2", "ü-1"])
LINES = st.lists(
    st.tuples(
        NAMES,
        st.integers(0, 3),
        st.integers(0, 2),
        st.one_of(st.none(), st.floats(0, 100)),
        st.sampled_from(["Oslo", "Bergen"]),
        st.sampled_from(["there", "none"]),
    ),
    max_size=20,
)
ORDER = st.builds(Order, st.sampled_from(sorted(ORDERS)), st.booleans())
WORDS = st.lists(st.sampled_from(["web", "1", "WEB-1", "db", "oslo", "nobody"]), max_size=2)


def a_row(**told: Any) -> ItemRow:
    row: Any = dict.fromkeys(ItemRow.__annotations__) | {
        "key": "k0",
        "name": "web-1",
        "position": 0,
        "stand": "protected",
        "active_side": "Primary",
        "source": "Oslo",
        "target": "Azure",
        "replication_health": "Normal",
        "allowed_operations": [],
        "scenario": "a",
        "protection_state": "Protected",
        "protection_state_description": "Protected",
    }
    return row | told


def made(told: Sequence[tuple[Any, ...]]) -> list[ItemLine]:
    return [
        ItemLine(
            key=f"k{number}",
            position=number,
            name=sort_name(name),
            gravity=gravity,
            health=health,
            behind=behind,
            side="Primary",
            validated="",
            replication_group="",
            source=site,
            target="Azure",
            way=way,
            here="runs",
            there="replica",
            search=f"{name} {site}".lower(),
        )
        for number, (name, gravity, health, behind, site, way) in enumerate(told)
    ]


@contextmanager
def store(lines: Sequence[ItemLine]) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for statement in listing.DECLARED:
            connection.execute(statement)
        listing.put(connection, lines)
        yield connection
    finally:
        connection.close()


def twin(lines: Sequence[ItemLine]) -> HeldItems:
    """The same list in memory, by plain Python; a row is no more than its key here."""
    rows: Any = {line.key: {"key": line.key} for line in lines}
    return HeldItems(rows, {line.key: line for line in lines})


def shown(rows: Sequence[ItemRow]) -> list[str]:
    return [row["key"] for row in rows]


@given(LINES, ORDER, WORDS, st.integers(0, 10), st.integers(0, 30))
def test_a_window_is_a_piece_of_the_whole_list_in_its_order(
    told: list[tuple[Any, ...]], order: Order, words: list[str], start: int, limit: int
) -> None:
    lines = made(told)
    with store(lines) as connection:
        held = twin(lines)
        whole = shown(held.rows(held.keys(order, words, 0, len(lines))))
        assert listing.keys(connection, order, words, start, limit) == whole[start : start + limit]
        assert listing.count(connection, words) == held.count(words) == len(whole)


@given(LINES, ORDER, WORDS)
def test_every_item_is_found_at_the_place_where_the_list_shows_it(
    told: list[tuple[Any, ...]], order: Order, words: list[str]
) -> None:
    lines = made(told)
    with store(lines) as connection:
        whole = listing.keys(connection, order, words, 0, len(lines))
        for line in lines:
            wanted = whole.index(line.key) if line.key in whole else None
            assert listing.place(connection, order, words, line.key) == wanted
            assert twin(lines).place(order, words, line.key) == wanted


@given(LINES, LINES, st.sets(st.integers(0, 20)), ORDER, WORDS, st.integers(0, 20))
def test_a_list_in_memory_follows_every_change_of_an_item(
    told: list[tuple[Any, ...]],
    later: list[tuple[Any, ...]],
    moved: set[int],
    order: Order,
    words: list[str],
    asked: int,
) -> None:
    lines = {line.key: line for line in made(told)}
    rows: Any = {key: {"key": key} for key in lines}
    held = HeldItems(rows, lines)
    held.keys(order, words, 0, 40)
    held.shared(["web-1"])
    after = {line.key: line for line in made(later)}
    for number in moved:
        key = f"k{number}"
        before, now = lines.pop(key, None), after.get(key)
        rows.pop(key, None)
        if now is not None:
            lines[key], rows[key] = now, {"key": key}
        held.changed(before, now)
    anew = twin(list(lines.values()))
    assert held.keys(order, words, 0, 40) == anew.keys(order, words, 0, 40)
    assert held.found(order, words, f"k{asked}") == anew.found(order, words, f"k{asked}")
    assert held.shared(["web-1", "db-2"]) == anew.shared(["web-1", "db-2"])
    assert held.standing([0, 1], 5) == anew.standing([0, 1], 5)
    assert (held.count(), held.count(words), held.gravities()) == (len(lines), anew.count(words), anew.gravities())


@pytest.mark.parametrize("change", [{"search": "db oslo"}, {"position": 7}, {"gravity": 3}, {"name": "x"}])
def test_a_list_in_memory_is_ordered_anew_by_each_thing_that_moves_an_item(change: dict[str, Any]) -> None:
    lines = {line.key: line for line in made([("web-1", 1, 0, None, "Oslo", "there")] * 3)}
    rows: Any = {key: {"key": key} for key in lines}
    held = HeldItems(rows, lines)
    for order in (Order(), Order("name")):
        held.keys(order, ["web"], 0, 9)
    held.shared(["web-1"])
    before, lines["k0"] = lines["k0"], lines["k0"]._replace(**change)
    held.changed(before, lines["k0"])
    anew = twin(list(lines.values()))
    for order in (Order(), Order("name")):
        assert held.keys(order, ["web"], 0, 9) == anew.keys(order, ["web"], 0, 9)
    assert held.shared(["x", "web-1"]) == anew.shared(["x", "web-1"])


@given(LINES, st.integers(1, 5))
def test_items_of_some_gravities_come_worst_first(told: list[tuple[Any, ...]], limit: int) -> None:
    lines = made(told)
    with store(lines) as connection:
        assert shown(twin(lines).standing([1, 2], limit)) == listing.standing(connection, [1, 2], limit)


@given(LINES)
def test_counts_are_those_of_the_lines(told: list[tuple[Any, ...]]) -> None:
    lines = made(told)
    with store(lines) as connection:
        assert listing.gravities(connection) == Counter(line.gravity for line in lines)
        assert twin(lines).gravities() == listing.gravities(connection)
        assert twin(lines).flows() == sorted(listing.flows(connection))
        assert sum(flow.items for flow in listing.flows(connection)) == len(lines)


def test_a_flow_tells_the_least_and_the_greatest_rpo_that_are_reported() -> None:
    lines = made([("a", 0, 0, behind, "Oslo", "there") for behind in (None, 5.0, 300.0)])
    with store(lines) as connection:
        (flow,) = listing.flows(connection)
    assert (flow.items, flow.least, flow.greatest) == (3, 5.0, 300.0)


@given(LINES, st.lists(st.integers(0, 12)), st.integers(1, 5))
def test_some_items_are_counted_and_found_alone(told: list[tuple[Any, ...]], some: list[int], limit: int) -> None:
    lines = made(told)
    keys = [f"k{number}" for number in dict.fromkeys(some)]
    chosen = [line for line in lines if line.key in keys]
    with store(lines) as connection:
        assert sum(flow.items for flow in listing.flows(connection, keys)) == len(chosen)
        assert twin(lines).flows(keys) == sorted(listing.flows(connection, keys))
        furthest = listing.furthest(connection, keys, limit)
        assert twin(lines).furthest(keys, limit) == furthest
        worst = sorted((line.behind for line in chosen if line.behind is not None), reverse=True)
        assert [next(line.behind for line in lines if line.key == key) for key in furthest] == worst[:limit]


def test_numbers_in_names_sort_as_numbers() -> None:
    lines = made([(name, 0, 0, None, "Oslo", "there") for name in ("web-10", "web-2", "web-1")])
    with store(lines) as connection:
        assert listing.keys(connection, Order("name"), (), 0, 9) == ["k2", "k1", "k0"]


@pytest.mark.parametrize("reverse", [False, True])
def test_an_rpo_that_is_not_reported_is_no_small_one(reverse: bool) -> None:
    lines = made([("a", 0, 0, behind, "Oslo", "there") for behind in (None, 5.0, 300.0)])
    with store(lines) as connection:
        found = listing.keys(connection, Order("behind", reverse), (), 0, 9)
    assert found == (["k0", "k2", "k1"] if reverse else ["k1", "k2", "k0"])


def test_what_is_worst_comes_first_by_itself() -> None:
    lines = made([("a", 3, 0, None, "Oslo", "there"), ("b", 0, 0, None, "Oslo", "there")])
    with store(lines) as connection:
        assert listing.keys(connection, Order(), (), 0, 9) == ["k1", "k0"]
        assert listing.standing(connection, range(3), 9) == shown(twin(lines).standing(range(3), 9)) == ["k1"]


@given(LINES, st.sets(st.integers(0, 3)), st.integers(0, 9))
def test_items_of_some_gravities_come_worst_first_and_no_more_than_asked_for(
    told: list[tuple[Any, ...]], gravities: set[int], limit: int
) -> None:
    lines = made(told)
    with store(lines) as connection:
        found = listing.standing(connection, gravities, limit)
    assert found == shown(twin(lines).standing(gravities, limit))
    by_key = {line.key: line for line in lines}
    assert {by_key[key].gravity for key in found} <= gravities


def test_names_are_completed_by_their_beginning() -> None:
    lines = made([(name, 0, 0, None, "Oslo", "there") for name in ("web-10", "db", "web-2")])
    with store(lines) as connection:
        assert listing.named(connection, "We", 9) == shown(twin(lines).named("wE", 9)) == ["k2", "k0"]


def test_a_change_replaces_the_line_and_what_is_gone_is_gone() -> None:
    lines = made([("a", 0, 0, None, "Oslo", "there"), ("b", 1, 0, None, "Oslo", "there")])
    with store(lines) as connection:
        listing.put(connection, [lines[0]._replace(gravity=2)])
        assert listing.keys(connection, Order(), (), 0, 9) == ["k1", "k0"]
        listing.drop(connection, ["k1"])
        assert listing.keys(connection, Order(), (), 0, 9) == ["k0"]


def test_a_window_at_the_list_s_own_order_reads_an_index_and_sorts_nothing() -> None:
    with store(made([])) as connection:
        sql = f"SELECT key FROM {listing.LINES} ORDER BY gravity, position LIMIT 60 OFFSET 0"
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
    assert "USING INDEX item_line_gravity" in plan
    assert "TEMP B-TREE" not in plan


def test_doctor_finds_a_line_that_does_not_say_what_its_row_says() -> None:
    row = a_row()
    with store([item_line(row)]) as connection:
        connection.execute("CREATE TABLE item (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT")
        connection.execute("INSERT INTO item VALUES ('k0', ?)", [json.dumps(row)])
        assert listing.astray(connection) == []
        connection.execute("UPDATE item_line SET gravity = 0")
        assert listing.astray(connection) == ["k0"]
        connection.execute("DELETE FROM item_line")
        assert listing.astray(connection) == ["k0"]
        connection.execute("DELETE FROM item")
        listing.put(connection, [item_line(row)])
        assert listing.astray(connection) == ["k0"]


@pytest.mark.parametrize("stand", ["not-committed", "no-network"])
def test_a_machine_that_waits_for_its_commit_is_marked_on_the_map_on_either_side(stand: str) -> None:
    """Failed back and not committed it looked like one that runs as ever, and the map said less than the title."""
    home = item_line(a_row(stand=stand))
    away = item_line(a_row(stand=stand, active_side="Recovery"))
    assert (home.here, home.there) == ("new", "")
    assert (away.here, away.there) == ("", "new")


@given(LINES, ORDER, WORDS)
def test_how_many_and_where_are_told_together_as_they_are_one_by_one(
    told: list[tuple[Any, ...]], order: Order, words: list[str]
) -> None:
    lines = made(told)
    with store(lines) as connection:
        for key in [None, "k0", "nobody", *(line.key for line in lines)]:
            place = None if key is None else listing.place(connection, order, words, key)
            assert listing.found(connection, order, words, key) == (listing.count(connection, words), place)
            assert twin(lines).found(order, words, key or "") == (listing.count(connection, words), place)


def test_names_are_found_by_their_beginning_and_whole_in_whatever_case() -> None:
    names = ["web-1", "web-10", "WEB-2", "db", "DB", "ü-1", "we"]
    lines = made([(name, 0, 0, None, "Oslo", "there") for name in names])
    with store(lines) as connection:
        for beginning in ("", "w", "web-1", "WEB-", "d", "ü", "x", "web-10"):
            assert listing.named(connection, beginning, 9) == shown(twin(lines).named(beginning, 9)), beginning
        assert listing.named(connection, "web-1", 9) == ["k0", "k1"]
        assert listing.called(connection, ["DB", "k5"]) == ["k3", "k4", "k5"]
        assert listing.shared(connection, [sort_name(name) for name in names]) == {"db"}
        assert twin(lines).shared(names) == {"db", "DB"}
