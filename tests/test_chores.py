"""Every chore has one entry: what the Makefile, CI and the hooks name is there, and they mean the same."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CHORES = ("help", "test", "test-all", "lint", "format", "pictures", "docs", "golden", "bench", "ci", "hooks")
IN_MAKE = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def recipe(chore: str) -> str:
    """The lines of a target, with the variables that name files put in."""
    (lines,) = re.findall(rf"^{chore}:.*\n((?:\t.*\n?)+)", MAKEFILE, re.MULTILINE)
    lines = lines.replace("$(BIN)", ".venv/bin/")
    for name, value in re.findall(r"^([A-Z_]+) [:?]?= ?((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE):
        lines = lines.replace(f"$({name})", value.replace("\\\n", " "))
    return str(lines)


def files_in(text: str) -> list[str]:
    return re.findall(r"(?<![\w./])(?:tests|docs|\.ci)/[\w./-]+", text)


@IN_MAKE
def test_make_alone_lists_every_chore() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line.split()[1] for line in done.stdout.splitlines()] == list(CHORES)


@IN_MAKE
@pytest.mark.parametrize("chore", CHORES)
def test_a_chore_is_understood_by_make(chore: str) -> None:
    done = subprocess.run(["make", "--dry-run", chore], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("chore", CHORES)
def test_what_a_chore_names_is_there(chore: str) -> None:
    assert [name for name in files_in(recipe(chore)) if not (ROOT / name).exists()] == []


def test_every_test_that_can_write_a_picture_or_a_page_is_in_its_chore() -> None:
    """Those that look for the variable themselves, and those that compare by way of ``screen_support``."""
    named = {ROOT / name for name in files_in(recipe("pictures") + recipe("docs"))}
    writes = re.compile(r"environ\S*DRCONSOLE_WRITE_PICTURES|from screen_support import .*\bcompare\b")
    tests = set((ROOT / "tests").rglob("test_*.py")) - {Path(__file__)}
    writers = {path for path in tests if writes.search(path.read_text(encoding="utf-8"))}
    assert writers
    assert writers <= named, {str(path.relative_to(ROOT)) for path in writers - named}


def test_every_picture_of_the_readme_is_drawn_by_a_chore() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    drawers = files_in(recipe("pictures"))
    folders = {(ROOT / name).parent for name in drawers} | {
        ROOT / "docs/pictures" for name in drawers if "walk" in name
    }
    pictures = [ROOT / name for name in re.findall(r"!\[[^]]*\]\(([^)]+)\)", readme)]
    assert pictures
    for picture in pictures:
        assert picture.exists()
        assert folders & set(picture.parents), picture


def test_ci_passes_the_readmes_tests_and_those_that_they_leave_out() -> None:
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "test-command" in ci
    assert re.search(r"pytest .*-m slow$", ci, re.MULTILINE)


def test_ci_and_the_chore_lint_alike() -> None:
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    linters = [line.strip() for line in recipe("lint").splitlines()]
    assert len(linters) == 4
    assert [line for line in linters if f"\n{line}\n" not in ci] == []


def test_the_hooks_are_local_and_run_what_lint_runs() -> None:
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert repository["repo"] == "local"
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}
    programs = {re.findall(r"\.venv/bin/([\w-]+)", hook["entry"])[0] for hook in repository["hooks"]}
    assert programs == set(re.findall(r"\.venv/bin/([\w-]+)", recipe("lint")))


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in (ROOT / "tests").glob("*/*.py")}), ids=lambda f: f.name
)
def test_a_folder_of_tests_says_what_it_proves_and_when_it_runs(folder: Path) -> None:
    lines = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    assert 1 <= len(lines) <= 5
    if list(folder.glob("test_*.py")):
        assert "make test" in " ".join(lines)
        assert lines[0].startswith("Proves ")
