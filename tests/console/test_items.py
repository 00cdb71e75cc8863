"""Items as the console knows them: read by query, kept while in hand, forgotten when they change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from console_fakes import samples

from drconsole.console.state.model.items import KEPT, Items
from drconsole.console.state.model.model import Link, Model, News
from drconsole.console.state.model.plans import LATE
from drconsole.console.state.model.targets import target_named, target_names
from drconsole.records.listed import item_line
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.reading.lists import HeldItems
from drconsole.store.tables.listing import Order


def item(key: str, name: str, **more: Any) -> Any:
    return {**samples()["quiet"].tables["item"]["shop-db"], "key": key, "name": name, "position": 0, **more}


class Counting(HeldItems):
    """Lists that say how often rows were asked for."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.held = {row["key"]: row for row in rows}
        self.asked = 0
        self.read: list[str] = []
        """Keys of the rows that were asked for."""
        super().__init__(self.held, {key: item_line(row) for key, row in self.held.items()})

    def rows(self, keys: Iterable[str]) -> list[Any]:
        self.asked += 1
        wanted = list(keys)
        self.read += wanted
        return super().rows(wanted)


def test_a_row_is_read_once_until_it_changes() -> None:
    lists = Counting([item("a", "web")])
    model = Model(Items(lambda: lists))
    for _ in range(3):
        assert model.row("item", "a") is lists.held["a"]
        assert model.row("item", "b") is None
    assert lists.asked == 2
    assert model.apply(News(items=frozenset({"a"})))["item"] == {"a"}
    model.row("item", "a")
    model.row("item", "b")
    assert lists.asked == 3


def test_a_window_reads_those_of_its_rows_that_have_changed() -> None:
    lists = Counting([item(key, f"web-{key}", position=place) for place, key in enumerate("abc")])
    items = Items(lambda: lists)
    assert [row["key"] for row in items.window(Order(), (), 0, 2)] == ["a", "b"]
    lists.read.clear()
    lists.held["b"] = item("b", "web-b", position=1, address="10.0.0.9")
    items.changed({"b", "c"})
    assert items.window(Order(), (), 0, 2) == [lists.held["a"], lists.held["b"]]
    assert lists.read == ["b"]


def test_what_needs_a_person_is_told_anew_after_each_change_that_tells_it() -> None:
    model, told = Model(), samples()["waiting"].tables
    flag = {"flag": "runs-nowhere", "text": "no machine of it runs", "since": None}
    nowhere = item("a", "web", stand="runs-nowhere", protection_state="FailedOver", flags=[flag])
    assert model.waits() == []
    model.apply(News(rows={"gate": told["gate"], "job": told["job"]}))
    assert model.waits()
    model.apply(News(rows={"gate": dict.fromkeys(told["gate"]), "job": dict.fromkeys(told["job"])}))
    assert model.waits() == []
    model.apply(News(rows={"item": {"a": nowhere}}))
    assert [wait["item_key"] for wait in model.waits()] == ["a"]


def test_of_many_changes_those_are_told_that_are_in_memory() -> None:
    model = Model(Items(lambda: Counting([item("a", "web"), item("b", "db")])))
    model.row("item", "a")
    assert model.apply(News(items=None))["item"] == {"a"}
    assert "item" not in model.apply(News(link=Link.HERE))


def test_no_more_rows_are_kept_than_there_is_room_for() -> None:
    lists = Counting([item(f"k{number}", "web") for number in range(KEPT + 5)])
    items = Items(lambda: lists)
    items.rows(lists.held)
    lists.asked = 0
    items.row("k0")
    assert lists.asked == 1, "the oldest went first"


def test_a_store_that_cannot_be_read_has_no_items_and_is_opened_again() -> None:
    answers: list[Any] = [BadInput("store.missing", "there is none"), Counting([item("a", "web")])]

    def opened() -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    items = Items(opened)
    assert items.row("a") is None
    items.changed(None)
    assert items.row("a") is not None


def test_two_of_one_name_are_told_apart_and_neither_is_taken_for_the_other() -> None:
    model = Model(Items(lambda: Counting([item("a", "web"), item("b", "web"), item("c", "db")])))
    assert [model.label("item", row) for row in model.items.rows("abc")] == ["web (a)", "web (b)", "db"]
    assert target_named(model, "db") == ("item", "c")
    assert target_named(model, "item:a") == ("item", "a")
    assert target_named(model, "item-key:b") == ("item", "b")
    for said, advice in (("web", "a or b"), ("wep", "web")):
        try:
            target_named(model, said)
        except BadInput as error:
            assert advice in (error.advice or "")
        else:
            raise AssertionError(said)


def test_a_completion_never_goes_beyond_what_all_names_share() -> None:
    rows = [item(f"k{number}", f"web-{number}") for number in range(1000)]
    model = Model(Items(lambda: Counting(rows)))
    assert "web-" in target_names(model, "web-")
    assert target_names(model, "web-99") == ["web-99", *(f"web-99{number}" for number in range(10))]


def test_a_plan_is_held_without_its_machines_and_reads_like_a_whole_one() -> None:
    whole = samples()["quiet"].tables["plan"]["shop"]

    class Lists(Counting):
        def plan(self, key: str) -> Any:
            self.asked += 1
            return whole if key == "shop" else None

    lists = Lists([])
    model = Model(Items(lambda: lists))
    light = {field: value for field, value in whole.items() if field not in LATE}
    model.apply(News(rows={"plan": {"shop": light, "gone": {**light, "key": "gone"}}}))
    plan = model.row("plan", "shop")
    assert plan is not None
    assert (plan["name"], lists.asked) == ("shop", 0)
    assert (plan["items"], plan["groups"]) == (whole["items"], whole["groups"])
    assert lists.asked == 1
    gone = model.row("plan", "gone")
    assert gone is not None
    assert gone["items"] == [], "the news that it is gone are under way"
    model.apply(News(rows={"plan": {"shop": light}}))
    assert model.row("plan", "shop")["items"] == whole["items"]
    assert lists.asked == 3, "read again after a change"
