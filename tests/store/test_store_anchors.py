"""What was done to a journal shows against an anchor that was kept elsewhere: each done to the file itself."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_samples import begun, seen
from store_tampering import chained, put, rows_of

from drconsole.recovery.types.work.errors import Refused
from drconsole.store.batch import Counters, encode, number
from drconsole.store.chain import digest
from drconsole.store.reading.anchored import Judged, Kept, Verdict, compared, links
from drconsole.store.reading.anchoring import anchor_of, trail_of
from drconsole.store.reading.reader import Reader
from drconsole.store.rows import GENESIS, JournalRow, Meta
from drconsole.store.writing.writer import SqliteJournal

EVENTS = 20


def write(path: Path, first: int, last: int) -> None:
    """Write events, each with a row, so that revisions have gaps as they do in life."""

    async def fill() -> None:
        journal = SqliteJournal.open(path, loop=asyncio.get_running_loop(), on_fatal=lambda error: None)
        for n in range(first, last + 1):
            await journal.submit(begun(f"t{n}"))
            await journal.submit(seen("i1", n=n))
        await journal.close()

    asyncio.run(fill())


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with events, to be copied: no test changes it."""
    folder = tmp_path_factory.mktemp("filled")
    write(folder / "drconsole.db", 1, EVENTS)
    return folder


@pytest.fixture
def store_file(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "state")) / "drconsole.db"


def keep(path: Path, *, short: bool = False) -> Kept:
    """Note an anchor down: as the command writes it, or ``short`` as a person does from a wall."""
    with Reader(path) as reader:
        row = anchor_of(reader)
    if short:
        return Kept(row["head"][:16], row["length"])
    return Kept(row["head"], row["length"], tuple((each["head"], each["length"]) for each in row["trail"]), row["made"])


def judged(path: Path, kept: Kept, *others: Kept) -> Judged:
    with Reader(path) as reader:
        return compared(links(reader.journal_rows()), reader.meta(), kept, others)


def edit(rows: list[JournalRow], at: int) -> list[JournalRow]:
    return [*rows[:at], rows[at]._replace(actor="nobody"), *rows[at + 1 :]]


def edit_with_hash(rows: list[JournalRow], at: int) -> list[JournalRow]:
    columns = rows[at]._replace(actor="nobody")[:-1]
    return [*rows[:at], JournalRow(*columns, digest(columns)), *rows[at + 1 :]]


def swap(rows: list[JournalRow], at: int) -> list[JournalRow]:
    """Two neighbours change their places; the primary key stays in order."""
    one, two = rows[at], rows[at + 1]
    return [*rows[:at], two._replace(rev=one.rev), one._replace(rev=two.rev), *rows[at + 2 :]]


def insert(rows: list[JournalRow], at: int) -> list[JournalRow]:
    columns = rows[at]._replace(rev=rows[at].rev + 1, actor="mallory", prev=rows[at].hash)[:-1]
    return [*rows[: at + 1], JournalRow(*columns, digest(columns)), *rows[at + 1 :]]


def drop(rows: list[JournalRow], at: int) -> list[JournalRow]:
    return [*rows[:at], *rows[at + 1 :]]


def cut(rows: list[JournalRow], at: int) -> list[JournalRow]:
    return rows[:at]


def rewrite(rows: list[JournalRow], at: int) -> list[JournalRow]:
    return chained(edit(rows, at))


def drop_and_rewrite(rows: list[JournalRow], at: int) -> list[JournalRow]:
    return chained(drop(rows, at))


def cut_and_go_on(rows: list[JournalRow], at: int) -> list[JournalRow]:
    """Cut off, and as many other events written after it: the length is right again."""
    return chained([*rows[:at], *(row._replace(actor="mallory") for row in rows[at:])])


DONE: dict[str, tuple[Callable[[list[JournalRow], int], list[JournalRow]], Verdict, int]] = {
    "edited": (edit, Verdict.EDITED, 8),
    "edited with its hash": (edit_with_hash, Verdict.EDITED, 8),
    "deleted": (drop, Verdict.DELETED, 8),
    "inserted": (insert, Verdict.INSERTED, 9),
    "reordered": (swap, Verdict.REORDERED, 8),
    "truncated": (cut, Verdict.TRUNCATED, 7),
    "rewritten": (rewrite, Verdict.REWRITTEN, 8),
    "deleted and rewritten": (drop_and_rewrite, Verdict.REWRITTEN, 8),
    "cut and gone on": (cut_and_go_on, Verdict.REWRITTEN, 8),
}
"""What is done at the eighth event, what it is found to be, and at which event."""


@pytest.mark.parametrize("sly", [False, True], ids=["counters left", "counters put right"])
@pytest.mark.parametrize(("deed", "verdict", "event"), DONE.values(), ids=DONE)
def test_what_was_done_to_the_file_is_told_apart(
    store_file: Path, deed: Callable[..., list[JournalRow]], verdict: Verdict, event: int, sly: bool
) -> None:
    kept = keep(store_file)
    with closing(sqlite3.connect(store_file)) as file, file:
        counters = file.execute("SELECT events, head FROM meta").fetchone()
        put(file, deed(rows_of(file), 7))
        if not sly:
            file.execute("UPDATE meta SET events = ?, head = ?", counters)
    found = judged(store_file, kept)
    assert found.verdict is verdict, found
    # Where everything was written anew, an anchor says between which of its points it began.
    assert found.event <= event if verdict is Verdict.REWRITTEN else found.event == event
    assert found.why


@pytest.mark.parametrize("short", [False, True])
def test_a_journal_that_only_grew_is_whole(store_file: Path, short: bool) -> None:
    kept = keep(store_file, short=short)
    assert judged(store_file, kept) == Judged(Verdict.WHOLE, "it is the journal's end")
    write(store_file, EVENTS + 1, EVENTS + 3)
    assert judged(store_file, kept) == Judged(Verdict.WHOLE, "3 events came after it")


def test_plain_sql_does_the_same_as_the_helpers_here(store_file: Path) -> None:
    kept = keep(store_file)
    with closing(sqlite3.connect(store_file)) as file, file:
        revs = [row.rev for row in rows_of(file)]
        file.execute("UPDATE journal SET rev = -1 WHERE rev = ?", (revs[3],))
        file.execute("UPDATE journal SET rev = ? WHERE rev = ?", (revs[3], revs[6]))
        file.execute("UPDATE journal SET rev = ? WHERE rev = -1", (revs[6],))
    assert judged(store_file, kept).verdict is Verdict.REORDERED


@pytest.mark.parametrize("at", [0, EVENTS - 1])
@pytest.mark.parametrize(
    ("deed", "verdict"), [(edit, "edited"), (rewrite, "rewritten"), (drop, ("deleted", "truncated"))]
)
def test_the_first_and_the_last_event_are_no_exception(
    store_file: Path, deed: Callable[..., list[JournalRow]], verdict: str | tuple[str, str], at: int
) -> None:
    kept = keep(store_file)
    with closing(sqlite3.connect(store_file)) as file, file:
        put(file, deed(rows_of(file), at))
    expected = verdict if isinstance(verdict, str) else verdict[at > 0]
    assert judged(store_file, kept).verdict == expected


def test_a_short_anchor_cannot_tell_a_shorter_journal_that_was_rewritten_and_says_what_it_knows(
    store_file: Path,
) -> None:
    full, short = keep(store_file), keep(store_file, short=True)
    with closing(sqlite3.connect(store_file)) as file, file:
        put(file, drop_and_rewrite(rows_of(file), 7))
    assert judged(store_file, full).verdict is Verdict.REWRITTEN
    alone = judged(store_file, short)
    assert alone.verdict is Verdict.TRUNCATED
    assert "no event of it is known to be as it was" in alone.why
    assert judged(store_file, short, full).verdict is Verdict.REWRITTEN


def test_several_anchors_narrow_down_from_where_it_was_written_anew(tmp_path: Path) -> None:
    path, kept = tmp_path / "drconsole.db", list[Kept]()
    for last in (5, 9, 12, 16):
        write(path, kept[-1].length + 1 if kept else 1, last)
        kept.append(keep(path, short=True))
    with closing(sqlite3.connect(path)) as file, file:
        put(file, rewrite(rows_of(file), 10))
    assert [judged(path, one, *kept).verdict for one in kept] == ["whole", "whole", "rewritten", "rewritten"]
    assert "from 10 to 12" in judged(path, kept[3], *kept).why
    assert "up to event 9 it is as it was" in judged(path, kept[3], *kept).why


def test_an_anchor_of_another_state_and_one_of_a_later_time_are_not_whole(tmp_path: Path) -> None:
    one, other = tmp_path / "one.db", tmp_path / "other.db"
    write(one, 1, 5)
    write(other, 11, 15)
    assert judged(one, keep(other)).verdict is Verdict.OTHER_STATE
    assert judged(one, keep(other, short=True)).verdict is Verdict.REWRITTEN
    older = one.read_bytes()
    write(one, 6, 9)
    later = keep(one)
    one.write_bytes(older)
    found = judged(one, later)
    assert (found.verdict, found.event) == (Verdict.TRUNCATED, 5)
    assert "up to event 5 it is as it was" in found.why


def test_a_broken_chain_gets_no_anchor(store_file: Path) -> None:
    with closing(sqlite3.connect(store_file)) as file, file:
        put(file, edit(rows_of(file), 4))
    with Reader(store_file) as reader, pytest.raises(Refused, match="no anchor"):
        anchor_of(reader)


def test_an_empty_journal_has_an_anchor_that_every_journal_of_its_store_fits(tmp_path: Path) -> None:
    path = tmp_path / "drconsole.db"
    write(path, 1, 0)
    kept = keep(path)
    assert (kept.head, kept.length, kept.trail) == (GENESIS, 0, ())
    write(path, 1, 3)
    assert judged(path, kept).verdict is Verdict.WHOLE


CHAIN = number([encode(begun(f"t{n}")) for n in range(40)], Counters(), 1).journal
META = Meta(1, "", "then", 1, 99, 40, CHAIN[-1].hash, 0, GENESIS, "")


def kept_of(length: int) -> Kept:
    trail = tuple((CHAIN[number - 1].hash, number) for number in trail_of(length))
    return Kept(CHAIN[length - 1].hash if length else GENESIS, length, trail, "then")


def deeds() -> Iterator[Callable[[list[JournalRow], int], list[JournalRow]]]:
    yield from (deed for deed, _, _ in DONE.values())


@given(st.integers(0, 40))
def test_every_anchor_of_an_untouched_journal_fits_it(length: int) -> None:
    assert compared(links(CHAIN), META, kept_of(length)).verdict is Verdict.WHOLE


@given(st.sampled_from(list(deeds())), st.integers(1, 38), st.data())
def test_nothing_that_an_anchor_saw_changes_and_stays_whole(
    deed: Callable[..., list[JournalRow]], at: int, data: st.DataObject
) -> None:
    length = data.draw(st.integers(at + 2, 40))
    assert compared(links(deed(CHAIN, at)), META, kept_of(length)).verdict is not Verdict.WHOLE


@given(st.integers(1, 38), st.integers(1, 40))
def test_what_was_written_anew_after_an_anchor_is_not_its_matter(at: int, length: int) -> None:
    found = compared(links(rewrite(CHAIN, at)), META, kept_of(length)).verdict
    assert (found is Verdict.WHOLE) == (length <= at)
