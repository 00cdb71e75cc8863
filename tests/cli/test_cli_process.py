"""The program as a process: what it imports, closed pipes, faults of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_fakes import Run, World

HEAVY = ("pydantic", "sqlite_utils", "sqlite3", "pysqlite3", "rich", "textual", "yaml", "asyncio")


def imported(*words: str) -> set[str]:
    code = (
        "import sys\n"
        "from drconsole.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        f"print('\\n@@' + ' '.join(name for name in {HEAVY!r} if name in sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    return set(ran.stdout.rpartition("@@")[2].split())


@pytest.mark.parametrize("line", ["--version", "--help", "run --help", "frobnicate", "run failback Shop"])
def test_words_alone_import_nothing_heavy(line: str) -> None:
    assert imported(*line.split()) == set()


def test_a_status_imports_no_models_and_no_tables(tmp_path: Path) -> None:
    assert not imported("status", "--state", str(tmp_path)) & {"pydantic", "sqlite_utils", "rich", "textual"}


def test_python_m_runs_the_same(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "drconsole", "status", "--json", "--state", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ran.stdout)["engine"]["running"] is False


ENDING = """
import atexit, os, sys, threading, time
import drconsole.cli.main as entry

class Kept:
    def __del__(self):
        os.write(1, b"taken apart")

kept = Kept()

def main():
    atexit.register(print, "exit handler")
    threading.Thread(target=time.sleep, args=(float(sys.argv[1]),), daemon=True).start()
    while threading.active_count() > 1 and sys.argv[1] == "0":
        time.sleep(0.01)
    print("said")
    return 3

entry.main = main
entry.program()
"""


@pytest.mark.parametrize("seconds, told", [(60, "said\nexit handler\n"), (0, "said\nexit handler\ntaken apart")])
def test_the_interpreter_is_not_taken_apart_beside_a_thread_that_goes_on(seconds: int, told: str) -> None:
    ran = subprocess.run([sys.executable, "-c", ENDING, str(seconds)], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (3, told, "")


@pytest.mark.parametrize("words", [["--help"], ["estate", "schema"], ["estate", "generate", "--items", "20000"]])
def test_a_reader_that_leaves_is_no_error(words: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "drconsole", *words], stdout=write, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(write)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_names_that_a_terminal_cannot_show_do_no_harm(encoding: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "drconsole", "jøb\udce4"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert ran.returncode == 2
    assert b"Traceback" not in ran.stderr


def test_a_fault_of_ours_is_written_down_and_named(
    world: World, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    world.engine.answers["Status"] = ZeroDivisionError("planted")
    ran = run("status", "--json")
    assert ran.code == 70
    assert ran.error["code"] == "internal"
    assert "planted" in Path(ran.error["place"]).read_text(encoding="utf-8")
    people = run("status")
    assert people.code == 70
    assert "Traceback" not in people.err + people.out


def test_a_file_that_cannot_be_written_is_a_wrong_word(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "no-such-folder" / "big.yaml"
    ran = run("estate", "generate", "--items", "5", "-o", str(place), "--json")
    assert (ran.code, ran.error["place"]) == (2, str(place))


def test_piped_output_has_no_colour_and_cuts_nothing(world: World, run: Run) -> None:
    world.engine.up = False
    name = "a-plan-with-a-long-name-" * 6
    world.reader.put("plan", "p1", {"name": name, "allowed_operations": ["failover"] * 20})
    text = run("plans").out
    assert name in text
    assert "\x1b" not in text
