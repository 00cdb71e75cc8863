"""What the in-memory journal adds: it can die at any entry, and its store outlives it."""

from __future__ import annotations

import asyncio

import pytest
from store_samples import begun, command, seen

from drconsole.store.entries import Entry
from drconsole.store.writing.memory import MemoryJournal, MemoryStore


class Crash(BaseException):
    pass


def crash_at(number: int, moment: str):  # type: ignore[no-untyped-def]
    def crash(when: str, n: int, kinds: object) -> None:
        if (when, n) == (moment, number):
            raise Crash

    return crash


@pytest.mark.parametrize(("moment", "durable"), [("before", 1), ("after", 2)])
async def test_the_world_ends_at_a_boundary_and_the_next_engine_finds_what_was_durable(
    moment: str, durable: int
) -> None:
    store = MemoryStore()
    journal = MemoryJournal(store, crash=crash_at(2, moment))
    await journal.submit(begun("a"))
    for _ in range(2):
        with pytest.raises(Crash):
            journal.submit(begun("b"))
    with pytest.raises(Crash):
        journal.answer("01A")

    assert len(MemoryJournal(store).load("all")) == durable
    assert store.rev() == durable


async def test_futures_are_done_when_submit_returns() -> None:
    journal = MemoryJournal(MemoryStore())
    assert journal.submit(begun("a")).result() == 1
    assert journal.submit(command("01A")).result() == 2


async def test_an_empty_entry_is_no_boundary() -> None:
    boundaries: list[tuple[str, int]] = []
    journal = MemoryJournal(MemoryStore(), crash=lambda when, n, kinds: boundaries.append((when, n)))
    for entry in (begun("a"), Entry(), seen("i1")):
        await journal.submit(entry)
    assert boundaries == [("before", 1), ("after", 1), ("before", 2), ("after", 2)]


async def test_revisions_are_told_once_for_all_entries_of_a_turn() -> None:
    journal = MemoryJournal(MemoryStore())
    told: list[int] = []
    journal.on_commit = told.append
    for n in range(3):
        journal.submit(begun(f"t{n}"))
    assert told == []
    await asyncio.sleep(0)
    assert told == [3]
