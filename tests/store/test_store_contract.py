"""What every journal does, on disk or in memory."""

from __future__ import annotations

import asyncio

import pytest
from store_bench import Bench
from store_samples import AT, EVENTS, WORLD, begun, command, gone, job_row, recorded, seen

from drconsole.recovery.types.words import RunState
from drconsole.recovery.types.work.events import Recorded, TaskBegun, ValidationRecorded
from drconsole.store.chain import verify
from drconsole.store.entries import Entry, Intent, RowChange
from drconsole.store.journal import FenceLost, IntentKnown, StoreClosed
from drconsole.store.rows import GENESIS


async def test_every_event_comes_back_as_it_went_in(bench: Bench) -> None:
    journal = bench.open()
    await journal.submit(Entry(tuple(recorded(event) for event in EVENTS)))

    loaded = journal.load("all")

    assert [found.event for found in loaded] == list(EVENTS)
    assert [found.rev for found in loaded] == list(range(1, len(EVENTS) + 1))
    assert {(found.at, found.world_at, found.actor, found.epoch) for found in loaded} == {(AT, WORLD, "anna", 1)}


async def test_the_anchor_is_the_end_of_what_is_committed(bench: Bench) -> None:
    journal = bench.open()
    assert journal.anchor() == {"head": GENESIS, "length": 0}
    await journal.submit(begun("a"))
    await journal.submit(begun("b"))

    *_, last = journal.journal_rows()

    assert journal.anchor() == {"head": last.hash, "length": 2}
    with bench.read() as reader:
        assert reader.anchor() == journal.anchor()


async def test_session_role_and_approvals_are_kept(bench: Bench) -> None:
    journal = bench.open()
    entry = Entry((Recorded(EVENTS[3], AT, WORLD, "anna", session="s1", role="lead", approvals=("bert", "cäsar")),))
    await journal.submit(entry)

    (found,) = journal.load("all")

    assert (found.session, found.role, found.approvals) == ("s1", "lead", ("bert", "cäsar"))


async def test_revisions_count_events_and_entries_without_events(bench: Bench) -> None:
    journal = bench.open()
    two = Entry((recorded(TaskBegun("J1", "a", 1)), recorded(TaskBegun("J1", "b", 1))))

    revs = [await journal.submit(entry) for entry in (two, seen("i1", name="web"), Entry(), begun("c"))]

    assert revs == [2, 3, 3, 4]
    with bench.read() as reader:
        assert reader.rev() == 4
        assert reader.rows("item") == [{"key": "i1", "name": "web", "rev": 3}]
        assert [row["rev"] for row in reader.rows("task", job="J1")] == [4]


async def test_futures_resolve_in_the_order_of_submission(bench: Bench) -> None:
    journal = bench.open()
    finished: list[int] = []

    futures = [journal.submit(begun(f"t{n}")) for n in range(700)]
    for future in futures:
        future.add_done_callback(lambda done: finished.append(done.result()))
    await asyncio.gather(*futures)
    await asyncio.sleep(0)

    assert finished == list(range(1, 701))
    assert [found.event for found in journal.load("all")] == [TaskBegun("J1", f"t{n}", 1) for n in range(700)]


async def test_on_commit_tells_the_newest_revision(bench: Bench) -> None:
    journal = bench.open()
    told: list[int] = []
    journal.on_commit = told.append

    await asyncio.gather(*(journal.submit(begun(f"t{n}")) for n in range(50)))
    await asyncio.sleep(0)

    assert told == sorted(set(told))
    assert told[-1] == 50


async def test_what_was_submitted_may_change_afterwards(bench: Bench) -> None:
    journal = bench.open()
    body: dict[str, object] = {"name": "before"}
    future = journal.submit(Entry(rows=(RowChange("item", "i1", body),)))
    body["name"] = "after"
    await future

    with bench.read() as reader:
        assert reader.row("item", "i1") == {"key": "i1", "name": "before", "rev": 1}


async def test_the_last_change_of_a_row_stands(bench: Bench) -> None:
    journal = bench.open()
    entries = [seen("i1", n=1), seen("i1", n=2), gone("i1"), seen("i1", n=3), seen("i2", n=1), gone("i2")]
    await asyncio.gather(*(journal.submit(entry) for entry in entries))

    with bench.read() as reader:
        assert reader.rows("item") == [{"key": "i1", "n": 3, "rev": 4}]
        assert reader.tombstones() == [{"table": "item", "key": "i2", "rev": 6}]


async def test_a_deleted_row_leaves_a_tombstone_until_it_is_back(bench: Bench) -> None:
    journal = bench.open()
    for entry in (seen("i1", n=1), gone("i1")):
        await journal.submit(entry)
    with bench.read() as reader:
        assert reader.rows("item") == []
        assert reader.tombstones(since=1) == [{"table": "item", "key": "i1", "rev": 2}]
        assert reader.tombstones(since=2) == []

    await journal.submit(seen("i1", n=2))
    with bench.read() as reader:
        assert reader.tombstones() == []
        assert reader.rows("item", since=2) == [{"key": "i1", "n": 2, "rev": 3}]


async def test_a_tombstone_of_an_earlier_life_is_taken_away_too(bench: Bench) -> None:
    first = bench.open()
    await first.submit(seen("i1", n=1))
    await first.submit(gone("i1"))
    await first.close()

    await bench.open().submit(seen("i1", n=2))

    with bench.read() as reader:
        assert reader.tombstones() == []


async def test_rows_are_found_by_job_and_state(bench: Bench) -> None:
    journal = bench.open()
    await journal.submit(begun("a", job="J1"))
    await journal.submit(begun("a", job="J2"))
    await journal.submit(job_row("J2", RunState.SUCCEEDED))

    with bench.read() as reader:
        assert [row["key"] for row in reader.rows("task", job="J2")] == ["J2/a"]
        assert [row["key"] for row in reader.rows("job", state="Succeeded")] == ["J2"]
        assert reader.rows("job", state="Failed") == []
        assert reader.folded("task")["J1/a"] == {"id": "a", "state": "InProgress"}
        assert reader.row("task", "J9/a") is None


async def test_an_engine_starts_with_open_jobs_and_validations(bench: Bench) -> None:
    journal = bench.open()
    validation = ValidationRecorded("i1", "ok", "logged in")
    for entry in (
        Entry((recorded(EVENTS[0]),)),
        begun("a", job="J1"),
        job_row("J1", RunState.SUCCEEDED),
        job_row("J2", RunState.SUSPENDED),
        begun("a", job="J2"),
        begun("a", job="J3-without-a-row"),
        Entry((recorded(validation),)),
    ):
        await journal.submit(entry)

    assert [(found.rev, getattr(found.event, "job", None)) for found in journal.load("open")] == [
        (4, "J2"),
        (5, "J2"),
        (6, "J3-without-a-row"),
        (7, None),
    ]
    assert journal.load()[-1].event == validation
    assert len(journal.load("all")) == 7


async def test_a_command_is_kept_with_what_was_asked(bench: Bench) -> None:
    journal = bench.open()
    await journal.submit(Entry((recorded(EVENTS[0]),), intent=Intent("c1", "anna", "HoldJob", {}, "digest")))

    assert journal.asked("c1") == ("anna", "HoldJob", "digest")
    assert journal.asked("c2") is None


async def test_the_story_of_one_job_is_told_alone(bench: Bench) -> None:
    journal = bench.open()
    for entry in (Entry((recorded(EVENTS[0]),)), begun("a", job="J1"), begun("b", job="J2"), begun("c", job="J1")):
        await journal.submit(entry)

    assert [found.event for found in journal.story("J1")] == [TaskBegun("J1", "a", 1), TaskBegun("J1", "c", 1)]
    assert journal.story("J9") == []


async def test_the_keys_of_a_table_are_those_of_its_rows(bench: Bench) -> None:
    journal = bench.open()
    for key, body in (("a", {}), ("b", {}), ("a", None)):
        await journal.submit(Entry((), (RowChange("item", key, body),)))

    assert journal.keys("item") == {"b"}
    assert journal.keys("plan") == set()


async def test_a_command_sent_again_is_answered_and_not_done_again(bench: Bench) -> None:
    journal = bench.open()
    assert journal.answer("01A") is None
    await journal.submit(command("01A", job="J1", ok=True))

    assert journal.answer("01A") == {"job": "J1", "ok": True}
    with pytest.raises(IntentKnown):
        journal.submit(command("01A", job="J2"))
    assert len(journal.load("all")) == 1

    await journal.close()
    later = bench.open()
    assert later.answer("01A") == {"job": "J1", "ok": True}
    with pytest.raises(IntentKnown):
        later.submit(command("01A"))
    assert await later.submit(command("01B")) == 2


@pytest.mark.parametrize(
    "entry",
    [
        Entry(rows=(RowChange("nonsense", "k", {}),)),
        Entry(rows=(RowChange("job", "J1", {}),)),
        Entry(rows=(RowChange("item", "k", {"x": object()}),)),
        Entry((Recorded(EVENTS[3], AT.replace(tzinfo=None), WORLD, "anna"),)),
        Entry((recorded(TaskBegun("J1", "a", "first")),)),  # type: ignore[arg-type]
        Entry((recorded(TaskBegun("J1", "a", 1), actor="\udcff"),)),
        Entry((recorded(TaskBegun("J1", "\udcff", 1)),)),
        Entry(rows=(RowChange("item", "\udcff", {}),)),
    ],
    ids=[
        "unknown table",
        "folded row without event",
        "not JSON",
        "time without zone",
        "unreadable event",
        "actor",
        "event text",
        "key",
    ],
)
async def test_what_cannot_be_stored_is_refused_at_once_and_hurts_nothing(bench: Bench, entry: Entry) -> None:
    journal = bench.open()
    with pytest.raises(ValueError):
        journal.submit(entry)

    assert await journal.submit(begun("a")) == 1
    assert not bench.fatal


async def test_every_start_has_a_higher_epoch(bench: Bench) -> None:
    epochs = []
    for _ in range(3):
        journal = bench.open()
        epochs.append(journal.epoch)
        await journal.submit(begun("a"))
        await journal.close()

    assert epochs == [1, 2, 3]
    assert [found.epoch for found in bench.open().load("all")] == [1, 2, 3]


async def test_a_stale_engine_writes_nothing_more(bench: Bench) -> None:
    stale = bench.open()
    await stale.submit(begun("a"))
    fresh = bench.open()

    with pytest.raises(FenceLost):
        await stale.submit(begun("b"))
    await bench.died.wait()
    with pytest.raises(FenceLost):
        await stale.submit(begun("c"))

    assert [type(error) for error in bench.fatal] == [FenceLost]
    assert await fresh.submit(begun("d")) == 2
    assert [found.event for found in fresh.load("all")] == [TaskBegun("J1", "a", 1), TaskBegun("J1", "d", 1)]


async def test_close_writes_what_was_submitted_and_then_takes_no_more(bench: Bench) -> None:
    journal = bench.open()
    futures = [journal.submit(begun(f"t{n}")) for n in range(20)]
    await journal.close()
    await journal.close()

    assert [future.result() for future in futures] == list(range(1, 21))
    with pytest.raises(StoreClosed):
        journal.submit(begun("late"))
    with bench.read() as reader:
        assert len(list(reader.journal())) == 20


async def test_the_chain_goes_on_over_starts(bench: Bench) -> None:
    for _ in range(3):
        journal = bench.open()
        await asyncio.gather(*(journal.submit(begun(f"t{n}")) for n in range(5)))
        await journal.submit(seen("i1", epoch=journal.epoch))
        await journal.close()

    with bench.read() as reader:
        rows = list(reader.journal_rows())
    assert rows[0].prev == GENESIS
    assert verify(rows, min_length=15).ok


async def test_the_journal_is_read_as_flat_objects_by_revision(bench: Bench) -> None:
    journal = bench.open()
    await journal.submit(begun("a"))
    await journal.submit(begun("b"))

    with bench.read() as reader:
        assert list(reader.journal(since=1)) == [
            {
                "rev": 2,
                "at": "2026-03-01T12:00:00.000250Z",
                "world_at": "2026-03-01T18:30:00.000000Z",
                "actor": "anna",
                "kind": "task.begun",
                "job": "J1",
                "epoch": 1,
                "task": "b",
                "attempt": 1,
            }
        ]
        assert [found["rev"] for found in reader.journal(limit=1)] == [1]


async def test_facts_are_told_of_the_live_writer(bench: Bench) -> None:
    journal = bench.open()
    await journal.submit(begun("a"))

    facts = journal.facts()

    assert (facts["epoch"], facts["rev"]) == (1, 1)
    assert (facts["journal_mode"], facts["synchronous"]) == (("memory", 0) if bench.path is None else ("wal", 2))
