"""Tampering shows, and doctor names the first revision that is wrong."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_samples import begun, gone, seen

from drconsole.store.batch import Counters, encode, number
from drconsole.store.chain import digest, verify
from drconsole.store.reading.check import Fault, examine
from drconsole.store.reading.reader import Reader
from drconsole.store.rows import GENESIS, JournalRow
from drconsole.store.sqlite import connect_writer
from drconsole.store.writing.writer import SqliteJournal

CHAIN = number([encode(begun(f"t{n}")) for n in range(8)], Counters(), 1).journal


def test_an_untouched_chain_is_right() -> None:
    verdict = verify(CHAIN)
    assert verdict.ok
    assert (verdict.length, verdict.head) == (8, CHAIN[-1].hash)
    assert verify([]).ok
    assert verify([], anchor_head=GENESIS).ok


@given(st.sampled_from(JournalRow._fields), st.integers(0, 7))
def test_any_edit_is_found_where_it_is(column: str, place: int) -> None:
    old = getattr(CHAIN[place], column)
    edited = CHAIN[place]._replace(**{column: old + 1 if isinstance(old, int) else f"{old}x"})
    verdict = verify([*CHAIN[:place], edited, *CHAIN[place + 1 :]])
    assert verdict.bad_rev in {edited.rev, *([CHAIN[place + 1].rev] if column == "hash" and place < 7 else [])}


@given(st.integers(0, 6))
def test_a_dropped_row_is_found_at_the_next_one(place: int) -> None:
    assert verify([*CHAIN[:place], *CHAIN[place + 1 :]]).bad_rev == CHAIN[place + 1].rev


@given(st.permutations(CHAIN))
def test_any_other_order_is_found(order: list[JournalRow]) -> None:
    verdict = verify(order)
    assert verdict.ok == (order == CHAIN)
    if order != CHAIN:
        first = next(row for row, right in zip(order, CHAIN, strict=True) if row != right)
        assert verdict.bad_rev == first.rev


def test_every_character_is_hashed_as_in_the_first_journals() -> None:
    """Those were hashed over what the standard library writes."""
    everything = "".join(chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF)
    columns = (7, None, everything, "", -1)
    written = json.dumps(columns, separators=(",", ":")).encode()
    assert digest(columns) == hashlib.sha256(written).hexdigest()


def test_a_forged_row_is_found_at_the_one_after_it() -> None:
    """Who knows the algorithm can hide an edit only by writing all that follows anew."""
    columns = CHAIN[3]._replace(actor="nobody")[:-1]
    forged = JournalRow(*columns, digest(columns))
    assert verify([*CHAIN[:3], forged, *CHAIN[4:]]).bad_rev == CHAIN[4].rev


def test_a_cut_or_rewritten_journal_shows_against_what_was_noted_earlier() -> None:
    assert verify(CHAIN[:5]).ok
    assert verify(CHAIN[:5], min_length=8).bad_rev == 0
    assert verify(CHAIN[:5], anchor_head=CHAIN[6].hash).bad_rev == 0
    assert verify(CHAIN, anchor_head=CHAIN[2].hash, min_length=3).ok
    rewritten = number([encode(begun(f"u{n}")) for n in range(9)], Counters(), 1).journal
    assert verify(rewritten, anchor_head=CHAIN[-1].hash).bad_rev == 0


def test_columns_cannot_run_into_each_other() -> None:
    assert digest(("ab", "c")) != digest(("a", "bc"))
    assert digest((None,)) != digest(("",)) != digest(("null",))
    assert digest(('a","b',)) != digest(("a", "b"))
    assert digest((1,)) != digest(("1",))


def test_the_chain_is_the_same_in_every_release() -> None:
    """The text that is hashed must never change: stores in the field would all look tampered with."""
    assert CHAIN[0].hash == "8366277d1c7cef43ff5dfc9012328ef0bf405277820efebc5a6d79cdda4eec3e"


@pytest.fixture
def filled(store: Callable[[], Path]) -> Path:
    path = store()

    async def fill() -> None:
        journal = SqliteJournal.open(path, loop=asyncio.get_running_loop(), on_fatal=lambda error: None)
        for entry in (begun("a"), begun("b"), seen("i1", n=1), seen("i2", n=1), gone("i2"), begun("c")):
            await journal.submit(entry)
        await journal.close()

    asyncio.run(fill())
    return path


TAMPERED = {
    "edited": ("UPDATE journal SET actor = 'nobody' WHERE rev = 2", "store.chain", 2),
    "dropped": ("DELETE FROM journal WHERE rev = 1", "store.chain", 2),
    "moved": ("UPDATE journal SET rev = 7 WHERE rev = 2", "store.chain", 6),
    "cut": ("DELETE FROM journal WHERE rev = 6", "store.chain", 0),
    "row ahead": ("UPDATE item SET rev = 99", "store.revision", 99),
    "both": ("UPDATE tombstone SET key = 'i1', rev = 6", "store.tombstone", 3),
}


@pytest.mark.parametrize(("statement", "code", "rev"), TAMPERED.values(), ids=TAMPERED)
def test_doctor_names_what_is_wrong_and_where(filled: Path, statement: str, code: str, rev: int) -> None:
    with Reader(filled) as reader:
        assert examine(reader) == []
    connection = connect_writer(filled)
    assert connection.execute(statement).rowcount == 1
    connection.close()

    with Reader(filled) as reader:
        faults = examine(reader)
    assert (code, rev) in [(fault.code, fault.rev) for fault in faults]
    # Where the end is gone, the note beside the store says so too.
    assert {fault.code for fault in faults} == (
        {code, "store.behind"} if code == "store.chain" and rev == 0 else {code}
    )


def test_doctor_sees_what_was_cut_together_with_its_counters_by_the_note_and_by_an_anchor(filled: Path) -> None:
    with Reader(filled) as reader:
        before = reader.meta()
    connection = connect_writer(filled)
    connection.execute("DELETE FROM journal WHERE rev = 6")
    connection.execute("UPDATE meta SET events = 2, head = (SELECT hash FROM journal WHERE rev = 2)")
    connection.close()

    with Reader(filled) as reader:
        assert [fault.code for fault in examine(reader)] == ["store.behind"]
        faults = examine(reader, anchor_head=before.head, min_length=before.events)
    assert [(fault.code, fault.rev) for fault in faults] == [("store.chain", 0), ("store.behind", 0)]


def test_doctor_reports_what_sqlite_finds(filled: Path) -> None:
    connection = connect_writer(filled)
    connection.execute("PRAGMA journal_mode=DELETE")
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'item_rev'").fetchone()
    connection.execute("PRAGMA writable_schema=ON")
    connection.execute(f"UPDATE sqlite_master SET rootpage = {page} WHERE name = 'plan_rev'")
    connection.close()

    with Reader(filled) as reader:
        faults = examine(reader)
    assert faults
    assert {fault.code for fault in faults} == {"store.integrity"}
    assert all(isinstance(fault, Fault) for fault in faults)
