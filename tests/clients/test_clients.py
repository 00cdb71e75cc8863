"""Clients that we did not write see the emulated vault as they would see Azure's."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from clients.running import Running, emulator

from drconsole.documents.estate import load_estate

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
ITEMS = 230


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault of several pages."""
    path = tmp_path_factory.mktemp("estate") / "many.yaml"
    words = [sys.executable, "-m", "drconsole", "estate", "generate", "--items", str(ITEMS), "-o", str(path)]
    subprocess.run(words, check=True, capture_output=True)
    return path


def plans_of(path: Path) -> tuple[str, str]:
    """Two plans that have no machine in common and whose machines go to Azure."""
    definition = load_estate(path)
    scenarios = {one.key: str(one.scenario) for one in definition.items}
    to_azure = [one for one in definition.plans if all(scenarios[key] != "vmm-to-vmm" for key in one.items)]
    for one in to_azure:
        for other in to_azure:
            if not set(one.items) & set(other.items):
                return one.name, other.name
    raise AssertionError("this estate has no two plans apart")


def check(running: Running, estate: Path, seen: dict[str, Any], first: str) -> None:
    """What the client saw is what there is, and what happened, happened once."""
    definition = load_estate(estate)
    assert (seen["items"], seen["pages"], seen["plans"]) == (ITEMS, 3, len(definition.plans))
    assert (seen["plan"], seen["scenario"], seen["state"]) == (first, "UnplannedFailover", "Succeeded")
    assert seen["tasks"] > 2
    assert (seen["cancelled"], seen["alias"]) == ("Cancelled", True)
    assert seen["missing"] == {"status": 404, "code": "ResourceNotFound"}
    failed_over = next(one.items for one in definition.plans if one.name == first)
    assert sorted(running.effects("machine-created")) == sorted(failed_over)


def seen_by(running: Running, *command: str, folder: Path) -> dict[str, Any]:
    words = list(command)
    done = subprocess.run(
        words, cwd=folder, env=running.environment, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_python_sdk_s_own_client(estate: Path) -> None:
    first, second = plans_of(estate)
    with emulator("--speed", "max", estate=str(estate)) as running:
        seen = seen_by(running, sys.executable, str(HERE / "sdk_client.py"), first, second, folder=HERE)
        check(running, estate, seen, first)


def test_microsoft_s_client_for_javascript(estate: Path, tmp_path: Path) -> None:
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("NOT TESTED: the client for JavaScript needs node and npm (Debian: apt install nodejs npm)")
    for name in ("package.json", "client.mjs"):
        shutil.copy(HERE / "npm" / name, tmp_path)
    words = ["npm", "install", "--no-audit", "--no-fund", "--silent"]
    installed = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False)
    if installed.returncode != 0:
        pytest.skip(f"NOT TESTED: npm could not install the client: {installed.stderr[-500:]}")
    first, second = plans_of(estate)
    with emulator("--speed", "max", estate=str(estate)) as running:
        seen = seen_by(running, "node", "client.mjs", first, second, folder=tmp_path)
        check(running, estate, seen, first)
