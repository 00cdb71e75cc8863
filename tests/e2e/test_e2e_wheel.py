"""An installed wheel, run from an empty folder, works as a checkout does: its fixtures travel with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import Any

import pytest
from e2e_state import Place

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Site folder with nothing but the wheel; what it depends on is taken from this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    # What builds it is taken from this environment too: no index is asked.
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)],
        check=True,
        cwd=folder,
        capture_output=True,
    )
    (wheel,) = folder.glob("drconsole-*.whl")
    site = folder / "site"
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", str(site), str(wheel)],
        check=True,
        cwd=folder,
        capture_output=True,
    )
    return site


class Installed(Place):
    """A state driven by the wheel and by nothing of the checkout."""

    anew = True

    def __init__(self, folder: Path, site: Path) -> None:
        super().__init__(folder)
        # Not this environment's site: a checkout installed there as editable would be in its path.
        self.env["PYTHONPATH"] = os.pathsep.join([str(site), *_libraries(folder)])
        (folder / "empty").mkdir()

    def argv(self, *words: str) -> list[str]:
        return [sys.executable, "-S", "-m", "drconsole", "--state", str(self.state), *words]


def _libraries(folder: Path) -> list[str]:
    """This environment's packages without its ``.pth`` files and without our own."""
    view = folder / "libraries"
    view.mkdir()
    for name in ("purelib", "platlib"):
        for entry in Path(sysconfig.get_paths()[name]).iterdir():
            link = view / entry.name
            if not entry.name.startswith(("drconsole", "_editable_impl_drconsole")) and not link.exists():
                link.symlink_to(entry)
    return [str(view)]


def test_the_wheel_runs_a_failover_from_an_empty_folder(tmp_path: Path, installed: Path) -> None:
    place = Installed(tmp_path, installed)
    place.folder = tmp_path / "empty"
    try:
        (listed,) = [each for each in place.say("estate", "list").done() if each["name"] == "contoso"]
        assert Path(listed["file"]).is_relative_to(installed)
        place.load()
        place.start()
        run = place.say("run", "failover", "shop", "--confirm", "shop", "--wait")
        assert run.code == 0, run
        tasks = json.dumps(run.data["tasks"])
        assert "Warm the caches" in tasks
        place.say("engine", "stop").done()
        place.nothing_twice()
        assert list(place.folder.iterdir()) == []
    finally:
        place.clear()


def test_all_data_travels_and_scripts_stay_executable(installed: Path) -> None:
    for name in ("fixtures", "themes"):
        source, copy = ROOT / name, installed / "drconsole" / "_data" / name
        files = {path.relative_to(source) for path in source.rglob("*") if path.is_file() and path.suffix != ".pyc"}
        assert {path.relative_to(copy) for path in copy.rglob("*") if path.suffix != ".pyc" and path.is_file()} == files
        for file in files:
            assert os.access(copy / file, os.X_OK) == os.access(source / file, os.X_OK), file
            assert (copy / file).read_bytes() == (source / file).read_bytes(), file
    assert (installed / "drconsole" / "py.typed").exists()


def test_the_wheel_holds_the_program_and_no_tests(installed: Path) -> None:
    (wheel,) = installed.parent.glob("drconsole-*.whl")
    names: list[Any] = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"drconsole"}
    assert not [name for name in names if "test_" in name]
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    assert [name for name in names if name.endswith(".data/data/share/man/man1/drconsole.1")]
