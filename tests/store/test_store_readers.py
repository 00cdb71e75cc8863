"""Readers of another user of the state's group, in every condition the file can be in."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from store_bench import Bench
from store_samples import begun, seen
from support.whole import whole

from drconsole.records.rows.work.jobs import TaskRow
from drconsole.records.tables import ITEMS, PLANS, TASKS
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.entries import Entry, RowChange
from drconsole.store.files import file_mode
from drconsole.store.reading.lists import StoredItems
from drconsole.store.reading.named import with_task_names
from drconsole.store.reading.opening import NoStore, Opened, StoreUnreadable
from drconsole.store.reading.reader import Reader
from drconsole.store.sqlite import connect_writer, sqlite3
from drconsole.store.tables.version import SCHEMA_VERSION
from drconsole.store.writing.transaction import Writer
from drconsole.store.writing.writer import SqliteJournal

PROGRAMS = Path(__file__).with_name("store_programs.py")
OTHER_UID, GROUP, STRANGERS = 65_534, 54_321, 54_322


@pytest.fixture
def folder() -> Iterator[Path]:
    """A state folder that another user can reach (pytest's own are closed to them), open to its group."""
    made = Path(tempfile.mkdtemp(prefix="drconsole-test-"))
    if os.geteuid() == 0:
        os.chown(made, 0, GROUP)
    made.chmod(0o2750)
    yield made
    made.chmod(0o700)
    shutil.rmtree(made)


def read_without_writing(path: Path, gid: int = GROUP) -> dict[str, Any]:
    """What a reader sees who may not write: another user as root, else ourselves with the permission taken away.

    To SQLite both are the same: neither the folder nor any file in it can be opened for writing.
    """
    files = [path.parent, *path.parent.iterdir()]
    root = os.geteuid() == 0
    before = [file.stat().st_mode for file in files]
    if not root:
        for file, mode in zip(files, before, strict=True):
            file.chmod(mode & ~0o222)
    identity = f"{OTHER_UID}:{gid}" if root else "-"
    done = subprocess.run(
        [sys.executable, str(PROGRAMS), "read", str(path), identity], capture_output=True, text=True, check=False
    )
    if not root:
        for file, mode in zip(files, before, strict=True):
            file.chmod(stat.S_IMODE(mode))
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found.pop("may_write") is False
    return found


EXPECTED = {"rev": 3, "events": 2, "items": [{"key": "i1", "name": "web", "rev": 3}]}


async def fill(journal: SqliteJournal) -> None:
    for entry in (begun("a"), begun("b"), seen("i1", name="web")):
        await journal.submit(entry)


async def start(path: Path) -> SqliteJournal:
    return SqliteJournal.open(path, loop=asyncio.get_running_loop(), on_fatal=lambda error: None)


async def test_the_group_reads_beside_a_live_engine(folder: Path) -> None:
    path = folder / "drconsole.db"
    journal = await start(path)
    await fill(journal)

    assert read_without_writing(path) == EXPECTED
    assert await journal.submit(begun("c")) == 4
    await journal.close()


async def test_the_group_reads_after_a_clean_stop(folder: Path) -> None:
    path = folder / "drconsole.db"
    journal = await start(path)
    await fill(journal)
    await journal.close()

    assert sorted(os.listdir(folder)) == ["drconsole.db", "drconsole.db-head"]
    assert read_without_writing(path) == EXPECTED
    assert sorted(os.listdir(folder)) == ["drconsole.db", "drconsole.db-head"]


def test_the_group_reads_after_kill_9(folder: Path) -> None:
    path = folder / "drconsole.db"
    with subprocess.Popen(
        [sys.executable, str(PROGRAMS), "write", str(path), "5"], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for _ in range(5):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)

    assert path.with_name("drconsole.db-wal").exists()
    assert read_without_writing(path) == {"rev": 5, "events": 5, "items": []}


async def test_the_group_reads_what_a_stop_beside_an_open_reader_left(folder: Path) -> None:
    path = folder / "drconsole.db"
    journal = await start(path)
    await fill(journal)
    with Reader(path) as reader:
        reader.rev()
        await journal.close()
        assert read_without_writing(path) == EXPECTED
        assert reader.rev() == 3


@pytest.mark.parametrize(
    ("mode", "expected"),
    [(0o700, 0o600), (0o710, 0o600), (0o740, 0o600), (0o750, 0o640), (0o2750, 0o640), (0o2770, 0o640), (0o755, 0o640)],
)
async def test_the_folders_mode_decides_who_may_read(tmp_path: Path, mode: int, expected: int) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    folder.chmod(mode)
    journal = await start(folder / "drconsole.db")
    await journal.submit(begun("a"))

    assert file_mode(folder) == expected
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == dict.fromkeys(
        ("drconsole.db", "drconsole.db-wal", "drconsole.db-shm", "drconsole.db-head"), expected
    )
    await journal.close()


async def test_an_older_files_mode_follows_the_folder_at_the_next_start(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o700)
    await (await start(tmp_path / "drconsole.db")).close()
    assert stat.S_IMODE((tmp_path / "drconsole.db").stat().st_mode) == 0o600

    os.chmod(tmp_path, 0o750)
    await (await start(tmp_path / "drconsole.db")).close()

    assert stat.S_IMODE((tmp_path / "drconsole.db").stat().st_mode) == 0o640


async def test_a_closed_folder_is_told_and_not_a_traceback(folder: Path) -> None:
    path = folder / "drconsole.db"
    journal = await start(path)
    await fill(journal)
    await journal.close()
    if os.geteuid() == 0:
        assert read_without_writing(path, gid=STRANGERS) == {"error": "store.unreadable"}
    else:
        path.chmod(0o200)
        assert read_without_writing(path) == {"error": "store.unreadable"}


async def test_one_reader_lives_through_stop_and_start(sqlite_bench: Bench) -> None:
    assert sqlite_bench.path
    first = sqlite_bench.open()
    await first.submit(begun("a"))
    await first.close()
    with Reader(sqlite_bench.path) as reader:
        seen_revs = [reader.rev()]
        versions = [reader.data_version()]
        second = sqlite_bench.open()
        await second.submit(begun("b"))
        seen_revs.append(reader.rev())
        versions.append(reader.data_version())
        await second.submit(begun("c"))
        seen_revs.append(reader.rev())
        versions.append(reader.data_version())
        await second.close()
        seen_revs.append(reader.rev())
        third = sqlite_bench.open()
        await third.submit(begun("d"))
        seen_revs.append(reader.rev())
        await third.close()
        seen_revs.append(reader.rev())

    assert seen_revs == [1, 2, 3, 3, 4, 4]
    assert len(set(versions)) == 3


async def test_a_whole_engine_life_between_two_reads_is_seen(sqlite_bench: Bench) -> None:
    assert sqlite_bench.path
    await sqlite_bench.open().close()
    with Reader(sqlite_bench.path) as reader:
        assert list(reader.journal()) == []
        journal = sqlite_bench.open()
        await journal.submit(begun("a"))
        await journal.close()

        assert [found["rev"] for found in reader.journal()] == [1]


async def test_readers_page_through_a_journal_that_grows(sqlite_bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sqlite_bench.path
    monkeypatch.setattr("drconsole.store.reading.select.PAGE", 10)
    journal = sqlite_bench.open()
    await asyncio.gather(*(journal.submit(begun(f"t{n}")) for n in range(25)))
    with Reader(sqlite_bench.path) as reader:
        events = reader.journal()
        read = [next(events)["rev"] for _ in range(15)]
        await journal.submit(begun("late"))
        read += [found["rev"] for found in events]

        assert read == list(range(1, 27))
        assert [found["rev"] for found in reader.journal(since=3, limit=12)] == list(range(4, 16))
        assert list(reader.journal(limit=0)) == []


async def test_what_changed_is_told_by_key_unless_it_is_too_much(sqlite_bench: Bench) -> None:
    assert sqlite_bench.path
    journal = sqlite_bench.open()
    for name in ("i1", "i2", "i3"):
        await journal.submit(seen(name, name="web"))
    with Reader(sqlite_bench.path) as reader:
        assert reader.changed(ITEMS, 1, 2) == ["i2", "i3"]
        assert reader.changed(ITEMS, 0, 2) is None
        assert reader.changed(ITEMS, 3, 2) == []


async def test_which_tables_have_moved_is_told_in_their_order(sqlite_bench: Bench) -> None:
    assert sqlite_bench.path
    journal = sqlite_bench.open()
    await journal.submit(seen("i1", name="web"))
    with Reader(sqlite_bench.path) as reader:
        rev = reader.rev()
        assert reader.moved((PLANS, ITEMS), rev - 1) == [ITEMS]
        assert reader.moved((ITEMS, PLANS), rev) == []


async def test_rows_can_be_read_without_what_takes_room(sqlite_bench: Bench) -> None:
    assert sqlite_bench.path
    plan = {"key": "p1", "name": "shop", "items": [{"key": "ü", "name": "web"}], "groups": []}
    await sqlite_bench.open().submit(Entry(rows=(RowChange(PLANS, "p1", plan),)))
    with Reader(sqlite_bench.path) as reader:
        assert reader.rows_without(PLANS, ("items", "groups")) == [{"key": "p1", "name": "shop", "rev": 1}]
        lists = StoredItems(reader)
        assert lists.plans_with("ü") == ["p1"]
        assert lists.plans_with("x") == []
        assert lists.plan("p1") == {**plan, "rev": 1}


def test_no_store_is_said_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()
    for path in (tmp_path / "missing.db", tmp_path / "no" / "folder.db", empty):
        with pytest.raises(NoStore):
            Reader(path)


def torn(whole: bytes) -> bytes:
    """Every page from the third one on is something else."""
    return whole[: 2 * 4096] + random.Random(1).randbytes(len(whole) - 2 * 4096)


DAMAGED = {
    "random": lambda whole: random.Random(1).randbytes(len(whole)),
    "half": lambda whole: whole[: len(whole) // 2],
    "pages": torn,
}


@pytest.mark.parametrize("how", DAMAGED)
async def test_a_damaged_store_is_not_a_matter_of_permissions(how: str, tmp_path: Path) -> None:
    path = tmp_path / "drconsole.db"
    journal = await start(path)
    for n in range(200):
        await journal.submit(begun(f"task-{n}"))
    await fill(journal)
    await journal.close()
    path.write_bytes(DAMAGED[how](path.read_bytes()))

    def look() -> None:
        with Reader(path) as reader:
            reader.meta(), reader.rows("item"), list(reader.journal()), reader.rows("job")

    with pytest.raises(StoreUnreadable, match="damaged") as refused:
        look()
    assert (refused.value.code, refused.value.exit_code) == ("store.damaged", 2)
    assert "look at the machines" in refused.value.advice
    assert "chmod" not in refused.value.advice


@pytest.mark.parametrize("body", ['{"name": "we', "[]", "7", "\x00"])
async def test_a_row_that_is_not_what_was_written_is_damage(body: str, tmp_path: Path) -> None:
    path = tmp_path / "drconsole.db"
    journal = await start(path)
    await fill(journal)
    await journal.close()
    connection = connect_writer(path)
    connection.execute("UPDATE item SET body = ?", (body,))
    connection.close()
    for ask in (lambda reader: reader.rows("item"), lambda reader: reader.row("item", "i1")):
        with Reader(path) as reader, pytest.raises(StoreUnreadable, match="not what was written"):
            ask(reader)


def test_an_older_store_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "drconsole.db"
    Writer.open(path).close()
    connection = connect_writer(path)
    connection.execute(f"UPDATE meta SET schema = {SCHEMA_VERSION - 1}")
    connection.close()
    with pytest.raises(BadInput, match=f"schema {SCHEMA_VERSION - 1}") as refused:
        Reader(path)
    assert "start the engine once" in refused.value.advice


def test_a_store_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    """As drconsole 0.1.0 made it: the table of obligations is added, and nothing else is touched."""
    path = tmp_path / "drconsole.db"
    Writer.open(path).close()
    connection = connect_writer(path)
    connection.execute("DROP TABLE obligation")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm002_obligations'")
    connection.execute("UPDATE meta SET schema = 1")
    connection.execute("INSERT INTO site VALUES ('Oslo', NULL, NULL, '{}', 1)")
    connection.close()
    Writer.open(path).close()
    with Reader(path) as reader:
        assert reader.rows("obligation") == []
        assert [row["key"] for row in reader.rows("site")] == ["Oslo"]


async def test_a_reader_cannot_write(sqlite_bench: Bench) -> None:
    from drconsole.store.sqlite import connect_reader, sqlite3

    assert sqlite_bench.path
    sqlite_bench.open()
    connection = connect_reader(sqlite_bench.path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("UPDATE meta SET epoch = 7")
    connection.close()


def test_a_console_reads_without_pydantic_and_sqlite_utils(tmp_path: Path) -> None:
    path = tmp_path / "drconsole.db"
    Writer.open(path).close()
    code = (
        "import sys; from pathlib import Path; from drconsole.store.reading.reader import Reader\n"
        f"with Reader(Path({str(path)!r})) as reader: reader.rows('item'), list(reader.journal()), reader.meta()\n"
        "print([name for name in ('pydantic', 'pydantic_core', 'sqlite_utils') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("disk I/O error", "store.unreadable"),
        ("out of memory", "store.unreadable"),
        ("interrupted", "store.unreadable"),
        ("database disk image is malformed", "store.damaged"),
        ("file is not a database", "store.damaged"),
    ],
)
async def test_an_error_of_the_moment_is_not_called_damage(
    said: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who restores a copy over a good store loses what was acknowledged since."""
    path = tmp_path / "drconsole.db"
    await (await start(path)).close()

    def failing(_: Opened) -> None:
        raise sqlite3.OperationalError(said)

    monkeypatch.setattr(Opened, "_ready", failing)
    with pytest.raises(StoreUnreadable) as refused:
        Reader(path)
    assert refused.value.code == code
    assert ("copy" in refused.value.advice) is (code == "store.damaged")


async def test_events_of_tasks_are_told_with_the_names_of_their_tasks(sqlite_bench: Bench) -> None:
    journal = sqlite_bench.open()
    task = whole(TaskRow, id="failover/db", job="J1", friendly_name="Start failover", item="db")
    await journal.submit(replace(begun("failover/db"), rows=(RowChange(TASKS, "J1/failover/db", task, job="J1"),)))
    await journal.submit(replace(begun("gone"), rows=()))
    with Reader(sqlite_bench.path) as reader:
        first, second = with_task_names(reader, list(reader.journal()))
    assert (first["task"], first["task_name"], first["task_item"]) == ("failover/db", "Start failover", "db")
    assert (second["task"], "task_name" in second) == ("gone", False)
