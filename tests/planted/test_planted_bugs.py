"""Each bug is planted into a copy of the source, and a named test has to go red: the tests have teeth.

A bug whose text is no longer in the source fails here too: then plant it anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Bug:
    name: str
    file: str
    right: str
    wrong: str
    test: str


BUGS = (
    Bug(
        "no settle time",
        "drconsole/engine/follow.py",
        "settle = self._provider.settle(self._work.operation)",
        "settle = 0.0",
        "tests/engine/test_promises.py::test_a_request_that_lands_late_is_not_sent_again",
    ),
    Bug(
        "reconcile believes absent at once",
        "drconsole/engine/follow.py",
        "if now >= settled_at:",
        "if now >= started:",
        "tests/engine/test_promises.py::test_a_request_that_lands_late_is_not_sent_again",
    ),
    Bug(
        "effect before begin",
        "drconsole/engine/shell.py",
        "        await begun\n",
        "        begun.add_done_callback(self._watch)\n",
        "tests/engine/test_promises.py::test_no_effect_comes_before_its_begin_is_durable",
    ),
    Bug(
        "a step is run again blindly",
        "drconsole/engine/shell.py",
        "await self._follower(job, task).reconcile()",
        "await self._follower(job, task).begin()",
        "tests/sweep/test_crash_sweep.py::test_a_death_at_any_boundary_changes_nothing_of_how_it_ends",
    ),
    Bug(
        "synchronous=NORMAL",
        "drconsole/store/sqlite.py",
        'f"PRAGMA synchronous={synchronous.upper()}"',
        '"PRAGMA synchronous=NORMAL"',
        "tests/store/test_store_file.py::test_the_live_writer_syncs_every_commit",
    ),
    Bug(
        "fence not checked",
        "drconsole/store/transaction.py",
        "            self._check_fence()\n",
        "",
        "tests/store/test_store_contract.py::test_a_stale_engine_writes_nothing_more",
    ),
)


def run(folder: Path, test: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-n", "0", test]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    for name in ("drconsole", "tests", "fixtures", "themes"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_caught_by_its_named_test(copy, bug):
    path = copy / bug.file
    text = path.read_text()
    assert text.count(bug.right) == 1, "the source has changed: plant this bug anew"
    path.write_text(text.replace(bug.right, bug.wrong))
    caught = run(copy, bug.test)
    assert caught.returncode == 1, caught.stdout[-3000:] + caught.stderr[-1000:]
    assert "failed" in caught.stdout


def test_the_copy_without_a_bug_is_green(copy):
    for test in sorted({bug.test for bug in BUGS}):
        clean = run(copy, test)
        assert clean.returncode == 0, clean.stdout[-3000:]
