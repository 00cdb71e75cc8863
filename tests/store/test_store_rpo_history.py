"""RPO history beside the rows: the same in the file and in memory, written with them and never by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from store_bench import Bench
from store_samples import begun

from drconsole.records.rpo_history import SLOTS, Sample, quarter_of
from drconsole.store.entries import Entry, RowChange

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
Q = quarter_of(START)


def told(key: str, quarter: int, seconds: float | None, looked: set[int] | None = None) -> Entry:
    sample = Sample(key, Q + quarter, seconds)
    at = {Q + quarter} if looked is None else looked
    return Entry(rows=(RowChange("item", key, {"name": key}, sample=sample),), looked=frozenset(at))


async def test_values_come_back_by_key_oldest_first(bench: Bench) -> None:
    journal = bench.open()
    for entry in (told("a", 0, 20.0), told("b", 0, 40.0), told("a", 1, 30.0)):
        await journal.submit(entry)
    with bench.read() as reader:
        found = reader.history(["b", "a", "nobody"])
    assert {key: (len(values), values[-3:]) for key, values in found.items()} == {
        "b": (SLOTS, [None, 40.0, 40.0]),
        "a": (SLOTS, [None, 20.0, 30.0]),
        "nobody": (SLOTS, [None, None, None]),
    }


async def test_several_samples_of_one_transaction_all_count(bench: Bench) -> None:
    journal = bench.open()
    futures = [journal.submit(told("a", 0, seconds)) for seconds in (20.0, 500.0, 10.0)]
    for future in futures:
        await future
    with bench.read() as reader:
        later = START + timedelta(minutes=15)
        assert reader.history(["a"], later)["a"][-2:] == [500.0, 10.0]


async def test_up_to_now_the_last_value_holds_where_somebody_looks(bench: Bench) -> None:
    journal = bench.open()
    await journal.submit(told("a", 0, 20.0))
    with bench.read() as reader:
        assert reader.history(["a"])["a"][-2:] == [None, 20.0]
        assert reader.history(["a"], START + timedelta(hours=1))["a"][-6:] == [None, 20.0, 20.0, 20.0, 20.0, 20.0]
        assert reader.history(["a"], START - timedelta(hours=1)) == reader.history(["a"])


async def test_that_somebody_looked_is_no_reason_to_write(bench: Bench) -> None:
    journal = bench.open()
    first = await journal.submit(told("a", 0, 20.0))
    assert await journal.submit(Entry(looked=frozenset({Q + 1}))) == first
    await journal.submit(Entry(begun("t").events, begun("t").rows, looked=frozenset({Q + 2})))
    with bench.read() as reader:
        assert reader.history(["a"])["a"][-3:] == [20.0, None, 20.0]


async def test_a_day_is_kept_and_no_more(bench: Bench) -> None:
    journal = bench.open()
    for number in range(SLOTS + 20):
        await journal.submit(told("a", number, float(number)))
    with bench.read() as reader:
        assert reader.history(["a"])["a"] == [float(number) for number in range(20, SLOTS + 20)]
        if bench.path is not None:
            assert reader.ask(lambda db: db.execute("SELECT count(*) FROM looked").fetchone()) == (SLOTS,)


async def test_an_item_that_goes_takes_its_history_along_unless_all_is_folded_anew(bench: Bench) -> None:
    journal = bench.open()
    await journal.submit(told("a", 0, 20.0))
    await journal.submit(Entry(rows=(RowChange("item", "a", None),), refolded=True))
    with bench.read() as reader:
        assert reader.history(["a"])["a"][-1] == 20.0
    await journal.submit(told("a", 0, 20.0))
    await journal.submit(Entry(rows=(RowChange("item", "a", None),)))
    with bench.read() as reader:
        assert reader.history(["a"])["a"][-1] is None
