"""The command around the emulator: what it needs, and what it costs who does not use it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from drconsole.cli.commands import emulate
from drconsole.cli.main import main


def test_without_its_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(emulate, "find_spec", lambda name: None)
    assert main(["emulate", "--json"]) == 2
    told = capsys.readouterr()
    error = json.loads(told.out or told.err)["error"]
    assert error["code"] == "not-installed"
    assert "drconsole[emulator]" in error["advice"]


@pytest.mark.parametrize(
    "module", ["drconsole.cli.line", "drconsole.cli.words.verbs", "drconsole.console.terminal.terminal"]
)
def test_who_does_not_use_it_loads_nothing_of_it(module: str):
    assert not [name for name in loaded_by(module) if name.startswith(("drconsole.emulator", "aiohttp", "azure"))]


def test_the_core_has_no_sockets():
    assert not loaded_by("drconsole.emulator.service") & {"aiohttp", "http.server"}


def loaded_by(module: str) -> set[str]:
    program = f"import sys, {module}; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())
