"""The lock, the stop table and the unit file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drconsole.engine.process.folder.lock import StateLock, holder, is_free
from drconsole.engine.process.leaving import EXIT_FATAL, LEAVE, STOP_TABLE, Way, next_way
from drconsole.engine.process.systemd import systemd_unit
from drconsole.recovery.types.work.errors import BadInput, Refused


def test_a_lock_is_held_until_released_and_its_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "engine.lock"
    assert is_free(path)
    with StateLock.take(path) as lock:
        assert not is_free(path)
        lock.tell(socket="/s")
        assert holder(path) == {"pid": os.getpid(), "socket": "/s"}
        with pytest.raises(Refused) as refused:
            StateLock.take(path, patience=0)
        assert str(os.getpid()) in refused.value.message
        assert refused.value.exit_code == 3
    assert is_free(path)
    assert path.exists()
    assert holder(path) == {}
    StateLock.take(path).release()


def test_asking_whether_it_is_free_does_not_get_a_taker_refused(tmp_path: Path) -> None:
    path = tmp_path / "engine.lock"
    StateLock.take(path).release()
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            is_free(path)

    asker = threading.Thread(target=ask)
    asker.start()
    try:
        for _ in range(20):
            StateLock.take(path).release()
    finally:
        stop.set()
        asker.join()


def test_a_lock_on_a_file_that_was_replaced_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "engine.lock"
    real_open, opened = os.open, []

    def open_then_lose(name: object, flags: int, mode: int = 0o777) -> int:
        fd = real_open(name, flags, mode)  # type: ignore[call-overload]
        if name == path and not opened:
            opened.append(fd)
            path.unlink()
        return int(fd)

    monkeypatch.setattr(os, "open", open_then_lose)
    with StateLock.take(path):
        monkeypatch.undo()
        assert opened
        assert json.loads(path.read_text())["pid"] == os.getpid()
        assert not is_free(path)


def test_a_folder_that_cannot_hold_a_lock(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        StateLock.take(tmp_path / "missing" / "engine.lock")
    (tmp_path / "link.lock").symlink_to("elsewhere")
    with pytest.raises(BadInput):
        StateLock.take(tmp_path / "link.lock")


@given(st.lists(st.sampled_from(list(Way)), min_size=1))
def test_a_way_once_gone_is_never_followed_by_a_less_urgent_one(asked: list[Way]) -> None:
    way = None
    urgency = -1
    for one in asked:
        way = next_way(way, one)
        assert LEAVE[way].urgency >= max(urgency, LEAVE[one].urgency)
        urgency = LEAVE[way].urgency


@pytest.mark.parametrize(
    ("now", "asked", "way"),
    [
        (None, Way.STOP, Way.STOP),
        (Way.DRAIN, Way.STOP, Way.DRAIN),
        (Way.DRAIN, Way.SIGTERM, Way.SIGTERM),
        (Way.SIGTERM, Way.DRAIN, Way.SIGTERM),
        (Way.SIGTERM, Way.SIGTERM, Way.FORCE),
        (Way.SIGINT, Way.SIGINT, Way.FORCE),
        (Way.SIGTERM, Way.FORCE, Way.FORCE),
        (Way.FORCE, Way.SIGTERM, Way.FORCE),
    ],
)
def test_which_way_overtakes_which(now: Way | None, asked: Way, way: Way) -> None:
    assert next_way(now, asked) is way


def test_the_table_shows_every_way() -> None:
    rows = STOP_TABLE.splitlines()
    for way in Way:
        assert any(row.startswith(way) for row in rows)
    assert max(map(len, rows)) <= 140


def test_a_unit_runs_this_states_engine_and_leaves_scripts_alone() -> None:
    unit = systemd_unit(Path("/var/lib/drconsole"), "/usr/bin/drconsole", user="dr")
    lines = unit.splitlines()
    assert "ExecStart=/usr/bin/drconsole --state /var/lib/drconsole engine run" in lines
    assert "User=dr" in lines
    assert "Restart=on-failure" in lines
    assert "RestartPreventExitStatus=2 3" in lines
    assert "KillMode=process" in lines


def test_a_unit_comes_back_when_the_store_failed_and_somebody_made_room() -> None:
    unit = systemd_unit(Path("/var/lib/drconsole"), "/usr/bin/drconsole", user="dr")
    assert "Restart=on-failure" in unit
    assert "StartLimitIntervalSec=0" in unit
    prevented = next(line for line in unit.splitlines() if line.startswith("RestartPreventExitStatus="))
    assert str(EXIT_FATAL) not in prevented.partition("=")[2].split()


def test_odd_paths_in_a_unit_are_quoted() -> None:
    unit = systemd_unit(Path('/srv/dr "a" 50%/$HOME'), "/opt/my tools/drconsole", user="dr")
    assert r'ExecStart="/opt/my tools/drconsole" --state "/srv/dr \"a\" 50%%/$$HOME" engine run' in unit
    assert r'RequiresMountsFor="/srv/dr \"a\" 50%%/$HOME"' in unit
    with pytest.raises(BadInput):
        systemd_unit(Path("/srv/a\nExecStartPre=/bin/evil"), "/usr/bin/drconsole")


def test_a_process_with_a_key_writes_no_core_and_its_children_may() -> None:
    code = """
import ctypes, resource, subprocess, sys
from drconsole.link.memory import forbid_core
get = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
forbid_core()
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True)
subprocess.run([sys.executable, "-c", get])
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["0", "0", "1"]


def test_the_unit_lets_no_core_be_written() -> None:
    assert "\nLimitCORE=0\n" in systemd_unit(Path("/var/lib/drconsole"), "/usr/bin/drconsole", "dr")
