"""The note of where the journal ended: what SQLite drops without a word is missed, and nothing is given out twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from store_samples import begun, command

from drconsole.recovery.types.work.errors import BadInput
from drconsole.store.batch import Batch, encode, number
from drconsole.store.head import SLOT, HeadFile, Noted, head_path, noted
from drconsole.store.reading.check import examine
from drconsole.store.reading.reader import Reader
from drconsole.store.sqlite import connect_writer
from drconsole.store.writing.transaction import Writer


def write(writer: Writer, *names: str) -> None:
    for name in names:
        writer.commit(number([encode(begun(name))], writer.counters, writer.epoch))


def killed(path: Path, *names: str) -> Path:
    """The state as ``kill -9`` leaves it after these events: the log is still beside the file."""
    folder = path.parent / "killed"
    folder.mkdir()
    writer = Writer.open(path)
    write(writer, *names)
    for file in path.parent.glob("drconsole.db*"):
        shutil.copy(file, folder / file.name)
    writer.close()
    return folder / path.name


def faults(path: Path) -> set[str]:
    with Reader(path) as reader:
        return {fault.code for fault in examine(reader)}


def lose_log(path: Path) -> None:
    path.with_name(path.name + "-wal").unlink()
    path.with_name(path.name + "-shm").unlink()


def flip_a_bit(path: Path) -> None:
    """In the last but one frame: SQLite takes what is before it, and drops the rest."""
    log = path.with_name(path.name + "-wal")
    data = bytearray(log.read_bytes())
    data[-6_000] ^= 1
    log.write_bytes(data)
    path.with_name(path.name + "-shm").unlink()


@pytest.mark.parametrize("damage", [lose_log, flip_a_bit])
def test_a_store_that_lost_the_end_of_its_log_is_not_run_on(
    store: Callable[[], Path], damage: Callable[[Path], None]
) -> None:
    path = killed(store(), "a", "b", "c")
    assert faults(path) == set()
    damage(path)

    assert faults(path) == {"store.behind"}
    with pytest.raises(BadInput, match="acknowledged") as refused:
        Writer.open(path)
    assert refused.value.code == "store.behind"
    assert [one["act"] for one in refused.value.extra["remedies"]] == ["accept-loss"]
    assert "store.behind" in faults(path)


def test_an_older_copy_of_the_store_is_not_run_on(store: Callable[[], Path], tmp_path: Path) -> None:
    path = store()
    copy = tmp_path / "copy"
    shutil.copy(path, copy)
    writer = Writer.open(path)
    write(writer, "a")
    writer.close()
    shutil.copy(copy, path)

    with pytest.raises(BadInput) as refused:
        Writer.open(path)
    assert refused.value.code == "store.behind"


def test_another_store_of_the_same_length_is_not_run_on(store: Callable[[], Path], tmp_path: Path) -> None:
    path = store()
    copy = tmp_path / "copy"
    shutil.copy(path, copy)
    writer = Writer.open(path)
    write(writer, "a")
    writer.close()
    note = head_path(path).read_bytes()
    shutil.copy(copy, path)
    HeadFile.make(path, Noted())
    writer = Writer.open(path)
    write(writer, "b")
    writer.close()
    head_path(path).write_bytes(note)

    assert "store.behind" in faults(path)
    with pytest.raises(BadInput, match="is not the one that was acknowledged"):
        Writer.open(path)


def test_a_copy_without_its_note_is_not_taken_for_whole(store: Callable[[], Path]) -> None:
    path = store()
    writer = Writer.open(path)
    write(writer, "a")
    writer.close()
    head_path(path).unlink()

    assert faults(path) == {"store.behind"}
    with pytest.raises(BadInput) as refused:
        Writer.open(path)
    assert refused.value.code == "store.behind"


def test_after_an_accepted_loss_no_epoch_and_no_revision_is_given_out_again(store: Callable[[], Path]) -> None:
    path = killed(store(), "a", "b", "c")
    before = noted(path)
    assert before is not None
    lose_log(path)

    writer = Writer.open(path, accept_loss=True)
    assert writer.lost is not None
    assert writer.lost.noted == before
    assert writer.epoch > before.epoch
    with pytest.raises(BadInput):  # nothing was said yet
        Writer.open(path)
    write(writer, "d")
    assert writer.counters.rev > before.rev
    writer.close()
    assert faults(path) == set()
    Writer.open(path).close()


def test_a_note_that_was_torn_leaves_the_one_before(store: Callable[[], Path]) -> None:
    path = store()
    file = HeadFile(path)
    file.put(Noted(4, 7, 6, "a" * 64))
    file.put(Noted(4, 8, 7, "b" * 64))
    file.close()
    data = bytearray(head_path(path).read_bytes())
    newest = data.index(b"bbbb") // SLOT * SLOT
    data[newest + 20 : newest + 40] = b"\0" * 20
    head_path(path).write_bytes(data)

    assert noted(path) == Noted(4, 7, 6, "a" * 64)
    head_path(path).write_bytes(b"\0" * 2 * SLOT)
    with pytest.raises(BadInput, match="damaged"):
        noted(path)


def test_a_store_of_a_program_that_noted_nothing_gets_its_note(store: Callable[[], Path]) -> None:
    path = store()
    writer = Writer.open(path)
    write(writer, "a")
    for column in ("rows_shape", "provider", "intents", "intents_head"):
        writer.connection.execute(f"ALTER TABLE meta DROP COLUMN {column}")
    writer.connection.execute("UPDATE meta SET schema = 3")
    writer.connection.execute(
        "DELETE FROM _sqlite_migrations WHERE name LIKE 'm004%' OR name LIKE 'm005%' OR name LIKE 'm006%'"
    )
    writer.close()
    head_path(path).unlink()

    writer = Writer.open(path)
    writer.commit(Batch(refolded=True))
    writer.close()
    found = noted(path)
    assert found is not None
    assert found.events == 1
    assert faults(path) == set()


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("DELETE FROM intent WHERE id = '01B'", "store.commands"),
        ("DELETE FROM intent", "store.commands"),
        ('UPDATE intent SET answer = \'{"id":"j9-9"}\'', "store.commands"),
        ("CREATE TRIGGER t AFTER INSERT ON journal BEGIN DELETE FROM intent; END", "store.shape"),
        ("CREATE TABLE mine (x)", "store.shape"),
        ("CREATE INDEX mine ON task(state)", "store.shape"),
        ("DROP INDEX task_job", "store.shape"),
        ("CREATE VIEW mine AS SELECT 1", "store.shape"),
        ("UPDATE meta SET events = events - 1, rev = rev - 1", "store.counters"),
        ("UPDATE meta SET rev = 0", "store.counters"),
        ("UPDATE meta SET epoch = 0", "store.counters"),
    ],
)
def test_doctor_sees_what_does_not_hang_together(store: Callable[[], Path], damage: str, found: str) -> None:
    path = store()
    writer = Writer.open(path)
    for entry in (command("01A"), command("01B"), begun("a"), command("01C")):
        writer.commit(number([encode(entry)], writer.counters, writer.epoch))
    writer.close()
    assert faults(path) == set()
    connection = connect_writer(path)
    connection.execute(damage)
    connection.close()

    assert found in faults(path)
