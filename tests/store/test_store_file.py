"""What only the journal on disk can show: durability, threads, locks and a full disk."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from store_bench import Bench
from store_samples import begun, command, seen

from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.store.ballast import NAME, drop, lay
from drconsole.store.batch import encode, number
from drconsole.store.head import head_path
from drconsole.store.journal import FenceLost, IntentKnown, StoreFailed
from drconsole.store.reading.check import examine
from drconsole.store.reading.reader import Reader
from drconsole.store.sqlite import connect_writer, sqlite3
from drconsole.store.tables.version import SCHEMA_VERSION
from drconsole.store.writing.transaction import Writer
from drconsole.store.writing.writer import SqliteJournal

PROGRAMS = Path(__file__).with_name("store_programs.py")


def program(*arguments: str, **environ: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(PROGRAMS), *arguments], stdout=subprocess.PIPE, text=True, env={**os.environ, **environ}
    )


def revs(path: Path) -> list[int]:
    with Reader(path) as reader:
        return [found["rev"] for found in reader.journal()]


def test_nothing_acknowledged_is_lost_by_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "drconsole.db"
    with program("write", str(path), "100") as writer:
        assert writer.stdout is not None
        said = [int(writer.stdout.readline()) for _ in range(100)]
        writer.send_signal(signal.SIGKILL)

    assert said == list(range(1, 101))
    assert revs(path) == said
    with Reader(path) as reader:
        assert examine(reader) == []


@pytest.mark.parametrize(("at", "durable"), [("3:before", 2), ("3:after", 3)])
def test_the_environment_says_where_the_process_dies(tmp_path: Path, at: str, durable: int) -> None:
    path = tmp_path / "drconsole.db"
    with program("write", str(path), "10", DRCONSOLE_CRASH_AT=at) as writer:
        said, _ = writer.communicate()

    assert writer.returncode == -signal.SIGKILL
    assert said.split() == ["1", "2"]
    assert revs(path) == list(range(1, durable + 1))


@pytest.mark.parametrize(
    "text", ["before", "0:before", "3", "3:during", "-1:after", "x:after", "job.created", "job.invented:after"]
)
def test_a_crash_point_that_means_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("DRCONSOLE_CRASH_AT", text)
    with pytest.raises(BadInput, match="is not a crash point"):
        SqliteJournal.open(tmp_path / "a.db", loop=asyncio.new_event_loop(), on_fatal=lambda error: None)


async def test_the_live_writer_syncs_every_commit(sqlite_bench: Bench) -> None:
    facts = sqlite_bench.open().facts()

    assert facts["synchronous"] == 2
    assert facts["synchronous_name"] == "FULL"
    assert facts["journal_mode"] == "wal"


async def test_many_entries_share_a_transaction(sqlite_bench: Bench) -> None:
    transactions: list[int] = []
    journal = sqlite_bench.open(lambda when, n, kinds: transactions.append(n))

    await asyncio.gather(*(journal.submit(begun(f"t{n}")) for n in range(400)))

    assert len(set(transactions)) < 100


async def test_what_nobody_waits_for_shares_the_transaction_of_what_comes_next(sqlite_bench: Bench) -> None:
    written: list[list[str]] = []
    journal = sqlite_bench.open(lambda when, n, kinds: written.append(sorted(kinds)) if when == "after" else None)

    first = journal.submit(replace(begun("a"), patient=True))
    await asyncio.sleep(0)  # an entry for which somebody waits would be on its way from here on
    last = await journal.submit(command("01A"))

    assert written == [["job.held", "task.begun"]]
    assert first.result() < last


async def test_what_nobody_waits_for_is_written_though_nothing_follows(sqlite_bench: Bench) -> None:
    journal = sqlite_bench.open()
    assert await asyncio.wait_for(journal.submit(replace(begun("a"), patient=True)), 60) == 1

    last = journal.submit(replace(begun("b"), patient=True))
    await journal.close()
    assert await last == 2


async def test_a_batch_that_is_not_committed_leaves_nothing(sqlite_bench: Bench) -> None:
    class Crash(Exception):
        pass

    def crash(when: str, n: int, kinds: object) -> None:
        if (when, n) == ("before", 2):
            raise Crash

    journal = sqlite_bench.open(crash)
    await journal.submit(begun("a"))
    lost = [journal.submit(begun("b")), journal.submit(command("01A"))]
    with pytest.raises(Crash):
        await lost[0]
    with pytest.raises(Crash):
        await lost[1]
    with pytest.raises(Crash):
        await journal.submit(command("01B"))
    await journal.close()

    assert [type(error) for error in sqlite_bench.fatal] == [Crash]
    assert sqlite_bench.path and revs(sqlite_bench.path) == [1]
    assert sqlite_bench.open().answer("01A") is None


async def test_a_command_under_way_is_durable_though_nobody_waits_for_it(sqlite_bench: Bench) -> None:
    journal = sqlite_bench.open()
    first = journal.submit(command("01A", n=1))
    first.cancel()
    with pytest.raises(IntentKnown):
        journal.submit(command("01A", n=1))

    assert await journal.submit(begun("a")) == 2
    assert journal.answer("01A") == {"n": 1}


async def test_an_engine_whose_file_was_replaced_stops(sqlite_bench: Bench) -> None:
    assert sqlite_bench.path
    journal = sqlite_bench.open()
    await journal.submit(begun("a"))
    sqlite_bench.path.rename(sqlite_bench.path.with_name("elsewhere.db"))

    with pytest.raises(FenceLost, match="removed or replaced"):
        await journal.submit(begun("b"))


async def test_the_log_does_not_grow_without_end(sqlite_bench: Bench) -> None:
    assert sqlite_bench.path
    journal = sqlite_bench.open()
    with Reader(sqlite_bench.path) as reader:
        for n in range(40):
            await asyncio.gather(*(journal.submit(seen(f"i{k}", text="x" * 2_000, n=n)) for k in range(100)))
            reader.rows("item")
        log = sqlite_bench.path.with_name(sqlite_bench.path.name + "-wal").stat().st_size

    assert log < 12_000_000


def test_a_write_error_stops_the_engine_and_costs_nothing_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "drconsole.db"
    with program("grow_until_refused", str(path)) as writer:
        said, _ = writer.communicate()

    found = json.loads(said)
    assert (found["code"], found["told"]) == ("store.unknown", True)
    assert len(revs(path)) == found["acknowledged"] > 0


def test_a_full_disk_is_named_and_the_ballast_given_back(store: Callable[[], Path]) -> None:
    path = store()
    assert lay(path.parent, 4096)
    writer = Writer.open(path)
    writer.connection.execute("PRAGMA max_page_count = 120")
    done = 0
    with pytest.raises(StoreFailed) as refused:
        while True:
            writer.commit(number([encode(begun("t" * 5_000))], writer.counters, writer.epoch))
            done += 1
    writer.close()

    assert refused.value.code == "store.disk-full"
    assert "given back" in refused.value.advice
    assert not (path.parent / NAME).exists()
    assert len(revs(path)) == done > 0


def full_while_ballast(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that has room for nothing but what is put aside on it: connections are told so, as SQLite tells it."""

    def connect(asked: Path) -> sqlite3.Connection:
        if (path.parent / NAME).exists() or not lay_before:
            try:
                raise sqlite3.OperationalError("database or disk is full")
            except sqlite3.OperationalError as error:
                raise BadInput("store.unusable", "cannot be used as a database", place=str(asked)) from error
        return connect_writer(asked)

    lay_before = (path.parent / NAME).exists()
    monkeypatch.setattr("drconsole.store.writing.transaction.connect_writer", connect)


def test_an_engine_that_starts_on_a_full_disk_gives_the_ballast_up(
    store: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store()
    assert lay(path.parent, 4096)
    full_while_ballast(path, monkeypatch)
    writer = Writer.open(path)
    writer.close()
    assert not (path.parent / NAME).exists()


def test_a_full_disk_without_ballast_is_named_at_the_start(
    store: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store()
    full_while_ballast(path, monkeypatch)
    with pytest.raises(StoreFailed) as refused:
        Writer.open(path)
    assert refused.value.code == "store.disk-full"
    assert "make room" in refused.value.advice


def test_ballast_is_laid_once_and_dropped_once(tmp_path: Path) -> None:
    assert lay(tmp_path, 4096)
    assert lay(tmp_path, 4096)
    assert (tmp_path / NAME).stat().st_size == 4096
    assert drop(tmp_path)
    assert not drop(tmp_path)
    assert not lay(tmp_path / "missing", 4096)
    assert not lay(tmp_path, 1 << 60)


def test_a_store_of_a_newer_program_is_refused_by_both_versions(store: Callable[[], Path]) -> None:
    path = store()
    connection = connect_writer(path)
    connection.execute("UPDATE meta SET schema = 99, program = '7.3'")
    connection.close()

    for opened in (Writer.open, Reader):
        with pytest.raises(BadInput) as refused:
            opened(path)
        assert refused.value.code == "store.newer"
        assert f"schema 99, written by drconsole 7.3; this is drconsole 0.1.0, which knows schema {SCHEMA_VERSION}" in (
            refused.value.message
        )


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "drconsole.db"
    monkeypatch.setattr("drconsole.store.tables.migrations.OTHERS", ("CREATE TABLE broken (",))
    with pytest.raises(Exception, match="incomplete input"):
        Writer.open(path)
    monkeypatch.undo()

    connection = connect_writer(path)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()
    writer = Writer.open(path)
    assert writer.epoch == 1
    writer.close()


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = connect_writer(path)
    connection.execute("CREATE TABLE cats (name TEXT)")
    connection.close()

    with pytest.raises(BadInput, match="not made by drconsole"):
        Writer.open(path)


def test_engines_that_start_at_once_make_one_store(tmp_path: Path) -> None:
    path = tmp_path / "drconsole.db"
    Writer.open(path).close()
    for file in (path, head_path(path)):
        file.unlink()
    started = [program("write_and_go", str(path), "1") for _ in range(4)]
    for writer in started:
        writer.communicate()

    with Reader(path) as reader:
        assert reader.meta().epoch == 4
        assert examine(reader) == []


def test_the_writer_reports_any_error_of_sqlite_as_its_failure(store: Callable[[], Path]) -> None:
    writer = Writer.open(store())
    writer.connection.execute("DROP TABLE journal")
    with pytest.raises(StoreFailed, match="no such table: journal"):
        writer.commit(number([encode(begun("a"))], writer.counters, writer.epoch))
    assert not writer.connection.in_transaction
    writer.close()


class Commits:
    """A connection whose COMMIT fails as it does when the disk refuses to sync."""

    def __init__(self, connection: sqlite3.Connection, error: str) -> None:
        self._connection, self._error = connection, error

    def execute(self, sql: str, *arguments: object) -> object:
        if sql == "COMMIT":
            raise sqlite3.OperationalError(self._error)
        return self._connection.execute(sql, *arguments)

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)


@pytest.mark.parametrize(
    ("said", "code", "exit_code"),
    [("disk I/O error", "store.unknown", 6), ("database or disk is full", "store.disk-full", 3)],
)
def test_what_the_disk_did_not_confirm_is_unknown_and_not_refused(
    store: Callable[[], Path], said: str, code: str, exit_code: int
) -> None:
    writer = Writer.open(store())
    writer.connection = Commits(writer.connection, said)  # type: ignore[assignment]
    with pytest.raises(StoreFailed) as failed:
        writer.commit(number([encode(begun("a"))], writer.counters, writer.epoch))
    assert (failed.value.code, failed.value.exit_code) == (code, exit_code)
    writer.close()


def test_a_foreign_write_lock_is_waited_for(store: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = store()
    writer, other = Writer.open(path), connect_writer(path, check_same_thread=False)
    writer.connection.execute("PRAGMA busy_timeout = 20")
    other.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(0.3, other.execute, ["ROLLBACK"])
    letting_go.start()
    writer.commit(number([encode(begun("a"))], writer.counters, writer.epoch))
    letting_go.join()
    assert len(revs(path)) == 1

    monkeypatch.setattr("drconsole.store.writing.transaction.BUSY_LIMIT", 0.05)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreFailed, match="locked"):
        writer.commit(number([encode(begun("b"))], writer.counters, writer.epoch))
    other.execute("ROLLBACK")
    assert len(revs(path)) == 1
    writer.close()
    other.close()


@pytest.mark.parametrize("lost", ["rev = (SELECT max(rev) FROM journal)", "rev > 0"])
def test_no_engine_goes_on_from_a_journal_whose_end_is_gone(store: Callable[[], Path], lost: str) -> None:
    """It would not look for what was begun there, and do it again."""
    path = store()
    writer = Writer.open(path)
    for task in ("a", "b"):
        writer.commit(number([encode(begun(task))], writer.counters, writer.epoch))
    writer.connection.execute(f"DELETE FROM journal WHERE {lost}")
    writer.close()
    with pytest.raises(BadInput) as refused:
        Writer.open(path)
    assert refused.value.code == "store.cut"


def test_an_engine_that_finds_a_foreign_write_lock_at_its_start_says_so(
    store: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store()
    Writer.open(path).close()
    monkeypatch.setattr("drconsole.store.writing.transaction.OPEN_LIMIT", 0.0)
    monkeypatch.setattr("drconsole.store.sqlite.BUSY_TIMEOUT_MS", 20)
    other = connect_writer(path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Refused) as refused:
        Writer.open(path)
    assert refused.value.code == "store.busy"
    other.close()
    Writer.open(path).close()
