"""The engine's log is bounded: nobody fills the journal's disk through it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from support.patience import PATIENCE

from drconsole.link.client import Client
from drconsole.link.ensure import ensure_engine
from drconsole.link.messages import Status
from drconsole.recovery.types.work.errors import DrError
from drconsole.settings.state import StatePaths

FAKE = Path(__file__).with_name("fake_engine.py")


def written(folder: Path, code: str, limit: int) -> Path:
    """The log of a process that runs ``code`` with its stderr on it, as a detached engine has it."""
    log = folder / "engine.log"
    head = f"""
        import logging, sys
        from pathlib import Path
        from drconsole.engine.process.log import to_stderr
        to_stderr(Path({str(log)!r}), {limit})
        """
    program = textwrap.dedent(head) + textwrap.dedent(code)
    with log.open("ab") as stderr:
        subprocess.run([sys.executable, "-c", program], stdout=stderr, stderr=stderr, check=True, timeout=PATIENCE)
    return log


def test_what_is_said_over_and_over_is_written_sparingly(tmp_path: Path) -> None:
    code = """
        import time
        from drconsole.engine.process import log
        log.A_SECOND = 1000.0
        for number in range(50_000):
            logging.warning("a client of pid %d", number)
        logging.warning("something else")
        time.sleep(0.05)
        for number in range(2):
            logging.error("an error from one place")
    """
    text = written(tmp_path, code.replace("log.A_SECOND = 1000.0", ""), 1 << 20).read_text()
    assert text.count("a client of pid") < 1000
    assert "something else" in text
    assert text.count("an error from one place") == 2


def test_how_many_were_held_back_is_said(tmp_path: Path) -> None:
    code = """
        import time
        for number in range(1000):
            if number == 999:
                time.sleep(1.1)
            logging.warning("again %d", number)
    """
    text = written(tmp_path, code, 1 << 20).read_text()
    assert "again 999 (and 949 more like it that were not written)" in text
    assert text.count("again") == 51


def test_a_log_that_grows_is_turned_while_the_engine_runs(tmp_path: Path) -> None:
    code = """
        for number in range(40):
            logging.info("line %d %s", number, "x" * 1000)
        print("by print", file=sys.stderr, flush=True)
        print("by stdout", flush=True)
    """
    log = written(tmp_path, code, 10_000)
    before = log.with_name("engine.log.1")
    assert log.stat().st_size < 12_000 and before.stat().st_size < 12_000
    text = log.read_text()
    assert "line 39 " in text and "by print" in text and "by stdout" in text
    assert "line 29 " in before.read_text() + text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["engine.log", "engine.log.1"]


def test_another_file_behind_stderr_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "journal.txt"
    code = "import logging; from pathlib import Path; from drconsole.engine.process.log import to_stderr\n"
    code += f"to_stderr(Path({str(tmp_path / 'engine.log')!r}), 100)\nfor n in range(20): logging.info('x' * 100)"
    (tmp_path / "engine.log").touch()
    with other.open("ab") as stderr:
        subprocess.run([sys.executable, "-c", code], stderr=stderr, check=True, timeout=PATIENCE)
    assert other.read_text().count("xxx") and other.stat().st_size > 2000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["engine.log", "journal.txt"]


def answered(paths: StatePaths) -> bool:
    """Whether it answers once it has got rid of those who are gone."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(DrError), Client.connect(paths) as client:
            return bool(client.ask(Status())["kind"] == "Status")
        time.sleep(0.05)
    return False


@pytest.mark.kill9
def test_a_storm_of_connections_that_takes_all_descriptors_fills_no_log(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    paths = StatePaths.of(folder)
    (paths.folder / "world.db").touch()
    paths.db.touch()
    few = ["/bin/sh", "-c", 'ulimit -n 32; exec "$@"', "sh", sys.executable, str(FAKE), str(folder)]
    client, _ = ensure_engine(paths, few)
    pid = client.hello["pid"]
    client.close()
    try:
        with contextlib.ExitStack() as storm:
            begun = time.monotonic()
            # For a second, and until the engine had its turn to notice.
            while (over := time.monotonic() - begun) < 1 or "out of system resource" not in paths.log.read_text():
                assert over < PATIENCE, paths.log.read_text()[-3000:]
                for _ in range(60):
                    one = storm.enter_context(socket.socket(socket.AF_UNIX))
                    one.settimeout(0.05)
                    with contextlib.suppress(OSError):
                        one.connect(str(paths.socket))
                time.sleep(0.2)
                storm.close()
        assert "out of system resource" in paths.log.read_text()
        assert paths.log.stat().st_size < 150_000
        assert answered(paths), paths.log.read_text()[-3000:]
    finally:
        os.kill(pid, signal.SIGKILL)
