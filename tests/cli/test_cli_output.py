"""A stdout that takes nothing, a disk that is full, Ctrl-C before anything is there: one line, never a traceback."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_fakes import Run, World

from drconsole.providers.simulator import Simulator

LOST = 74
PROGRAM = [sys.executable, "-m", "drconsole"]
SAY = ["status", "--json status", "--json journal", "--help", "--version", "estate schema", "--json frobnicate"]


def outside(tmp_path: Path, unbuffered: bool = False) -> dict[str, str]:
    """An environment whose faults are written to a folder of its own."""
    (tmp_path / "faults").mkdir()
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    env |= {"DRCONSOLE_STATE": str(tmp_path / "state"), "TMPDIR": str(tmp_path / "faults")}
    return {**env, "PYTHONUNBUFFERED": "1"} if unbuffered else env


@pytest.mark.parametrize("unbuffered", [False, True])
@pytest.mark.parametrize("line", SAY)
def test_a_full_disk_behind_stdout_is_one_line_on_stderr(line: str, unbuffered: bool, tmp_path: Path) -> None:
    env = outside(tmp_path, unbuffered)
    with open("/dev/full", "w") as full:
        ran = subprocess.run([*PROGRAM, *line.split()], stdout=full, stderr=subprocess.PIPE, text=True, env=env)
    assert (ran.returncode, len(ran.stderr.splitlines())) == (LOST, 1), ran.stderr
    assert "standard output cannot be written (No space left on device)" in ran.stderr
    assert not list((tmp_path / "faults").iterdir())


@pytest.mark.parametrize("line", ["status", "--json status", "--json journal", "estate schema", "--json frobnicate"])
def test_a_closed_stdout_is_one_line_on_stderr(line: str, tmp_path: Path) -> None:
    shell = ["sh", "-c", 'exec "$@" >&-', "sh", *PROGRAM, *line.split()]
    ran = subprocess.run(shell, stderr=subprocess.PIPE, text=True, env=outside(tmp_path))
    assert (ran.returncode, len(ran.stderr.splitlines())) == (LOST, 1), ran.stderr
    assert "it is closed" in ran.stderr
    assert not list((tmp_path / "faults").iterdir())


@pytest.mark.parametrize("closed", [">&- 2>&-", "<&- >&- 2>&-", ">/dev/full 2>/dev/full"])
def test_where_nothing_can_be_said_the_exit_code_says_it(closed: str, tmp_path: Path) -> None:
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *PROGRAM, "status"]
    assert subprocess.run(shell, env=outside(tmp_path)).returncode == LOST
    assert not list((tmp_path / "faults").iterdir())


@pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full"])
def test_messages_that_nobody_can_hear_change_nothing(closed: str, tmp_path: Path) -> None:
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *PROGRAM]
    env = outside(tmp_path)
    assert subprocess.run([*shell, "frobnicate"], env=env, capture_output=True).returncode == 2
    ran = subprocess.run([*shell, "--version"], env=env, stdout=subprocess.PIPE)
    assert (ran.returncode, ran.stdout[:9]) == (0, b"drconsole")


def test_no_file_of_ours_takes_the_place_of_a_closed_stdout(tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom drconsole.cli.main import main\nmain(['status'])\n"
        "file = open('mine', 'w')\nsys.exit(file.fileno() <= 2)"
    )
    shell = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-c", code]
    assert subprocess.run(shell, env=outside(tmp_path), cwd=tmp_path, stderr=subprocess.PIPE).returncode == 0


def test_an_estate_that_does_not_fit_on_the_disk_is_refused_with_its_place(run: Run) -> None:
    ran = run("estate", "generate", "--items", "5", "-o", "/dev/full", "--json")
    assert (ran.code, ran.error["code"], ran.error["place"]) == (3, "disk-full", "/dev/full")


SQLITE_FULL = sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize(
    "fault", [OSError(errno.ENOSPC, "No space left on device"), SQLITE_FULL], ids=["file", "sqlite"]
)
def test_a_world_that_does_not_fit_on_the_disk_is_refused_with_its_place(
    fault: Exception, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: Any) -> None:
        raise fault

    monkeypatch.setattr(Simulator, "create", no_room)
    state = tmp_path / "state"
    ran = run("--state", str(state), "estate", "load", "contoso", "--json")
    assert (ran.code, ran.error["code"], ran.error["place"]) == (3, "disk-full", str(state))
    assert "no estate is loaded" in ran.error["message"]
    assert not list(state.glob("*.db*"))


def test_another_fault_is_not_called_a_full_disk(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(Simulator, "create", broken)
    assert run("--state", str(tmp_path / "state"), "estate", "load", "contoso", "--json").error["code"] == "internal"


@pytest.mark.parametrize(
    "module", ["drconsole.cli.line", "drconsole.cli.output.output", "drconsole.cli.words.parser", "argparse"]
)
def test_ctrl_c_while_the_program_is_still_being_read_is_quiet(module: str, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}:\n            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from drconsole.cli.main import main\n"
        "sys.exit(main(['status']))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=outside(tmp_path))
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "")


def test_a_job_goes_on_though_its_progress_cannot_be_written(world: World, tmp_path: Path) -> None:
    """Only what is printed is lost: the command was sent, and the line says that it may be done."""
    from drconsole.cli.output.output import Output
    from drconsole.cli.streams import Closed, OutputLost

    with open(tmp_path / "err", "w", encoding="utf-8") as err:
        output = Output(False, Closed(), err)  # type: ignore[arg-type]
        with pytest.raises(OutputLost) as lost:
            output.text("job J1")
        assert output.lost(lost.value) == LOST
    assert "what was asked for may be done" in (tmp_path / "err").read_text(encoding="utf-8")


def test_json_on_a_terminal_shows_what_cannot_be_seen_as_escapes(world: World, run: Run) -> None:
    name = "pay\u202eroll\x9b2J\x7f\u200b\ufeff\U000e0041"
    world.reader.put("item", "k", {"name": name, "key": "k"})
    ran = run("--json", "items")
    assert [item["name"] for item in ran.json] == [name]
    assert not {"\u202e", "\x9b", "\x7f", "\u200b", "\ufeff", "\U000e0041"} & set(ran.out)
    assert "pay\\u202eroll\\u009b2J\\u007f\\u200b\\ufeff\\udb40\\udc41" in ran.out


NOT_UTF_8 = b"caf\xe9"


@pytest.mark.parametrize(
    "words",
    [b"items %b", b"next %b", b"jobs %b", b"run failover %b --confirm x", b"job hold j --comment %b",
     b"estate check %b",
     b"--state %b status", b"%b", b"--json items %b"],
)  # fmt: skip
def test_bytes_that_are_no_utf_8_are_named(words: bytes, tmp_path: Path) -> None:
    given = (words % NOT_UTF_8).split()
    ran = subprocess.run([*map(os.fsencode, PROGRAM), *given], capture_output=True, env=outside(tmp_path))
    said = (ran.stdout + ran.stderr).decode()
    assert ran.returncode == 2, said
    assert "no UTF-8 text: caf\\" in said and "xe9" in said and "Traceback" not in said
    assert f"argument {given.index(NOT_UTF_8) + 1}" in said
    assert not list((tmp_path / "faults").iterdir())


def test_a_folder_in_the_environment_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    env = {os.fsencode(name): os.fsencode(value) for name, value in outside(tmp_path).items()}
    env[b"DRCONSOLE_STATE"] = os.fsencode(tmp_path) + b"/caf\xe9"
    ran = subprocess.run([*PROGRAM, "status"], capture_output=True, env=env)
    assert (ran.returncode, b"DRCONSOLE_STATE" in ran.stderr) == (2, True), ran.stderr
