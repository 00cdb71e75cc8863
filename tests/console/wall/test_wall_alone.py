"""What keeps a wall from commanding: its process has no way to an engine, and sees one without a word to it."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.patience import PATIENCE

from drconsole.cli.commands.estate.estate import make
from drconsole.console.state.model.items import items_of_store
from drconsole.console.wall import engine
from drconsole.console.wall.app import Setting
from drconsole.console.wall.gathering import Gathered
from drconsole.console.wall.looking import Looker
from drconsole.console.wall.served import argv_of, setting_of
from drconsole.render.wall.decisions import decides
from drconsole.render.wall.facts import Sight, WallFacts
from drconsole.render.wall.headline import headline
from drconsole.settings.state import StatePaths


def program(text: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(text), *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_its_process_has_no_part_of_the_wire_and_reaches_no_other_process(tmp_path: Path) -> None:
    ran = program(
        """
        import os, socket, subprocess, sys
        from drconsole.console.wall import served
        served.WallApp(served.setting_of(["--state", sys.argv[1]]))
        rooms = ("link", "engine", "providers", "cli", "training")
        here = [name for name in sys.modules if name.startswith(tuple(f"drconsole.{room}" for room in rooms))]
        assert here == [], here
        served.seal()
        listening = sys.argv[1] + "/engine.sock"
        tries = {
            "connect": lambda: socket.socket(socket.AF_UNIX).connect(listening),
            "connect_ex": lambda: socket.socket(socket.AF_UNIX).connect_ex(listening),
            "sendto": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", listening),
            "start": lambda: subprocess.run(["true"]),
            "system": lambda: os.system("true"),
            "exec": lambda: os.execv("/bin/true", ["true"]),
            "fork": os.fork,
            "kill": lambda: os.kill(os.getppid(), 0),
        }
        for name, tried in tries.items():
            try:
                tried()
            except PermissionError as error:
                assert "a wall only reads" in str(error), name
            else:
                raise AssertionError(name)
        os.kill(os.getpid(), 0)
        print("sealed")
        """,
        str(tmp_path),
    )
    assert (ran.stdout, ran.stderr) == ("sealed\n", "")


def test_a_browsers_process_gets_the_whole_setting(tmp_path: Path) -> None:
    setting = Setting(StatePaths.of(tmp_path), "night", ("k1", "--x"), "mono", 30, leaves=False)
    assert setting_of(argv_of(setting)[3:]) == setting


# The engine's process, as the kernel shows it


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock of a state, as an engine does."""
    lock = tmp_path / "engine.lock"
    text = f"import fcntl; f = open({str(lock)!r}, 'w'); fcntl.flock(f, fcntl.LOCK_EX); print(flush=True); input()"
    process = subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


def test_an_engine_is_seen_by_its_lock(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    lock = tmp_path / "engine.lock"
    assert engine.sight(lock) is Sight.HERE
    assert engine.sight(lock, locks=tmp_path / "none") is Sight.HERE, "of another namespace: the kernel lists it not"
    os.kill(holder.pid, signal.SIGSTOP)
    os.waitpid(holder.pid, os.WUNTRACED)
    assert engine.sight(lock) is Sight.STILL
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert engine.sight(lock) is Sight.GONE
    with lock.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nothing of ours is left on it
    assert engine.sight(tmp_path / "engine.none") is Sight.GONE


# The store, as it is on the disk


class Watched:
    """A state folder and what a wall knows of it, looked at when it is said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        paths = StatePaths.of(folder)
        self.known = Gathered(lambda: items_of_store(paths.db), "", 180)
        self._looker = Looker(paths, self.known.take, decides)

    def look(self) -> WallFacts:
        self.known.take(self._looker.look())
        now = datetime.now(UTC)
        return self.known.facts(now, now, time.monotonic())


def test_it_follows_what_lies_in_the_folder_and_says_what_it_cannot_read(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    make(folder, "contoso")
    watched = Watched(folder)
    first = watched.look()
    assert (first.estate, sum(first.gravities.values()), first.engine) == ("contoso", 20, Sight.GONE)
    assert first.fresh.why == ""
    assert first.anchor is not None
    assert (first.anchor["length"] > 0, len(first.anchor["head"])) == (True, 64)
    assert headline(first).big == "NO ENGINE"

    note = folder / "drconsole.db-head"
    kept = note.read_bytes()
    note.unlink()
    assert headline(Watched(folder).look()).big == "STORE BEHIND"
    note.write_bytes(kept)

    folder.rename(tmp_path / "elsewhere")
    gone = watched.look()
    assert (headline(gone).big, gone.estate) == ("OLD DATA", "contoso")
    assert "there is no store here" in gone.fresh.why

    make(folder, "woodgrove")
    other = watched.look()
    assert (other.estate, headline(other).big) == ("woodgrove", "NO ENGINE")
    assert sum(other.gravities.values()) not in (0, 20)


def test_what_one_look_finds_is_not_found_again(tmp_path: Path) -> None:
    make(tmp_path / "state", "contoso")
    looker = Looker(StatePaths.of(tmp_path / "state"), lambda look: None, decides)
    assert looker.look().news is not None
    assert looker.look().news is None
