"""Single items out of many: what a command reads finds the same as a look through all of them."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from store_bench import Bench

from drconsole.records.listed import ItemLine, sort_name
from drconsole.records.tables import ITEMS, JOBS
from drconsole.store.entries import Entry, RowChange
from drconsole.store.reading.reader import Reader

ITEMS_OF = {"k1": "web-1", "k2": "web-10", "k3": "Web-1", "k4": "k1", "k5": "ΑΣ"}
"""Key -> name: a name that begins another, one that differs only in its case, one that is another's key."""


def change(key: str, name: str, gravity: int) -> RowChange:
    search = f"{name} {key} vmware".lower()
    line = ItemLine(key, gravity, sort_name(name), gravity, 0, None, "", "", "", "", "", "", "", "", search)
    return RowChange("item", key, {"key": key, "name": name}, line=line)  # type: ignore[arg-type]


async def stored(bench: Bench) -> Reader:
    rows = [change(key, name, 9 - number) for number, (key, name) in enumerate(ITEMS_OF.items())]
    await bench.open().submit(Entry(rows=tuple(rows)))
    reader = bench.read()
    assert isinstance(reader, Reader)
    return reader


@pytest.mark.parametrize("words", [{"web-1"}, {"k1"}, {"Web-1"}, {"WEB-1"}, {"ΑΣ"}, {"nobody"}, {"item:k1", "k1"}])
async def test_all_items_that_are_called_so_are_found(sqlite_bench: Bench, words: Collection[str]) -> None:
    with await stored(sqlite_bench) as reader:
        found = {(key, name) for key, name in reader.items_called(words) if key in words or name in words}
        assert found == {(key, name) for key, name in ITEMS_OF.items() if key in words or name in words}


async def test_few_others_are_read_for_a_name(sqlite_bench: Bench) -> None:
    with await stored(sqlite_bench) as reader:
        assert sorted(reader.items_called({"web-1"})) == [("k1", "web-1"), ("k3", "Web-1")]


async def test_graver_items_come_worst_first(sqlite_bench: Bench) -> None:
    with await stored(sqlite_bench) as reader:
        assert [row["key"] for row in reader.items_graver(8)] == ["k5", "k4", "k3"]
        assert (reader.count(ITEMS), reader.count(JOBS)) == (len(ITEMS_OF), 0)
