"""The manual page is read by the programs that show it, without a warning."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from shell_state import need

from drconsole.cli.shell.manual import page


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "drconsole.1"
    made.write_text(page(), encoding="utf-8")
    return made


def test_man_shows_it_without_a_warning(file: Path) -> None:
    env = {**os.environ, "LC_ALL": "C.UTF-8", "MANPAGER": "cat", "MANWIDTH": "80", "TERM": "dumb"}
    done = subprocess.run(
        [need("man"), "--warnings", "-l", str(file)], env=env, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert "drconsole run OPERATION TARGET" in " ".join(done.stdout.split())
    assert "--encryption-key FILE" in done.stdout, "hyphens stay hyphens that can be copied"


def test_mandoc_finds_nothing_but_that_it_has_no_date(file: Path) -> None:
    done = subprocess.run([need("mandoc"), "-T", "lint", str(file)], capture_output=True, text=True, check=False)
    told = [line for line in done.stdout.splitlines() if "missing date" not in line]
    assert told == []
