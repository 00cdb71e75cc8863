"""The one door to SQLite."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3 as theirs

import drconsole
from drconsole.recovery.types.work.errors import BadInput
from drconsole.store import sqlite
from drconsole.store.sqlite import connect_reader, connect_writer, network_file_system, sqlite3

MOUNTS = r"""
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
31 22 0:40 / /home rw - nfs4 server:/home rw
32 31 0:41 / /home/anna\040b rw - xfs /dev/sdb rw
33 22 0:42 / /mnt/win rw - 9p C: rw
34 22 0:43 / /srv rw - cifs //server/srv rw
35 22 0:44 / /srv rw - btrfs /dev/sdc rw
not a mount at all
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/drconsole", None),
        ("/home/bert/state", "nfs4"),
        ("/home", "nfs4"),
        ("/homework", None),
        ("/home/anna b/state", None),
        ("/mnt/win/x", "9p"),
        ("/srv/x", None),
    ],
)
def test_the_deepest_and_last_mount_says_what_a_file_lies_on(tmp_path: Path, path: str, kind: str | None) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert network_file_system(Path(path), mounts) == kind


def test_without_a_list_of_mounts_nothing_is_refused(tmp_path: Path) -> None:
    assert network_file_system(tmp_path, tmp_path / "missing") is None


def test_a_store_on_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text("22 1 254:0 / / rw - nfs server:/ rw\n")
    monkeypatch.setattr(sqlite, "network_file_system", lambda path: network_file_system(path, mounts))
    with pytest.raises(BadInput, match=r"network file system \(nfs\)") as refused:
        connect_writer(tmp_path / "a.db")
    assert refused.value.place == str(tmp_path / "a.db")
    assert not (tmp_path / "a.db").exists()


def test_a_writer_has_the_settings_that_durability_rests_on(tmp_path: Path) -> None:
    connection = connect_writer(tmp_path / "a.db")
    asked = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 0, "busy_timeout": 5000}
    assert connection.isolation_level is None
    connection.close()


def test_a_writer_in_memory_and_a_weaker_one_can_be_had(tmp_path: Path) -> None:
    connection = connect_writer(":memory:", synchronous="OFF", check_same_thread=False)
    assert connection.execute("PRAGMA synchronous").fetchone() == (0,)
    connection.close()
    with pytest.raises(ValueError, match="SOMETIMES"):
        connect_writer(tmp_path / "a.db", synchronous="SOMETIMES")


def test_what_cannot_be_a_database_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("milk, bread\n" * 100)
    for path in (text, tmp_path / "no" / "folder.db", tmp_path):
        with pytest.raises(BadInput, match="cannot be used as a database") as refused:
            connect_writer(path)
        assert refused.value.place == str(path)


def test_a_reader_finds_names_with_any_letters(tmp_path: Path) -> None:
    path = tmp_path / "50% #1 ä?.db"
    connection = connect_writer(path)
    connection.execute("CREATE TABLE t (x)")
    reader = connect_reader(path)
    assert reader.execute("SELECT count(*) FROM t").fetchone() == (0,)
    reader.close()
    connection.close()


def test_it_is_the_library_that_sqlite_utils_uses() -> None:
    assert sqlite3.connect is theirs.connect


def test_no_other_module_imports_a_sqlite_library() -> None:
    root = Path(drconsole.__file__).parent
    found = {
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if (isinstance(node, ast.Import) and any(_is_sqlite(alias.name) for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and _is_sqlite(node.module or ""))
    }
    assert found == {"store/sqlite.py"}


def _is_sqlite(name: str) -> bool:
    return name.partition(".")[0] in {"sqlite3", "pysqlite3", "apsw", "aiosqlite"}
