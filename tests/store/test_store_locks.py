"""A reader's lock where only the writer has one: found, named, waited for."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from store_samples import begun
from support.patience import PATIENCE

from drconsole.engine.service.doctor import examine_store
from drconsole.recovery.types.work.errors import Refused
from drconsole.store import locks
from drconsole.store.batch import encode, number
from drconsole.store.locks import Holder, blocking
from drconsole.store.reading.reader import Reader
from drconsole.store.sqlite import sqlite3
from drconsole.store.writing.transaction import Writer

HOLD = """
import fcntl, os, sys
file = os.open(sys.argv[1] + "-shm", os.O_RDONLY)
fcntl.lockf(file, fcntl.LOCK_SH, int(sys.argv[3]), int(sys.argv[2]))
print("held", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def held(path: Path, byte: int = 120, length: int = 1) -> Iterator[subprocess.Popen[str]]:
    """A process that may only read the store's files, and holds a shared lock."""
    argv = [sys.executable, "-c", HOLD, str(path), str(byte), str(length)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    made = Writer.open(tmp_path / "drconsole.db")
    made.connection.execute("PRAGMA busy_timeout = 20")
    yield made
    made.close()


def test_a_reader_with_the_writers_lock_is_named_and_waited_for(
    writer: Writer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("drconsole.store.writing.transaction.BUSY_LIMIT", 0.05)
    with held(writer.path) as reader, caplog.at_level(logging.WARNING):
        seen: list[str | None] = []

        def let_go() -> None:
            end = time.monotonic() + PATIENCE
            while writer.blocked is None and time.monotonic() < end:
                time.sleep(0.01)
            time.sleep(0.3)
            seen.append(writer.blocked)
            reader.kill()

        thread = threading.Thread(target=let_go)
        thread.start()
        writer.commit(number([encode(begun("a"))], writer.counters, writer.epoch))
        thread.join()
    assert seen[0] is not None and f"process {reader.pid} of " in seen[0]
    assert f"process {reader.pid}" in caplog.text
    assert writer.blocked is None
    with Reader(writer.path) as found:
        assert len(list(found.journal())) == 1


def test_an_engine_that_cannot_start_for_a_readers_lock_names_it(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drconsole.store.writing.transaction.OPEN_LIMIT", 0.0)
    monkeypatch.setattr("drconsole.store.sqlite.BUSY_TIMEOUT_MS", 20)
    with held(writer.path) as reader, pytest.raises(Refused) as refused:
        Writer.open(writer.path)
    assert refused.value.code == "store.busy"
    assert f"process {reader.pid}" in refused.value.message


def test_doctor_names_a_reader_that_stops_the_writer(writer: Writer) -> None:
    assert examine_store(writer.path)["ok"]
    with held(writer.path) as reader:
        found = examine_store(writer.path)
    assert not found["ok"]
    assert f"process {reader.pid}" in found["problems"][0]


@pytest.mark.parametrize(
    ("byte", "length", "stops"), [(120, 1, True), (122, 1, True), (0, 0, True), (123, 5, False), (0, 120, False)]
)
def test_a_lock_stops_the_writer_only_where_the_writer_has_one(
    byte: int, length: int, stops: bool, writer: Writer
) -> None:
    with Reader(writer.path) as reader:
        reader.rev()
        assert blocking(writer.path) == []
        with held(writer.path, byte, length) as process:
            assert blocking(writer.path) == ([Holder(process.pid, True)] if stops else [])


def test_a_lock_that_no_process_is_named_for_is_found_too(
    writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held(writer.path) as process:
        text = locks.LOCKS.read_text()
    mine = [line for line in text.splitlines() if f" {process.pid} " in line]
    assert mine, text
    listed = tmp_path / "locks"
    listed.write_text(mine[0].replace("POSIX", "OFDLCK").replace(f" {process.pid} ", " -1 "))
    monkeypatch.setattr(locks, "LOCKS", listed)
    assert blocking(writer.path) == [Holder(None, True)]


def test_a_reader_that_goes_between_the_try_and_the_look_costs_no_engine(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two tries fail for its lock; after the second one nobody holds it any more, and the third gets it."""
    failed: list[str] = []
    real = writer.connection

    class Locked:
        def execute(self, sql: str, *more: Any) -> Any:
            if sql == "BEGIN IMMEDIATE" and len(failed) < 2:
                failed.append(sql)
                raise sqlite3.OperationalError("database is locked")
            return real.execute(sql, *more)

        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

    monkeypatch.setattr(writer, "connection", Locked())
    monkeypatch.setattr(locks, "blocking", lambda path: [Holder(1, shared=True)] if len(failed) < 2 else [])
    monkeypatch.setattr("drconsole.store.writing.transaction.BUSY_LIMIT", -1.0)
    writer.commit(number([encode(begun("a"))], writer.counters, writer.epoch))
    assert (len(failed), writer.blocked) == (2, None)
